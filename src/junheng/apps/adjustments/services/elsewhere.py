"""Late arrivals who stand on another school's list: both cannot be right, as with two rosters."""

from dataclasses import dataclass

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.models import LateBatch
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.adjustments.states import BatchState
from junheng.apps.students import queries as students
from junheng.apps.students.models import Student
from junheng.apps.students.states import TAKES_PART
from junheng.core.access import StepRefused


@dataclass(frozen=True)
class Elsewhere:
    """An arrival by the row of its batch, and where else the child stands."""

    row: int
    school_code: str
    place: str


def listed_elsewhere(batch: LateBatch) -> tuple[Elsewhere, ...]:
    """The arrivals of a batch who stand on the list of another school of the year.

    On its roster, in one of its batches or in its classes: who left a class there with the
    bureau's approval is free to come. Children without a number are not compared.
    """
    roster = queries.roster_of(batch)
    if roster is None:
        return ()
    return tuple(
        Elsewhere(row, other.cohort.school.code, other.cohort.title)
        for row, other in students.same_children(batch.cohort, roster.students, TAKES_PART)
        if not _has_left(other)
    )


def refuse_listed_elsewhere(batch: LateBatch) -> None:
    """The list that came later waits; raises StepRefused `late_students_elsewhere`."""
    found = listed_elsewhere(batch)
    if found:
        whole = "；".join(f"第 {one.row} 行在{one.place}" for one in found)
        raise StepRefused("late_students_elsewhere", found=whole)


def _has_left(other: Student) -> bool:
    """Whether a child of another list stands in its classes no more."""
    cohort, number = other.cohort, other.identity_number
    if cohort.state not in queries.AFTER_EFFECT or queries.session_of(cohort) is None:
        return False
    waiting = [one for one in queries.batches_of(cohort) if one.state == BatchState.FROZEN]
    rosters = [roster for one in waiting if (roster := queries.roster_of(one)) is not None]
    if any(number == student.identity_number for one in rosters for student in one.students):
        return False
    return standing_of(cohort).find(number) is None
