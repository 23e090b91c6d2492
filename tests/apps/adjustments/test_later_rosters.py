"""A roster that comes after a late list with the same child: it waits, and both are told."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from junheng.apps.adjustments import queries as adjustments
from junheng.apps.adjustments.models import LateBatch
from junheng.apps.adjustments.services import late, two_person_acts
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.campaigns import services as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.students import queries
from junheng.apps.students.models import DoubleListing, RosterImport, Student
from junheng.apps.students.services import deciding, doubles, imports, records
from junheng.apps.students.states import DoubleSide, StudentState
from junheng.core.access import NotVisible, StepRefused
from junheng.core.access.models import Proposal
from junheng.core.audit import services as audit
from junheng.core.audit.models import AuditEntry
from junheng.engine.errors import JunhengError
from tests.apps.adjustments.adjustments_made import CLERK, LATER, OPERATOR, late_sheet, numbers_of
from tests.apps.adjustments.adjustments_made import freeze as freeze_batch
from tests.apps.adjustments.test_changing import approved_leave
from tests.apps.adjustments.test_elsewhere import listed
from tests.apps.adjustments.test_voided import void
from tests.apps.assignment.sessions_made import roster_of
from tests.cohorts_made import cohort_of
from tests.people import OTHER_SCHOOL, OWN_SCHOOL, actor, signed_in
from tests.rosters_made import Child, children, write_roster

ARRIVAL = 300
MOST_QUESTIONS = 14
LATE_LIST, ROSTER = "城关第一小学一年级的补录名单", "城关第二小学一年级的名册"


def a_batch(cohort: Cohort, arrivals: Sequence[Child] | None = None) -> LateBatch:
    """A batch of the own school, written down and not frozen; one child unless said otherwise."""
    batch = late.open_batch(cohort.code, reason=1, registered_on=LATER.date(), by=CLERK, at=LATER)
    sheet = late_sheet(arrivals or children(1, first=ARRIVAL))
    late.add_from_file(batch.code, name="补录.xlsx", content=sheet, by=CLERK, at=LATER)
    return LateBatch.objects.get(pk=batch.pk)


def uploaded(members: Sequence[Child]) -> RosterImport:
    """The other school's sheet, read for its preview."""
    with TemporaryDirectory() as folder:
        file = write_roster(Path(folder) / "x.xlsx", {"城关第二小学": members}, grade="一年级")
        content = file.read_bytes()
    return imports.upload_roster(
        cohort_of(OTHER_SCHOOL).code,
        name="名册.xlsx",
        content=content,
        by=actor("clerk_elsewhere"),
        at=LATER,
    )


def imported(members: Sequence[Child]) -> Cohort:
    """The other school's roster, written."""
    by = actor("clerk_elsewhere")
    imports.confirm_import(uploaded(members).code, accepts_missing=True, by=by, at=LATER)
    return cohort_of(OTHER_SCHOOL)


def with_arrivals(count: int = 1) -> list[Child]:
    """Three children of the other school, then so many whom the own one has on its late list."""
    return [*children(3, first=500), *children(count, first=ARRIVAL)]


def waiting() -> int:
    """How many children keep the other school from handing its roster in."""
    return cohort_of(OTHER_SCHOOL).double_count


def decided(keeps: DoubleSide) -> None:
    """The reviewer says which list keeps the child."""
    code = DoubleListing.objects.get().code
    deciding.decide_double(code, keeps=keeps, reason="家长已选定。", by=actor("reviewer"), at=LATER)


@pytest.mark.parametrize("is_frozen", [False, True])
def test_the_roster_waits_and_the_late_list_goes_on(cohort: Cohort, is_frozen: bool) -> None:
    batch = a_batch(cohort)
    if is_frozen:
        freeze_batch(batch.code)

    other = imported(with_arrivals())

    assert other.double_count == 1
    with pytest.raises(JunhengError, match="doubles_open"):
        campaigns.exempt_cohort(
            other.code, student_count=4, reason="单班。", by=actor("reviewer"), at=LATER
        )
    if not is_frozen:
        two_person_acts.propose_freeze(batch.code, by=OPERATOR, at=LATER)
        assert Proposal.objects.filter(act="adjustments.freeze_batch").exists()


def test_a_case_stays_the_same_when_the_batch_is_frozen(cohort: Cohort) -> None:
    batch = a_batch(cohort)
    imported(with_arrivals())
    before = DoubleListing.objects.get()

    freeze_batch(batch.code)

    after = DoubleListing.objects.get()
    assert (after.pk, after.state, after.earlier.state) == (before.pk, "open", StudentState.LATE)
    assert waiting() == 1


def test_a_roster_that_was_first_makes_the_batch_wait_however_often_it_comes(
    cohort: Cohort,
) -> None:
    imported(with_arrivals())
    batch = a_batch(cohort)
    imported([*with_arrivals(), *children(1, first=510)])

    assert waiting() == 0
    with pytest.raises(StepRefused, match="late_students_elsewhere"):
        two_person_acts.propose_freeze(batch.code, by=OPERATOR, at=LATER)


def test_the_preview_names_the_late_list_before_anything_is_written(cohort: Cohort) -> None:
    a_batch(cohort)
    found = uploaded(with_arrivals())

    page = signed_in("clerk_elsewhere").get(f"/students/imports/{found.code}/").content.decode()

    assert f"第 6 行：同一证件号也在{LATE_LIST}上" in page
    assert not DoubleListing.objects.exists()


def test_each_school_sees_its_own_child_and_of_the_other_school_and_list_alone(
    cohort: Cohort,
) -> None:
    batch = a_batch(cohort)
    other = imported(with_arrivals())
    case = DoubleListing.objects.get()

    [own] = queries.double_lines(actor("clerk"), cohort)
    [theirs] = queries.double_lines(actor("clerk_elsewhere"), other)

    assert (own.code, own.other, own.is_later, own.is_late) == (
        case.earlier.code, ROSTER, False, True,
    )  # fmt: skip
    assert (theirs.code, theirs.other, theirs.is_later, theirs.is_late) == (
        case.later.code, LATE_LIST, True, False,
    )  # fmt: skip
    with pytest.raises(NotVisible):
        queries.get_student(actor("clerk_elsewhere"), case.earlier.code)
    with pytest.raises(NotVisible):
        queries.get_student(actor("clerk"), case.later.code)
    of_batch = signed_in("clerk").get(f"/adjustments/late/{batch.code}/").content.decode()
    assert f"第 1 行：同一证件号也在{ROSTER}上，本校在先" in of_batch
    assert case.later.code not in of_batch


def test_a_page_of_either_school_has_no_word_of_the_others_child(cohort: Cohort) -> None:
    a_batch(cohort)
    other = imported(with_arrivals())
    case = DoubleListing.objects.get()

    pages = {
        kind: signed_in(kind).get(f"/students/cohorts/{code}/doubles/").content.decode()
        for kind, code in (("clerk", cohort.code), ("clerk_elsewhere", other.code))
    }

    earlier, later = case.earlier.code, case.later.code
    assert (earlier in pages["clerk"], later in pages["clerk"]) == (True, False)
    assert (earlier in pages["clerk_elsewhere"], later in pages["clerk_elsewhere"]) == (False, True)


@pytest.mark.parametrize("way", ["taken out", "dropped", "void", "withdrawn there"])
def test_it_is_over_when_either_list_loses_the_child(cohort: Cohort, way: str) -> None:
    batch = a_batch(cohort)
    if way == "void":
        freeze_batch(batch.code)
    imported(with_arrivals())
    assert waiting() == 1

    if way == "taken out":
        late.take_out(batch.code, 1, by=CLERK, at=LATER)
    elif way == "dropped":
        late.drop_batch(batch.code, by=CLERK, at=LATER)
    elif way == "void":
        void(cohort)
    else:
        child = DoubleListing.objects.get().later
        by = actor("clerk_elsewhere")
        records.withdraw_student(child.code, reason="在另一校。", by=by, at=LATER)

    assert waiting() == 0
    assert DoubleListing.objects.get().state == "ended"


def test_who_is_taken_off_a_late_list_leaves_no_row_without_a_case(cohort: Cohort) -> None:
    batch = a_batch(cohort, children(2, first=ARRIVAL))

    late.take_out(batch.code, 1, by=CLERK, at=LATER)

    [left] = Student.objects.filter(cohort=cohort)
    assert (left.state, left.row) == (StudentState.ARRIVING, 1)
    assert left.identity_number == children(2, first=ARRIVAL)[1].identity_number


def test_the_reviewer_leaves_the_child_with_the_roster_and_the_batch_loses_it(
    cohort: Cohort,
) -> None:
    batch = a_batch(cohort, children(2, first=ARRIVAL))
    imported(with_arrivals())

    decided(DoubleSide.LATER)

    roster = adjustments.roster_of(LateBatch.objects.get(pk=batch.pk))
    assert roster is not None
    [stays] = roster.students
    assert stays.identity_number == children(2, first=ARRIVAL)[1].identity_number
    gone = DoubleListing.objects.get().earlier
    assert gone.state == StudentState.WITHDRAWN
    assert [one.reason for one in gone.changes.all()] == ["教育局决定：家长已选定。"]
    assert AuditEntry.objects.filter(event="adjustments.batch.take_out").count() == 1
    assert waiting() == 0


def test_the_reviewer_leaves_the_child_with_the_late_list_and_the_roster_loses_it(
    cohort: Cohort,
) -> None:
    batch = a_batch(cohort)
    imported(with_arrivals())

    decided(DoubleSide.EARLIER)

    assert cohort_of(OTHER_SCHOOL).student_count == 3
    assert LateBatch.objects.get(pk=batch.pk).student_count == 1
    assert waiting() == 0


def test_nobody_is_decided_off_a_frozen_batch(cohort: Cohort) -> None:
    freeze_batch(a_batch(cohort).code)
    imported(with_arrivals())

    with pytest.raises(JunhengError, match="double_school_past_this"):
        decided(DoubleSide.LATER)

    assert DoubleListing.objects.get().state == "open"


def test_a_child_that_leaves_its_class_with_approval_frees_the_roster(cohort: Cohort) -> None:
    number = numbers_of(standing_of(cohort))[3]
    read = next(one for one in roster_of(OWN_SCHOOL).students if one.identity_number == number)
    listed(cohort, read, StudentState.ACTIVE)
    child = next(one for one in children(24) if one.identity_number == number)
    imported([*children(3, first=500), child])
    assert waiting() == 1

    approved_leave(cohort, number)

    assert waiting() == 0


def test_looking_takes_as_many_questions_for_one_child_as_for_four(cohort: Cohort) -> None:
    freeze_batch(a_batch(cohort, children(4, first=ARRIVAL)).code)
    counted = []
    for count in (1, 4):
        other = imported(with_arrivals(count))
        assert other.double_count == count
        with CaptureQueriesContext(connection) as asked, audit.act():
            doubles.look_again(other, by=actor("clerk_elsewhere"), at=LATER)
        counted.append(len(asked))

    assert counted[0] == counted[1] <= MOST_QUESTIONS
