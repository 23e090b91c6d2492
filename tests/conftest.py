"""Databases and keys for every test that needs them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling

from junheng.core.secrets import services
from junheng.core.secrets.keyring import Keyring, fresh_year
from junheng.engine.randomness.suites import INTL
from tests.databases import KINDS, NO_POSTGRESQL, OwnDatabase, as_default, cloned, made
from tests.databases import postgresql_url as where_postgresql_answers

AT = datetime(2026, 8, 28, 1, 30, tzinfo=UTC)

Migrated = Callable[[str], BaseDatabaseWrapper]

LONGEST = (
    "test_campaign_journey.py", "test_demo.py", "test_demo_platform.py", "test_demo_public.py",
    "test_demo_teams.py", "test_backup.py", "test_hostile.py", "test_two_minutes.py",
)  # fmt: skip
"""Files of a minute and more: begun first, so that no core waits for one of them at the end."""
_DEMONSTRATION = "tests/journeys/test_demo"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, after the others were shuffled."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


class _Scheduling(LoadFileScheduling):
    """A file at a time on each core; all that look at the demonstration on the same one.

    Making it takes more than a minute.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return _DEMONSTRATION if file.startswith(_DEMONSTRATION) else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _Scheduling:
    """Called on several cores only."""
    return _Scheduling(config, log)


@pytest.fixture(scope="session")
def migrated(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Migrated]:
    """A migrated test database of a kind, made when it is first asked for.

    After pytest-django made its own, which must not happen while another one stands in its place.
    """
    del django_db_setup
    with django_db_blocker.unblock(), ExitStack() as stack:
        held: dict[str, BaseDatabaseWrapper] = {}

        def of_kind(kind: str) -> BaseDatabaseWrapper:
            if kind == "postgresql" and where_postgresql_answers() is None:
                pytest.skip(NO_POSTGRESQL)
            if kind not in held:
                held[kind] = stack.enter_context(made(kind))
            return held[kind]

        django_db_blocker.block()
        yield of_kind
        django_db_blocker.unblock()


@pytest.fixture(scope="module", params=KINDS)
def both_databases(
    request: pytest.FixtureRequest, migrated: Migrated, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """Run every test of the module on SQLite and on PostgreSQL."""
    with django_db_blocker.unblock():
        wrapper = migrated(request.param)
    with as_default(wrapper):
        yield request.param


@pytest.fixture(params=KINDS)
def own_database(
    request: pytest.FixtureRequest,
    migrated: Migrated,
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
) -> Iterator[OwnDatabase]:
    """A fresh database of each kind, to commit to and to share with other processes."""
    with (
        django_db_blocker.unblock(),
        cloned(request.param, migrated(request.param), tmp_path) as own,
    ):
        yield own


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Keyring:
    """The keys of two years, opened, without a start key."""
    keyring = Keyring(INTL, {"2026": fresh_year(INTL), "2027": fresh_year(INTL)})
    monkeypatch.setattr(services._Opened, "keyring", keyring)
    return keyring
