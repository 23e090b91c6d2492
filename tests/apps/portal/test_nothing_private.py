"""Nothing public says anything of a child but the masked name that the profile allows."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pikepdf
import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from junheng.core.secrets import services as secrets
from junheng.core.secrets.keyring import Keyring, fresh_year
from junheng.engine.randomness.suites import INTL
from junheng.reporting.masking import mask_name
from junheng.web import clock
from tests.apps.portal.crawling import Found, crawl, public_routes
from tests.apps.portal.published_county import Published, published
from tests.apps.portal.reading import Private, as_json, everything_in, masked_in, private_of
from tests.conftest import Migrated
from tests.databases import cloned

NAME, NUMBER = "张小明", "360121201401050016"
MOST_BYTES = 100_000
STATEFUL = frozenset(("accounts:sign_in", "accounts:one_time_code"))
"""Public routes that are doors: a crawl comes to them or not, there is nothing behind for it."""
ELSEWHERE = ("guardians:", "complaints:")
"""Public routes of other applications, which test their own answers."""


@dataclass(frozen=True)
class Crawled:
    """The county and everything that a stranger finds of it."""

    county: Published
    found: dict[str, Found]


@pytest.fixture(scope="module")
def site(
    migrated: Migrated,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Crawled]:
    """The public site of a county on the day after its publication, crawled once."""
    folder = tmp_path_factory.mktemp("portal")
    with (
        django_db_blocker.unblock(),
        cloned("sqlite", migrated("sqlite"), folder),
        override_settings(JUNHENG_VAR=folder),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(secrets._Opened, "keyring", Keyring(INTL, {"2026": fresh_year(INTL)}))
        with published() as county:
            patch.setattr(clock, "now", lambda: county.at)
            yield Crawled(county, crawl())


def private_words(county: Published) -> Private:
    """Everything of all children: names, numbers, birth dates, ethnicities, former schools."""
    words, numbers = set[str](), set[str]()
    for child in county.children:
        own, digits = private_of(child.name, child.identity_number)
        words |= own | {child.origin}
        words |= {child.ethnicity} - {"汉族"}
        numbers |= digits
    return Private(words, numbers)


@pytest.mark.slow
def test_nothing_of_a_hundred_and_twenty_children_stands_anywhere(site: Crawled) -> None:
    assert len(site.county.children) == 120
    private = private_words(site.county)

    told = {
        address: words
        for address, found in site.found.items()
        if (words := private.found_in(everything_in(address, found)))
    }

    assert told == {}


@pytest.mark.slow
def test_the_masked_name_of_every_child_hangs_and_no_other(site: Crawled) -> None:
    pages = [found.text for found in site.found.values() if found.route == "portal:notice"]

    shown = set().union(*(masked_in(page) for page in pages))

    assert shown == {mask_name(child.name) for child in site.county.children}


@pytest.mark.slow
def test_a_page_with_names_is_kept_out_of_every_index(site: Crawled) -> None:
    naming = [
        found for found in site.found.values() if masked_in(found.body.decode("utf-8", "ignore"))
    ]

    assert len(naming) == 2
    assert all(found.headers["X-Robots-Tag"].startswith("noindex") for found in naming)


@pytest.mark.slow
def test_a_stranger_finds_every_public_route_by_links(site: Crawled) -> None:
    met = {found.route for found in site.found.values() if found.status == 200}
    doors = {
        name for name in (route.name for route in public_routes()) if name.startswith(ELSEWHERE)
    }

    unmet = {route.name for route in public_routes()} - met - STATEFUL - doors

    assert unmet == set()


@pytest.mark.slow
def test_every_link_leads_somewhere(site: Crawled) -> None:
    broken = {
        address: found.status
        for address, found in site.found.items()
        if found.status not in {200, 302}
    }

    assert broken == {}


@pytest.mark.slow
def test_no_public_page_sets_a_cookie_or_runs_a_script(site: Crawled) -> None:
    for address, found in site.found.items():
        if not found.route.startswith("portal:"):
            continue
        assert found.cookies == frozenset(), address
        assert found.headers["Content-Security-Policy"].startswith("default-src 'none'"), address
        assert found.headers["Referrer-Policy"] == "no-referrer", address
        if found.media_type == "text/html" and "Content-Disposition" not in found.headers:
            assert b"<script" not in found.body, address
            assert b"csrf" not in found.body, address


@pytest.mark.slow
def test_every_page_comes_whole_in_less_than_a_hundred_kilobytes(site: Crawled) -> None:
    beside = sum(
        len(site.found[f"/static/web/{name}"].body)
        for name in ("junheng.css", "public.css", "icon.svg")
    )
    pages = {
        address: len(found.body) + beside
        for address, found in site.found.items()
        if found.route.startswith("portal:")
        and found.media_type == "text/html"
        and "Content-Disposition" not in found.headers
    }

    assert len(pages) > 10
    assert {address: size for address, size in pages.items() if size > MOST_BYTES} == {}


# -- the search itself ------------------------------------------------------------------------


def pdf_that_names() -> bytes:
    """A PDF whose title names a child."""
    output = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = NAME
        pdf.save(output)
    return output.getvalue()


def document_that_names() -> bytes:
    """An office document whose author is a child."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", f"<dc:creator>{NAME}</dc:creator>")
    return output.getvalue()


# Named, for packed bytes carry the second in which they were made and every worker makes its own.
@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(f"<td>{NAME}</td>".encode(), {}, id="cell"),
        pytest.param(f"<td>{NAME[0]}<b>{NAME[1:]}</b></td>".encode(), {}, id="marked up"),
        pytest.param(b"&#24352;&#23567;&#26126;", {}, id="character references"),
        pytest.param(as_json({"name": NAME}), {}, id="json escapes"),
        pytest.param(gzip.compress(NAME.encode()), {}, id="gzip"),
        pytest.param(NAME.encode("gb18030"), {}, id="gb18030"),
        pytest.param(" ".join(NAME).encode(), {}, id="spaced"),
        pytest.param(b"<svg><title>2014-01-05</title></svg>", {}, id="birth date in a picture"),
        pytest.param("2014年1月5日出生".encode(), {}, id="birth date in words"),
        pytest.param(b'{"born": "20140105"}', {}, id="birth date in digits"),
        pytest.param(NUMBER.encode(), {}, id="number"),
        pytest.param(b"3601 2120 1401 0500 16", {}, id="spaced number"),
        pytest.param(pdf_that_names(), {}, id="pdf"),
        pytest.param(document_that_names(), {}, id="office document"),
        pytest.param(
            b"",
            {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(NAME)}.pdf"},
            id="file name",
        ),
    ],
)
def test_the_search_finds_a_child_however_it_is_written(
    body: bytes, headers: dict[str, str]
) -> None:
    private = Private(*private_of(NAME, NUMBER))

    assert private.found_in(everything_in("/public/", Found(200, headers, body, "", frozenset())))


def test_the_search_does_not_take_a_digest_for_a_birth_date() -> None:
    private = Private(*private_of(NAME, NUMBER))

    assert private.found_in("ab20140105cd") == set()
    assert private.found_in("张*明 0016") == set()
