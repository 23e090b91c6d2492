"""The ceremony on the screen: each step by a form, and forms of another step refused with 409."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from junheng.apps.assignment import queries
from junheng.apps.assignment.models import LedgerEvent, Session
from junheng.apps.assignment.services import folders, foreground, undertaking
from junheng.core.access.models import Proposal
from junheng.core.audit.models import AuditEntry
from tests.apps.assignment.sessions_made import CARDS, DICE, SEATS, Walk, arranged
from tests.people import OTHER_SCHOOL, OWN_SCHOOL, signed_in

pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The draw within the request: the database of a test has one connection."""
    start = foreground.start
    monkeypatch.setattr(
        foreground, "start", lambda code, *, at: start(code, at=at, begin=lambda work: work())
    )


@pytest.fixture
def session() -> Session:
    walk = Walk(arranged().code)
    walk.freeze()
    walk.post_notice()
    return walk.session


def step_of(session: Session) -> str:
    return queries.position_of(queries.session_of_code(session.code))


def post(browser: Client, session: Session, step: str, **words: str) -> int:
    answer = browser.post(
        f"/sessions/{session.code}/screen/{step}/", {"step": step_of(session), **words}
    )
    return answer.status_code


def cards() -> dict[str, str]:
    return {f"card{number}": card for number, card in enumerate(CARDS, start=1)}


def sealed(operator: Client, session: Session) -> None:
    assert post(operator, session, "seal", seats=SEATS, count="5") == 302


def rolled(operator: Client, session: Session) -> None:
    sealed(operator, session)
    assert post(operator, session, "roll", numbers=DICE, compared="yes") == 302


def opened(operator: Client, session: Session) -> None:
    rolled(operator, session)
    assert post(operator, session, "open") == 302


def typed(operator: Client, session: Session) -> None:
    opened(operator, session)
    assert post(operator, session, "enter", public=DICE, **cards()) == 302
    assert post(signed_in("reviewer"), session, "enter", public=DICE, **cards()) == 302


def locked(operator: Client, session: Session) -> None:
    typed(operator, session)
    assert post(operator, session, "lock") == 302
    Walk(session.code).lock()


def drawn(operator: Client, session: Session) -> None:
    locked(operator, session)
    assert post(operator, session, "draw") == 302


STAGES: dict[str, tuple[Callable[[Client, Session], None] | None, str, dict[str, str]]] = {
    "sealed": (None, "seal", {"seats": SEATS, "count": "5"}),
    "rolled": (sealed, "roll", {"numbers": DICE, "compared": "yes"}),
    "opening": (rolled, "open", {}),
    "drawn": (locked, "draw", {}),
}


def kinds(session: Session) -> list[str]:
    return list(LedgerEvent.objects.filter(session=session).values_list("kind", flat=True))


@pytest.mark.parametrize("state", STAGES)
def test_a_second_click_changes_nothing_and_says_where_the_ceremony_stands(
    session: Session, state: str
) -> None:
    before, step, words = STAGES[state]
    operator = signed_in("operator")
    if before is not None:
        before(operator, session)
    believed = step_of(session)
    address = f"/sessions/{session.code}/screen/{step}/"
    first = operator.post(address, {"step": believed, **words})
    recorded = kinds(session)

    second = operator.post(address, {"step": believed, **words})

    assert first.status_code == 302
    assert second.status_code == 409
    assert queries.session_of_code(session.code).state == state
    assert "没有重复记录" in second.content.decode()
    assert queries.session_of_code(session.code).get_state_display() in second.content.decode()
    assert kinds(session) == recorded
    assert AuditEntry.objects.filter(event="access.page.refuse").last().payload["status"] == 409  # type: ignore[union-attr]


def test_a_step_that_finds_the_folder_in_use_is_kept_and_says_so(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(undertaking.carry_out.__kwdefaults__, "patience", 0)
    operator, words = signed_in("operator"), {"seats": SEATS, "count": "5"}
    address = f"/sessions/{session.code}/screen/"

    with folders.opened(session):
        answer = operator.post(f"{address}seal/", {"step": step_of(session), **words})

    page = answer.content.decode()
    assert (answer.status_code, "已经收下" in page) == (202, True)
    assert "没有重复记录" not in page
    assert "流水账没有变化" not in page
    assert not AuditEntry.objects.filter(event="access.page.refuse").exists()
    operator.get(address)
    assert queries.session_of_code(session.code).state == "sealed"


def test_a_form_that_was_left_open_in_a_second_window_is_refused(session: Session) -> None:
    operator, second_window = signed_in("operator"), signed_in("operator")
    left_open = step_of(session)
    rolled(operator, session)

    answer = second_window.post(
        f"/sessions/{session.code}/screen/seal/",
        {"step": left_open, "seats": "甲、乙、丙", "count": "3"},
    )

    assert answer.status_code == 409
    assert kinds(session).count("ENVELOPES_SEALED") == 1


def test_a_screen_that_stands_behind_is_sent_to_where_the_ceremony_is(session: Session) -> None:
    operator = signed_in("operator")
    page = operator.get(f"/sessions/{session.code}/screen/").content.decode()
    poll = re.search(r'hx-get="([^"]*standing[^"]*)"', page)
    assert poll is not None
    asked = poll[1].replace("&amp;", "&")

    assert "HX-Redirect" not in operator.get(asked)
    sealed(operator, session)

    assert operator.get(asked)["HX-Redirect"] == f"/sessions/{session.code}/screen/"


def test_the_dice_are_shown_to_the_room_before_they_are_recorded(session: Session) -> None:
    operator = signed_in("operator")
    sealed(operator, session)

    answer = operator.post(
        f"/sessions/{session.code}/screen/roll/", {"step": step_of(session), "numbers": DICE}
    )

    assert "83470 19283 74650 19283" in answer.content.decode()
    assert "PUBLIC_DRAWN" not in kinds(session)


@pytest.mark.parametrize(
    ("step", "words", "sentence"),
    [
        ("seal", {"seats": SEATS, "count": "4"}, "报数是 4 封"),
        ("seal", {"seats": "纪检、人大", "count": "2"}, "应在 3 到 30 之间"),
        ("seal", {"seats": "甲、甲、乙", "count": "3"}, "写了两次"),
    ],
)
def test_what_is_typed_wrongly_is_said_and_nothing_recorded(
    session: Session, step: str, words: dict[str, str], sentence: str
) -> None:
    answer = signed_in("operator").post(
        f"/sessions/{session.code}/screen/{step}/", {"step": step_of(session), **words}
    )

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert words["seats"] in answer.content.decode()
    assert "ENVELOPES_SEALED" not in kinds(session)


def test_two_entries_that_differ_count_for_nobody(session: Session) -> None:
    operator = signed_in("operator")
    opened(operator, session)
    assert post(operator, session, "enter", public=DICE, **cards()) == 302

    wrong = {**cards(), "card2": "11111111"}
    answer = signed_in("reviewer").post(
        f"/sessions/{session.code}/screen/enter/",
        {"step": step_of(session), "public": DICE, **wrong},
    )

    assert answer.status_code == 422
    assert "“人大代表”的封签卡" in answer.content.decode()
    assert queries.entries_of(queries.session_of_code(session.code), queries.SEED) == []


def test_the_seed_is_not_shown_before_it_is_locked(session: Session, county: Path) -> None:
    operator = signed_in("operator")
    typed(operator, session)
    before = operator.get(f"/sessions/{session.code}/screen/").content.decode()
    post(operator, session, "lock")
    Walk(session.code).lock()
    after = operator.get(f"/sessions/{session.code}/screen/").content.decode()

    ledger = (county / "sessions" / session.code / "internal" / "ledger.jsonl").read_text("utf-8")
    seed = next(
        json.loads(line)["body"]["seed"] for line in ledger.splitlines() if "SEED_LOCKED" in line
    )
    assert "envelope.1=48213377" in before
    assert seed[:4] + " " + seed[4:8] not in before
    assert seed[:4] + " " + seed[4:8] in after


def test_nobody_locks_the_seed_alone(session: Session) -> None:
    operator = signed_in("operator")
    typed(operator, session)
    post(operator, session, "lock")
    proposal = Proposal.objects.get(act="assignment.lock_seed")

    answer = operator.post(f"/proposals/{proposal.code}/confirm/", {"digest": proposal.digest})

    assert answer.status_code == 403
    assert "SEED_LOCKED" not in kinds(session)


def test_whoever_confirms_the_lock_reads_every_line_that_is_locked(session: Session) -> None:
    operator = signed_in("operator")
    typed(operator, session)
    post(operator, session, "lock")
    proposal = Proposal.objects.get(act="assignment.lock_seed")

    page = signed_in("supervisor").get(f"/proposals/{proposal.code}/").content.decode()

    # What stands on the signed sheet: 20 dice, five cards, the fourth of them empty.
    freeze = Session.objects.get(pk=session.pk).freeze_code
    envelopes = ("48213377", "90817263", "00519428", "void", "77120345")
    lines = ["SG1-SEED/1", "suite=intl", f"freeze={freeze}", "public=d10:83470192837465019283"]
    lines += [f"envelope.{number}={one}" for number, one in enumerate(envelopes, 1)]
    assert "<br>".join([*lines, "beacon=none"]) in page


def test_after_the_draw_the_room_sees_balance_and_lists(session: Session) -> None:
    operator = signed_in("operator")
    drawn(operator, session)
    unit = queries.parts_of(session)[0].unit

    screen = operator.get(f"/sessions/{session.code}/screen/").content.decode()
    balance = operator.get(f"/sessions/{session.code}/screen/{unit}/").content.decode()
    names = operator.get(f"/sessions/{session.code}/screen/{unit}/G1/").content.decode()

    assert "编班完成" in screen
    assert "做得到的最小" in balance
    assert "<svg" in balance
    assert len(re.findall("<li>[^<]*\\*[^<]*</li>", names)) == 12


def test_people_of_another_school_see_nothing_of_a_session(county: Path) -> None:
    del county
    one = Walk(arranged((OWN_SCHOOL,)).code)
    one.freeze()

    assert signed_in("clerk").get(f"/sessions/{one.code}/screen/").status_code == 200
    assert signed_in("clerk_elsewhere").get(f"/sessions/{one.code}/screen/").status_code == 404
    assert signed_in("clerk_elsewhere").get(f"/sessions/{one.code}/").status_code == 404


def test_a_school_holds_its_own_session_and_not_the_countys(session: Session) -> None:
    answer = signed_in("clerk").post(
        f"/sessions/{session.code}/screen/seal/",
        {"step": step_of(session), "seats": SEATS, "count": "5"},
    )

    assert answer.status_code == 403
    assert {part.cohort.school.code for part in queries.parts_of(session)} == {
        OWN_SCHOOL,
        OTHER_SCHOOL,
    }
