"""Everything public of the demo county, searched for each of its children."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from junheng.core.secrets.services import forget_keys
from junheng.reporting.masking import mask_name
from tests.apps.portal import crawling
from tests.apps.portal.crawling import Found, crawl
from tests.apps.portal.reading import masked_in
from tests.databases import as_default, wrapper_for
from tests.journeys.conftest import Demonstration
from tools.demo_serving import DATA
from tools.scan_public import children, scan

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


def test_no_child_of_the_demo_county_stands_in_anything_public(
    site: dict[str, Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawling, "crawl", lambda: site)

    found = scan()

    assert found.children >= FEWEST_CHILDREN
    assert (found.addresses, found.told) == (len(site), {})


def test_what_hangs_are_masked_names_of_its_children(site: dict[str, Found]) -> None:
    allowed = {mask_name(name) for name, _ in children()}

    shown = set().union(
        *(masked_in(found.text) for found in site.values() if found.route == "portal:notice")
    )

    assert len(shown) > 50
    assert shown <= allowed
