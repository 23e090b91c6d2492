"""The most equal teams: the enumeration, a second solver, and what is proven."""

from dataclasses import replace
from functools import cache

import pytest

from junheng.engine.errors import JunhengError
from junheng.engine.teams.bounds import counted_bound, most_equal_heads
from junheng.engine.teams.plan import Plan, faults_of, levels_of
from junheng.engine.teams.problem import CERTAINLY, Kept, Measure, Problem
from junheng.engine.teams.targets import best_teams
from tests.engine.teams.cases import all_plans, tiny

KEY = bytes(range(32))


@cache
def plans() -> tuple[Plan, ...]:
    return tuple(all_plans(tiny()))


@pytest.mark.slow
def test_small_teams_are_the_best_of_all_plans() -> None:
    problem = tiny()

    targets = best_teams(problem, KEY)

    assert targets.levels == min(levels_of(problem, plan) for plan in plans())
    assert targets.is_proven
    assert faults_of(problem, targets.plan) == []


def test_no_plan_is_below_a_bound_by_counting() -> None:
    problem = tiny()
    found = {levels_of(problem, plan) for plan in plans()}

    for levels in found:
        for index, level in enumerate(levels):
            assert counted_bound(problem, index, levels[:index]) <= level


def test_homeroom_teachers_are_counted_one_measure_after_the_other() -> None:
    # Three of five: titles 1 1 1 4 4, so that equal titles cost years 1 9 5.
    heads = (Measure("title", "homeroom", 1, (1, 1, 1, 4, 4, 0, 0)),
             Measure("years", "homeroom", 2, (1, 9, 5, 4, 5, 0, 0)))  # fmt: skip
    problem = replace(tiny(), measures=heads)

    assert counted_bound(problem, 0, ()) == 0
    assert counted_bound(problem, 1, (0,)) == 4
    assert counted_bound(problem, 1, (3,)) == 0
    assert most_equal_heads(problem) == (0, 1, 2)


def test_who_must_be_homeroom_teacher_is_counted_in_any_choice() -> None:
    teachers = list(tiny().teachers)
    teachers[0] = replace(teachers[0], homeroom=CERTAINLY)
    problem = replace(
        tiny(), teachers=tuple(teachers), measures=(Measure("years", "homeroom", 1,
                                                            (9, 1, 4, 6, 5, 0, 0)),)
    )  # fmt: skip

    assert counted_bound(problem, 0, ()) == 4


def test_the_same_list_gives_the_same_teams_again() -> None:
    first, again = (best_teams(tiny(), KEY, is_proof_wanted=False) for _ in range(2))

    assert first == again


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param({"apart": ((0, 2), (1, 5))}, id="pairs that do not share a class"),
        pytest.param({"absent": ((0,), (5,))}, id="parents of a student of the year"),
        pytest.param({"kept": (Kept(3, 0, 1),)}, id="a row that stays"),
    ],
)
def test_rules_of_company_are_kept(rules: dict[str, object]) -> None:
    problem = tiny()
    teachers = list(problem.teachers)
    teachers[3] = replace(teachers[3], homeroom=CERTAINLY)
    problem = replace(problem, teachers=tuple(teachers), **rules)  # type: ignore[arg-type]

    targets = best_teams(problem, KEY, is_proof_wanted=False)

    assert faults_of(targets.problem, targets.plan) == []
    assert 3 in targets.plan.homeroom


def test_classes_are_shared_more_widely_only_where_they_must_be() -> None:
    problem = tiny()
    heavy = list(problem.teachers)
    heavy[5] = replace(heavy[5], most_load=0)
    heavy[6] = replace(heavy[6], most_classes=3)

    eased = replace(problem, teachers=tuple(heavy))

    found = [best_teams(one, KEY, is_proof_wanted=False) for one in (problem, eased)]

    assert [one.problem.spread for one in found] == [0, 1]


def _spoilt(part: str) -> Problem:
    problem = tiny()
    first = problem.teachers[0]
    return {
        "classes": replace(problem, class_count=0),
        "subjects": replace(problem, subjects=()),
        "teachers": replace(problem, teachers=(replace(first, subjects=(7,)),)),
        "measures": replace(problem, measures=(replace(problem.measures[0], unit=0),)),
        "apart": replace(problem, apart=((2, 1),)),
        "absent": replace(problem, absent=((),)),
        "spread": replace(problem, spread=-1),
        "kept": replace(problem, kept=(Kept(0, 0, 0),)),
    }[part]


@pytest.mark.parametrize(
    "part",
    ["classes", "subjects", "teachers", "measures", "apart", "absent", "spread", "kept"],
)
def test_a_malformed_problem_is_refused_by_its_part(part: str) -> None:
    with pytest.raises(JunhengError) as refusal:
        best_teams(_spoilt(part), KEY)

    assert refusal.value.code == "teams_malformed"
    assert refusal.value.params["part"] == part


def test_levels_do_not_depend_on_the_key() -> None:
    first, second = (best_teams(tiny(), key) for key in (KEY, bytes(32)))

    assert first.levels == second.levels
