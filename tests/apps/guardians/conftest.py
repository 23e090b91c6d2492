"""A county for every test of the families, and a drawn school that is made once and copied."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from junheng.apps.students.models import Student
from junheng.core.secrets import services as secrets
from junheng.core.secrets.keyring import Keyring, fresh_year
from junheng.engine.randomness.suites import INTL
from tests.apps.assignment.sessions_made import Walk, the_rosters
from tests.apps.guardians.families_made import a_drawn_school, a_roster
from tests.conftest import Migrated
from tests.databases import as_default, cloned, wrapper_for
from tests.people import a_county


@pytest.fixture
def children(db: None, keys: Keyring) -> list[Student]:
    """Six children of a school that still collects."""
    del db, keys
    a_county()
    return a_roster()


@dataclass(frozen=True)
class World:
    """A database file, a data folder, the keys that open both, and the session's code."""

    folder: Path
    keyring: Keyring
    session: str


@pytest.fixture(scope="session")
def drawn_world(
    migrated: Migrated,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> World:
    """A published school of 24 children, made once."""
    keyring = Keyring(INTL, {"2026": fresh_year(INTL)})
    folder = tmp_path_factory.mktemp("published")
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        cloned("sqlite", migrated("sqlite"), folder),
    ):
        _live_in(folder, keyring, patch)
        the_rosters(patch)
        a_county()
        walk = a_drawn_school()
    return World(folder, keyring, walk.code)


@pytest.fixture
def published(
    drawn_world: World,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Walk]:
    """A copy of the published school."""
    shutil.copytree(drawn_world.folder, tmp_path, dirs_exist_ok=True)
    wrapper = wrapper_for(f"sqlite://{tmp_path / 'junheng.sqlite3'}")
    _live_in(tmp_path, drawn_world.keyring, monkeypatch)
    the_rosters(monkeypatch)
    with django_db_blocker.unblock(), as_default(wrapper):
        yield Walk(drawn_world.session)
        wrapper.close()


def _live_in(folder: Path, keyring: Keyring, patch: pytest.MonkeyPatch) -> None:
    from django.conf import settings  # noqa: PLC0415, TID251 - the fixture of pytest-django is for one test

    patch.setattr(settings, "JUNHENG_VAR", folder)
    patch.setattr(secrets._Opened, "keyring", keyring)
