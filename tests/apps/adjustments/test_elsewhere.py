"""Late arrivals who stand on another school's list: the batch waits until that is settled."""

from dataclasses import replace

import pytest

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.models import LateBatch
from junheng.apps.adjustments.services import late, two_person_acts
from junheng.apps.adjustments.services.elsewhere import listed_elsewhere
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.campaigns.models import Cohort
from junheng.apps.students.models import Student
from junheng.apps.students.services.writing import fill
from junheng.apps.students.states import StudentState
from junheng.core.access import StepRefused
from junheng.core.access.models import Proposal
from junheng.core.audit.models import AuditEntry
from junheng.rosters import Student as RosterStudent
from tests.apps.adjustments.adjustments_made import (
    CLERK,
    LATER,
    OPERATOR,
    REVIEWER,
    a_frozen_batch,
    late_sheet,
    numbers_of,
)
from tests.apps.adjustments.test_changing import approved_leave
from tests.apps.assignment.sessions_made import roster_of
from tests.cohorts_made import cohort_of
from tests.people import OTHER_SCHOOL, OWN_SCHOOL
from tests.rosters_made import children

FREEZE = "adjustments.freeze_batch"


def a_batch(cohort: Cohort) -> LateBatch:
    """One arrival, written down."""
    batch = late.open_batch(cohort.code, reason=1, registered_on=LATER.date(), by=CLERK, at=LATER)
    sheet = late_sheet(children(1, first=300))
    late.add_from_file(batch.code, name="补录.xlsx", content=sheet, by=CLERK, at=LATER)
    return LateBatch.objects.get(pk=batch.pk)


def arrivals_of(batch: LateBatch) -> tuple[RosterStudent, ...]:
    roster = queries.roster_of(batch)
    assert roster is not None
    return roster.students


def listed(cohort: Cohort, read: RosterStudent, state: StudentState) -> Student:
    """A child on the list of a cohort."""
    student = Student(cohort=cohort, row=1, state=state)
    fill(student, read, LATER)
    student.save()
    return student


@pytest.mark.parametrize("state", [StudentState.ACTIVE, StudentState.LATE])
def test_a_child_on_another_list_holds_the_batch_back_until_it_is_withdrawn(
    cohort: Cohort, state: StudentState
) -> None:
    batch = a_batch(cohort)
    student = listed(cohort_of(OTHER_SCHOOL), arrivals_of(batch)[0], state)

    with pytest.raises(StepRefused, match="late_students_elsewhere") as refused:
        two_person_acts.propose_freeze(batch.code, by=OPERATOR, at=LATER)
    assert refused.value.params == {"found": f"第 1 行在{student.listed_on}上"}
    assert not Proposal.objects.filter(act=FREEZE).exists()

    Student.objects.filter(pk=student.pk).update(state=StudentState.WITHDRAWN)
    two_person_acts.propose_freeze(batch.code, by=OPERATOR, at=LATER)
    assert Proposal.objects.filter(act=FREEZE).count() == 1


def test_a_child_on_a_list_that_was_never_compared_is_not_frozen(cohort: Cohort) -> None:
    batch = a_batch(cohort)
    proposal = two_person_acts.propose_freeze(batch.code, by=OPERATOR, at=LATER)
    listed(cohort_of(OTHER_SCHOOL), arrivals_of(batch)[0], StudentState.ACTIVE)

    with pytest.raises(StepRefused, match="late_students_elsewhere"):
        two_person_acts.FREEZE_BATCH.carry_out(proposal, REVIEWER, LATER)

    assert LateBatch.objects.get(pk=batch.pk).state == "collecting"


def test_a_child_on_two_lists_is_written_down_without_a_name(cohort: Cohort) -> None:
    batch = late.open_batch(cohort.code, reason=1, registered_on=LATER.date(), by=CLERK, at=LATER)
    other = cohort_of(OTHER_SCHOOL)
    listed(other, roster_of(OTHER_SCHOOL).students[0], StudentState.ACTIVE)

    # The rosters of the tests: the other school's children begin with number 500.
    sheet = late_sheet(children(2, first=500))
    late.add_from_file(batch.code, name="补录.xlsx", content=sheet, by=CLERK, at=LATER)

    entry = AuditEntry.objects.get(event="students.double.find")
    assert entry.payload == {"found": 1, "schools": OTHER_SCHOOL}


def asked_by(other: Cohort, read: RosterStudent) -> LateBatch:
    """A batch of the other school with a child of the own one."""
    school = roster_of(OWN_SCHOOL)
    return LateBatch(cohort=other, roster=queries.roster_as_text(replace(school, students=(read,))))


def test_who_left_the_classes_there_is_free_to_come(cohort: Cohort) -> None:
    number = numbers_of(standing_of(cohort))[3]
    child = next(one for one in roster_of(OWN_SCHOOL).students if one.identity_number == number)
    listed(cohort, child, StudentState.ACTIVE)
    batch = asked_by(cohort_of(OTHER_SCHOOL), child)
    assert [one.school_code for one in listed_elsewhere(batch)] == [OWN_SCHOOL]

    approved_leave(cohort, number)

    assert listed_elsewhere(batch) == ()


def test_who_waits_for_the_lot_there_has_not_left(cohort: Cohort) -> None:
    held = LateBatch.objects.get(code=a_frozen_batch(cohort))
    batch = asked_by(cohort_of(OTHER_SCHOOL), arrivals_of(held)[0])

    assert [one.school_code for one in listed_elsewhere(batch)] == [OWN_SCHOOL]
