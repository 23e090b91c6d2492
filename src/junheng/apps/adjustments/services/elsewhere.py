"""Late arrivals who stand on another school's list: both cannot be right, as with two rosters."""

from collections.abc import Collection
from dataclasses import dataclass

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.models import LateBatch
from junheng.apps.adjustments.services.late import give_up_arrival
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.adjustments.states import BatchState
from junheng.apps.campaigns.models import Cohort
from junheng.apps.students import queries as students
from junheng.apps.students.models import Student
from junheng.apps.students.services.late_lists import LateLists, declare_late_lists
from junheng.apps.students.states import StudentState
from junheng.core.access import StepRefused
from junheng.engine.errors import JunhengError


@dataclass(frozen=True)
class Elsewhere:
    """An arrival by the row of its batch, and where else the child stands.

    `holds` says that the other list was first, so that this batch waits.
    """

    row: int
    school_code: str
    place: str
    holds: bool


def listed_elsewhere(batch: LateBatch) -> tuple[Elsewhere, ...]:
    """The arrivals of a batch who stand on the list of another school of the year.

    On its roster, in one of its batches or in its classes: who left a class there with the
    bureau's approval is free to come. Children without a number are not compared.
    """
    roster = queries.roster_of(batch)
    if roster is None:
        return ()
    found = students.same_children(batch.cohort, roster.students)
    left = left_of([other for _, other in found])
    later = students.listed_later(batch.cohort)
    return tuple(
        Elsewhere(row, other.cohort.school.code, other.listed_on, other.pk not in later)
        for row, other in found
        if other.pk not in left
    )


def refuse_listed_elsewhere(batch: LateBatch) -> None:
    """The list that came later waits; raises StepRefused `late_students_elsewhere`."""
    found = [one for one in listed_elsewhere(batch) if one.holds]
    if found:
        whole = "；".join(f"第 {one.row} 行在{one.place}上" for one in found)
        raise StepRefused("late_students_elsewhere", found=whole)


def left_of(listed: Collection[Student]) -> frozenset[int]:
    """Keys of those who stand in no class and no batch of their school any more.

    Asks school by school, however many children are asked for.
    """
    there: dict[int, list[Student]] = {}
    for one in listed:
        if one.state != StudentState.ARRIVING:
            there.setdefault(one.cohort_id, []).append(one)
    return frozenset().union(*(_left_in(ones[0].cohort, ones) for ones in there.values()))


def _left_in(cohort: Cohort, listed: Collection[Student]) -> set[int]:
    if cohort.state not in queries.AFTER_EFFECT or queries.session_of(cohort) is None:
        return set()
    try:
        standing = standing_of(cohort)
    except JunhengError:  # a record that cannot be read frees nobody; its own pages say so
        return set()
    waiting = [one for one in queries.batches_of(cohort) if one.state == BatchState.FROZEN]
    rosters = [roster for one in waiting if (roster := queries.roster_of(one)) is not None]
    stays = {student.identity_number for roster in rosters for student in roster.students}
    return {
        one.pk
        for one in listed
        if one.identity_number not in stays and standing.find(one.identity_number) is None
    }


declare_late_lists(LateLists(left_of, give_up_arrival))
