"""A complaint is worked on: accepted, answered, looked at again, counted."""

from datetime import date

import pytest

from junheng.apps.complaints import queries, services
from junheng.apps.complaints.models import Note
from junheng.apps.complaints.states import (
    About,
    Category,
    Channel,
)
from junheng.core.audit.models import AuditEntry
from junheng.engine.errors import JunhengError
from tests.apps.complaints.complaints_made import (
    DAY,
    NUMBER,
    accepted,
    declared,
    recorded,
    replied,
)
from tests.people import AT, OTHER_SCHOOL, actor

pytestmark = pytest.mark.usefixtures("year")


def test_accepting_starts_the_deadline_of_the_reply() -> None:
    complaint = accepted()

    assert complaint.state == "accepted"
    assert complaint.due_on == date(2026, 9, 2)
    assert complaint.reply_due_on == date(2026, 9, 18)
    assert complaint.handler_name == actor("operator").name


def test_a_reply_stands_at_once_and_closing_ends_it() -> None:
    complaint = replied()
    assert (complaint.state, complaint.conclusion) == ("replied", "partly")
    assert complaint.due_on == date(2026, 9, 12) - DAY

    closed = services.close(complaint.code, by=actor("operator"), at=AT + 2 * DAY)

    assert (closed.state, closed.due_on) == ("closed", None)
    event = AuditEntry.objects.get(event="complaints.complaint.reply")
    assert event.payload == {"number": NUMBER, "conclusion": "partly", "days_late": 0}


def test_looking_again_after_a_reply_keeps_the_old_one_and_sets_a_new_deadline() -> None:
    complaint = replied()

    again = services.investigate(complaint.code, by=actor("operator"), at=AT + 10 * DAY)

    assert again.state == "investigating"
    assert again.due_on == again.reply_due_on == date(2026, 9, 24) + 4 * DAY
    assert "已按抽签结果恢复" in Note.objects.get().text


def test_declining_says_why() -> None:
    complaint = recorded()
    declared(complaint, "operator")

    with pytest.raises(JunhengError, match="complaint_needs_words"):
        services.decline(complaint.code, reason="无", by=actor("operator"), at=AT)
    done = services.decline(
        complaint.code, reason="请向市场监管部门反映。", by=actor("operator"), at=AT
    )

    assert (done.state, done.reply) == ("declined", "请向市场监管部门反映。")


def test_figures_count_what_came_stands_open_and_is_late() -> None:
    replied()
    recorded(category=Category.FEES, school_code=OTHER_SCHOOL)
    recorded(category=Category.FEES, about=About.OTHER, school_code="", channel=Channel.LETTER)

    figures = queries.figures_of(actor("reviewer"), 2026, today=date(2026, 9, 8))

    whole = figures.whole
    assert (whole.received, whole.open, whole.overdue, whole.replied) == (3, 3, 2, 1)
    assert whole.median_days == 1.0
    assert [(line.title, line.received, line.overdue) for line in figures.by_category] == [
        ("分班名单、分班结果", 1, 0), ("收费", 2, 2),
    ]  # fmt: skip
    assert [(line.title, line.received) for line in figures.by_school] == [
        ("城关第一小学", 1), ("城关第二小学", 1), ("不涉及学校", 1),
    ]  # fmt: skip
    assert [(line.title, line.received) for line in figures.by_channel] == [
        ("电话", 2),
        ("来信", 1),
    ]
    assert figures.by_state == (("待受理", 2), ("已答复", 1))


def test_overdue_ones_stand_on_the_workbench_and_in_the_list() -> None:
    late = recorded()
    recorded(at=AT + 10 * DAY)

    tasks = queries.tasks_of(actor("operator"), at=AT + 10 * DAY)
    found = queries.list_complaints(actor("operator"), only="overdue", today=AT.date() + 10 * DAY)

    assert (tasks.count, tasks.overdue, tasks.due[0].pk) == (2, 1, late.pk)
    assert [one.pk for one in found] == [late.pk]
