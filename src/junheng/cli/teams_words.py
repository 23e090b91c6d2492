"""What `junheng teams` says about teams: names of measures, causes, shortages, tables."""

from junheng.core.messages import sentence
from junheng.engine.teams.plan import Plan
from junheng.engine.teams.targets import Targets
from junheng.reporting.forms.posted import PostedTable
from junheng.reporting.teams import comparisons_of, explanation_words, gap_words
from junheng.rosters import SaidCause, TeamRoster


def cause_line(said: SaidCause) -> str:
    """One cause in words."""
    return "".join(sentence(note.code, note.params) for note in said.notes)


def remark_words(targets: Targets, roster: TeamRoster) -> list[str]:
    """How equal the teams are, what is proven, and which shortages stand in the way."""
    problem = targets.problem
    lines = [
        gap_words(measure, level, bound.level)
        for measure, level, bound in zip(
            problem.measures, targets.levels, targets.bounds, strict=True
        )
        if level
    ]
    return [
        *(lines or ["每一项各班都没有差距。"]),
        *explanation_words(problem, roster.subjects),
    ]


def team_table(plan: Plan, roster: TeamRoster) -> PostedTable:
    """Every team with the names of its teachers; the homeroom teacher stands in front."""
    names = [one.name for one in roster.teachers]
    rows = [
        (f"第{number}组", names[head], *(names[t] for t in team))
        for number, (team, head) in enumerate(zip(plan.teams, plan.homeroom, strict=True), 1)
    ]
    return PostedTable("团队", ("团队", "班主任", *roster.subjects), tuple(rows))


def measure_table(targets: Targets, plan: Plan, year: int) -> PostedTable:
    """Every measure with its figure in each team, the gap, and the proven lower bound."""
    rows = [
        (one.title, *one.figures, f"{one.level}{one.unit}", str(one.bound))
        for one in comparisons_of(targets, plan, year)
    ]
    head = ("项目", *(f"第{c + 1}组" for c in range(targets.problem.class_count)), "差距", "下限")
    return PostedTable("各组比较（差距按整档、整年计）", head, tuple(rows))
