"""One child typed in: the rules of the sheet, and what becomes of it when a sheet comes."""

from pathlib import Path

import pytest
from pytest_django import Settings

from junheng.apps.campaigns import services as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.students.models import SiblingGroup, Student
from junheng.apps.students.services import entering, records, school_roster, siblings
from junheng.core.access import NotAllowed, NotVisible, StepRefused
from junheng.core.audit.models import AuditEntry
from junheng.core.secrets.keyring import Keyring
from junheng.engine.errors import JunhengError
from tests.apps.students.students_made import (
    a_cohort,
    imported,
    number_of,
    row,
    sheet,
    uploaded,
)
from tests.people import AT, a_county, actor, signed_in

WRONG_DIGIT = number_of(502)[:-1] + ("1" if number_of(502)[-1] != "1" else "2")
TEXTS = {
    "name": "欧阳小燕",
    "gender": "女",
    "document": "居民身份证",
    "identity_number": number_of(502),
    "birth_date": "",
    "ethnicity": "苗族",
    "origin": "城关幼儿园",
    "migrant": "是",
    "left_behind": "否",
    "boarding": "否",
    "sen": "否",
    "registration_number": "20269999",
}


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring, settings: Settings, tmp_path: Path) -> None:
    settings.JUNHENG_VAR = tmp_path
    a_county()


def typed_in(cohort: Cohort, **other: str) -> Student:
    return entering.enter_student(
        cohort.code, TEXTS | other, reason="8月27日报到。", by=actor("clerk"), at=AT
    )


def a_roster() -> Cohort:
    cohort = a_cohort()
    imported(cohort, sheet([row(1), row(2)]))
    return Cohort.objects.get(pk=cohort.pk)


def test_a_typed_in_child_stands_on_the_roster_behind_the_sheet() -> None:
    cohort = a_roster()

    student = typed_in(cohort)

    roster = school_roster(cohort)
    assert [one.name for one in roster.students] == ["学生天地", "学生天人", "欧阳小燕"]
    assert roster.students[-1].migrant
    assert (student.row, student.is_entered) == (4, True)
    assert Cohort.objects.get(pk=cohort.pk).student_count == 3
    [change] = student.changes.all()
    assert (change.kind, change.reason) == ("add", "8月27日报到。")


def test_the_event_has_the_code_and_neither_name_nor_number() -> None:
    student = typed_in(a_roster())

    event = AuditEntry.objects.get(event="students.student.enter")

    assert (event.subject_code, event.payload) == (student.code, {})


def test_a_roster_can_begin_with_a_typed_in_child() -> None:
    cohort = a_cohort()

    typed_in(cohort)

    roster = school_roster(cohort)
    assert [one.name for one in roster.students] == ["欧阳小燕"]
    assert {"ethnic", "migrant", "sen", "left_behind"} <= set(roster.attributes)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"identity_number": WRONG_DIGIT}, "identity_number_wrong_check_digit"),
        ({"gender": "男"}, "gender_differs_from_identity_number"),
        ({"name": ""}, "cell_required"),
        ({"registration_number": ""}, "cell_required"),
        ({"registration_number": "20260001"}, "registration_number_held_here"),
    ],
)
def test_the_faults_are_those_of_the_sheet(wrong: dict[str, str], code: str) -> None:
    cohort = a_roster()

    read = entering.read_entry(cohort, TEXTS | wrong, at=AT).read

    assert read.student is None
    assert code in {fault.code for fault in read.faults}
    with pytest.raises(JunhengError, match="entry_has_faults"):
        typed_in(cohort, **wrong)
    assert Student.objects.count() == 2


def test_a_child_that_stands_there_already_is_not_typed_in_twice() -> None:
    cohort = a_roster()
    typed_in(cohort)

    again = entering.read_entry(cohort, TEXTS | {"registration_number": "1"}, at=AT).read

    assert [fault.code for fault in again.faults] == ["identity_number_held_here"]


def test_nobody_types_in_without_a_reason_or_at_another_school_or_after_submission() -> None:
    cohort = a_roster()

    with pytest.raises(JunhengError, match="reason_needed"):
        entering.enter_student(cohort.code, TEXTS, reason=" ", by=actor("clerk"), at=AT)
    with pytest.raises(NotVisible):
        entering.enter_student(
            cohort.code, TEXTS, reason="来了。", by=actor("clerk_elsewhere"), at=AT
        )
    with pytest.raises(NotAllowed):
        entering.enter_student(cohort.code, TEXTS, reason="来了。", by=actor("principal"), at=AT)
    campaigns.submit_cohort(cohort.code, class_count=1, by=actor("principal"), at=AT)
    with pytest.raises(StepRefused, match="cohort_is_past_this"):
        typed_in(cohort)


def test_a_later_sheet_without_the_child_keeps_it_and_says_so() -> None:
    cohort = a_roster()
    student = typed_in(cohort)

    found = uploaded(cohort, sheet([row(1), row(2), row(3)]))
    page = signed_in("clerk").get(f"/students/imports/{found.code}/").content.decode()
    assert found.missing_count == 0
    assert "新表里没有、由学校单独登记的 1 名学生" in page
    assert "欧阳小燕" in page
    imported(cohort, sheet([row(1), row(2), row(3)]))

    names = [one.name for one in school_roster(cohort).students]
    assert names == ["学生天地", "学生天人", "学生天和", "欧阳小燕"]
    student.refresh_from_db()
    assert (student.row, student.is_entered) == (5, True)


def test_a_later_sheet_with_the_child_takes_it_in() -> None:
    cohort = a_roster()
    student = typed_in(cohort)
    line = row(1, "欧阳小燕", gender="女", number=number_of(502), registration="20269999")

    imported(cohort, sheet([row(1), row(2), line]))
    imported(cohort, sheet([row(1), row(2), line]))

    student.refresh_from_db()
    assert (student.is_entered, student.row) == (False, 4)
    assert Student.objects.count() == 3


def test_the_wish_of_siblings_of_whom_one_was_typed_in_outlives_a_sheet() -> None:
    cohort = a_roster()
    student = typed_in(cohort)
    first = Student.objects.get(cohort=cohort, row=2)
    siblings.join_siblings(
        cohort.code, [first.code, student.code], wish="apart", reason="签字。",
        by=actor("clerk"), at=AT,
    )  # fmt: skip

    imported(cohort, sheet([row(1), row(2), row(3)]))

    group = SiblingGroup.objects.get()
    assert {one.code for one in group.members.all()} == {first.code, student.code}
    assert group.wish == "apart"


def test_a_number_of_the_sheet_that_the_typed_in_child_has_is_a_fault() -> None:
    cohort = a_roster()
    typed_in(cohort)

    found = uploaded(cohort, sheet([row(1), row(2, registration="20269999")]))

    assert found.fault_count == 1
    page = signed_in("clerk").get(f"/students/imports/{found.code}/").content.decode()
    assert "这个报名号已给了单独登记的一名学生" in page


def test_a_typed_in_child_without_a_number_stops_a_sheet_that_has_them() -> None:
    cohort = a_cohort()
    typed_in(cohort)

    found = uploaded(cohort, sheet([row(1), row(2)]))

    page = signed_in("clerk").get(f"/students/imports/{found.code}/").content.decode()
    assert "有 1 名单独登记的学生没有报名号" in page


def test_numbers_go_where_the_sheet_has_none() -> None:
    cohort = a_roster()
    student = typed_in(cohort)
    head = "姓名,性别,身份证号,民族,毕业幼儿园,是否随迁子女,是否留守儿童,是否随班就读"

    imported(cohort, sheet([row(1).rpartition(",")[0], row(2).rpartition(",")[0]], head))

    student.refresh_from_db()
    assert student.registration_number is None


def test_a_typed_in_child_is_corrected_and_withdrawn_like_every_other() -> None:
    cohort = a_roster()
    student = typed_in(cohort)

    texts = records.texts_to_correct(student) | {"origin": "城南幼儿园"}
    records.correct_student(student.code, texts, reason="更正。", by=actor("clerk"), at=AT)
    records.withdraw_student(student.code, reason="未来。", by=actor("clerk"), at=AT)

    assert Cohort.objects.get(pk=cohort.pk).student_count == 2


def test_the_clerk_types_a_child_in_on_the_page_and_reads_what_is_wrong_on_its_field() -> None:
    cohort = a_roster()
    browser = signed_in("clerk")
    address = f"/students/cohorts/{cohort.code}/add/"
    given = TEXTS | {"reason": "8月27日报到。"}

    assert '<option value="" selected>（请选择）' in browser.get(address).content.decode()
    wrong = browser.post(address, given | {"gender": "男"}).content.decode()
    assert "性别" in wrong
    assert Student.objects.count() == 2

    done = browser.post(address, given, follow=True).content.decode()
    assert "已登记" in done
    assert "欧阳小燕" in done
    assert "单独登记" in done
    assert signed_in("clerk_elsewhere").get(address).status_code == 404
