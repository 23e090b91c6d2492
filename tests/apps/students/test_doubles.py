"""A child on the rosters of two schools: both are told, the later one waits, the bureau decides."""

from pathlib import Path

import pytest
from pytest_django import Settings

from junheng.apps.campaigns import services as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.students import queries
from junheng.apps.students.models import DoubleListing, Student
from junheng.apps.students.services import deciding, records
from junheng.apps.students.services import imports as importing
from junheng.apps.students.states import DoubleSide, StudentState
from junheng.core.access import NotAllowed, NotVisible, StepRefused
from junheng.core.audit.models import AuditEntry
from junheng.core.secrets.keyring import Keyring
from junheng.engine.errors import JunhengError
from tests.apps.students.students_made import a_cohort, number_of, row, sheet
from tests.people import AT, OTHER_SCHOOL, a_county, actor, signed_in

SHARED = 3


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring, settings: Settings, tmp_path: Path) -> None:
    settings.JUNHENG_VAR = tmp_path
    a_county()


def other_cohort() -> Cohort:
    return Cohort.objects.get(school__code=OTHER_SCHOOL, stage="primary")


def listed(cohort: Cohort, serials: list[int], kind: str = "clerk", **other: str) -> None:
    content = sheet([row(serial, **other) for serial in serials])
    by = actor(kind)
    found = importing.upload_roster(cohort.code, name="名册.csv", content=content, by=by, at=AT)
    importing.confirm_import(found.code, accepts_missing=True, by=by, at=AT)


def two_schools() -> tuple[Cohort, Cohort]:
    """The own school lists children 1 to 3, then the other one 3 to 5."""
    earlier = a_cohort()
    listed(earlier, [1, 2, SHARED])
    later = other_cohort()
    listed(later, [SHARED, 4, 5], "clerk_elsewhere")
    return Cohort.objects.get(pk=earlier.pk), Cohort.objects.get(pk=later.pk)


def child_of(cohort: Cohort) -> Student:
    return next(s for s in Student.objects.filter(cohort=cohort) if s.name == "学生天和")


def test_the_school_that_lists_a_child_second_cannot_hand_in_and_the_first_one_can() -> None:
    earlier, later = two_schools()
    assert (earlier.double_count, later.double_count) == (0, 1)

    with pytest.raises(JunhengError, match="doubles_open"):
        campaigns.exempt_cohort(
            later.code, student_count=3, reason="单班。", by=actor("reviewer"), at=AT
        )
    done = campaigns.submit_cohort(earlier.code, class_count=1, by=actor("principal"), at=AT)

    assert done.state == "submitted"


def test_each_school_sees_its_own_child_and_of_the_other_only_the_school() -> None:
    earlier, later = two_schools()

    [own] = queries.double_lines(actor("clerk"), earlier)
    [theirs] = queries.double_lines(actor("clerk_elsewhere"), later)

    assert (own.code, own.other, own.is_later) == (
        child_of(earlier).code, "城关第二小学一年级的名册", False,
    )  # fmt: skip
    assert (theirs.code, theirs.other, theirs.is_later) == (
        child_of(later).code, "城关第一小学一年级的名册", True,
    )  # fmt: skip
    page = signed_in("clerk").get(f"/students/cohorts/{earlier.code}/doubles/").content.decode()
    assert "城关第二小学一年级" in page
    assert child_of(later).code not in page


def test_the_preview_says_which_rows_stand_elsewhere_before_anything_is_written() -> None:
    earlier = a_cohort()
    listed(earlier, [1, SHARED])
    later = other_cohort()
    found = importing.upload_roster(
        later.code,
        name="名册.csv",
        content=sheet([row(4), row(SHARED)]),
        by=actor("clerk_elsewhere"),
        at=AT,
    )

    page = signed_in("clerk_elsewhere").get(f"/students/imports/{found.code}/").content.decode()

    assert "第 3 行：同一证件号也在城关第一小学一年级的名册上" in page
    assert not DoubleListing.objects.exists()


@pytest.mark.parametrize("leaves", ["earlier", "later"])
def test_it_is_over_when_either_school_withdraws_the_child(leaves: str) -> None:
    earlier, later = two_schools()
    cohort, kind = (earlier, "clerk") if leaves == "earlier" else (later, "clerk_elsewhere")

    records.withdraw_student(child_of(cohort).code, reason="在另一校就读。", by=actor(kind), at=AT)

    assert DoubleListing.objects.get().state == "ended"
    assert Cohort.objects.get(pk=later.pk).double_count == 0


def test_it_is_over_when_a_mistyped_number_is_corrected_and_comes_back_with_the_mistake() -> None:
    earlier, later = two_schools()
    child = child_of(later)
    right = records.texts_to_correct(child) | {"identity_number": number_of(77)}

    records.correct_student(child.code, right, reason="录错。", by=actor("clerk_elsewhere"), at=AT)
    assert Cohort.objects.get(pk=later.pk).double_count == 0

    wrong = records.texts_to_correct(child_of(later)) | {
        "identity_number": child_of(earlier).identity_number
    }
    records.correct_student(child.code, wrong, reason="又错。", by=actor("clerk_elsewhere"), at=AT)
    assert [one.state for one in DoubleListing.objects.all()] == ["ended", "open"]


def test_a_correction_makes_the_school_that_corrected_the_later_one() -> None:
    earlier, later = a_cohort(), other_cohort()
    listed(earlier, [1, 2])
    listed(later, [SHARED], "clerk_elsewhere")
    child = Student.objects.filter(cohort=earlier).first()
    assert child is not None
    wrong = records.texts_to_correct(child) | {"identity_number": child_of(later).identity_number}

    records.correct_student(child.code, wrong, reason="录错。", by=actor("clerk"), at=AT)

    counts = [Cohort.objects.get(pk=one.pk).double_count for one in (earlier, later)]
    assert counts == [1, 0]


def test_a_sheet_that_is_uploaded_again_makes_no_second_case() -> None:
    _, later = two_schools()

    listed(later, [SHARED, 4, 5, 6], "clerk_elsewhere")

    assert DoubleListing.objects.count() == 1


def test_children_without_a_number_are_not_compared() -> None:
    head = "姓名,性别,证件类型,身份证号,出生日期,民族,毕业幼儿园,报名号"
    content = sheet(["王小明,男,其他,,2020-03-05,汉族,幼儿园,2026001"], head)
    for cohort, kind in ((a_cohort(), "clerk"), (other_cohort(), "clerk_elsewhere")):
        found = importing.upload_roster(
            cohort.code, name="名册.csv", content=content, by=actor(kind), at=AT
        )
        importing.confirm_import(found.code, by=actor(kind), at=AT)

    assert Student.objects.count() == 2
    assert not DoubleListing.objects.exists()


def test_the_audit_trail_has_schools_and_counts_and_no_child() -> None:
    _, later = two_schools()

    event = AuditEntry.objects.get(event="students.double.find")

    assert event.payload == {"found": 1, "schools": "010001"}
    assert event.subject_code == later.code


def test_the_reviewer_leaves_the_child_with_one_school_and_the_other_one_loses_it() -> None:
    earlier, later = two_schools()
    double = DoubleListing.objects.get()

    deciding.decide_double(
        double.code, keeps=DoubleSide.LATER, reason="已在二小报到。", by=actor("reviewer"), at=AT
    )

    assert child_of(earlier).state == StudentState.WITHDRAWN
    assert child_of(later).state == StudentState.ACTIVE
    double.refresh_from_db()
    assert (double.state, double.kept) == ("decided", "later")
    counts = Cohort.objects.get(pk=earlier.pk).student_count, Cohort.objects.get(pk=later.pk)
    assert (counts[0], counts[1].double_count) == (2, 0)
    [change] = child_of(earlier).changes.all()
    assert change.reason == "教育局决定：已在二小报到。"
    with pytest.raises(StepRefused, match="double_is_over"):
        deciding.decide_double(
            double.code, keeps=DoubleSide.EARLIER, reason="又改。", by=actor("reviewer"), at=AT
        )


def test_no_child_is_taken_off_a_roster_that_was_handed_in() -> None:
    earlier, _ = two_schools()
    campaigns.submit_cohort(earlier.code, class_count=1, by=actor("principal"), at=AT)
    code = DoubleListing.objects.get().code

    with pytest.raises(JunhengError, match="double_school_past_this"):
        deciding.decide_double(
            code, keeps=DoubleSide.LATER, reason="已报到。", by=actor("reviewer"), at=AT
        )

    deciding.decide_double(
        code, keeps=DoubleSide.EARLIER, reason="已报到。", by=actor("reviewer"), at=AT
    )
    assert Cohort.objects.get(pk=earlier.pk).state == "submitted"


def test_only_the_reviewer_decides_and_a_third_school_sees_nothing() -> None:
    two_schools()
    code = DoubleListing.objects.get().code

    with pytest.raises(NotAllowed):
        deciding.decide_double(
            code, keeps=DoubleSide.LATER, reason="要。", by=actor("operator"), at=AT
        )
    with pytest.raises(NotVisible):
        queries.get_double(actor("system_admin"), code)
    assert len(queries.county_doubles(actor("operator"))) == 1
    assert queries.county_doubles(actor("system_admin")) == []


def test_the_reviewer_decides_on_the_page() -> None:
    earlier, _ = two_schools()
    browser = signed_in("reviewer")
    listed_page = browser.get("/students/doubles/").content.decode()
    code = DoubleListing.objects.get().code
    assert f"/students/doubles/{code}/" in listed_page
    assert "学生天和" not in listed_page

    answer = browser.post(
        f"/students/doubles/{code}/", {"keeps": "earlier", "reason": "已报到。"}, follow=True
    ).content.decode()

    assert "已决定" in answer
    assert "没有重复在册的学生" in answer
    assert child_of(earlier).state == StudentState.ACTIVE
