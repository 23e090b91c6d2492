"""What belongs to another school does not exist: every route with arguments, asked for it.

The list is made from the routes themselves. A route whose arguments have no place in `PLACES` fails
the first test by its name, so that no new page is forgotten.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from junheng.core.access import GateKind, Post, Role, StaffActor
from junheng.core.access.routes import Route, routes_of
from junheng.core.audit.models import AuditEntry
from tests import people
from tests.people import OWN_SCHOOL, signed_in
from tests.web.places import OF_NOBODY, PLACES, PLAIN, Objects, place_of
from tests.web.places_made import NEIGHBOUR_NAME, OWN_NAME

REFUSED = "access.page.refuse"
ROUTES = [route for route in routes_of(get_resolver().url_patterns) if route.keys]
"""Every route with arguments."""

OF_PERSONS = (
    "/account", "/posts/", "/proposals/", "/sessions/freeze/", "/complaints/", "/inspections/",
    "/teams/consent/",
)  # fmt: skip
OTHERWISE = PLAIN | {"reason": "1", "all": "no", "what": "representatives", "compared": "no"}


def asked(objects: Objects) -> Iterator[tuple[Route, str]]:
    """Every route with every sample of what belongs to others."""
    for route in ROUTES:
        place = place_of(route)
        if place is not None:
            for arguments in PLACES[place](objects):
                yield route, reverse(route.name, args=arguments)


def answers(
    browser: Client, address: str, filled: Sequence[dict[str, str]] = ({}, PLAIN, OTHERWISE)
) -> Iterator[tuple[str, Any]]:
    """The answers to a look and to forms: an empty one, and some that are filled in."""
    yield "GET", browser.get(address)
    for words in filled:
        papers = {
            "file": SimpleUploadedFile("file.pdf", b"%PDF-1.7\n", "application/pdf"),
            "evidence": SimpleUploadedFile("file.pdf", b"%PDF-1.7\n", "application/pdf"),
            "photo": SimpleUploadedFile("photo.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        }
        yield f"POST {len(words)} words", browser.post(address, words | papers if words else None)


def everything_held(folder: Path) -> dict[str, str]:
    """A digest of every table and of every file of the record; refusals are left out."""
    held = {}
    for model in apps.get_models():
        name = model._meta.label
        if name in {"sessions.Session", "accounts.SignIn", "audit.AuditHead"}:
            continue
        rows = model._default_manager.order_by("pk")
        if model is AuditEntry:
            rows = rows.exclude(event=REFUSED)
        held[name] = hashlib.sha256(repr(list(rows.values_list())).encode()).hexdigest()
    for path in sorted((folder / "sessions").rglob("*")):
        if path.is_file():
            held[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return held


@pytest.fixture
def nothing_changes(objects: Objects) -> Iterator[None]:
    """Whatever was asked, all tables and records are what they were."""
    del objects
    from django.conf import settings  # noqa: PLC0415, TID251 - the fixture is for one test

    for kind in ("clerk_elsewhere", "principal_elsewhere"):
        signed_in(kind)
    before = everything_held(settings.JUNHENG_VAR)
    yield
    after = everything_held(settings.JUNHENG_VAR)
    assert {name for name in {*before, *after} if before.get(name) != after.get(name)} == set()


def test_every_route_with_arguments_has_samples_of_what_belongs_to_others() -> None:
    forgotten = [
        route.name
        for route in ROUTES
        if place_of(route) is None and not route.path.startswith(OF_NOBODY)
    ]

    assert forgotten == []


def test_the_samples_are_there_for_those_whom_they_belong_to(
    objects: Objects, everything_allowed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = (Post(Role.SCHOOL_CLERK, OWN_SCHOOL), Post(Role.PRINCIPAL, "010003"))
    monkeypatch.setitem(people.POSTS, "owner", posts)
    browser = signed_in("owner")
    missing = []

    for route, address in asked(objects):
        answer = browser.get(address)
        if answer.streaming:
            answer.close()
        if _is_of_schools(route) and answer.status_code in {403, 404}:
            missing.append((route.name, address, answer.status_code))

    assert missing == [], missing


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("kind", ["clerk_elsewhere", "principal_elsewhere"])
def test_what_belongs_to_another_school_does_not_exist(objects: Objects, kind: str) -> None:
    browser, who = signed_in(kind), people.actor(kind)
    wrong = []

    for route, address in asked(objects):
        expected = 404 if _passes_gate(route, who) else 403
        for how, answer in answers(browser, address, [PLAIN]):
            if answer.status_code not in {expected, 405}:
                wrong.append((route.name, how, address, answer.status_code))

    assert wrong == [], wrong


@pytest.mark.usefixtures("nothing_changes", "everything_allowed")
def test_it_does_not_exist_even_for_someone_who_may_do_everything_at_his_school(
    objects: Objects,
) -> None:
    browser, who = signed_in("principal_elsewhere"), people.actor("principal_elsewhere")
    wrong = []

    for route, address in asked(objects):
        expected = 404 if _passes_gate(route, who) else 403
        for how, answer in answers(browser, address):
            if answer.status_code not in {expected, 405}:
                wrong.append((route.name, how, address, answer.status_code))

    assert wrong == [], wrong


@pytest.mark.usefixtures("nothing_changes")
def test_a_stranger_is_sent_to_the_sign_in_page(objects: Objects) -> None:
    browser = Client()
    wrong = []

    for route, address in asked(objects):
        for how, answer in answers(browser, address):
            is_sent = answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
            if not is_sent and answer.status_code != 405:
                wrong.append((route.name, how, address, answer.status_code))

    assert wrong == [], wrong


@pytest.mark.usefixtures("everything_allowed")
def test_no_page_of_ones_own_names_what_belongs_to_others(objects: Objects) -> None:
    browser = signed_in("principal_elsewhere")
    telling = []

    for address in _own_addresses(objects):
        answer = browser.get(address)
        if answer.status_code != 200 or answer.streaming:
            continue
        html = answer.content.decode(errors="replace")
        told = {code for code in objects.codes if code in html}
        told |= {name for name in (OWN_NAME, NEIGHBOUR_NAME) if name in html}
        if told:
            telling.append((address, told))

    assert telling == [], telling


def _passes_gate(route: Route, who: StaffActor) -> bool:
    assert route.gate is not None
    assert route.gate.kind is GateKind.STAFF
    return route.gate.permission is None or who.may(route.gate.permission)


def _is_of_schools(route: Route) -> bool:
    """Whether its objects are a school's, and not of persons or of people at the bureau."""
    return not route.path.startswith(OF_PERSONS)


def _own_addresses(objects: Objects) -> Iterator[str]:
    """Every page without arguments, and the pages of the shared session.

    What is public may name every school: it is no page of one's own.
    """
    for route in routes_of(get_resolver().url_patterns):
        if route.gate is not None and route.gate.kind is GateKind.PUBLIC:
            continue
        if not route.keys and not route.name.startswith("set_up"):
            yield reverse(route.name)
        elif route.path.startswith("/sessions/<str:code>/") and len(route.keys) == 1:
            yield reverse(route.name, args=[objects.shared_session])
