"""What is to be built: one team of teachers a class, and what counts as equal (SG1-TEAMS/1).

A problem is blind: teachers 0…n-1, subjects 0…m-1 and whole numbers, never a name. Every refusal
names the teachers, subjects or rules that are not well formed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from junheng.engine.errors import JunhengError

NEVER, MAYBE, CERTAINLY = 0, 1, 2
"""Whether a teacher is homeroom teacher (班主任) of one of the classes."""

Scope = Literal["homeroom", "all", "core"]
LARGEST = 1 << 20
"""Upper limit of every number in a problem, so that no sum leaves 53 bits."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject every class has: what one class costs a teacher, and whether it is a core one."""

    load: int
    is_core: bool = False


@dataclass(frozen=True, slots=True)
class Teacher:
    """What one teacher can take.

    `subjects` ascend; `most_classes` counts different classes; loads are in the unit of
    `Subject.load`, `homeroom_load` is added for a homeroom teacher.
    """

    subjects: tuple[int, ...]
    most_classes: int
    most_load: int
    homeroom_load: int = 0
    homeroom: int = NEVER


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing to be equal: a whole number a teacher, summed over a part of each team.

    The level of a plan in it is (largest sum - smallest sum) div `unit`.
    """

    name: str
    scope: Scope
    unit: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that must stay: `teacher` takes `subject` in the class of homeroom teacher `of`."""

    of: int
    subject: int
    teacher: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Teams for `class_count` classes; measures in the order in which they matter.

    `apart` holds pairs that never share a class, ascending; of each group in `absent` (parents of
    a student of the year) no member teaches in at least one class. `spread` widens the range of
    classes that teachers of a subject share evenly; None lifts it.
    """

    class_count: int
    subjects: tuple[Subject, ...]
    teachers: tuple[Teacher, ...]
    measures: tuple[Measure, ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    absent: tuple[tuple[int, ...], ...] = ()
    kept: tuple[Kept, ...] = ()
    spread: int | None = 0

    def teachers_of(self, subject: int) -> tuple[int, ...]:
        """Who can take a subject, ascending."""
        return tuple(t for t, one in enumerate(self.teachers) if subject in one.subjects)

    def counts_in(self, measure: Measure, subject: int) -> bool:
        """Whether a subject's teacher counts in a measure that is not of homeroom teachers."""
        return measure.scope == "all" or (
            measure.scope == "core" and self.subjects[subject].is_core
        )


def check_problem(problem: Problem) -> None:
    """Refuse what is not well formed; raises `teams_malformed` with the part.

    Whether the teachers suffice is another question: see `causes`.
    """
    for part, well_formed in _form(problem):
        if not well_formed:
            raise JunhengError("teams_malformed", part=part)


def _form(problem: Problem) -> Iterable[tuple[str, bool]]:
    n, m = len(problem.teachers), len(problem.subjects)
    yield "classes", 1 <= problem.class_count <= LARGEST
    yield "subjects", m >= 1 and all(0 <= one.load <= LARGEST for one in problem.subjects)
    yield "teachers", all(_is_teacher(one, m) for one in problem.teachers)
    names = [measure.name for measure in problem.measures]
    yield "measures", len(set(names)) == len(names)
    yield (
        "measures",
        all(
            len(one.values) == n and one.unit >= 1 and all(abs(v) <= LARGEST for v in one.values)
            for one in problem.measures
        ),
    )
    yield "apart", all(0 <= one < other < n for one, other in problem.apart)
    yield "apart", len(set(problem.apart)) == len(problem.apart)
    yield (
        "absent",
        all(group and list(group) == sorted(set(group)) for group in problem.absent)
        and all(0 <= t < n for group in problem.absent for t in group),
    )
    yield "spread", problem.spread is None or problem.spread >= 0
    yield from _form_of_kept(problem)


def _is_teacher(one: Teacher, subject_count: int) -> bool:
    subjects = list(one.subjects)
    return (
        bool(subjects)
        and subjects == sorted(set(subjects))
        and subjects[0] >= 0
        and subjects[-1] < subject_count
        and all(0 <= v <= LARGEST for v in (one.most_classes, one.most_load, one.homeroom_load))
        and one.homeroom in {NEVER, MAYBE, CERTAINLY}
    )


def _form_of_kept(problem: Problem) -> Iterable[tuple[str, bool]]:
    n, m = len(problem.teachers), len(problem.subjects)
    within = all(
        0 <= row.of < n and 0 <= row.teacher < n and 0 <= row.subject < m for row in problem.kept
    )
    yield "kept", within
    if within:
        yield (
            "kept",
            all(
                problem.teachers[row.of].homeroom == CERTAINLY
                and row.subject in problem.teachers[row.teacher].subjects
                for row in problem.kept
            ),
        )
        places = [(row.of, row.subject) for row in problem.kept]
        yield "kept", len(set(places)) == len(places)
