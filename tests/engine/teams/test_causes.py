"""Lists without any plan end in a smallest set of causes, never in an endless search."""

from dataclasses import replace

import pytest

from junheng.engine.teams.causes import Cause
from junheng.engine.teams.problem import CERTAINLY, MAYBE, NEVER, Problem
from junheng.engine.teams.targets import NoTeamsError, best_teams
from tests.engine.teams.cases import all_plans, tiny


def causes(problem: Problem) -> tuple[Cause, ...]:
    with pytest.raises(NoTeamsError) as refusal:
        best_teams(problem, bytes(32))
    return refusal.value.causes


def changed(place: int, **fields: object) -> Problem:
    teachers = list(tiny().teachers)
    teachers[place] = replace(teachers[place], **fields)  # type: ignore[arg-type]
    return replace(tiny(), teachers=tuple(teachers))


def test_too_few_teachers_of_a_subject() -> None:
    assert causes(changed(2, most_classes=0)) == (Cause("classes", 1, 3, 2),)


def test_a_subject_without_a_teacher() -> None:
    teachers = tuple(
        replace(one, subjects=(0,)) if t > 4 else one for t, one in enumerate(tiny().teachers)
    )
    problem = replace(tiny(), teachers=teachers)

    assert causes(problem) == (Cause("no_teacher", 2, 3),)


def test_loads_that_cannot_add_up() -> None:
    assert causes(changed(0, most_load=1)) == (Cause("load", 0, 3, 2),)


def test_too_few_who_may_be_homeroom_teachers() -> None:
    teachers = tuple(
        replace(one, homeroom=MAYBE if t < 2 else NEVER) for t, one in enumerate(tiny().teachers)
    )

    assert causes(replace(tiny(), teachers=teachers)) == (Cause("homeroom_few", 0, 3, 2),)


def test_too_many_who_must_be_homeroom_teachers() -> None:
    teachers = tuple(
        replace(one, homeroom=CERTAINLY if t < 4 else NEVER)
        for t, one in enumerate(tiny().teachers)
    )

    assert causes(replace(tiny(), teachers=teachers)) == (Cause("homeroom_many", 0, 3, 4),)


def test_contradictory_avoidances_leave_out_what_does_not_matter() -> None:
    # Teacher 5 takes one class at least, and every class has teacher 0 or 1.
    problem = replace(tiny(), apart=((0, 5), (1, 5), (2, 6)))
    heavy = replace(problem.teachers[6], most_classes=2)
    problem = replace(problem, teachers=(*problem.teachers[:6], heavy))

    found = causes(problem)

    assert {(one.kind, one.index) for one in found} >= {("apart", 0), ("apart", 1)}
    assert ("apart", 2) not in {(one.kind, one.index) for one in found}


def test_without_any_one_of_the_causes_a_plan_exists() -> None:
    problem = replace(tiny(), apart=((0, 5), (1, 5), (2, 6)), spread=None)
    named = [one.index for one in causes(problem) if one.kind == "apart"]

    for index in named:
        rest = tuple(pair for i, pair in enumerate(problem.apart) if i != index)
        assert next(all_plans(replace(problem, apart=rest)), None) is not None


def test_homeroom_work_that_leaves_no_room_for_the_classes() -> None:
    teachers = tuple(
        replace(one, most_load=4, homeroom_load=4) if t < 5 else one
        for t, one in enumerate(tiny().teachers)
    )

    kinds = {one.kind for one in causes(replace(tiny(), teachers=teachers))}

    assert "load" in kinds
