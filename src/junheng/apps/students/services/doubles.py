"""Children on two lists of the county: found in the act that lists them, ended by a withdrawal.

A list is a roster or a batch of late arrivals, frozen or not. Who left the classes of a school
with the bureau's approval stands on no list of it any more.

Two schools that write at the same second are one after the other: `audit.act` lets one act at a
time look and write, so the second one sees the first one's children.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services.cohorts import note_doubles
from junheng.apps.students import queries
from junheng.apps.students.columns import STANDS_FOR_NO_NUMBER
from junheng.apps.students.events import DoublesFound
from junheng.apps.students.models import DoubleListing, Student
from junheng.apps.students.services.late_lists import late_lists
from junheng.apps.students.states import LISTED, DoubleState, DoubleStep, StudentState
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author, Subject
from junheng.core.secrets.services import identity_indexes
from junheng.core.workflow.services import take_step
from junheng.rosters import Student as RosterStudent


def look_again(cohort: Cohort, *, by: Author, at: datetime) -> None:
    """Compare the lists of a cohort with all others of its year, in the act that changed one.

    What is new is a case in which this cohort is the later one; what is over is ended.
    """
    now = _pairs(cohort)
    known = {}
    for double in _open_of(cohort):
        pair = frozenset((double.earlier_id, double.later_id))
        if pair in now:
            known[pair] = double
        else:
            take_step(double, DoubleStep.END, by=by, at=at)
            count_again(double.later.cohort_id)
    fresh = {pair: members for pair, members in now.items() if pair not in known}
    DoubleListing.objects.bulk_create(
        DoubleListing(earlier=other, later=own, noticed_at=at) for own, other in fresh.values()
    )
    if fresh:
        schools = sorted({other.cohort.school.code for _, other in fresh.values()})
        event = DoublesFound(
            subject=Subject("cohort", cohort.code, cohort.school.code),
            found=len(fresh),
            schools=" ".join(schools[:20]),
        )
        audit.record(event, by=by, at=at)
    count_again(cohort.pk)


def listed_elsewhere(cohort: Cohort, students: Iterable[RosterStudent]) -> list[tuple[int, str]]:
    """(row of a sheet, the other list) for its children that another school claims."""
    found = queries.same_children(cohort, students)
    left = late_lists().left([other for _, other in found])
    return [(row, other.listed_on) for row, other in found if other.pk not in left]


def _pairs(cohort: Cohort) -> dict[frozenset[int], tuple[Student, Student]]:
    """Keys of two rows → this cohort's child and the same one with another school."""
    own: dict[str, Student] = {}
    listed = Student.objects.filter(cohort=cohort, state__in=LISTED).order_by("id")
    for student in listed.only("id", "code", "identity_number", "state", "cohort"):
        student.cohort = cohort
        # What stands for a missing number is made of name and birthday: two children may share it.
        if not student.identity_number.startswith(STANDS_FOR_NO_NUMBER):
            own |= dict.fromkeys(identity_indexes(student.identity_number), student)
    others = (
        Student.objects.filter(
            cohort__campaign=cohort.campaign_id, state__in=LISTED, identity_index__in=list(own)
        )
        .exclude(cohort=cohort)
        .select_related("cohort__school")
        .order_by("id")
    )
    found = [(own[other.identity_index], other) for other in others]
    left = late_lists().left([student for pair in found for student in pair])
    return {
        frozenset((mine.pk, other.pk)): (mine, other)
        for mine, other in found
        if mine.pk not in left and other.pk not in left
    }


def _open_of(cohort: Cohort) -> list[DoubleListing]:
    of_cohort = Q(earlier__cohort=cohort) | Q(later__cohort=cohort)
    found = DoubleListing.objects.filter(of_cohort, state=DoubleState.OPEN)
    return list(found.select_related("later__cohort__school", "earlier__cohort__school"))


def count_again(key: int) -> None:
    """Tell a cohort, by its key, how many cases keep its roster from being handed in."""
    waiting = DoubleListing.objects.filter(
        later__cohort=key, later__state=StudentState.ACTIVE, state=DoubleState.OPEN
    )
    note_doubles(key, waiting.count())
