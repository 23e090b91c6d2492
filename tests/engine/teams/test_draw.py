"""The draw among equal teams: levels, rules, fairness, and the two speeds."""

from collections import Counter
from functools import cache

import pytest

from junheng.engine.teams.draw import DrawnTeams, draw_teams
from junheng.engine.teams.kernels import PLAIN, fast_kernel
from junheng.engine.teams.plan import Plan, faults_of, levels_of
from junheng.engine.teams.problem import MAYBE, Measure, Problem, Subject
from junheng.engine.teams.targets import Targets, best_teams
from tests.engine.teams.cases import all_plans, teacher, tiny


def key(number: int) -> bytes:
    return number.to_bytes(32, "little")


@cache
def targets() -> Targets:
    return best_teams(tiny(), key(0))


@cache
def drawn(number: int) -> DrawnTeams:
    return draw_teams(targets().problem, targets().plan, key(number), kernel=PLAIN)


def test_drawn_teams_keep_the_rules_and_the_levels() -> None:
    problem = targets().problem

    assert faults_of(problem, drawn(1).plan) == []
    assert levels_of(problem, drawn(1).plan) == targets().levels


def test_the_same_key_gives_the_same_teams() -> None:
    again = draw_teams(targets().problem, targets().plan, key(1), kernel=PLAIN)

    assert again == drawn(1)


@pytest.mark.slow
def test_plain_and_compiled_steps_give_the_same_teams() -> None:
    problem, start = targets().problem, targets().plan

    assert draw_teams(problem, start, key(2), kernel=fast_kernel()) == drawn(2)


def _free() -> Problem:
    """Two classes, two subjects with two teachers each, nothing to be equal but one measure."""
    return Problem(
        2,
        (Subject(1, is_core=True), Subject(1)),
        (
            teacher(0, most=1, homeroom=MAYBE),
            teacher(0, most=1, homeroom=MAYBE),
            teacher(1, most=1, homeroom=MAYBE),
            teacher(1, most=1, homeroom=MAYBE),
        ),
        (Measure("homeroom", "homeroom", 1, (1, 1, 1, 2)),),
    )


@pytest.mark.slow
def test_every_equal_plan_is_drawn_as_often_as_any_other() -> None:
    problem = _free()
    best = min(levels_of(problem, plan) for plan in all_plans(problem))
    equal = {plan for plan in all_plans(problem) if levels_of(problem, plan) == best}
    start = min(equal, key=lambda plan: (plan.teams, plan.home))
    draws = 240
    kernel = fast_kernel()

    counts: Counter[Plan] = Counter(
        draw_teams(problem, start, key(number), kernel=kernel).plan for number in range(draws)
    )

    assert set(counts) == equal
    expected = draws / len(equal)
    chi_square = sum((counts[plan] - expected) ** 2 / expected for plan in equal)
    # Mean of chi-square is its degrees of freedom; six standard deviations above it is too much.
    freedom = len(equal) - 1
    assert chi_square < freedom + 6 * (2 * freedom) ** 0.5
