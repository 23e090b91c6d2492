"""Children on two rosters of the county: found in the act that lists them, ended by a withdrawal.

Two schools that write at the same second are one after the other: `audit.act` lets one act at a
time look and write, so the second one sees the first one's children.
"""

from datetime import datetime

from django.db.models import Q

from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services.cohorts import note_doubles
from junheng.apps.students import queries
from junheng.apps.students.columns import STANDS_FOR_NO_NUMBER
from junheng.apps.students.events import DoublesFound
from junheng.apps.students.models import DoubleListing, Student
from junheng.apps.students.states import DoubleState, DoubleStep, StudentState
from junheng.core.access import StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.secrets.services import identity_indexes
from junheng.core.workflow.services import take_step


def look_again(cohort: Cohort, *, by: StaffActor, at: datetime) -> None:
    """Compare a roster with all others of its year; call it in the act that changed the roster.

    What is new is a case in which this roster is the later one; what is over is ended.
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


def _pairs(cohort: Cohort) -> dict[frozenset[int], tuple[Student, Student]]:
    """Keys of two rows → this roster's child and the same one on another roster."""
    own: dict[str, Student] = {}
    for student in queries.students_of(cohort).only("id", "identity_number"):
        # What stands for a missing number is made of name and birthday: two children may share it.
        if not student.identity_number.startswith(STANDS_FOR_NO_NUMBER):
            own |= dict.fromkeys(identity_indexes(student.identity_number), student)
    others = (
        Student.objects.filter(
            cohort__campaign=cohort.campaign_id,
            state=StudentState.ACTIVE,
            identity_index__in=list(own),
        )
        .exclude(cohort=cohort)
        .select_related("cohort__school")
        .order_by("id")
    )
    return {
        frozenset((own[other.identity_index].pk, other.pk)): (own[other.identity_index], other)
        for other in others
    }


def _open_of(cohort: Cohort) -> list[DoubleListing]:
    of_cohort = Q(earlier__cohort=cohort) | Q(later__cohort=cohort)
    found = DoubleListing.objects.filter(of_cohort, state=DoubleState.OPEN)
    return list(found.select_related("later__cohort__school", "earlier__cohort__school"))


def count_again(key: int) -> None:
    """Tell a cohort, by its key, how many cases keep it from being handed in."""
    waiting = DoubleListing.objects.filter(later__cohort=key, state=DoubleState.OPEN)
    note_doubles(key, waiting.count())
