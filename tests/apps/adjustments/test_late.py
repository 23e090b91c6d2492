"""Late arrivals: collected, frozen by two people, posted, drawn by two entries of the numbers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.models import LateBatch, PaperEntry
from junheng.apps.adjustments.services import late, numbers, posting, two_person_acts
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.campaigns.models import Cohort
from junheng.core.access import NotAllowed, NotVisible, StepRefused
from junheng.core.audit.models import AuditEntry
from junheng.engine.errors import JunhengError
from tests.apps.adjustments.adjustments_made import (
    CARDS,
    CLERK,
    DICE,
    INSPECTOR,
    LATER,
    OPERATOR,
    PRINCIPAL,
    REVIEWER,
    a_frozen_batch,
    late_sheet,
    numbers_of,
    post,
)
from tests.apps.adjustments.adjustments_made import proposal_session as session_code
from tests.rosters_made import children


def typed_by(code: str, by: object, dice: str = DICE) -> numbers.Outcome:
    return numbers.type_late(code, public=dice, cards=CARDS, by=by, at=LATER)  # type: ignore[arg-type]


def test_a_batch_goes_from_the_sheet_to_the_class(cohort: Cohort, tmp_path: Path) -> None:
    code = a_frozen_batch(cohort, 2)
    assert typed_by(code, OPERATOR).place == 1

    assert typed_by(code, INSPECTOR).is_drawn

    batch = LateBatch.objects.get(code=code)
    assert (batch.state, batch.number, batch.student_count) == ("drawn", 1, 2)
    assert sum(batch.sizes) == 24
    assert len(standing_of(cohort).placed) == 26
    assert [title for _, _, title in posting.placements_of(batch)] != []
    forms = tmp_path / "sessions" / session_code(code) / "forms" / "5-补录"
    assert len(list(forms.glob("*.pdf"))) == 2


def test_numbers_that_differ_do_not_count(cohort: Cohort) -> None:
    code = a_frozen_batch(cohort)
    typed_by(code, OPERATOR)

    outcome = typed_by(code, REVIEWER, "55081928")

    assert outcome.differ
    assert not PaperEntry.objects.exists()
    assert LateBatch.objects.get(code=code).state == "frozen"


def test_one_person_does_not_type_twice(cohort: Cohort) -> None:
    code = a_frozen_batch(cohort)
    typed_by(code, OPERATOR)

    with pytest.raises(NotAllowed, match="second_entry_is_the_firsts"):
        typed_by(code, OPERATOR)


def test_a_batch_is_drawn_once(cohort: Cohort) -> None:
    code = a_frozen_batch(cohort)
    typed_by(code, OPERATOR)
    typed_by(code, REVIEWER)

    with pytest.raises(StepRefused, match="late_batch_not_frozen"):
        typed_by(code, OPERATOR, "00000000")


def test_nothing_is_drawn_before_the_notice_hangs(cohort: Cohort) -> None:
    code = a_frozen_batch(cohort, is_posted=False)
    posting.make_batch_notice(code, by=OPERATOR, at=LATER)

    with pytest.raises(StepRefused, match="late_batch_not_posted"):
        typed_by(code, OPERATOR)


def test_a_frozen_list_is_not_changed(cohort: Cohort) -> None:
    code = a_frozen_batch(cohort)
    sheet = late_sheet(children(1, first=340))

    with pytest.raises(StepRefused, match="late_batch_is_frozen"):
        late.add_from_file(code, name="补录.xlsx", content=sheet, by=CLERK, at=LATER)
    with pytest.raises(StepRefused, match="late_batch_is_frozen"):
        late.take_out(code, 1, by=CLERK, at=LATER)
    with pytest.raises(StepRefused, match="late_batch_is_frozen"):
        late.drop_batch(code, by=CLERK, at=LATER)


def test_one_batch_at_a_time(cohort: Cohort) -> None:
    a_frozen_batch(cohort)

    with pytest.raises(StepRefused, match="late_batch_at_work"):
        late.open_batch(cohort.code, reason=1, registered_on=LATER.date(), by=CLERK, at=LATER)


def test_a_transfer_in_the_first_term_is_refused_by_its_rule_and_written_down(
    cohort: Cohort,
) -> None:
    with pytest.raises(StepRefused, match="forbidden_transfer") as refused:
        late.open_batch(cohort.code, reason=2, registered_on=LATER.date(), by=CLERK, at=LATER)

    assert "第一学期内不得转学" in str(refused.value.params["rule"])
    entry = AuditEntry.objects.get(event="adjustments.wish.refuse")
    assert entry.payload == {"wish": "transfer", "rule": "forbidden_transfer"}
    assert entry.subject_school_code == cohort.school.code


def test_a_child_of_the_classes_is_no_late_arrival(cohort: Cohort) -> None:
    batch = late.open_batch(cohort.code, reason=1, registered_on=LATER.date(), by=CLERK, at=LATER)

    with pytest.raises(JunhengError, match="late_student_known"):
        late.add_from_file(
            batch.code, name="补录.xlsx", content=late_sheet(children(1)), by=CLERK, at=LATER
        )


def test_a_typed_arrival_is_read_like_a_row_of_a_sheet(cohort: Cohort) -> None:
    batch = late.open_batch(cohort.code, reason=1, registered_on=LATER.date(), by=CLERK, at=LATER)
    child = children(1, first=310)[0]
    values = {
        "姓名": child.name, "性别": child.gender, "身份证号": child.identity_number,
        "民族": "汉族", "毕业学校": "东门幼儿园", "是否随迁子女": "否", "是否随班就读": "否",
    }  # fmt: skip

    wrong = late.add_typed(batch.code, values | {"性别": "？"}, by=CLERK, at=LATER)
    right = late.add_typed(batch.code, values, by=CLERK, at=LATER)
    again = late.add_typed(batch.code, values, by=CLERK, at=LATER)

    assert [fault.code for fault in wrong.faults] == ["choice_unknown"]
    assert right.is_acceptable
    assert [fault.code for fault in again.faults] == ["late_student_twice"]
    assert LateBatch.objects.get(pk=batch.pk).student_count == 1


def test_arrivals_can_be_taken_out_while_they_are_collected(cohort: Cohort) -> None:
    batch = late.open_batch(cohort.code, reason=1, registered_on=LATER.date(), by=CLERK, at=LATER)
    sheet = late_sheet(children(3, first=300))
    late.add_from_file(batch.code, name="补录.xlsx", content=sheet, by=CLERK, at=LATER)

    left = late.take_out(batch.code, 2, by=CLERK, at=LATER)

    school = queries.roster_of(left)
    assert school is not None
    assert [student.row for student in school.students] == [1, 2]
    with pytest.raises(NotVisible):
        late.take_out(batch.code, 9, by=CLERK, at=LATER)


def test_what_was_asked_to_be_frozen_is_what_is_frozen(cohort: Cohort) -> None:
    batch = late.open_batch(cohort.code, reason=1, registered_on=LATER.date(), by=CLERK, at=LATER)
    sheet = late_sheet(children(2, first=300))
    late.add_from_file(batch.code, name="补录.xlsx", content=sheet, by=CLERK, at=LATER)
    proposal = two_person_acts.propose_freeze(batch.code, by=OPERATOR, at=LATER)
    late.take_out(batch.code, 1, by=CLERK, at=LATER)

    with pytest.raises(StepRefused, match="late_batch_changed_meanwhile"):
        two_person_acts.FREEZE_BATCH.carry_out(proposal, REVIEWER, LATER)


def test_the_school_itself_freezes_nothing(cohort: Cohort) -> None:
    batch = late.open_batch(cohort.code, reason=1, registered_on=LATER.date(), by=CLERK, at=LATER)

    for person in (CLERK, PRINCIPAL, INSPECTOR):
        with pytest.raises(NotAllowed):
            two_person_acts.propose_freeze(batch.code, by=person, at=LATER)


def test_without_a_choice_the_inspector_signs_first(
    in_world: Callable[[int, bool], Cohort],
) -> None:
    cohort = in_world(2, True)
    _leave_twice(cohort)
    code = a_frozen_batch(cohort, is_posted=False)
    assert LateBatch.objects.get(code=code).is_forced
    with pytest.raises(StepRefused, match="forced_not_countersigned"):
        post(code)
    with pytest.raises(StepRefused, match="forced_not_countersigned"):
        typed_by(code, OPERATOR)
    with pytest.raises(NotAllowed):
        late.countersign(code, hole_reason="两名学生离校", by=OPERATOR, at=LATER)

    late.countersign(code, hole_reason="两名学生离校", by=INSPECTOR, at=LATER)
    post(code)
    typed_by(code, OPERATOR)
    typed_by(code, REVIEWER)

    assert LateBatch.objects.get(code=code).state == "drawn"


def _leave_twice(cohort: Cohort) -> None:
    """Two children of one class leave, by the procedure."""
    from tests.apps.adjustments.test_changing import approved_leave  # noqa: PLC0415

    standing = standing_of(cohort)
    numbers_now = numbers_of(standing)
    of_class = [
        number
        for number, one in zip(numbers_now, standing.placed, strict=True)
        if one.class_index == 0
    ]
    for number in of_class[:2]:
        approved_leave(cohort, number)


def test_another_school_does_not_see_the_batch(cohort: Cohort) -> None:
    from junheng.core.access import Post, Role, StaffActor  # noqa: PLC0415
    from tests.people import OTHER_SCHOOL  # noqa: PLC0415

    code = a_frozen_batch(cohort)
    other = StaffActor("xxxxxxxxxxxx", "他校", (Post(Role.SCHOOL_CLERK, OTHER_SCHOOL),))

    with pytest.raises(NotVisible):
        queries.get_batch(other, code)
