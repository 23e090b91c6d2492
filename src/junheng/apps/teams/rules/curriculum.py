"""Subjects of a year with their hours, and what a full load is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from junheng.profiles import Stage
from junheng.rosters import LoadRules

MOST_HOURS: Final = 20
MOST_LOAD: Final = 40
MOST_SUBJECTS: Final = 24
MOST_PERCENT: Final = 200
USUAL_PERCENT: Final = 150
"""A full load beside the half that homeroom work counts (南通条例 art. 24)."""

_USUAL: Final[Mapping[Stage, tuple[str, ...]]] = {
    Stage.PRIMARY: ("语文", "数学", "道法", "科学", "体育", "音乐", "美术", "劳动"),
    Stage.JUNIOR: (
        *("语文", "数学", "英语", "道法", "历史", "地理", "生物", "体育", "音乐", "美术"),
        *("信息", "劳动"),
    ),
}
"""Subjects of the starting grades by the national curriculum (2022); a school writes its own."""


@dataclass(frozen=True)
class SubjectHours:
    """A subject: hours a week in one class, and those of a teacher's full load."""

    subject: str
    hours: int
    full_load: int


@dataclass(frozen=True)
class Lessons:
    """The subjects of a year; `most_percent` is the limit of a load in percent of a full one."""

    subjects: tuple[SubjectHours, ...]
    most_percent: int = USUAL_PERCENT

    @property
    def names(self) -> tuple[str, ...]:
        """The subjects in their order."""
        return tuple(one.subject for one in self.subjects)

    def load_rules(self) -> LoadRules:
        """As the roster's problem takes them."""
        return LoadRules(
            {one.subject: one.hours for one in self.subjects},
            {one.subject: one.full_load for one in self.subjects},
            self.most_percent,
        )

    def as_json(self) -> dict[str, Any]:
        """As the database keeps them."""
        rows = [[one.subject, one.hours, one.full_load] for one in self.subjects]
        return {"subjects": rows, "most_percent": self.most_percent}


def lessons_from(subjects: Iterable[Sequence[Any]], most_percent: int) -> Lessons:
    """Lessons as the database keeps them."""
    return Lessons(tuple(SubjectHours(*row) for row in subjects), most_percent)


def usual_lessons(stage: Stage, taught: Sequence[str] = ()) -> Lessons:
    """What a form begins with: the usual subjects that somebody on the roster teaches.

    Without a roster all usual subjects.
    """
    usual = LoadRules()
    named = [one for one in _USUAL[stage] if not taught or one in taught]
    subjects = tuple(
        SubjectHours(one, usual.hours_of(one), usual.full_load_of(one)) for one in named or taught
    )
    return Lessons(subjects)
