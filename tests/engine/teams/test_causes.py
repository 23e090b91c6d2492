"""Lists without any plan end in a smallest set of causes, never in an endless search."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from junheng.engine.randomness.stream import RandomStream
from junheng.engine.teams.causes import Cause, CauseKind, all_counted_causes, smallest_causes
from junheng.engine.teams.problem import CERTAINLY, LARGEST, MAYBE, NEVER, Kept, Problem, Subject
from junheng.engine.teams.targets import NoTeamsError, best_teams
from tests.engine.teams.cases import has_plan, teacher, tiny


def causes(problem: Problem) -> tuple[Cause, ...]:
    with pytest.raises(NoTeamsError) as refusal:
        best_teams(problem, bytes(32))
    return refusal.value.causes


def with_changed(problem: Problem, *places: int, **fields: object) -> Problem:
    """A problem with some teachers changed."""
    teachers = list(problem.teachers)
    for place in places:
        teachers[place] = replace(teachers[place], **fields)  # type: ignore[arg-type]
    return replace(problem, teachers=tuple(teachers))


def changed(*places: int, **fields: object) -> Problem:
    """The tiny problem with some teachers changed."""
    return with_changed(tiny(), *places, **fields)


def without(problem: Problem, cause: Cause) -> Problem:
    """The problem in which one cause no longer holds: by the plain meaning of its kind."""
    k, s = problem.class_count, cause.index
    if cause.kind in {"apart", "absent", "kept"}:
        rules = getattr(problem, cause.kind)
        fewer: Any = {cause.kind: (*rules[:s], *rules[s + 1 :])}
        return replace(problem, **fewer)
    if cause.kind == "no_teacher":
        return replace(problem, teachers=(*problem.teachers, teacher(s, most=k)))
    bound = {row.of for row in problem.kept}
    teachers = []
    for t, one in enumerate(problem.teachers):
        eased = one
        if cause.kind == "homeroom_many" and t in bound:
            pass  # homeroom teacher by a row that stays, which is a cause of its own
        elif cause.kind == "classes" and s in one.subjects:
            eased = replace(one, most_classes=k)
        elif cause.kind == "load" and s in one.subjects:
            eased = replace(one, most_load=LARGEST)
        elif (cause.kind, one.homeroom) in {("homeroom_few", NEVER), ("homeroom_many", CERTAINLY)}:
            eased = replace(one, homeroom=MAYBE)
        teachers.append(eased)
    return replace(problem, teachers=tuple(teachers))


IMPOSSIBLE: dict[str, tuple[Problem, tuple[Cause, ...]]] = {
    "a subject without a teacher": (
        changed(5, 6, subjects=(0,)), (Cause("no_teacher", 2, 3),)),
    "too few teachers of a subject": (
        changed(2, most_classes=0), (Cause("classes", 1, 3, 2),)),
    "loads that cannot add up": (
        changed(0, most_load=1), (Cause("load", 0, 3, 2),)),
    "nobody may be homeroom teacher": (
        changed(*range(5), homeroom=NEVER), (Cause("homeroom_few", 0, 3, 0),)),
    "too few who may be homeroom teachers": (
        changed(2, 3, 4, homeroom=NEVER), (Cause("homeroom_few", 0, 3, 2),)),
    "too many who must be homeroom teachers": (
        changed(0, 1, 2, 3, homeroom=CERTAINLY), (Cause("homeroom_many", 0, 3, 4),)),
    "whoever may be homeroom teacher has no class": (
        with_changed(changed(3, 4, homeroom=NEVER, most_classes=2), 2, most_classes=0),
        (Cause("homeroom_few", 0, 3, 3), Cause("classes", 1, 3, 4))),
    "a pair that has to meet": (
        replace(changed(0, most_classes=3), apart=((0, 5), (0, 6)), spread=None),
        (Cause("apart", 0), Cause("apart", 1), Cause("classes", 0, 3, 5))),
    "a parent whom no class can do without": (
        replace(changed(0, most_classes=3), absent=((0, 1),), spread=None),
        (Cause("absent", 0),)),
    "a row that stays against an avoidance": (
        replace(changed(3, homeroom=CERTAINLY), kept=(Kept(3, 0, 1),), apart=((1, 3),)),
        (Cause("kept", 0), Cause("apart", 0))),
}  # fmt: skip


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_excludes_every_plan_is_named(name: str) -> None:
    problem, expected = IMPOSSIBLE[name]

    assert causes(problem) == expected
    assert not has_plan(replace(problem, spread=None))


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_plan_exists_as_soon_as_any_one_cause_is_gone(name: str) -> None:
    problem, expected = IMPOSSIBLE[name]

    for cause in expected:
        assert has_plan(without(replace(problem, spread=None), cause)), cause


def _random_problem(stream: RandomStream) -> Problem:
    """Two or three classes, two subjects, five teachers, and rules that often contradict."""
    k = 2 + stream.below(2)
    teachers = [
        teacher(t % 2, most=1 + stream.below(2), load=3 + 2 * stream.below(2),
                homeroom=(NEVER, MAYBE, MAYBE, CERTAINLY)[stream.below(4)], head_load=1)
        for t in range(5)
    ]  # fmt: skip
    pairs = [pair for pair in combinations(range(5), 2) if stream.below(3) == 0]
    absent = tuple((t,) for t in range(5) if stream.below(4) == 0)
    sure = [t for t, one in enumerate(teachers) if one.homeroom == CERTAINLY and t % 2][:1]
    kept = tuple(Kept(t, 0, 2 * stream.below(3)) for t in sure)
    subjects = (Subject(2), Subject(2))
    return Problem(k, subjects, tuple(teachers), (), tuple(pairs), absent, kept, None)


def _possible_causes(problem: Problem) -> list[Cause]:
    """Everything that may be lifted; rules from the last to the first, as their places shift."""
    kinds: tuple[CauseKind, ...] = ("kept", "absent", "apart")
    rules = [
        Cause(kind, index)
        for kind in kinds
        for index in reversed(range(len(getattr(problem, kind))))
    ]
    subjects = range(len(problem.subjects))
    return [
        *(Cause("homeroom_many"), Cause("homeroom_few")),
        *(Cause("load", s) for s in subjects),
        *(Cause("classes", s) for s in subjects),
        *rules,
    ]


def _with_only(problem: Problem, active: set[tuple[CauseKind, int]]) -> Problem:
    # Places by load are counted within the most classes of each teacher.
    stay = active | {("classes", index) for kind, index in active if kind == "load"}
    for cause in _possible_causes(problem):
        if (cause.kind, cause.index) not in stay:
            problem = without(problem, cause)
    return problem


@pytest.mark.parametrize("seed", range(24))
def test_the_causes_of_a_random_list_exclude_all_plans_and_none_can_be_left_out(seed: int) -> None:
    problem = _random_problem(RandomStream(seed.to_bytes(32, "little")))
    if has_plan(problem):
        assert best_teams(problem, bytes(32)).problem.spread is None
        return
    named = {(one.kind, one.index) for one in smallest_causes(problem)}

    assert named
    assert not has_plan(_with_only(problem, named))
    for one in named:
        assert has_plan(_with_only(problem, named - {one})), one


def test_homeroom_work_that_leaves_no_room_for_the_classes() -> None:
    assert "load" in {one.kind for one in causes(changed(*range(5), most_load=4, homeroom_load=4))}


def test_counting_tells_all_that_is_too_little_and_each_of_it_alone_leaves_no_plan() -> None:
    problem = with_changed(changed(2, most_classes=0), 5, most_load=0)

    all_causes = all_counted_causes(problem)

    assert all_causes == (Cause("classes", 1, 3, 2), Cause("load", 2, 3, 2))
    for cause in all_causes:
        only = [(one.kind, one.index) for one in all_causes if one == cause]
        assert not has_plan(_with_only(replace(problem, spread=None), set(only)))
    assert smallest_causes(problem) == all_causes[:1]
