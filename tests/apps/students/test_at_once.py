"""Clerks of many schools at the same moment, with connections of their own, on both databases."""

import pytest
from pytest_django import Settings

from junheng.apps.campaigns.models import Cohort
from junheng.apps.schools.models import School
from junheng.apps.students.models import DoubleListing, RosterImport, Student
from junheng.apps.students.services import imports, school_roster
from junheng.core.access import Post, Role, StaffActor, StepRefused
from junheng.core.audit.services import check_chain
from junheng.core.secrets.keyring import Keyring
from tests.apps.campaigns.campaigns_made import a_campaign
from tests.apps.students.students_made import row, sheet
from tests.databases import OwnDatabase, in_threads
from tests.people import AT, OWN_SCHOOL, a_county

CLERKS, ROWS = 8, 60


@pytest.fixture(autouse=True)
def county(own_database: OwnDatabase, keys: Keyring, settings: Settings) -> None:
    settings.JUNHENG_VAR = own_database.folder
    a_county()
    for number in range(CLERKS):
        School.objects.create(
            code=school_code(number),
            name=f"第{number + 1}小学",
            has_primary=True,
            has_junior=False,
            is_private=False,
            is_hot=False,
            registered_at=AT,
        )
    a_campaign()


def school_code(number: int) -> str:
    return f"{30_000 + number:06d}"


def clerk_of(code: str) -> StaffActor:
    return StaffActor(f"clerk{code}"[:12], "填报员", (Post(Role.SCHOOL_CLERK, code),))


def import_one(code: str, content: bytes) -> None:
    cohort = Cohort.objects.get(school__code=code)
    found = imports.upload_roster(
        cohort.code, name="名册.csv", content=content, by=clerk_of(code), at=AT
    )
    imports.confirm_import(found.code, by=clerk_of(code), at=AT)


def test_all_schools_import_at_once_and_no_row_is_lost(own_database: OwnDatabase) -> None:
    content = {
        school_code(number): sheet([row(number * ROWS + place) for place in range(1, ROWS + 1)])
        for number in range(CLERKS)
    }

    def work_of(code: str) -> object:
        return lambda: import_one(code, content[code])

    failures = in_threads(own_database, [work_of(code) for code in content])  # type: ignore[misc]

    assert failures == []
    assert Student.objects.count() == CLERKS * ROWS
    for code in content:
        cohort = Cohort.objects.get(school__code=code)
        assert cohort.student_count == ROWS
        assert [one.row for one in school_roster(cohort).students] == list(range(2, ROWS + 2))
    assert check_chain().is_whole


def test_of_two_schools_that_list_one_child_at_the_same_second_one_waits(
    own_database: OwnDatabase,
) -> None:
    codes = [school_code(number) for number in range(CLERKS)]
    content = sheet([row(7)])

    def work_of(code: str) -> object:
        return lambda: import_one(code, content)

    failures = in_threads(own_database, [work_of(code) for code in codes])  # type: ignore[misc]

    assert failures == []
    waiting = sorted(one.double_count for one in Cohort.objects.filter(school__code__in=codes))
    assert waiting == list(range(CLERKS))  # every school waits for those before it
    assert DoubleListing.objects.count() == CLERKS * (CLERKS - 1) // 2


def test_of_clerks_who_confirm_one_preview_at_once_exactly_one_writes(
    own_database: OwnDatabase,
) -> None:
    cohort = Cohort.objects.get(school__code=OWN_SCHOOL)
    clerk = clerk_of(OWN_SCHOOL)
    found = imports.upload_roster(
        cohort.code,
        name="名册.csv",
        content=sheet([row(place) for place in range(1, 31)]),
        by=clerk,
        at=AT,
    )

    def confirm() -> None:
        imports.confirm_import(found.code, by=clerk, at=AT)

    failures = in_threads(own_database, [confirm] * 4)

    assert len(failures) == 3
    assert all(isinstance(failure, StepRefused) for failure in failures)
    assert Student.objects.count() == 30
    assert RosterImport.objects.get().state == "confirmed"
