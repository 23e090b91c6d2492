"""Handing in, returning, accepting, opening again, not expecting any more."""

from datetime import datetime
from typing import Final

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.models import Submission, SubmissionDecision
from junheng.apps.monitoring.services.filling import acts_for, doubts_about, held_for_filling
from junheng.apps.monitoring.services.periods import note_change
from junheng.apps.monitoring.states import SubmissionStep
from junheng.core.access import NotAllowed, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError

SHORTEST_REASON: Final = 5
_TAKEN_OFF: Final = {
    SubmissionStep.RETURN: ("submitted",),
    SubmissionStep.REOPEN: ("submitted", "accepted"),
}


def submit(code: str, *, by: StaffActor, at: datetime) -> Submission:
    """Hand a school's figures in.

    Raises NotVisible, NotAllowed, StepRefused `submission_is_empty`,
    `submission_contradicts_itself`, `submission_without_explanation`.
    """
    submission = queries.get_submission(by, code)
    if not acts_for(by, Permission.MONITORING_SUBMIT, submission):
        raise NotAllowed("permission_missing")
    with audit.act():
        submission = held_for_filling(code, by=by, at=at)
        if not submission.is_filled:
            raise StepRefused("submission_is_empty")
        found = doubts_about(submission)
        wrong = sum(one.is_contradiction for one in found)
        if wrong:
            raise StepRefused("submission_contradicts_itself", count=wrong)
        if found and len(submission.explanation) < SHORTEST_REASON:
            raise StepRefused("submission_without_explanation", count=len(found))
        return take_step(submission, SubmissionStep.SUBMIT, by=by, at=at)


def accept(code: str, *, by: StaffActor, at: datetime) -> Submission:
    """Accept a school's figures. Raises NotVisible, NotAllowed, StepRefused."""
    submission = _to_review(code, by)
    with audit.act():
        _must_be_open(submission)
        done = take_step(submission, SubmissionStep.ACCEPT, by=by, at=at)
        note_change(done.period)
    return done


def decide(
    code: str, step: SubmissionStep, *, reason: str, by: StaffActor, at: datetime
) -> Submission:
    """Return, open again or not expect any more, with the reason that the school reads.

    Raises NotVisible, NotAllowed, StepRefused, JunhengError `monitoring_reason_missing`.
    """
    submission = _to_review(code, by)
    if len(reason.strip()) < SHORTEST_REASON:
        raise JunhengError("monitoring_reason_missing", least=SHORTEST_REASON)
    with audit.act():
        _must_be_open(submission)
        done = take_step(submission, step, by=by, at=at)
        for stamp in _TAKEN_OFF.get(step, ()):
            setattr(done, f"{stamp}_at", None)
            setattr(done, f"{stamp}_by", "")
        done.save()
        SubmissionDecision.objects.create(
            submission=done, step=step, reason=reason.strip(), by=by.ident, by_name=by.name, at=at
        )
        note_change(done.period)
    return done


def _to_review(code: str, by: StaffActor) -> Submission:
    submission = queries.get_submission(by, code)
    by.must(Permission.MONITORING_REVIEW, submission.school_code)
    return submission


def _must_be_open(submission: Submission) -> None:
    if not queries.submission_period_is_open(submission):
        raise StepRefused("monitoring_is_closed", year=submission.period.year)
