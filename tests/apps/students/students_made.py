"""A school's cohort and rosters for the tests of students."""

from collections.abc import Sequence
from pathlib import Path

from junheng.apps.campaigns.models import Cohort
from junheng.apps.schools.models import School
from junheng.apps.students.models import RosterImport
from junheng.apps.students.services import imports
from tests.apps.campaigns.campaigns_made import a_campaign
from tests.people import AT, OWN_SCHOOL, actor

SAMPLES = Path(__file__).parents[2] / "data" / "rosters"
HEAD = "姓名,性别,身份证号,民族,毕业幼儿园,是否随迁子女,是否留守儿童,是否随班就读,报名号"


def a_cohort(stage: str = "primary") -> Cohort:
    """The own school's starting grade of a published campaign, without a student."""
    School.objects.filter(code=OWN_SCHOOL).update(has_primary=True, has_junior=True)
    return Cohort.objects.get(campaign=a_campaign(), school__code=OWN_SCHOOL, stage=stage)


def number_of(serial: int, *, born: str = "20200101") -> str:
    """A resident identity number with a right check digit; an odd serial is a boy."""
    digits = f"520123{born}{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return digits + "10X98765432"[rest]


def row(serial: int, name: str = "", **other: str) -> str:
    """A row of a sheet; children born on different days are nobody's twins."""
    values = {
        "name": name or f"学生{_HAN[serial // 40 % 40]}{_HAN[serial % 40]}",
        "gender": "男" if serial % 2 else "女",
        "number": number_of(serial % 1000, born=f"2020{serial % 12 + 1:02d}{serial % 28 + 1:02d}"),
        "ethnicity": "汉族",
        "origin": "城关幼儿园",
        "migrant": "否",
        "left_behind": "否",
        "sen": "否",
        "registration": f"{2026_0000 + serial}",
    } | other
    return ",".join(values.values())


_HAN = "天地人和东南西北春夏秋冬日月星辰山川河海风雨雷电花草树木金水火土石玉竹梅兰菊松柏鹤云"


def sheet(rows: Sequence[str], head: str = HEAD) -> bytes:
    """A .csv as a school saves it."""
    return "\r\n".join((head, *rows)).encode("utf-8-sig")


def uploaded(cohort: Cohort, content: bytes, name: str = "新生名册.csv") -> RosterImport:
    """A preview by the clerk."""
    return imports.upload_roster(cohort.code, name=name, content=content, by=actor("clerk"), at=AT)


def imported(cohort: Cohort, content: bytes, name: str = "新生名册.csv") -> RosterImport:
    """A confirmed sheet."""
    found = uploaded(cohort, content, name)
    return imports.confirm_import(found.code, accepts_missing=True, by=actor("clerk"), at=AT)
