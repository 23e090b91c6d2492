"""The county of `places_made`, made once for each module that walks through all pages."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from junheng.core.access import Post, Role
from junheng.core.secrets import services as secrets
from junheng.core.secrets.keyring import Keyring, fresh_year
from junheng.engine.randomness.suites import INTL
from tests import people
from tests.conftest import Migrated
from tests.databases import cloned
from tests.people import OTHER_SCHOOL, a_county
from tests.web.places_made import Objects, build


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
