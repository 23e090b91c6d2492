"""Deadlines in working days, and texts in which nothing hides."""

from datetime import date

import pytest

from junheng.apps.complaints.rules.deadlines import (
    due_in,
    median_days,
    reply_due,
)
from junheng.apps.complaints.rules.texts import cell_text, tells_complainant, visible
from junheng.apps.complaints.states import (
    COMPLAINT_TRANSITIONS,
    REFERRAL_TRANSITIONS,
    ComplaintState,
    ReferralState,
)
from junheng.core.workflow.transitions import table_of, unreachable_states
from junheng.profiles import load_profile

PROFILE = load_profile("national")


def test_each_step_has_its_deadline_and_none_comes_after_the_reply() -> None:
    since, reply = date(2026, 8, 28), date(2026, 9, 18)

    def due(state: ComplaintState, reply_due_on: date | None = reply) -> date | None:
        return due_in(state, since=since, reply_due_on=reply_due_on, profile=PROFILE)

    assert reply_due(since, PROFILE) == reply
    assert due(ComplaintState.RECEIVED, None) == date(2026, 9, 4)
    assert due(ComplaintState.ACCEPTED) == date(2026, 9, 2)
    assert due(ComplaintState.REFERRED) == date(2026, 9, 4)
    assert due(ComplaintState.REFERRED, date(2026, 9, 1)) == date(2026, 9, 1)
    assert due(ComplaintState.INVESTIGATING) == reply
    assert due(ComplaintState.REPLIED) == date(2026, 9, 11)
    assert due(ComplaintState.CLOSED) is None
    assert due(ComplaintState.WITHDRAWN) is None


@pytest.mark.parametrize(
    ("spans", "middle"), [([], None), ([3], 3.0), ([9, 1, 5], 5.0), ([1, 2, 3, 10], 2.5)]
)
def test_the_median_of_days(spans: list[int], middle: float | None) -> None:
    assert median_days(spans) == middle


def test_the_way_of_a_complaint_is_this_table() -> None:
    assert table_of(COMPLAINT_TRANSITIONS) == (
        "received: accept -> accepted, decline -> declined, withdraw -> withdrawn\n"
        "accepted: refer -> referred, investigate -> investigating, reply -> replied, "
        "close_unreplied -> unreplied, withdraw -> withdrawn\n"
        "referred: investigate -> investigating, withdraw -> withdrawn\n"
        "investigating: refer -> referred, reply -> replied, close_unreplied -> unreplied, "
        "withdraw -> withdrawn\n"
        "replied: investigate -> investigating, close -> closed\n"
        "closed: final\n"
        "unreplied: final\n"
        "declined: final\n"
        "withdrawn: final"
    )
    assert unreachable_states(COMPLAINT_TRANSITIONS, ComplaintState.RECEIVED) == ()
    assert unreachable_states(REFERRAL_TRANSITIONS, ReferralState.WAITING) == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("平常的话，<b>照原样</b>", "平常的话，<b>照原样</b>"),
        ("一行\r\n两行\t三", "一行\n两行\t三"),
        ("校\u200b长", "校[U+200B]长"),
        ("\u202e长校", "[U+202E]长校"),
        ("\ufeff\u2066a\u2069\x00", "[U+FEFF][U+2066]a[U+2069][U+0000]"),
        ("a\u2028b", "a[U+2028]b"),
    ],
)
def test_characters_that_hide_or_turn_others_are_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", " =1", "\n=1", "\t=1", "\r=1"]
)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert cell_text(text).lstrip(" \n")[0] not in "=+-@\t\r"
    assert cell_text("平常").startswith("平")


@pytest.mark.parametrize(
    "text",
    [
        "请核实张三丰的孩子",
        "请核实张 三\u200b丰的孩子",
        "电话 13812345678",
        "电话 138-1234-5678",
        "电话 138 1234\u20075678",
        "见投诉 2026-0001",
        "见投诉 2026 0001 号",
        "邮箱 ZSF@example.cn",
    ],
)
def test_what_names_the_complainant_is_found_however_it_is_written(text: str) -> None:
    assert tells_complainant(
        text,
        person="张三丰",
        contact="13812345678 zsf@example.cn",
        secret_words=("2026-0001",),
    )


@pytest.mark.parametrize(
    ("text", "person", "contact"),
    [
        ("请核实公布的名单。", "张三丰", "13812345678"),
        ("请核实一班名单。", "", ""),
        ("请核实 1 班和 3 班。", "王", "1"),
    ],
)
def test_what_names_nobody_may_go(text: str, person: str, contact: str) -> None:
    assert not tells_complainant(text, person=person, contact=contact, secret_words=("2026-0001",))
