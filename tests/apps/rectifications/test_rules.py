"""Deadlines of rectifications and the table of their states."""

from datetime import date

import pytest

from junheng.apps.rectifications.rules.deadlines import (
    checked_deadline,
    default_deadline,
    is_in_time,
)
from junheng.apps.rectifications.states import (
    RECTIFICATION_TRANSITIONS,
    UNDER_WAY,
    RectificationState,
)
from junheng.core.workflow.transitions import final_states, table_of, unreachable_states
from junheng.engine.errors import JunhengError
from junheng.profiles import load_profile


@pytest.mark.parametrize(
    ("started_on", "due_on"),
    # twenty working days counted on a calendar of 2026 by hand, with the arranged holidays
    [("2026-08-28", "2026-09-24"), ("2026-11-02", "2026-11-30")],
)
def test_without_a_deadline_twenty_working_days_run(started_on: str, due_on: str) -> None:
    profile = load_profile("national")

    found = default_deadline(date.fromisoformat(started_on), profile)

    assert found == date.fromisoformat(due_on)


@pytest.mark.parametrize(
    ("deadline", "code"),
    [
        ("2026-08-27", "rectification_deadline_past"),
        ("2026-08-28", "rectification_deadline_past"),
        ("2029-09-01", "rectification_deadline_far"),
    ],
)
def test_a_deadline_that_cannot_be_kept_is_refused(deadline: str, code: str) -> None:
    with pytest.raises(JunhengError, match=code):
        checked_deadline(date.fromisoformat(deadline), today=date(2026, 8, 28))


@pytest.mark.parametrize(
    ("reported_on", "today", "in_time"),
    [
        ("2026-09-10", "2026-12-01", True),
        ("2026-09-11", "2026-09-11", False),
        (None, "2026-09-10", True),
        (None, "2026-09-11", False),
    ],
)
def test_the_day_of_the_report_counts_and_not_that_of_the_verification(
    reported_on: str | None, today: str, *, in_time: bool
) -> None:
    reported = date.fromisoformat(reported_on) if reported_on else None

    found = is_in_time(reported, date(2026, 9, 10), today=date.fromisoformat(today))

    assert found is in_time


def test_the_way_of_a_rectification_is_this_table() -> None:
    assert table_of(RECTIFICATION_TRANSITIONS) == (
        "open: report -> reported, withdraw -> withdrawn\n"
        "reported: close -> closed, return -> open, withdraw -> withdrawn\n"
        "closed: final\n"
        "withdrawn: final"
    )
    assert unreachable_states(RECTIFICATION_TRANSITIONS, RectificationState.OPEN) == ()
    assert set(UNDER_WAY).isdisjoint(final_states(RECTIFICATION_TRANSITIONS))
