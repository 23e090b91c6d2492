"""The only roads to disputes."""

from dataclasses import dataclass

from django.db.models import QuerySet

from junheng.apps.campaigns.models import Cohort
from junheng.apps.students.models import Dispute, Student
from junheng.apps.students.states import DisputeState, StudentState
from junheng.core.access import NotVisible, Permission, StaffActor
from junheng.reporting.masking import mask_name


def disputes_visible_to(actor: StaffActor) -> QuerySet[Dispute]:
    """The disputes of students whose records the actor may open."""
    found = Dispute.objects.select_related("student__cohort__school", "student__cohort__campaign")
    reach = actor.schools_for(Permission.STUDENTS_OPEN)
    return found if reach is None else found.filter(student__cohort__school__code__in=reach)


def get_dispute(actor: StaffActor, code: str) -> Dispute:
    """One dispute; raises NotVisible."""
    found = disputes_visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def disputes_of_student(student: Student) -> list[Dispute]:
    """The disputes of one student, oldest first."""
    return list(student.disputes.all())


@dataclass(frozen=True)
class DisputeLine:
    """A dispute on a list; `name` is masked unless the reader works with names."""

    dispute: Dispute
    name: str
    is_open: bool


def dispute_lines(actor: StaffActor, cohort: Cohort) -> list[DisputeLine]:
    """The disputes of the students of a cohort, open ones first."""
    found = disputes_visible_to(actor).filter(
        student__cohort=cohort, student__state=StudentState.ACTIVE
    )
    has_names = actor.may(Permission.STUDENTS_NAMES, cohort.school.code)
    lines = [
        DisputeLine(
            one,
            one.student.name if has_names else mask_name(one.student.name),
            one.state == DisputeState.OPEN,
        )
        for one in found
    ]
    return sorted(lines, key=lambda line: not line.is_open)
