"""Everything a proposal rests on beside the roster, and the engine's problem made from both."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from junheng.apps.teams.rules.curriculum import Lessons, lessons_from
from junheng.apps.teams.rules.kept import roster_of_year
from junheng.core.access import StepRefused
from junheng.engine.teams.problem import CERTAINLY, Kept, Problem
from junheng.rosters import TeamRoster, teams_problem


@dataclass(frozen=True)
class LockedRow:
    """A teacher kept for a subject in the class of a homeroom teacher, and why.

    People by name and number (empty where the roster has none).
    """

    homeroom: tuple[str, str]
    subject: str
    teacher: tuple[str, str]
    reason: str


@dataclass(frozen=True)
class Inputs:
    """The year's lessons, the number of classes, and the locked rows."""

    lessons: Lessons
    class_count: int
    locked: tuple[LockedRow, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As the database keeps them; equal inputs give equal JSON."""
        rows = [asdict(row) for row in self.locked]
        for row in rows:
            row["homeroom"], row["teacher"] = list(row["homeroom"]), list(row["teacher"])
        return {
            "lessons": self.lessons.as_json(),
            "class_count": self.class_count,
            "locked": rows,
        }


def inputs_from(content: Mapping[str, Any]) -> Inputs:
    """Inputs as the database keeps them."""
    lessons = content["lessons"]
    return Inputs(
        lessons_from(lessons["subjects"], lessons["most_percent"]),
        content["class_count"],
        tuple(
            LockedRow(tuple(row["homeroom"]), row["subject"], tuple(row["teacher"]), row["reason"])
            for row in content["locked"]
        ),
    )


def problem_of(roster: TeamRoster, inputs: Inputs) -> tuple[TeamRoster, Problem]:
    """The roster of the year, whose order the problem has, and the problem.

    Whoever has a row locked in his class is certainly homeroom teacher. Raises StepRefused
    `teams_locked_unknown` with the number of the row, where it names nobody who could do it.
    """
    year = roster_of_year(roster, inputs.lessons.names)
    problem = teams_problem(year, inputs.class_count, inputs.lessons.load_rules())
    kept = tuple(_kept(year, inputs.locked))
    heads = {row.of for row in kept}
    teachers = tuple(
        replace(one, homeroom=CERTAINLY) if t in heads else one
        for t, one in enumerate(problem.teachers)
    )
    return year, replace(problem, teachers=teachers, kept=kept)


def _kept(roster: TeamRoster, locked: Iterable[LockedRow]) -> Iterable[Kept]:
    places = {(one.name, one.number): t for t, one in enumerate(roster.teachers)}
    for number, row in enumerate(locked, start=1):
        of, teacher = places.get(row.homeroom), places.get(row.teacher)
        if (
            of is None
            or teacher is None
            or row.subject not in roster.teachers[teacher].subjects
            or not roster.teachers[of].subjects
        ):
            raise StepRefused("teams_locked_unknown", number=number)
        yield Kept(of, roster.subjects.index(row.subject), teacher)
