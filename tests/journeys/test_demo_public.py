"""Everything public of the demo county, searched for each of its children."""

import json
from collections.abc import Iterator

import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from junheng.apps.adjustments import queries as adjustments
from junheng.apps.adjustments.models import LateBatch
from junheng.apps.students.models import Student
from junheng.apps.teachers.models import HomeroomTeacher, SubjectTeacher
from junheng.ceremony.program import verifier_page
from junheng.core.secrets.services import forget_keys
from junheng.reporting.masking import mask_name
from tests.apps.portal.crawling import Found, crawl
from tests.apps.portal.reading import Private, everything_in, masked_in, private_of
from tests.databases import as_default, wrapper_for
from tests.journeys.conftest import Demonstration
from tools.demo_serving import DATA

pytestmark = pytest.mark.slow

FEWEST_CHILDREN = 1400


@pytest.fixture(scope="module")
def site(
    demonstration: Demonstration,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[dict[str, Found]]:
    """The demo's public site, crawled once; its database and keys stand while this is open."""
    del django_db_setup
    data = demonstration.folder / DATA
    wrapper = wrapper_for(f"sqlite://{data / 'junheng.sqlite3'}")
    own = {"JUNHENG_VAR": data, "JUNHENG_START_KEY": data / "keys" / "start-key.json"}
    with django_db_blocker.unblock(), as_default(wrapper), override_settings(**own):
        forget_keys()
        yield crawl()
        forget_keys()
        wrapper.close()


def teachers() -> list[str]:
    """Names that are public by law, longest first."""
    names = {one.name for model in (HomeroomTeacher, SubjectTeacher) for one in model.objects.all()}
    return sorted(names, key=len, reverse=True)


def everyone() -> set[tuple[str, str]]:
    """Name and identity number of every child, late ones too."""
    found = {(one.name, one.identity_number) for one in Student.objects.all()}
    for batch in LateBatch.objects.all():
        roster = adjustments.roster_of(batch)
        if roster is not None:
            found |= {(one.name, one.identity_number) for one in roster.students}
    return found


def private_words() -> Private:
    """Names, numbers, birth dates and codes of every child."""
    words, numbers = set(Student.objects.values_list("query_code", flat=True)), set[str]()
    for name, number in everyone():
        own, digits = private_of(name, number)
        words |= own
        numbers |= digits
    return Private(words, numbers)


def test_no_child_of_the_demo_county_stands_in_anything_public(site: dict[str, Found]) -> None:
    assert len(everyone()) >= FEWEST_CHILDREN
    private, public = private_words(), teachers()
    told = {}

    for address, found in site.items():
        if found.body == verifier_page():
            continue  # written before any of them was made up; a name may be a word of it
        text = everything_in(address, found)
        for name in public:
            # A child may be called as a teacher is, whose name hangs on the board.
            text = text.replace(name, "□")
        words = private.found_in(text)
        if words:
            told[address] = len(words)

    assert told == {}


def test_what_hangs_are_masked_names_of_its_children(site: dict[str, Found]) -> None:
    allowed = {mask_name(name) for name, _ in everyone()}

    shown = set().union(
        *(masked_in(found.text) for found in site.values() if found.route == "portal:notice")
    )

    assert len(shown) > 50
    assert shown <= allowed


def test_no_attribute_of_a_child_stands_beside_a_masked_name(site: dict[str, Found]) -> None:
    values = {
        value
        for child in Student.objects.all()
        for value in json.loads(child.attributes).values()
        if isinstance(value, str) and len(value) > 1 and not value.isascii()
    }

    naming = [
        found.text for found in site.values() if masked_in(found.body.decode(errors="ignore"))
    ]

    assert naming
    assert {value for value in values for page in naming if value in page} == set()
