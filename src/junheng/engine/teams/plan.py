"""A plan of teams, what it breaks, and how equal it is: plain and slow, for checks and reports."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from junheng.engine.teams.loads import class_ranges
from junheng.engine.teams.problem import CERTAINLY, NEVER, Measure, Problem


@dataclass(frozen=True, slots=True)
class Plan:
    """`teams[c][s]` is the teacher of subject s in class c.

    `home[c]` is the subject by which the homeroom teacher of class c teaches there.
    """

    teams: tuple[tuple[int, ...], ...]
    home: tuple[int, ...]

    @property
    def homeroom(self) -> tuple[int, ...]:
        """The homeroom teacher of each class."""
        return tuple(team[subject] for team, subject in zip(self.teams, self.home, strict=True))


def faults_of(problem: Problem, plan: Plan) -> list[str]:
    """Name every hard rule that a plan breaks, once each; empty if it keeps them all."""
    return list(dict.fromkeys(_faults(problem, plan)))


def _faults(problem: Problem, plan: Plan) -> Iterator[str]:
    k, m = problem.class_count, len(problem.subjects)
    if len(plan.teams) != k or len(plan.home) != k or any(len(team) != m for team in plan.teams):
        yield "shape"
        return
    for team in plan.teams:
        if any(s not in problem.teachers[t].subjects for s, t in enumerate(team)):
            yield "subject"
    heads = plan.homeroom
    if len(set(heads)) != k or any(problem.teachers[t].homeroom == NEVER for t in heads):
        yield "homeroom"
    if any(o.homeroom == CERTAINLY and t not in heads for t, o in enumerate(problem.teachers)):
        yield "homeroom"
    yield from _faults_of_loads(problem, plan)
    sets = [frozenset(team) for team in plan.teams]
    if any(one in team and other in team for one, other in problem.apart for team in sets):
        yield "apart"
    if any(all(team & set(group) for team in sets) for group in problem.absent):
        yield "absent"
    for row in problem.kept:
        if row.of in heads and plan.teams[heads.index(row.of)][row.subject] != row.teacher:
            yield "kept"


def _faults_of_loads(problem: Problem, plan: Plan) -> Iterator[str]:
    heads = plan.homeroom
    for t, (least, most) in enumerate(class_ranges(problem)):
        if not least <= sum(t in team for team in plan.teams) <= most:
            yield "classes"
        load = problem.teachers[t].homeroom_load if t in heads else 0
        load += sum(
            problem.subjects[s].load
            for team in plan.teams
            for s, who in enumerate(team)
            if who == t
        )
        if load > problem.teachers[t].most_load:
            yield "load"


def sums_of(problem: Problem, plan: Plan, measure: Measure) -> tuple[int, ...]:
    """Return the sum of a measure in each class."""
    if measure.scope == "homeroom":
        return tuple(measure.values[t] for t in plan.homeroom)
    counted = [s for s in range(len(problem.subjects)) if problem.counts_in(measure, s)]
    return tuple(sum(measure.values[team[s]] for s in counted) for team in plan.teams)


def level_of(measure: Measure, sums: Sequence[int]) -> int:
    """Return (largest - smallest) div unit."""
    return (max(sums) - min(sums)) // measure.unit


def levels_of(problem: Problem, plan: Plan) -> tuple[int, ...]:
    """Return the level in every measure: the vector that is compared from its first number on."""
    return tuple(level_of(one, sums_of(problem, plan, one)) for one in problem.measures)
