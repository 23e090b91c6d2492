"""Public pages from memory: given without asking, made anew by every change, the same for all."""

import gzip
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from junheng.apps.schools.events import SchoolsImported
from junheng.apps.schools.models import Bureau
from junheng.core.access import SystemActor
from junheng.core.audit import services as audit
from junheng.core.audit.chain import ChainHead
from junheng.core.secrets.keyring import Keyring
from junheng.web import clock, kept_pages
from junheng.web.kept_pages import SHELF
from tests.people import AT, a_county, signed_in

FRONT = "/public/"


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring) -> Iterator[None]:
    a_county()
    something_happens()
    SHELF.clear()
    yield
    SHELF.clear()


def something_happens() -> None:
    """An act of anybody about anything."""
    with audit.act():
        event = SchoolsImported(new=1, changed=0, same=0, file_digest="ab" * 32)
        audit.record(event, by=SystemActor("tests"), at=AT)


def test_a_page_is_given_from_memory_without_asking_anything(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PUBLIC_PAGES_SECONDS = 60.0
    first = Client().get(FRONT)

    with django_assert_num_queries(0):
        second = Client().get(FRONT)

    assert second.content == first.content


def test_after_its_seconds_one_look_at_the_trail_is_enough(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    Client().get(FRONT)

    with django_assert_num_queries(1):
        Client().get(FRONT)


def test_a_change_makes_the_page_anew() -> None:
    Client().get(FRONT)
    Bureau.objects.update(name="改名教育局")
    assert "改名教育局" not in Client().get(FRONT).content.decode()

    something_happens()

    assert "改名教育局" in Client().get(FRONT).content.decode()


def test_another_day_makes_the_page_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    Client().get(FRONT)
    Bureau.objects.update(name="改名教育局")
    tomorrow = clock.now() + timedelta(days=1)

    monkeypatch.setattr(clock, "now", lambda: tomorrow)

    assert "改名教育局" in Client().get(FRONT).content.decode()


def test_whoever_has_the_page_is_told_so_and_gets_no_bytes() -> None:
    first = Client().get(FRONT)

    again = Client().get(FRONT, headers={"If-None-Match": first["ETag"]})
    later = Client().get(FRONT, headers={"If-Modified-Since": first["Last-Modified"]})

    assert (again.status_code, again.content) == (304, b"")
    assert (later.status_code, later.content) == (304, b"")
    assert again["Cache-Control"] == "public, max-age=60"


def test_a_change_that_does_not_show_leaves_the_page_what_it_was() -> None:
    first = Client().get(FRONT)
    something_happens()

    second = Client().get(FRONT, headers={"If-None-Match": first["ETag"]})

    assert second.status_code == 304


def test_a_browser_that_unpacks_gets_the_page_packed() -> None:
    plain = Client().get(FRONT)
    packed = Client().get(FRONT, headers={"Accept-Encoding": "gzip, deflate"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) * 3 < 2 * len(plain.content)
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert int(packed["Content-Length"]) == len(packed.content)


def test_words_behind_the_question_mark_do_not_get_round_the_memory(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PUBLIC_PAGES_SECONDS = 60.0
    first = Client().get(FRONT)

    with django_assert_num_queries(0):
        assert Client().get(f"{FRONT}?x=1").content == first.content


def test_staff_get_the_page_that_everybody_gets() -> None:
    staff = signed_in("operator").get(FRONT)

    assert staff.content == Client().get(FRONT).content
    assert staff.cookies == {}


def test_a_page_that_is_not_there_is_not_kept() -> None:
    answer = Client().get("/public/schools/999999/")

    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"
    assert SHELF.find("/public/schools/999999/") is None


def test_before_anything_was_written_down_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(audit, "head", ChainHead)

    Client().get(FRONT)

    assert SHELF.find(FRONT) is None


def test_while_one_makes_a_page_anew_others_get_the_one_of_before() -> None:
    before = Client().get(FRONT)
    something_happens()
    Bureau.objects.update(name="改名教育局")
    assert SHELF.begin(FRONT)

    try:
        assert Client().get(FRONT).content == before.content
    finally:
        SHELF.end(FRONT)
    assert "改名教育局" in Client().get(FRONT).content.decode()


def test_what_was_asked_for_longest_ago_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    Client().get("/public/contacts/")
    Client().get(FRONT)
    Client().get("/public/contacts/")
    both = sum(page.size for page in SHELF._pages.values())
    monkeypatch.setattr(kept_pages, "MOST_BYTES", both)

    Client().get("/public/checking/")

    assert SHELF.find(FRONT) is None
    assert SHELF.find("/public/checking/") is not None


def test_two_threads_do_not_make_the_same_page() -> None:
    begun = [SHELF.begin(FRONT)]
    other = threading.Thread(target=lambda: begun.append(SHELF.begin(FRONT)))

    other.start()
    other.join()
    SHELF.end(FRONT)

    assert begun == [True, False]
