"""A locked school for every test: made once, then copied with its database and its folder."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from junheng.apps.campaigns.models import Cohort
from junheng.core.secrets import services as secrets
from junheng.core.secrets.keyring import Keyring, fresh_year
from junheng.engine.randomness.suites import INTL
from tests.apps.adjustments.adjustments_made import a_locked_cohort, of_classes
from tests.conftest import Migrated
from tests.databases import as_default, cloned, wrapper_for
from tests.people import a_county


@dataclass(frozen=True)
class World:
    """A database file, a data folder, and the keys that open both."""

    folder: Path
    keyring: Keyring
    classes: int

    @property
    def database(self) -> Path:
        """The database as it was left."""
        return self.folder / "junheng.sqlite3"


Worlds = Callable[[int, bool], World]


@pytest.fixture(scope="session")
def worlds(
    migrated: Migrated,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Worlds:
    """A locked school by its number of classes, with homeroom lots or without."""
    held: dict[tuple[int, bool], World] = {}

    def of(classes: int, has_lots: bool) -> World:
        if (classes, has_lots) not in held:
            keyring = Keyring(INTL, {"2026": fresh_year(INTL), "2027": fresh_year(INTL)})
            world = World(tmp_path_factory.mktemp("locked"), keyring, classes)
            template = migrated("sqlite")
            with (
                django_db_blocker.unblock(),
                pytest.MonkeyPatch.context() as patch,
                cloned("sqlite", template, world.folder),
            ):
                _live_in(world, world.folder, patch)
                a_county()
                a_locked_cohort(has_lots=has_lots)
            held[classes, has_lots] = world
        return held[classes, has_lots]

    return of


@pytest.fixture
def in_world(
    worlds: Worlds,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Callable[[int, bool], Cohort]]:
    """Move into a copy of a locked school; returns its first grade."""
    opened = []

    def move_in(classes: int, has_lots: bool) -> Cohort:
        world = worlds(classes, has_lots)
        shutil.copytree(world.folder, tmp_path, dirs_exist_ok=True)
        wrapper = wrapper_for(f"sqlite://{tmp_path / 'junheng.sqlite3'}")
        default = as_default(wrapper)
        default.__enter__()
        opened.append((wrapper, default))
        _live_in(world, tmp_path, monkeypatch)
        return Cohort.objects.select_related("campaign", "school").get(state="locked")

    with django_db_blocker.unblock():
        yield move_in
        for wrapper, default in opened:
            wrapper.close()
            default.__exit__(None, None, None)


@pytest.fixture
def cohort(in_world: Callable[[int, bool], Cohort]) -> Cohort:
    """The first grade of the own school, in three classes, locked."""
    return in_world(3, False)


def _live_in(world: World, folder: Path, patch: pytest.MonkeyPatch) -> None:
    from django.conf import settings  # noqa: PLC0415, TID251 - the fixture of pytest-django is for one test

    patch.setattr(settings, "JUNHENG_VAR", folder)
    patch.setattr(secrets._Opened, "keyring", world.keyring)
    of_classes(world.classes, patch)
