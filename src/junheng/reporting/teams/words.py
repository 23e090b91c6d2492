"""Chinese words of teaching teams: measures, gaps, and what keeps teams from being equal."""

from collections.abc import Sequence
from typing import Final

from junheng.engine.teams.problem import Measure, Problem
from junheng.engine.teams.shortages import Remainder, Shortage, remainders, shortages

TITLES: Final = {
    "homeroom_title": "班主任职称等级",
    "homeroom_years": "班主任教龄（5年一档）",
    "homeroom_backbone": "班主任是县级以上骨干",
    "title": "职称等级合计",
    "senior": "高级及以上职称人数",
    "years": "平均教龄（年）",
    "backbone": "县级以上骨干人数",
    "age": "平均年龄（岁）",
    "sex": "女教师人数",
    "education": "学历等级合计",
    "core_title": "语数英职称等级合计",
    "core_years": "语数英平均教龄（年）",
    "core_backbone": "语数英县级以上骨干人数",
}
SHORT_TITLES: Final = {
    "homeroom_title": ("班主任", "职称"),
    "homeroom_years": ("班主任", "教龄"),
    "homeroom_backbone": ("班主任", "骨干"),
    "title": ("职称", "等级"),
    "senior": ("高级", "人数"),
    "years": ("平均", "教龄"),
    "backbone": ("骨干", "人数"),
    "age": ("平均", "年龄"),
    "sex": ("女教师", "人数"),
    "education": ("学历", "等级"),
    "core_title": ("语数英", "职称"),
    "core_years": ("语数英", "教龄"),
    "core_backbone": ("语数英", "骨干"),
}
"""The titles for the head of a narrow column, in two lines."""
TITLE_LEVELS: Final = ("未定级", "三级", "二级", "一级", "高级", "正高级")

_KINDS: Final = {
    "homeroom_backbone": "县级以上骨干教师",
    "senior": "高级及以上教师",
    "backbone": "县级以上骨干教师",
    "sex": "女教师",
    "core_backbone": "县级以上骨干教师",
}
_SHORT: Final = frozenset(["homeroom_backbone", "senior", "core_backbone"])
"""Measures of which a shortage is told: the other measures of yes and no say the same again."""


def unit_words(measure: Measure) -> str:
    """The unit of a level, after the number."""
    name = measure.name
    if name == "homeroom_years":
        return " 档"
    if name == "age":
        return " 岁"
    if name.endswith("years"):
        return " 年"
    return " 级" if name.endswith(("title", "education")) else " 人"


def gap_words(measure: Measure, level: int, bound: int, span: str = "") -> str:
    """How far the teams are apart in one measure, and what is proven of it.

    `span` is the smallest and the largest figure, where they are to be told.
    """
    title, unit = TITLES[measure.name], unit_words(measure)
    if level == 0:
        same = "各班完全相同" if measure.unit == 1 else f"各班相差不到 1{unit}"
        return f"“{title}”{same}。"
    how = "已证明不能更小" if bound == level else f"已证明的下限是 {bound}"
    between = f" {span}，" if span else ""
    return f"“{title}”各班{between}相差 {level}{unit}，{how}。"


def explanation_words(problem: Problem, subjects: Sequence[str]) -> tuple[str, ...]:
    """Why teams cannot be equal: shortages, sums that the classes do not divide, uneven shares."""
    lines = [
        _shortage_words(one, problem, subjects)
        for one in shortages(problem)
        if problem.measures[one.measure].name in _SHORT
    ]
    lines += [_remainder_words(one, problem) for one in remainders(problem)]
    if problem.spread != 0:
        lines.append("按现有规定，同一学科各位教师的任教班级数不能分得更平均。")
    return tuple(lines)


def _shortage_words(one: Shortage, problem: Problem, subjects: Sequence[str]) -> str:
    kind = _kind_of(problem, one.measure)
    if one.subject is None:
        have = f"可任班主任的教师里有 {one.holders} 位{kind}，{one.missing} 个班的班主任不是"
    elif one.holders == 0:
        have = f"“{subjects[one.subject]}”没有{kind}，{one.missing} 个班都没有"
    else:
        have = (
            f"“{subjects[one.subject]}”有 {one.holders} 位{kind}，最多教 {one.covered} 个班，"
            f"{one.missing} 个班没有"
        )
    return f"{have}；再有 {one.more} 位就能补齐。"


def _remainder_words(one: Remainder, problem: Problem) -> str:
    return (
        f"全年级{_scope_of(problem, one.measure)}{_kind_of(problem, one.measure)}"
        f"共任教 {one.total} 班次，"
        f"{one.classes} 个班不能平分，相差 1 不可避免。"
    )


def _kind_of(problem: Problem, measure: int) -> str:
    return _KINDS.get(problem.measures[measure].name, "这类教师")


def _scope_of(problem: Problem, measure: int) -> str:
    return "语数英的" if problem.measures[measure].scope == "core" else ""
