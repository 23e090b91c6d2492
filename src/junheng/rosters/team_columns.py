"""The columns of a teachers' sheet for teaching teams."""

from typing import Final

from junheng.rosters import titles
from junheng.rosters.cells import GENDERS
from junheng.rosters.curriculum import subjects_of
from junheng.tabular import (
    CalendarDate,
    Cell,
    CellFault,
    Choice,
    Column,
    Custom,
    Text,
    WholeNumber,
    YesNo,
)

_NONE: Final = frozenset(["", "无", "否", "-", "/", "—", "没有", "0", "×"])
_YES: Final = frozenset(["是", "有", "1", "√", "✓", "Y", "y"])


def _subjects(cell: Cell) -> tuple[str, ...]:
    subjects = subjects_of(cell.text)
    if not subjects or any(part.isdecimal() for part in subjects):
        raise CellFault("teams_subject_unclear")
    return subjects


def _child(cell: Cell) -> str:
    """Empty without a child in the year, 是, or a mark that both parents share."""
    text = cell.text.replace(" ", "")
    return "" if text in _NONE else "是" if text in _YES else text


TEAM_COLUMNS: Final[tuple[Column, ...]] = (
    Text("姓名", to="name", required=True, is_personal_name=True,
         aliases=("教师姓名", "教师", "老师")),
    Text("工号", to="number", aliases=("教师工号", "职工号", "编号", "人事编号")),
    Custom("学科", to="subjects", required=True, parse=_subjects,
           aliases=("任教学科", "任教科目", "科目", "所教学科")),
    Choice("性别", to="sex", choices=GENDERS, aliases=("性别码", "XB")),
    CalendarDate("出生年月", to="birth", month_is_enough=True,
                 aliases=("出生日期", "出生年月日", "生日")),
    Custom("职称", to="title", parse=titles.read_title, blank_means="未定级", is_closed=True,
           allowed=titles.TITLE_TEXTS,
           aliases=("专业技术职务", "专业技术职称", "技术职称", "现任职称")),
    WholeNumber("教龄", to="years", least=0, most=60, aliases=("任教年限", "从教年限")),
    Custom("骨干称号", to="backbone", parse=titles.read_backbone, blank_means="无称号",
           is_closed=True, allowed=titles.BACKBONE_TEXTS,
           aliases=("骨干教师级别", "骨干级别", "骨干教师", "骨干")),
    Custom("学历", to="education", parse=titles.read_education, is_closed=True,
           allowed=titles.EDUCATION_TEXTS, aliases=("最高学历", "文化程度")),
    YesNo("班主任", to="homeroom", blank_means_no=True,
          aliases=("是否班主任", "是否担任班主任", "担任班主任", "拟任班主任")),
    YesNo("是否可任班主任", to="able", blank_means_no=True,
          aliases=("可任班主任", "能否任班主任", "可否任班主任", "可担任班主任")),
    WholeNumber("最多任教班级数", to="most", least=0, most=99,
                aliases=("最多班级数", "最多任教班数", "任教班级数上限", "最多教几个班")),
    WholeNumber("其他年级课时", to="other", least=0, most=60,
                aliases=("其他课时", "外年级课时", "已有课时")),
    Text("回避教师", to="apart", longest=200,
         aliases=("回避", "不同班教师", "不宜搭班", "不搭班教师", "近亲属")),
    Custom("子女在本年级", to="child", parse=_child, blank_means="无",
           aliases=("有子女在本年级", "本年级子女", "子女就读本年级")),
)  # fmt: skip
