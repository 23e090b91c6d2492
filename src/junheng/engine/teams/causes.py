"""Why no plan exists: a smallest set of causes, by leaving out one after the other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from junheng.engine.teams.model import Model
from junheng.engine.teams.problem import CERTAINLY, LARGEST, MAYBE, NEVER, Problem, Teacher

CauseKind = Literal[
    "no_teacher", "classes", "load", "homeroom_few", "homeroom_many", "apart", "absent", "kept"
]


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: `index` is the subject (no_teacher, classes, load) or the place of the rule.

    `needed` and `found` are class places or homeroom teachers, 0 where nothing is counted.
    """

    kind: CauseKind
    index: int = 0
    needed: int = 0
    found: int = 0


def smallest_causes(problem: Problem) -> tuple[Cause, ...]:
    """Return causes that exclude every plan together, and none of which can be left out.

    For a problem without a plan. What can be seen by counting stands alone; else every limit and
    every rule is lifted in turn (deletion filter) and put back only if a plan appears.
    """
    problem = replace(problem, spread=None)
    counted = counted_causes(problem)
    if counted:
        return counted
    causes = _candidates(problem)
    kept = list(causes)
    for cause in causes:
        without = [one for one in kept if one != cause]
        if Model(_lifted(problem, causes, without)).ask()[0] == "no":
            kept = without
    return tuple(kept)


def counted_causes(problem: Problem) -> tuple[Cause, ...]:
    """The first cause that counting shows, if it shows one: no search and no solver needed."""
    return all_counted_causes(problem)[:1]


def all_counted_causes(problem: Problem) -> tuple[Cause, ...]:
    """Every cause that counting shows; each of them alone excludes all plans."""
    k = problem.class_count
    able = sum(one.homeroom != NEVER for one in problem.teachers)
    certain = sum(one.homeroom == CERTAINLY for one in problem.teachers)
    of_subjects = (_counted_in(problem, s) for s in range(len(problem.subjects)))
    return (
        *(cause for cause in of_subjects if cause is not None),
        *([Cause("homeroom_few", 0, k, able)] if able < k else []),
        *([Cause("homeroom_many", 0, k, certain)] if certain > k else []),
    )


def _counted_in(problem: Problem, s: int) -> Cause | None:
    """What a subject lacks for all classes, if it lacks anything."""
    k = problem.class_count
    if not problem.teachers_of(s):
        return Cause("no_teacher", s, k)
    by_classes, by_load = _places(problem, s)
    if by_classes < k:
        return Cause("classes", s, k, by_classes)
    return Cause("load", s, k, by_load) if by_load < k else None


def _classes_by_load(problem: Problem, s: int, one: Teacher) -> int:
    load = problem.subjects[s].load
    most = min(problem.class_count, one.most_classes)
    return min(most, one.most_load // load) if load else most


def _candidates(problem: Problem) -> list[Cause]:
    k, subjects = problem.class_count, range(len(problem.subjects))
    certain = sum(one.homeroom == CERTAINLY for one in problem.teachers)
    able = sum(one.homeroom != NEVER for one in problem.teachers)
    return [
        *(Cause("kept", i) for i in range(len(problem.kept))),
        *(Cause("absent", i) for i in range(len(problem.absent))),
        *(Cause("apart", i) for i in range(len(problem.apart))),
        *([Cause("homeroom_many", 0, k, certain)] if certain else []),
        Cause("homeroom_few", 0, k, able),
        *(Cause("load", s, k, _places(problem, s)[1]) for s in subjects),
        *(Cause("classes", s, k, _places(problem, s)[0]) for s in subjects),
    ]


def _places(problem: Problem, s: int) -> tuple[int, int]:
    members = [problem.teachers[t] for t in problem.teachers_of(s)]
    by_classes = sum(min(problem.class_count, one.most_classes) for one in members)
    return by_classes, sum(_classes_by_load(problem, s, one) for one in members)


def _lifted(problem: Problem, causes: list[Cause], active: list[Cause]) -> Problem:
    """The problem with every cause lifted that is not active."""
    lifted = {(one.kind, one.index) for one in causes} - {(one.kind, one.index) for one in active}

    def rest(kind: CauseKind, count: int) -> list[int]:
        return [i for i in range(count) if (kind, i) not in lifted]

    ease: dict[CauseKind, Callable[[Teacher], Teacher]] = {
        "classes": lambda one: replace(one, most_classes=problem.class_count),
        "load": lambda one: replace(one, most_load=LARGEST),
    }
    teachers = list(problem.teachers)
    for kind, index in sorted(lifted):
        if kind in ease:
            for t in problem.teachers_of(index):
                teachers[t] = ease[kind](teachers[t])
        elif kind == "homeroom_few":
            teachers = [
                one if one.homeroom == CERTAINLY else replace(one, homeroom=MAYBE)
                for one in teachers
            ]
    if ("homeroom_many", 0) in lifted:
        bound = {problem.kept[i].of for i in rest("kept", len(problem.kept))}
        teachers = [
            replace(one, homeroom=MAYBE) if one.homeroom == CERTAINLY and t not in bound else one
            for t, one in enumerate(teachers)
        ]
    return replace(
        problem,
        teachers=tuple(teachers),
        apart=tuple(problem.apart[i] for i in rest("apart", len(problem.apart))),
        absent=tuple(problem.absent[i] for i in rest("absent", len(problem.absent))),
        kept=tuple(problem.kept[i] for i in rest("kept", len(problem.kept))),
    )
