"""A county before its monitoring."""

from pathlib import Path

import pytest
from pytest_django import Settings

from junheng.core.secrets.keyring import Keyring
from tests.cohorts_made import a_year
from tests.people import a_county


@pytest.fixture
def year(db: None, keys: Keyring, settings: Settings, tmp_path: Path) -> None:
    """The bureau, two schools and their grades, and a data folder of the test's own."""
    settings.JUNHENG_VAR = tmp_path
    a_county()
    a_year()
