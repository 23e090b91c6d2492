"""An attacker's afternoon at the families' pages: nothing comes out, everything is written down."""

import re
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from junheng.apps.guardians.models import Failures, Guardian, RightsRequest
from junheng.apps.guardians.services import signing_in, sittings
from junheng.apps.guardians.services.signing_in import Attempt
from junheng.apps.students.models import Dispute, Student
from junheng.core.access import GateKind
from junheng.core.access.routes import routes_of
from junheng.core.audit.models import AuditEntry
from junheng.core.secrets.codes import ALPHABET
from junheng.engine.errors import JunhengError
from tests.apps.assignment.sessions_made import Walk
from tests.apps.guardians.families_made import DOOR, cookie_of, family_of, typed

NOW = datetime(2026, 9, 3, 12, 0, tzinfo=UTC)
HOSTILE = (
    "' OR '1'='1' --",
    '"; DROP TABLE students_student; --',
    "1) UNION SELECT query_code FROM students_student --",
    "{{ 7*7 }}{% debug %}{{ settings.SECRET_KEY }}",
    "${7*7}#{7*7}<%= 7*7 %>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "../../../../etc/passwd",
    "%00\r\nSet-Cookie: junheng_child=x",
    "=cmd|' /C calc'!A0",
)


def own_routes() -> Iterator[str]:
    """Every address for families without arguments."""
    for route in routes_of(get_resolver().url_patterns):
        if route.gate is not None and route.gate.kind is GateKind.GUARDIAN:
            assert not route.keys, route.path
            yield reverse(route.name)


def test_no_address_for_families_has_room_for_anothers_child() -> None:
    assert len(list(own_routes())) >= 17


def test_nothing_in_an_address_or_a_form_leads_to_another_child(published: Walk) -> None:
    children = list(Student.objects.filter(cohort=published.parts[0].cohort))
    own, other = children[0], children[1]
    client = family_of(own)
    wanted = {"student": other.code, "code": other.code, "sid": "B00001", "ticket": "2", "row": "2"}

    for address in own_routes():
        if "leave" in address or "consent" in address or "second" in address:
            continue
        for answer in (client.get(address, wanted), client.post(address, wanted)):
            body = b"".join(answer) if answer.streaming else answer.content
            if address != "/child/class/public-record/":
                assert other.name not in body.decode(errors="replace"), address
            assert other.code not in body.decode(errors="replace"), address
    assert own.name in client.get("/child/home/").content.decode(), "not signed in to the end"


def test_what_is_typed_at_the_door_is_never_run_and_never_shown(children: list[Student]) -> None:
    before = Student.objects.count()
    for number, words in enumerate(HOSTILE):
        for field in ("query_code", "last_six", "agrees", "csrfmiddlewaretoken"):
            client = Client(REMOTE_ADDR=f"192.0.2.{number}", HTTP_X_FORWARDED_FOR=words[:20])
            answer = client.post(DOOR, typed(children[0], query_code="zzzzzzzz") | {field: words})
            html = answer.content.decode()
            assert answer.status_code == 403
            assert words not in html
            assert "49" not in html.replace("2026", "").split("csrfmiddlewaretoken")[0]
            assert cookie_of(client) == ""

    assert Student.objects.count() == before
    assert Guardian.objects.count() == 0


def test_what_families_write_is_shown_as_it_was_written_and_never_run(
    children: list[Student],
) -> None:
    from tests.people import signed_in  # noqa: PLC0415 - beside its use

    words = "".join(HOSTILE[3:7])
    client = family_of(children[0])
    client.post("/child/record/dispute/", {"statement": words})
    client.post("/child/requests/", {"kind": "access", "words": words})
    dispute, request = Dispute.objects.get(), RightsRequest.objects.get()
    assert dispute.statement == words

    pages = [client.get(f"/child/{page}/") for page in ("record", "since", "requests", "copy")]
    clerk = signed_in("clerk")
    pages += [
        clerk.get(f"/students/disputes/{dispute.code}/"),
        clerk.get(f"/families/requests/{request.code}/"),
    ]
    for page in pages:
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "onerror=alert(1)>" not in html.replace("&lt;img src=x onerror=alert(1)&gt;", "")
        assert "{{ 7*7 }}" in html
    entries = repr(list(AuditEntry.objects.values_list("payload", flat=True)))
    assert "script" not in entries


def test_a_stored_script_in_a_childs_name_stays_text(children: list[Student]) -> None:
    child = children[0]
    child.name = "<script>alert(1)</script>"
    child.save(update_fields=["name"])

    for page in ("home", "record", "class", "copy"):
        html = family_of(child).get(f"/child/{page}/").content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;" in html or page == "class"


def test_walking_through_codes_ends_after_five(children: list[Student]) -> None:
    client = Client(REMOTE_ADDR="203.0.113.5")
    for letter in ALPHABET[:20]:
        client.post(DOOR, {"query_code": letter * 8, "last_six": "000000", "agrees": "on"})

    right = client.post(DOOR, typed(children[0]))

    assert right.status_code == 403
    refused = AuditEntry.objects.filter(event="guardians.child.refuse").order_by("sequence")
    assert [one.payload["reason"] for one in refused] == ["unknown_code"] * 5 + ["locked"] * 16
    assert Failures.objects.filter(locked_until__isnull=False).count() == 1


def test_a_cookie_of_one_child_in_the_browser_of_another_shows_only_its_own(
    children: list[Student],
) -> None:
    first, second = family_of(children[0]), family_of(children[1])

    second.cookies[sittings.COOKIE] = cookie_of(first)
    html = second.get("/child/home/").content.decode()

    assert children[0].name in html
    assert children[1].name not in html


def test_a_link_that_was_copied_opens_nothing_elsewhere(children: list[Student]) -> None:
    family_of(children[0])

    for address in own_routes():
        answer = Client().get(address)
        assert answer.status_code in {302, 405}, address
        if answer.status_code == 302:
            assert answer["Location"] == DOOR


def test_a_form_from_elsewhere_does_nothing(children: list[Student]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies[sittings.COOKIE] = cookie_of(family_of(children[0]))

    for address in (
        "/child/record/confirm/",
        "/child/consent/",
        "/child/second/",
        "/child/leave/",
        "/child/phone/",
        "/child/phone/withdraw/",
    ):
        assert client.post(address).status_code == 403, address
    assert Student.objects.get(pk=children[0].pk).answer == "waiting"


def test_a_staff_account_does_not_open_the_families_pages(children: list[Student]) -> None:
    from tests.people import signed_in  # noqa: PLC0415 - beside its use

    assert children
    for kind in ("clerk", "operator", "supervisor"):
        assert signed_in(kind).get("/child/home/").status_code == 302


def test_a_known_code_takes_no_longer_to_refuse_than_an_unknown_one(
    children: list[Student],
) -> None:
    """A small sample: `python -m benchmarks.families_timing` tries 2,000 of each."""
    spent: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(60):
        kind = "known" if number % 2 else "unknown"
        code = children[number % 6].query_code if kind == "known" else f"zzzz{number:04}"
        begun = time.perf_counter()
        with pytest.raises(JunhengError):
            signing_in.sign_in(Attempt(code, "000000", f"a{number}"), at=NOW)
        spent[kind].append(time.perf_counter() - begun)
        Failures.objects.all().delete()

    known, unknown = (statistics.median(times) for times in spent.values())
    assert 0.5 < known / unknown < 2


def test_every_failure_asks_the_database_the_same_questions(children: list[Student]) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    asked = {}
    for name, code in (("known", children[0].query_code), ("unknown", "zzzzzzzz")):
        with CaptureQueriesContext(connection) as captured, pytest.raises(JunhengError):
            signing_in.sign_in(Attempt(code, "000000", name), at=NOW)
        asked[name] = [
            re.sub(r"_x[0-9]+|=.*|VALUES.*|IN \(.*", "", query["sql"]) for query in captured
        ]

    assert asked["known"] == asked["unknown"]
