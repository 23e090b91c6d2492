"""Small problems of teaching teams, and every plan of them by plain enumeration."""

from collections.abc import Iterator
from itertools import product

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
    able = [problem.teachers_of(s) for s in range(len(problem.subjects))]
    team_kinds = list(product(*able))
    homes = range(len(problem.subjects))
    for teams in product(team_kinds, repeat=problem.class_count):
        for home in product(homes, repeat=problem.class_count):
            plan = Plan(teams, home)
            if not faults_of(problem, plan):
                yield plan
