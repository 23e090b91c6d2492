"""The county of `places_made`, made once for each module that walks through all pages."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from junheng.core.access import Permission, Post, Role
from junheng.core.access.roles import PERMISSIONS_OF
from junheng.core.secrets import services as secrets
from junheng.core.secrets.keyring import Keyring, fresh_year
from junheng.engine.randomness.suites import INTL
from tests import people
from tests.conftest import Migrated
from tests.databases import cloned
from tests.people import OTHER_SCHOOL, a_county
from tests.web.places import Objects
from tests.web.places_made import build

AT_WORK = (
    Role.SCHOOL_CLERK,
    Role.PRINCIPAL,
    Role.BUREAU_OPERATOR,
    Role.BUREAU_REVIEWER,
    Role.INSPECTOR,
)


@pytest.fixture(scope="module")
def objects(
    migrated: Migrated,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Objects]:
    """The schools, in a database and a data folder that the tests of this module only look at."""
    from django.conf import settings  # noqa: PLC0415, TID251 - the fixture is for one test

    folder = tmp_path_factory.mktemp("places")
    with (
        django_db_blocker.unblock(),
        cloned("sqlite", migrated("sqlite"), folder),
        pytest.MonkeyPatch.context() as patch,
    ):
        keyring = Keyring(INTL, {"2026": fresh_year(INTL)})
        patch.setattr(settings, "JUNHENG_VAR", folder)
        patch.setattr(secrets._Opened, "keyring", keyring)
        patch.setitem(people.POSTS, "principal_elsewhere", (Post(Role.PRINCIPAL, OTHER_SCHOOL),))
        a_county()
        with pytest.MonkeyPatch.context() as given:
            made = build(given)
        yield made


@pytest.fixture
def everything_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that can be done with children, for people of a school: only the rows keep them out."""
    given = dict(PERMISSIONS_OF)
    all_of_it = frozenset[Permission]().union(*(given[role] for role in AT_WORK))
    given[Role.SCHOOL_CLERK] = given[Role.PRINCIPAL] = all_of_it
    monkeypatch.setattr("junheng.core.access.actors.PERMISSIONS_OF", given)
