"""A locked school for the tests that compare; a county with schools for the others."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from junheng.apps.campaigns.models import Cohort
from junheng.core.secrets.keyring import Keyring
from tests.apps.adjustments.conftest import in_world, worlds
from tests.people import a_county, person

__all__ = ["in_world", "worlds"]


@pytest.fixture
def county(db: None, keys: Keyring, settings: Settings, tmp_path: Path) -> None:
    """The bureau, two schools, their people, and a data folder of the test's own."""
    settings.JUNHENG_VAR = tmp_path
    a_county()
    for kind in ("operator", "reviewer", "inspector", "principal"):
        person(kind)


@pytest.fixture
def cohort(in_world: Callable[[int, bool], Cohort]) -> Cohort:
    """The first grade of the own school, in three classes of eight, locked."""
    found = in_world(3, False)
    for kind in ("operator", "reviewer", "inspector", "principal"):
        person(kind)
    return found
