"""The empty roster to fill in (名册模板), made from the columns that read it back."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from junheng.profiles import JurisdictionProfile
from junheng.rosters.columns import student_columns
from junheng.tabular import template_workbook

# Other names of what is asked already, and data that an assignment can do without.
_LEFT_OUT: Final = frozenset(
    (
        "household", "disability", "attendance", "multiple_birth_group",
        "guardian", "father", "mother", "member_1", "member_2",
        "phone", "guardian_phone", "father_phone", "mother_phone",
        "member_1_phone", "member_2_phone", "school", "grade",
    )
)  # fmt: skip
_EXAMPLES: Final[Mapping[str, str]] = {
    "name": "王小明",
    "gender": "男",
    "identity_number": "11010519491231002X",
    "migrant": "否",
    "ethnicity": "汉族",
    "origin": "城关一小",
    "left_behind": "否",
    "boarding": "否",
    "sen": "否",
    "multiple_birth": "王小亮",
    "wish": "同班",
    "registration_number": "2026001",
}
_NOTES: Final = (
    "一张工作表只放一所学校的一个起始年级；把工作表改名为学校和年级，如“第三中学七年级”。",
    "成绩、名次、获奖、面试、评语等列一律拒收，请不要添加；备注列不会读取。",
    "同班或不同班的意愿只写在“多胞胎意愿”列，由监护人在分班前提出。",
)


def roster_template(profile: JurisdictionProfile, today: date) -> bytes:
    """An .xlsx with the columns a place needs; `today` is the day it is made."""
    columns = [column for column in student_columns(profile, today) if column.to not in _LEFT_OUT]
    return template_workbook("新生名册", columns, examples=_EXAMPLES, notes=_NOTES)
