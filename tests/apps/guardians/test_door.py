"""The door of the families: one child for the right words, the same answer to everything else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from junheng.apps.guardians.models import Consent, Failures, Guardian
from junheng.apps.guardians.rules import RULE
from junheng.apps.guardians.services import signing_in, sittings
from junheng.apps.guardians.services.signing_in import Attempt
from junheng.apps.students.models import Student
from junheng.apps.students.services import records
from junheng.core.audit.models import AuditEntry
from junheng.core.messages import all_sentences
from junheng.core.secrets.keyring import Keyring
from junheng.engine.errors import JunhengError
from junheng.web import clock
from tests.apps.guardians.families_made import (
    DOOR,
    cookie_of,
    events,
    family_of,
    last_six,
    payload,
    typed,
)
from tests.people import AT, actor

NOW = datetime(2026, 9, 3, 12, 0, tzinfo=UTC)
FAILED = all_sentences()["child_sign_in_failed"]


def attempt(student: Student, **other: str) -> Attempt:
    words = {"query_code": student.query_code, "last_six": last_six(student)} | other
    address = words.get("address", "203.0.113.7")
    return Attempt(words["query_code"], words["last_six"], address)


def fail(student: Student, at: datetime = NOW, **other: str) -> None:
    with pytest.raises(JunhengError) as refused:
        signing_in.sign_in(attempt(student, **other), at=at)
    assert refused.value.code == "child_sign_in_failed"


def test_code_and_last_six_open_the_own_child(children: list[Student]) -> None:
    answer = family_of(children[0]).get("/child/home/")

    html = answer.content.decode()
    assert answer.status_code == 200
    assert children[0].name in html
    assert [one.name for one in children[1:] if one.name in html] == []
    assert events() == ["guardians.child.open"]
    assert payload("guardians.child.open") == {"place": 1, "agreed_to": RULE.version}


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        (str.upper, str.lower),
        (lambda code: f" {code[:4]} {code[4:]} ", lambda digits: f"{digits} "),
        (lambda code: "".join(chr(ord(c) + 0xFEE0) for c in code), str),
    ],
    ids=["case", "spaces", "full width"],
)
def test_what_people_type_is_forgiven(children: list[Student], code, digits) -> None:  # type: ignore[no-untyped-def]
    child = children[0]
    words = {"query_code": code(child.query_code), "last_six": digits(last_six(child))}

    assert Client().post(DOOR, words | {"agrees": "on"}).status_code == 302


def test_without_the_agreement_nothing_is_looked_at(children: list[Student]) -> None:
    answer = Client().post(
        DOOR, {key: word for key, word in typed(children[0]).items() if key != "agrees"}
    )

    assert answer.status_code == 403
    assert "同意的打勾" in answer.content.decode()
    assert (events(), Failures.objects.count()) == ([], 0)


def test_the_agreement_is_kept_once_with_version_and_digest(children: list[Student]) -> None:
    family_of(children[0])
    family_of(children[0])

    [consent] = Consent.objects.all()
    assert (consent.version, consent.digest) == (RULE.version, RULE.digest)
    assert Guardian.objects.get().agreed_to == RULE.version


def test_every_failure_has_the_same_page_and_status(
    children: list[Student], monkeypatch: pytest.MonkeyPatch
) -> None:
    withdrawn, locked, child = children[:3]
    records.withdraw_student(withdrawn.code, reason="转学", by=actor("clerk"), at=AT)
    for number in range(5):
        fail(locked, at=datetime.now(tz=UTC), last_six="000000", address=f"198.51.100.{number}")  # noqa: TID251 - the door has the real clock
    tries = {
        "unknown code": typed(child, query_code="zzzzzzzz"),
        "no code": typed(child, query_code=""),
        "wrong digits": typed(child, last_six="000000"),
        "another child's digits": typed(child, last_six=last_six(children[3])),
        "withdrawn": typed(withdrawn),
        "locked": typed(locked),
        "far too long": typed(child, query_code="a" * 100_000),
        "zero bytes": typed(child, query_code="\0\0"),
    }

    pages = {}
    for number, (name, words) in enumerate(tries.items()):
        answer = Client(REMOTE_ADDR=f"192.0.2.{number}").post(DOOR, words)
        html = answer.content.decode()
        assert FAILED in html
        assert cookie_of(answer.client) == ""
        token = html.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
        pages[name] = (answer.status_code, html.replace(token, ""), sorted(answer.headers.items()))

    assert len({repr(page) for page in pages.values()}) == 1
    assert next(iter(pages.values()))[0] == 403


def test_five_failures_lock_the_child_for_thirty_minutes(children: list[Student]) -> None:
    child = children[0]
    for number in range(5):
        fail(child, last_six="000000", address=f"198.51.100.{number}")

    fail(child, at=NOW + timedelta(minutes=29, seconds=59))
    assert payload("guardians.child.refuse")["reason"] == "locked"
    assert signing_in.sign_in(attempt(child), at=NOW + timedelta(minutes=30)).student == child


def test_four_failures_and_a_success_begin_anew(children: list[Student]) -> None:
    child = children[0]
    for _ in range(2):
        for number in range(4):
            fail(child, last_six="000000", address=f"198.51.100.{number}")
        assert signing_in.sign_in(attempt(child), at=NOW).student == child

    assert Failures.objects.filter(count__gt=0).count() == 4  # the other addresses


def test_five_failures_lock_the_address_for_every_child(children: list[Student]) -> None:
    for child in children[:5]:
        fail(child, last_six="000000")

    fail(children[5])
    elsewhere = attempt(children[5], address="198.51.100.9")
    assert signing_in.sign_in(elsewhere, at=NOW).student == children[5]
    later = signing_in.sign_in(attempt(children[5]), at=NOW + timedelta(minutes=31))
    assert later.student == children[5]


def test_an_address_that_many_families_share_is_not_locked_by_their_slips(
    children: list[Student],
) -> None:
    for child in children:
        for _ in range(3):
            fail(child, last_six="000000")
        assert signing_in.sign_in(attempt(child), at=NOW).student == child


def test_codes_that_do_not_exist_are_counted_alike(children: list[Student]) -> None:
    del children
    stranger = {"query_code": "zzzzzzzz", "last_six": "000000", "agrees": "on"}
    for number in range(5):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(DOOR, stranger)

    assert Failures.objects.filter(locked_until__isnull=False).count() == 1
    assert [entry.payload["failures"] for entry in AuditEntry.objects.filter(
        event="guardians.child.refuse").order_by("sequence")] == [1, 2, 3, 4, 5]  # fmt: skip


def test_neither_code_nor_address_is_kept_or_logged(children: list[Student]) -> None:
    fail(children[0], query_code="zzzzzzzz", address="203.0.113.99")

    kept = repr(list(Failures.objects.values())) + repr(list(AuditEntry.objects.values()))
    assert "zzzzzzzz" not in kept
    assert "203.0.113" not in kept
    assert children[0].query_code not in kept


def test_digests_of_addresses_go_after_a_day(children: list[Student]) -> None:
    fail(children[0], last_six="000000")

    assert signing_in.forget_failures(at=NOW + timedelta(hours=23)) == 0
    assert signing_in.forget_failures(at=NOW + timedelta(hours=24, seconds=1)) == 2
    assert Failures.objects.count() == 0


def test_codes_that_are_equal_by_chance_are_told_apart_by_the_numbers(
    children: list[Student],
) -> None:
    first, second = children[:2]
    second.query_code = first.query_code
    second.save(update_fields=["query_code", "query_index"])

    for child in (first, second):
        assert signing_in.sign_in(attempt(child), at=NOW).student == child


def test_a_code_is_found_under_the_key_of_an_earlier_year(
    children: list[Student], keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    from junheng.core.secrets import services  # noqa: PLC0415

    only_first = Keyring(keys.suite, {"2026": keys.years["2026"]})
    child = children[0]
    code = child.query_code
    monkeypatch.setattr(services._Opened, "keyring", only_first)
    child.query_code = code
    child.save(update_fields=["query_code", "query_index"])
    monkeypatch.setattr(services._Opened, "keyring", keys)

    assert child.query_index.startswith("2026.")
    assert signing_in.sign_in(attempt(child), at=NOW).student == child


# -- what the browser holds afterwards --------------------------------------------------------


def test_the_cookie_is_for_this_door_alone_and_no_session_is_kept(children: list[Student]) -> None:
    client = family_of(children[0])

    held = client.cookies[sittings.COOKIE]
    assert (held["path"], held["httponly"], held["samesite"]) == ("/child/", True, "Strict")
    assert held["max-age"] == held["expires"] == ""
    assert "junheng" not in client.cookies
    assert children[0].code not in held.value
    assert children[0].query_code not in held.value


def test_nobody_comes_in_without_it(children: list[Student]) -> None:
    del children
    answer = Client().get("/child/home/")

    assert (answer.status_code, answer["Location"]) == (302, "/child/")


def test_it_ends_after_fifteen_idle_minutes_and_after_two_hours(
    children: list[Student], monkeypatch: pytest.MonkeyPatch
) -> None:
    def it_is(**later: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(**later))

    it_is()
    client = family_of(children[0])
    for minute in range(14, 120, 14):
        it_is(minutes=minute)
        assert client.get("/child/home/").status_code == 200, minute
    it_is(minutes=121)
    assert client.get("/child/home/").status_code == 302

    client = family_of(children[0])
    it_is(minutes=136, seconds=1)
    answer = client.get("/child/home/")
    assert (answer.status_code, answer["Location"]) == (302, "/child/?idle=1")
    assert cookie_of(client) == ""


def test_a_copied_cookie_is_worth_nothing_after_the_sign_out(children: list[Student]) -> None:
    client, thief = family_of(children[0]), Client()
    thief.cookies[sittings.COOKIE] = cookie_of(client)
    assert thief.get("/child/home/").status_code == 200

    left = client.post("/child/leave/")

    assert left.status_code == 200
    assert thief.get("/child/home/").status_code == 302
    assert events()[-1] == "guardians.child.leave"


def test_a_cookie_ends_when_the_child_is_taken_off_the_roster(children: list[Student]) -> None:
    client = family_of(children[0])
    records.withdraw_student(children[0].code, reason="转学", by=actor("clerk"), at=AT)

    assert client.get("/child/home/").status_code == 302


def test_a_cookie_ends_with_the_keys_of_its_year(
    children: list[Student], keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    from junheng.core.secrets import services  # noqa: PLC0415

    cookie = cookie_of(family_of(children[0]))
    assert cookie.startswith("2027.")
    without = Keyring(keys.suite, {"2026": keys.years["2026"]})
    monkeypatch.setattr(services._Opened, "keyring", without)

    assert sittings.resume(cookie, at=datetime.now(tz=UTC)) is None  # noqa: TID251 - the door has the real clock


def test_a_cookie_with_anything_changed_opens_nothing(children: list[Student]) -> None:
    mine, other = (cookie_of(family_of(child)) for child in children[:2])
    parts, others = mine.split("."), other.split(".")
    forged = [
        ".".join([*parts[:1], others[1], *parts[2:]]),  # the other account, the own mac
        ".".join([*parts[:5], others[5]]),
        ".".join([*parts[:2], "1", *parts[3:]]),
        ".".join([*parts[:4], str(int(parts[4]) + 60), parts[5]]),
        ".".join(["2026", *parts[1:]]),
        ".".join(["9999", *parts[1:]]),
        mine[:-1] + ("0" if mine[-1] != "0" else "1"),
        mine.upper(),
        mine + ".x",
        "....." , "", "a.b.c.d.e.f", "x" * 5000, "2027.é.0.1.1.é",
    ]  # fmt: skip

    for cookie in forged:
        client = Client()
        client.cookies[sittings.COOKIE] = cookie
        assert client.get("/child/home/").status_code == 302, cookie


def test_every_night_old_failures_go_and_missing_indexes_come(children: list[Student]) -> None:
    from junheng.apps.guardians.jobs import nightly  # noqa: PLC0415 - beside its use
    from junheng.core.access import SystemActor  # noqa: PLC0415
    from junheng.core.jobs.services import enqueue  # noqa: PLC0415
    from tests.jobs_carried_out import carry_out_jobs  # noqa: PLC0415

    Student.objects.update(query_index="")
    fail(children[0], last_six="000000")

    enqueue(nightly, by=SystemActor("test"), at=NOW + timedelta(days=2))
    carry_out_jobs(NOW + timedelta(days=2))

    assert Failures.objects.count() == 0
    assert signing_in.sign_in(attempt(children[0]), at=NOW).student == children[0]


def test_the_door_is_rendered_once_and_every_browser_has_its_own_token(
    children: list[Student],
) -> None:
    pages = []
    for child in children[:2]:
        client = Client(enforce_csrf_checks=True)
        html = client.get(DOOR).content.decode()
        token = html.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
        form = typed(child) | {"csrfmiddlewaretoken": token}
        assert client.post(DOOR, form).status_code == 302
        pages.append((token, html.replace(token, "")))

    assert pages[0][0] != pages[1][0]
    assert pages[0][1] == pages[1][1]
    assert "停留超过 15 分钟" in Client().get(f"{DOOR}?idle").content.decode()
    assert "停留超过 15 分钟" not in pages[0][1]
