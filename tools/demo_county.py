"""The made-up county of the demo platform: its schools, their children, teachers and people.

Everything is invented and, but for the numbers that are drawn on the day, the same in every demo.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import xlsxwriter

from junheng.core.access import Role
from junheng.engine.randomness.stream import RandomStream
from junheng.profiles import Stage
from tools.make_county import COUNTY, Person, make_names, make_people

BUREAU: Final = f"{COUNTY}教育局"
COUNTY_CODE: Final = "520999"
ADMINISTRATORS: Final = (
    (Role.SYSTEM_ADMIN, "system", "秦明"),
    (Role.SECURITY_ADMIN, "security", "田安"),
    (Role.AUDIT_ADMIN, "audit", "史鉴"),
)
BUREAU_PEOPLE: Final = (
    (Role.BUREAU_OPERATOR, "operator", "罗清和"),
    (Role.BUREAU_REVIEWER, "reviewer", "韩复"),
    (Role.INSPECTOR, "inspector", "杜行之"),
    (Role.SUPERVISOR, "supervisor", "纪正"),
)
SCHOOL_ROLES: Final = ((Role.SCHOOL_CLERK, "clerk"), (Role.PRINCIPAL, "principal"))

_ORIGINS: Final = {
    Stage.PRIMARY: ("县直机关幼儿园", "城关幼儿园", "东门幼儿园", "柳溪幼儿园", "西坪幼儿园"),
    Stage.JUNIOR: ("城关第一小学", "城关第二小学", "东门小学", "柳溪小学", "西坪小学"),
}
_AGE: Final = {Stage.PRIMARY: 6, Stage.JUNIOR: 12}
_HEADINGS: Final = (
    "姓名", "性别", "身份证号", "民族", "毕业学校", "是否随迁子女", "是否随班就读", "是否留守儿童",
    "是否寄宿", "多胞胎姓名", "多胞胎意愿", "监护人姓名", "入学测试分",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A school of the county; `stages` says in what kind of school it is."""

    code: str
    name: str
    stages: str
    is_private: bool = False
    is_hot: bool = False


SCHOOLS: Final = (
    Place("010001", "柳溪小学", "小学"),
    Place("010002", "城关第一小学", "小学", is_hot=True),
    Place("010003", "东门小学", "小学"),
    Place("010004", "铁厂小学", "小学"),
    Place("010005", "第二中学", "初中"),
    Place("010006", "西坪小学", "小学"),
    Place("010007", "第三中学", "初中"),
    Place("010008", "北乡小学", "小学"),
    Place("010009", "下坝小学", "小学"),
    Place("010010", "民族小学", "小学"),
    Place("010011", "河口镇初级中学", "初中"),
    Place("010012", "雷山小学", "小学"),
    Place("010013", "民族中学", "初中"),
    Place("010014", "第一中学", "初中", is_hot=True),
    Place("010015", "青禾学校", "九年一贯制", is_private=True),
    Place("010016", "城关第三小学", "小学"),
    Place("010017", "南山小学", "小学"),
    Place("010018", "云岭教学点", "小学"),
)


@dataclass
class Children:
    """The children of a year; no two of the whole county have the same identity number."""

    year: int
    taken: set[str] = field(default_factory=set)

    def of(self, school: str, stage: Stage, count: int) -> list[Person]:
        """Invent the next children who come to a school."""
        stream = _stream(f"{school} {stage.value} {len(self.taken)}")
        born = date(self.year - _AGE[stage] - 1, 9, 1)
        return make_people(count, _ORIGINS[stage], self.taken, stream, first_birthday=born)


def teachers_of(school: str, stage: Stage, count: int) -> tuple[str, ...]:
    """Homeroom teachers of a school."""
    return tuple(make_names(count, _stream(f"{school} {stage.value} 班主任")))


def staff_name(school: str, role: Role) -> str:
    """Who has a post at a school."""
    return make_names(1, _stream(f"{school} {role.value}"))[0]


def schools_sheet() -> bytes:
    """The sheet of schools as the bureau fills it in for the set-up."""
    rows = [
        (
            place.code,
            place.name,
            place.stages,
            "民办" if place.is_private else "公办",
            "是" if place.is_hot else "否",
        )
        for place in SCHOOLS
    ]
    return _workbook("学校名单", ("学校代码", "学校名称", "学段", "举办者", "热点学校"), rows)


def roster_sheet(school: str, people: Sequence[Person], *, has_scores: bool = False) -> bytes:
    """A roster as a school uploads it; the column of scores is one that must be refused."""
    rows = [
        (
            one.name, one.gender, one.identity_number, one.ethnicity, one.origin, one.migrant,
            one.inclusion, one.left_behind, one.boarding, one.twin, one.wish, one.guardian,
            one.score,
        )
        for one in people
    ]  # fmt: skip
    width = len(_HEADINGS) if has_scores else len(_HEADINGS) - 1
    return _workbook(school, _HEADINGS[:width], [row[:width] for row in rows])


def _workbook(sheet: str, head: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    page = workbook.add_worksheet(sheet)
    page.write_row(0, 0, head)
    for number, row in enumerate(rows, start=1):
        page.write_row(number, 0, row)
    workbook.close()
    return output.getvalue()


def _stream(words: str) -> RandomStream:
    return RandomStream(hashlib.sha256(f"{COUNTY} {words}".encode()).digest())
