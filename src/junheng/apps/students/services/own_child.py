"""What a family does with its own child's record: confirm, object, and get another query code.

Who may is the business of the application of the guardians, which calls this with a row that it
let the family see.
"""

from datetime import datetime

from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services.cohorts import note_roster
from junheng.apps.campaigns.states import ROSTER_OPEN, CampaignState, CohortState
from junheng.apps.students import queries
from junheng.apps.students.events import AnswersRecorded, QueryCodeReplaced
from junheng.apps.students.models import Dispute, Student, new_query_code
from junheng.apps.students.services.records import subject_of
from junheng.apps.students.states import Answer, StudentState
from junheng.core.access import NotVisible, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author
from junheng.core.files.models import StoredFile
from junheng.engine.errors import JunhengError


def may_answer(student: Student) -> bool:
    """Whether the family may still say whether the record is right."""
    cohort = student.cohort
    return (
        student.state == StudentState.ACTIVE
        and cohort.state in ROSTER_OPEN
        and cohort.campaign.state == CampaignState.PUBLISHED
    )


def confirm_own(student: Student, *, by: Author, at: datetime) -> None:
    """The family found nothing wrong. Confirming twice changes nothing.

    Raises StepRefused: `cohort_is_past_this`, `student_is_withdrawn`, `dispute_is_open`.
    """
    with audit.act():
        held, cohort = _held(student)
        if held.answer == Answer.DISPUTED:
            raise StepRefused("dispute_is_open")
        if held.answer == Answer.CONFIRMED:
            return
        _answer(held, cohort, Answer.CONFIRMED, by, at)


def dispute_own(
    student: Student, *, statement: str, picture: StoredFile | None, by: Author, at: datetime
) -> Dispute:
    """The family objects, in its own words; call it inside an act with a kept picture.

    Raises as `confirm_own` and `statement_needed`.
    """
    if not statement.strip():
        raise JunhengError("statement_needed")
    with audit.act():
        held, cohort = _held(student)
        if held.answer == Answer.DISPUTED:
            raise StepRefused("dispute_is_open")
        dispute = Dispute.objects.create(
            student=held,
            statement=statement.strip(),
            picture=picture,
            stated_at=at,
            stated_by=by.ident,
        )
        _answer(held, cohort, Answer.DISPUTED, by, at)
    return dispute


def replace_query_code(student: Student, *, by: Author, at: datetime) -> None:
    """Give the child another query code; the old one opens nothing from now on."""
    with audit.act():
        held = Student.objects.select_for_update().get(pk=student.pk)
        held.cohort = student.cohort
        held.query_code = new_query_code()
        held.save(update_fields=["query_code", "query_index"])
        audit.record(QueryCodeReplaced(subject=subject_of(held)), by=by, at=at)


def fill_query_indexes(*, most: int = 20_000) -> int:
    """Make the index of rows from before there was one; return how many."""
    missing = list(Student.objects.filter(query_index="").only("code", "query_code")[:most])
    for student in missing:
        student.save(update_fields=["query_index"])
    return len(missing)


def _held(student: Student) -> tuple[Student, Cohort]:
    """The row and its cohort, locked, while families may still answer."""
    cohort = (
        Cohort.objects.select_for_update(of=("self",))
        .select_related("school", "campaign")
        .get(pk=student.cohort_id)
    )
    if cohort.campaign.state != CampaignState.PUBLISHED:
        raise StepRefused("campaign_is_not_under_way")
    if cohort.state not in ROSTER_OPEN:
        raise StepRefused("cohort_is_past_this", state=CohortState(cohort.state).label)
    held = Student.objects.select_for_update().filter(pk=student.pk).first()
    if held is None:
        raise NotVisible
    if held.state != StudentState.ACTIVE:
        raise StepRefused("student_is_withdrawn")
    held.cohort = cohort
    return held, cohort


def _answer(student: Student, cohort: Cohort, answer: Answer, by: Author, at: datetime) -> None:
    student.answer, student.answered_at, student.answered_by = answer, at, by.ident
    student.save(update_fields=["answer", "answered_at", "answered_by"])
    note_roster(cohort, queries.figures_of(cohort), at=at)
    event = AnswersRecorded(subject=subject_of(student), students=1, answer=answer.value)
    audit.record(event, by=by, at=at)
