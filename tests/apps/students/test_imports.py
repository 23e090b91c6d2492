"""Rosters through the platform: what is read, what is kept, what is refused."""

import zipfile
from pathlib import Path
from time import process_time

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from junheng.apps.schools.models import School
from junheng.apps.students.models import RosterImport, Student
from junheng.apps.students.services import (
    answers,
    imports,
    records,
    roster_warnings,
    school_roster,
)
from junheng.core.access import StepRefused
from junheng.core.secrets.keyring import Keyring
from junheng.engine.errors import JunhengError
from junheng.profiles import load_profile
from junheng.rosters import read_roster
from tests.apps.students.students_made import (
    SAMPLES,
    a_cohort,
    imported,
    number_of,
    row,
    sheet,
    uploaded,
)
from tests.people import AT, a_county, actor


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring, settings: Settings, tmp_path: Path) -> None:
    settings.JUNHENG_VAR = tmp_path
    a_county()


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("junior-high-412.xlsx", "junior"),
        ("primary-268.xls", "primary"),
        ("town-133-gbk.csv", "junior"),
    ],
)
def test_the_roster_kept_is_what_the_command_line_reads(name: str, stage: str) -> None:
    cohort = a_cohort(stage)

    imported(cohort, (SAMPLES / name).read_bytes(), name)

    reading = read_roster(SAMPLES / name, load_profile("national"), today=timezone.localdate(AT))
    assert (school_roster(cohort),) == reading.schools
    assert roster_warnings(cohort) == reading.warnings


def test_of_a_file_with_many_schools_the_own_sheet_is_read() -> None:
    cohort = a_cohort("junior")
    profile, today = load_profile("national"), timezone.localdate(AT)
    every = read_roster(SAMPLES / "county-5-schools.xlsx", profile, today=today)
    wanted = every.schools[1]
    School.objects.filter(pk=cohort.school_id).update(name=wanted.title)

    imported(cohort, (SAMPLES / "county-5-schools.xlsx").read_bytes(), "county-5-schools.xlsx")

    alone = read_roster(
        SAMPLES / "county-5-schools.xlsx", profile, today=today, sheets=[wanted.sheet]
    )
    assert (school_roster(cohort),) == alone.schools
    assert roster_warnings(cohort) == alone.warnings


def test_a_file_in_which_the_own_school_is_not_is_refused() -> None:
    with pytest.raises(JunhengError) as refused:
        uploaded(a_cohort("junior"), (SAMPLES / "county-5-schools.xlsx").read_bytes(), "县.xlsx")

    assert refused.value.code == "roster_sheet_not_found"


def test_the_sheet_of_another_stage_or_another_school_is_refused() -> None:
    cohort = a_cohort()
    head = "姓名,性别,身份证号,年级,学校"

    for school, grade, code in (
        ("城关第一小学", "七年级", "roster_of_other_stage"),
        ("城关第二小学", "一年级", "roster_of_other_school"),
    ):
        content = sheet([f"李明,男,{number_of(1)},{grade},{school}"], head)
        with pytest.raises(JunhengError) as refused:
            uploaded(cohort, content)
        assert refused.value.code == code


def test_a_second_reading_of_the_same_sheet_changes_nothing() -> None:
    cohort = a_cohort("junior")
    content = (SAMPLES / "junior-high-412.xlsx").read_bytes()
    imported(cohort, content, "junior-high-412.xlsx")
    before = school_roster(cohort)
    codes = list(Student.objects.order_by("row").values_list("code", flat=True))

    again = imported(cohort, content, "junior-high-412.xlsx")

    assert (again.new_count, again.changed_count, again.missing_count) == (0, 0, 0)
    assert school_roster(cohort) == before
    assert list(Student.objects.order_by("row").values_list("code", flat=True)) == codes


def test_a_confirmed_family_is_asked_again_only_when_its_own_child_changed() -> None:
    cohort = a_cohort()
    imported(cohort, sheet([row(1), row(2)]))
    answers.record_confirmed(cohort.code, None, by=actor("clerk"), at=AT)

    imported(cohort, sheet([row(1), row(2, ethnicity="苗族"), row(3)]))

    assert [one.answer for one in Student.objects.order_by("row")] == [
        "confirmed",
        "waiting",
        "waiting",
    ]


def test_a_preview_is_stale_once_the_roster_changed() -> None:
    cohort = a_cohort()
    imported(cohort, sheet([row(1), row(2)]))
    preview = uploaded(cohort, sheet([row(1), row(2), row(3)]))
    student = Student.objects.get(row=2)
    records.withdraw_student(student.code, reason="转往外地", by=actor("clerk"), at=AT)

    with pytest.raises(StepRefused) as refused:
        imports.confirm_import(preview.code, accepts_missing=True, by=actor("clerk"), at=AT)

    assert refused.value.code == "preview_is_stale"
    assert RosterImport.objects.get(code=preview.code).state == "previewed"
    assert Student.objects.filter(state="active").count() == 1


def test_nothing_of_a_child_stands_in_the_database_in_the_clear(tmp_path: Path) -> None:
    cohort = a_cohort()
    imported(cohort, sheet([row(1, "欧阳小明", origin="城关幼儿园")]))
    uploaded(cohort, sheet([row(1, "欧阳小明"), row(2, "陈一诺")]))
    answers.open_dispute(
        Student.objects.get().code, statement="应为三月五日", by=actor("clerk"), at=AT
    )

    with connection.cursor() as cursor:
        held = ""
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            held += str(cursor.fetchall())
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    files = b"".join(file.read_bytes() for file in kept)

    number = Student.objects.get().identity_number
    for secret in ("欧阳小明", "陈一诺", "城关幼儿园", "应为三月五日", number):
        assert secret not in held
        assert secret.encode() not in files
    assert kept
    # In a workbook that is not encrypted the names would be packed.
    assert not any(zipfile.is_zipfile(file) for file in kept)


def test_five_hundred_rows_are_read_compared_and_written_in_well_under_two_seconds() -> None:
    cohort = a_cohort()
    content = sheet([row(serial) for serial in range(1, 501)])
    imported(cohort, sheet([row(1)]))
    started = process_time()

    found = imported(cohort, content)

    assert process_time() - started < 2
    assert (found.new_count, found.same_count) == (499, 1)
    assert Student.objects.count() == 500
