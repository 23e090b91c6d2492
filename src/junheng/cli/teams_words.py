"""What `junheng teams` says about teams: names of measures, causes, shortages, tables."""

from collections.abc import Sequence
from typing import Final

from junheng.core.messages import sentence
from junheng.engine.teams.causes import Cause
from junheng.engine.teams.plan import Plan, level_of, sums_of
from junheng.engine.teams.problem import Measure, Problem
from junheng.engine.teams.shortages import Shortage, remainders, shortages
from junheng.engine.teams.targets import Targets
from junheng.reporting.forms.posted import PostedTable
from junheng.rosters import TeamRoster

TITLES: Final = {
    "homeroom_title": "班主任职称等级",
    "homeroom_years": "班主任教龄（5年一档）",
    "homeroom_backbone": "班主任是县级以上骨干",
    "title": "职称等级合计",
    "senior": "高级及以上职称人数",
    "years": "平均教龄（年）",
    "backbone": "县级以上骨干人数",
    "age": "平均年龄（比最年轻者大几年）",
    "sex": "女教师人数",
    "education": "学历等级合计",
    "core_title": "语数英职称等级合计",
    "core_years": "语数英平均教龄（年）",
    "core_backbone": "语数英县级以上骨干人数",
}
_KINDS: Final = {
    "homeroom_backbone": "县级以上骨干教师",
    "senior": "高级及以上教师",
    "backbone": "县级以上骨干教师",
    "sex": "女教师",
    "core_backbone": "县级以上骨干教师",
}
_CAUSES: Final = {
    "no_teacher": "teams_cause_no_teacher",
    "classes": "teams_cause_classes",
    "load": "teams_cause_load",
    "homeroom_few": "teams_cause_homeroom_few",
    "homeroom_many": "teams_cause_homeroom_many",
    "apart": "teams_cause_apart",
    "absent": "teams_cause_absent",
    "kept": "teams_cause_kept",
}
_SHORT: Final = frozenset(["homeroom_backbone", "senior", "core_backbone"])
"""Measures of which a shortage is told: the other measures of yes and no say the same again."""
_MONTHS: Final = 12


def cause_words(cause: Cause, problem: Problem, roster: TeamRoster) -> str:
    """One cause in words, people by their rows."""
    rows = [one.row for one in roster.teachers]
    params: dict[str, object] = {"needed": cause.needed, "found": cause.found}
    if cause.kind in {"no_teacher", "classes", "load"}:
        params["subject"] = roster.subjects[cause.index]
    elif cause.kind == "apart":
        one, other = problem.apart[cause.index]
        params |= {"first": rows[one], "second": rows[other]}
    elif cause.kind == "absent":
        params["rows"] = "、".join(str(rows[t]) for t in problem.absent[cause.index])
    elif cause.kind == "kept":
        kept = problem.kept[cause.index]
        params |= {"first": rows[kept.teacher], "second": rows[kept.of]}
        params["subject"] = roster.subjects[kept.subject]
    return sentence(_CAUSES[cause.kind], params)


def remark_words(targets: Targets, roster: TeamRoster) -> list[str]:
    """How equal the teams are, what is proven, and which shortages stand in the way."""
    problem = targets.problem
    lines = []
    for measure, level, bound in zip(problem.measures, targets.levels, targets.bounds, strict=True):
        if level == 0:
            continue
        how = "已证明不能更小" if bound.level == level else f"已证明的下限是 {bound.level}"
        lines.append(f"“{TITLES[measure.name]}”各班相差 {level}{unit_words(measure)}，{how}。")
    if not lines:
        lines.append("每一项各班都没有差距。")
    lines += [
        _shortage_words(one, problem, roster)
        for one in shortages(problem)
        if problem.measures[one.measure].name in _SHORT
    ]
    for rest in remainders(problem):
        params = {
            "kind": _KINDS.get(problem.measures[rest.measure].name, "这类教师"),
            "total": rest.total,
            "classes": rest.classes,
        }
        lines.append(sentence("teams_remainder", params))
    if problem.spread != 0:
        lines.append("按现有规定，同一学科各位教师的任教班级数不能分得更平均。")
    return lines


def unit_words(measure: Measure) -> str:
    """The unit of a level, after the number."""
    name = measure.name
    if name == "homeroom_years":
        return " 档"
    if name.endswith("years") or name == "age":
        return " 年"
    return " 级" if name.endswith(("title", "education")) else " 人"


def _shortage_words(one: Shortage, problem: Problem, roster: TeamRoster) -> str:
    params: dict[str, object] = {
        "holders": one.holders,
        "kind": _KINDS.get(problem.measures[one.measure].name, "这类教师"),
        "covered": one.covered,
        "missing": one.missing,
        "more": one.more,
    }
    if one.subject is None:
        return sentence("teams_shortage_homeroom", params)
    return sentence("teams_shortage", {**params, "subject": roster.subjects[one.subject]})


def team_table(plan: Plan, roster: TeamRoster) -> PostedTable:
    """Every team with the names of its teachers; the homeroom teacher stands in front."""
    names = [one.name for one in roster.teachers]
    rows = [
        (f"第{number}组", names[head], *(names[t] for t in team))
        for number, (team, head) in enumerate(zip(plan.teams, plan.homeroom, strict=True), 1)
    ]
    return PostedTable("团队", ("团队", "班主任", *roster.subjects), tuple(rows))


def measure_table(targets: Targets, plan: Plan) -> PostedTable:
    """Every measure with its figure in each team, the gap, and the proven lower bound."""
    problem = targets.problem
    newest = max((max(one.values) for one in problem.measures if one.name == "age"), default=0)
    rows = []
    for measure, bound in zip(problem.measures, targets.bounds, strict=True):
        sums = sums_of(problem, plan, measure)
        rows.append(
            (
                TITLES[measure.name],
                *_figures(problem, measure, sums, newest),
                f"{level_of(measure, sums)}{unit_words(measure)}",
                str(bound.level),
            )
        )
    head = ("项目", *(f"第{c + 1}组" for c in range(problem.class_count)), "差距", "下限")
    return PostedTable("各组比较（差距按整档、整年计）", head, tuple(rows))


def _figures(
    problem: Problem, measure: Measure, sums: Sequence[int], newest: int
) -> tuple[str, ...]:
    """Means of years for what is counted in years; ages relative to the youngest teacher."""
    if measure.name == "age":
        # Months before the youngest: the list knows no day on which an age could be counted.
        parts = measure.unit // _MONTHS
        return tuple(f"+{(newest * parts - one) / measure.unit:.1f}" for one in sums)
    if measure.name in {"years", "core_years"}:
        del problem
        return tuple(f"{one / measure.unit:.1f}" for one in sums)
    return tuple(str(one) for one in sums)
