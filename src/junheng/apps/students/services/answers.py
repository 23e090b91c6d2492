"""What families said to their slips: confirmed, or disputed until it was worked off."""

from collections.abc import Collection
from datetime import datetime

from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services.cohorts import hold_cohort, note_roster
from junheng.apps.campaigns.states import ROSTER_OPEN
from junheng.apps.students import queries
from junheng.apps.students.events import AnswersRecorded, DisputePictureTaken
from junheng.apps.students.models import Dispute, Student
from junheng.apps.students.services.records import subject_of
from junheng.apps.students.states import Answer, DisputeStep, StudentState
from junheng.core.access import NotVisible, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.files.models import StoredFile
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError


def record_confirmed(
    cohort_code: str, student_codes: Collection[str] | None, *, by: StaffActor, at: datetime
) -> int:
    """Record slips that came back without an objection; None is for all that are still waited for.

    Return how many. Those with an open dispute stay as they are. Raises NotVisible, NotAllowed,
    StepRefused.
    """
    with audit.act():
        cohort = _held(cohort_code, by)
        waiting = Student.objects.filter(
            cohort=cohort, state=StudentState.ACTIVE, answer=Answer.WAITING
        )
        if student_codes is not None:
            waiting = waiting.filter(code__in=list(student_codes))
        count = waiting.update(answer=Answer.CONFIRMED, answered_at=at, answered_by=by.ident)
        if count:
            _finish(cohort, Answer.CONFIRMED, count, by, at)
    return count


def take_back_answer(code: str, *, by: StaffActor, at: datetime) -> None:
    """A slip recorded by mistake is waited for again. Raises as `record_confirmed` does."""
    seen = queries.get_student(by, code, Permission.STUDENTS_EDIT)
    with audit.act():
        cohort = _held(seen.cohort.code, by)
        count = Student.objects.filter(
            pk=seen.pk, state=StudentState.ACTIVE, answer=Answer.CONFIRMED
        ).update(answer=Answer.WAITING, answered_at=None, answered_by="")
        if not count:
            raise StepRefused("answer_is_not_confirmed")
        _finish(cohort, Answer.WAITING, count, by, at)


def open_dispute(code: str, *, statement: str, by: StaffActor, at: datetime) -> Dispute:
    """Record that a family objects to its slip, and to what.

    Raises NotVisible, NotAllowed, StepRefused and `statement_needed`.
    """
    if not statement.strip():
        raise JunhengError("statement_needed")
    seen = queries.get_student(by, code, Permission.STUDENTS_EDIT)
    with audit.act():
        cohort = _held(seen.cohort.code, by)
        student = Student.objects.select_for_update().get(pk=seen.pk)
        if student.state != StudentState.ACTIVE:
            raise StepRefused("student_is_withdrawn")
        if student.answer == Answer.DISPUTED:
            raise StepRefused("dispute_is_open")
        student.answer, student.answered_at, student.answered_by = Answer.DISPUTED, at, by.ident
        student.save(update_fields=["answer", "answered_at", "answered_by"])
        dispute = Dispute.objects.create(
            student=student, statement=statement.strip(), stated_at=at, stated_by=by.ident
        )
        _finish(cohort, Answer.DISPUTED, 1, by, at, subject=subject_of(seen))
    return dispute


def open_dispute_picture(code: str, *, by: StaffActor, at: datetime) -> StoredFile:
    """The picture of a dispute, written down as seen. Raises NotVisible without one."""
    with audit.act():
        dispute = queries.get_dispute(by, code)
        if dispute.picture is None:
            raise NotVisible
        audit.record(DisputePictureTaken(subject=subject_of(dispute.student)), by=by, at=at)
    return dispute.picture


def settle_dispute(
    code: str, *, settlement: str, is_signed: bool, by: StaffActor, at: datetime
) -> Dispute:
    """Close a dispute: what was found and done, and that the family signed it.

    Raises NotVisible, NotAllowed, StepRefused, `settlement_needed`, `settlement_unsigned`.
    """
    if not settlement.strip():
        raise JunhengError("settlement_needed")
    if not is_signed:
        raise JunhengError("settlement_unsigned")
    seen = queries.get_dispute(by, code)
    with audit.act():
        cohort = _held(seen.student.cohort.code, by)
        dispute = take_step(seen, DisputeStep.SETTLE, by=by, at=at)
        dispute.settlement = settlement.strip()
        dispute.save(update_fields=["settlement"])
        count = Student.objects.filter(pk=dispute.student_id, state=StudentState.ACTIVE).update(
            answer=Answer.CONFIRMED, answered_at=at, answered_by=by.ident
        )
        _finish(cohort, Answer.CONFIRMED, count, by, at, subject=subject_of(seen.student))
    return dispute


def _held(cohort_code: str, by: StaffActor) -> Cohort:
    return hold_cohort(cohort_code, by=by, permission=Permission.STUDENTS_EDIT, states=ROSTER_OPEN)


def _finish(
    cohort: Cohort,
    answer: Answer,
    count: int,
    by: StaffActor,
    at: datetime,
    *,
    subject: Subject | None = None,
) -> None:
    note_roster(cohort, queries.figures_of(cohort), at=at)
    event = AnswersRecorded(
        subject=subject or Subject("cohort", cohort.code, cohort.school.code),
        students=count,
        answer=answer.value,
    )
    audit.record(event, by=by, at=at)
