"""Small problems of teaching teams, and every plan of them by plain enumeration."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations_with_replacement, product

from junheng.engine.teams.plan import Plan, faults_of
from junheng.engine.teams.problem import MAYBE, NEVER, Measure, Problem, Subject, Teacher


def teacher(
    *subjects: int, most: int = 3, load: int = 99, homeroom: int = NEVER, head_load: int = 0
) -> Teacher:
    return Teacher(subjects, most, load, head_load, homeroom)


def tiny() -> Problem:
    """Three classes, three subjects, seven teachers; the first five may be homeroom teachers."""
    return Problem(
        3,
        (Subject(2, is_core=True), Subject(2, is_core=True), Subject(1)),
        (
            teacher(0, most=2, homeroom=MAYBE),
            teacher(0, most=2, homeroom=MAYBE),
            teacher(1, most=1, homeroom=MAYBE),
            teacher(1, most=1, homeroom=MAYBE),
            teacher(1, most=1, homeroom=MAYBE),
            teacher(2, most=2),
            teacher(2, most=2),
        ),
        (
            Measure("homeroom years", "homeroom", 1, (9, 1, 4, 6, 5, 0, 0)),
            Measure("title", "all", 1, (4, 2, 3, 1, 2, 5, 3)),
            Measure("women", "all", 1, (1, 0, 1, 0, 1, 0, 1)),
            Measure("core years", "core", 2, (9, 1, 4, 6, 5, 0, 0)),
        ),
    )


def all_plans(problem: Problem) -> Iterator[Plan]:
    """Every plan that keeps the hard rules, by trying all there are."""
    yield from _plans(problem, product(_teams_of(problem), repeat=problem.class_count))


def has_plan(problem: Problem) -> bool:
    """Whether any plan keeps the hard rules; classes are alike, so their order is left out."""
    every = combinations_with_replacement(_teams_of(problem), problem.class_count)
    return next(_plans(problem, every), None) is not None


def _teams_of(problem: Problem) -> list[tuple[int, ...]]:
    return list(product(*(problem.teachers_of(s) for s in range(len(problem.subjects)))))


def _plans(problem: Problem, every: Iterable[tuple[tuple[int, ...], ...]]) -> Iterator[Plan]:
    for teams in every:
        classes = Counter(t for team in teams for t in set(team))
        if any(count > problem.teachers[t].most_classes for t, count in classes.items()):
            continue  # soon said, and true of nearly all
        able = [
            [s for s, t in enumerate(team) if problem.teachers[t].homeroom != NEVER]
            for team in teams
        ]
        for home in product(*able):
            plan = Plan(teams, home)
            if not faults_of(problem, plan):
                yield plan
