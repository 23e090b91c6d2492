"""A county whose rosters and teachers are given, with a data folder of its own."""

from pathlib import Path

import pytest
from pytest_django import Settings

from junheng.core.secrets.keyring import Keyring
from tests.apps.assignment.sessions_made import the_rosters
from tests.people import a_county


@pytest.fixture
def county(
    db: None, keys: Keyring, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> Path:
    """The county; returns its data folder."""
    del db, keys
    settings.JUNHENG_VAR = tmp_path
    the_rosters(monkeypatch)
    a_county()
    return tmp_path
