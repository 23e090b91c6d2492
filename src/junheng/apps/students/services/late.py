"""Late arrivals as rows of their own, so that their families can look as all others can.

They are on no roster: what counts, draws, prints or compares the students of a roster does not
meet them. Who is in which batch, and in which class, the record of the draw alone says.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from junheng.apps.campaigns.models import Cohort
from junheng.apps.students.models import Student
from junheng.apps.students.services.writing import fill
from junheng.apps.students.states import StudentState
from junheng.core.audit import services as audit
from junheng.rosters import Student as RosterStudent


def keep_late(cohort: Cohort, arrivals: Sequence[RosterStudent], *, at: datetime) -> int:
    """Give the arrivals of a frozen batch rows and query codes, those that have none.

    Belongs to the act that freezes or draws the batch. Returns how many are new.
    """
    with audit.act():
        Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
        known = {one.identity_number for one in late_students(cohort)}
        fresh = []
        for read in arrivals:
            if read.identity_number not in known:
                student = Student(cohort=cohort, row=read.row, state=StudentState.LATE)
                fill(student, read, at)
                fresh.append(student)
        Student.objects.bulk_create(fresh, batch_size=200)
    return len(fresh)


def withdraw_late(cohort: Cohort, *, at: datetime) -> int:
    """End the rows of a cohort's late arrivals, inside the act that makes their result void."""
    late = Student.objects.filter(cohort=cohort, state=StudentState.LATE)
    return late.update(state=StudentState.WITHDRAWN, changed_at=at)


def late_students(cohort: Cohort, numbers: Collection[str] | None = None) -> list[Student]:
    """The late arrivals of a cohort, all or those with these identity numbers, in their order."""
    found = Student.objects.filter(cohort=cohort, state=StudentState.LATE).order_by("id")
    return [one for one in found if numbers is None or one.identity_number in numbers]
