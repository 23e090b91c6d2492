"""Figures are handed in, returned or accepted."""

import pytest

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.services import (
    filling,
    reviewing,
)
from junheng.apps.monitoring.states import SubmissionStep
from junheng.core.access import NotAllowed, StepRefused
from junheng.core.audit.models import AuditEntry
from junheng.engine.errors import JunhengError
from tests.apps.monitoring.monitoring_made import (
    LATER,
    earlier,
    filled,
    opened,
    submission_of,
    submitted,
)
from tests.people import actor

pytestmark = pytest.mark.usefixtures("year")

REASON = "运动场地面积与登记不一致。"


def test_contradictions_and_unexplained_doubts_keep_figures_from_being_handed_in() -> None:
    earlier()
    opened()
    principal = actor("principal")
    code = submission_of().code
    with pytest.raises(StepRefused, match="submission_is_empty"):
        reviewing.submit(code, by=principal, at=LATER)
    filled(certified_teachers=99)
    with pytest.raises(StepRefused, match="submission_contradicts_itself"):
        reviewing.submit(code, by=principal, at=LATER)
    filled(equipment_value=3_000_000)
    with pytest.raises(StepRefused, match="submission_without_explanation"):
        reviewing.submit(code, by=principal, at=LATER)
    filling.explain(code, "本年新购实验设备。", by=actor("clerk"), at=LATER)

    assert reviewing.submit(code, by=principal, at=LATER).state == "submitted"


def test_a_clerk_fills_in_and_the_principal_hands_in() -> None:
    opened()
    filled()

    with pytest.raises(NotAllowed):
        reviewing.submit(submission_of().code, by=actor("clerk"), at=LATER)


def test_what_was_handed_in_is_returned_with_a_reason_or_accepted() -> None:
    opened()
    handed = submitted()
    with pytest.raises(StepRefused, match="submission_not_filling"):
        filling.explain(handed.code, "再说明", by=actor("clerk"), at=LATER)
    with pytest.raises(JunhengError, match="monitoring_reason_missing"):
        reviewing.decide(
            handed.code, SubmissionStep.RETURN, reason="改", by=actor("reviewer"), at=LATER
        )
    reviewing.decide(
        handed.code, SubmissionStep.RETURN, reason=REASON, by=actor("reviewer"), at=LATER
    )
    again = submission_of()
    assert (again.state, again.submitted_at) == ("filling", None)
    assert [one.reason for one in queries.decisions_of(again)] == [REASON]
    reviewing.submit(again.code, by=actor("principal"), at=LATER)

    assert reviewing.accept(again.code, by=actor("reviewer"), at=LATER).state == "accepted"


def test_the_operator_accepts_nothing() -> None:
    opened()

    with pytest.raises(NotAllowed):
        reviewing.accept(submitted().code, by=actor("operator"), at=LATER)


def test_every_act_is_in_the_trail_without_a_figure() -> None:
    opened()
    reviewing.accept(submitted(equipment_value=1_234_567).code, by=actor("reviewer"), at=LATER)

    entries = AuditEntry.objects.filter(event__startswith="monitoring.")

    assert {entry.event for entry in entries} == {
        "monitoring.period.open", "monitoring.submission.fill", "monitoring.submission.explain",
    }  # fmt: skip
    assert not any("1234567" in str(entry.payload) for entry in entries)
