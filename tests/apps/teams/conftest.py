"""A county in the middle of its year for every test of the teams."""

import pytest

from junheng.core.secrets.keyring import Keyring
from tests.cohorts_made import a_year
from tests.people import a_county


@pytest.fixture(autouse=True)
def year(db: None, keys: Keyring) -> None:
    """Two schools, the campaign, the own school's cohort approved with two classes."""
    a_county()
    a_year()
