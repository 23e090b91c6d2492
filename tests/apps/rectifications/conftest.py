"""A county in the middle of its year, with people at both schools."""

from pathlib import Path

import pytest
from pytest_django import Settings

from junheng.core.secrets.keyring import Keyring
from tests.cohorts_made import a_year
from tests.people import a_county, person


@pytest.fixture
def year(db: None, keys: Keyring, settings: Settings, tmp_path: Path) -> None:
    """The bureau, two schools and their grades, a principal, a data folder of the test's own."""
    settings.JUNHENG_VAR = tmp_path
    a_county()
    a_year()
    person("principal")
