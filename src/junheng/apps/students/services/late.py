"""Late arrivals as rows of their own: compared with all lists, and their families can look.

They are on no roster: what counts, draws, prints or compares the students of a roster does not
meet them. Who is in which batch, and in which class, the record of the draw alone says.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from junheng.apps.campaigns.models import Cohort
from junheng.apps.students.models import Student
from junheng.apps.students.services.doubles import look_again
from junheng.apps.students.services.writing import fill
from junheng.apps.students.states import StudentState
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author
from junheng.rosters import Student as RosterStudent


def write_down(
    cohort: Cohort, arrivals: Sequence[RosterStudent], *, by: Author, at: datetime
) -> None:
    """Make the rows of a batch that is collected what its list says, and compare them.

    Belongs to the act that changes the list; a cohort collects one batch at a time. Who is taken
    off it leaves no row, but where a case with another school needs one.
    """
    with audit.act():
        gone = {one.identity_number: one for one in _of(cohort, StudentState.ARRIVING)}
        fresh: list[Student] = []
        moved: list[Student] = []
        for read in arrivals:
            known = gone.pop(read.identity_number, None)
            student = known or Student(cohort=cohort, state=StudentState.ARRIVING)
            if known is None:
                fill(student, read, at)
            student.row = read.row
            (moved if known else fresh).append(student)
        Student.objects.bulk_create(fresh, batch_size=200)
        Student.objects.bulk_update(moved, ["row"], batch_size=200)
        left = Student.objects.filter(pk__in=[one.pk for one in gone.values()])
        left.filter(doubled_later=None, doubled_earlier=None).delete()
        left.update(state=StudentState.WITHDRAWN, changed_at=at)
        look_again(cohort, by=by, at=at)


def keep_late(cohort: Cohort, arrivals: Sequence[RosterStudent], *, at: datetime) -> None:
    """Open the rows of a frozen batch to their families; the list stands as it was compared.

    Belongs to the act that freezes the batch.
    """
    with audit.act():
        Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
        known = {one.identity_number for one in late_students(cohort)}
        written = {one.identity_number: one.pk for one in _of(cohort, StudentState.ARRIVING)}
        opened, fresh = [], []
        for read in arrivals:
            if read.identity_number in written:
                opened.append(written[read.identity_number])
            elif read.identity_number not in known:
                student = Student(cohort=cohort, row=read.row, state=StudentState.LATE)
                fill(student, read, at)
                fresh.append(student)
        Student.objects.filter(pk__in=opened).update(state=StudentState.LATE, changed_at=at)
        Student.objects.bulk_create(fresh, batch_size=200)


def withdraw_late(cohort: Cohort, *, by: Author, at: datetime) -> None:
    """End the rows of a cohort's frozen batches, inside the act that makes their result void."""
    late = Student.objects.filter(cohort=cohort, state=StudentState.LATE)
    late.update(state=StudentState.WITHDRAWN, changed_at=at)
    look_again(cohort, by=by, at=at)


def late_students(cohort: Cohort, numbers: Collection[str] | None = None) -> list[Student]:
    """The late arrivals of a cohort, all or those with these identity numbers, in their order."""
    found = _of(cohort, StudentState.LATE)
    return [one for one in found if numbers is None or one.identity_number in numbers]


def _of(cohort: Cohort, state: StudentState) -> list[Student]:
    return list(Student.objects.filter(cohort=cohort, state=state).order_by("id"))
