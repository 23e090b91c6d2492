"""What the overview counts: pure functions over values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from junheng.apps.campaigns.states import CohortState, DayKind
from junheng.reporting.county import (
    AttributeGap,
    CohortBalance,
    CohortLine,
    Coverage,
    coverage_of,
)

REMINDED_DAYS: Final = 7
"""So many days before a date it is reminded of."""

DRAWN_STATES: Final = frozenset(
    (
        CohortState.DRAWN,
        CohortState.TEACHERS_DRAWN,
        CohortState.EFFECTIVE,
        CohortState.PUBLISHED,
        CohortState.LOCKED,
    )
)


@dataclass(frozen=True)
class Reminder:
    """A day of the calendar by which some cohorts have something to do."""

    kind: DayKind
    on: date
    today: date
    cohorts: int

    @property
    def is_late(self) -> bool:
        """Whether the day has passed."""
        return self.on < self.today

    @property
    def words(self) -> str:
        """名册上报截止（9月2日）还有 3 天，还有 12 个起始年级没有办完."""
        day = f"{self.kind.label}（{self.on.month}月{self.on.day}日）"
        left = (self.on - self.today).days
        when = f"已过 {-left} 天" if left < 0 else f"还有 {left} 天" if left else "就是今天"
        return f"{day}{when}，还有 {self.cohorts} 个起始年级没有办完"


def reminders(
    waiting: Mapping[DayKind, int], days: Mapping[DayKind, date], today: date
) -> tuple[Reminder, ...]:
    """The days that have passed or come soon and by which something is still to be done."""
    found = [
        Reminder(kind, days[kind], today, waiting[kind])
        for kind in DayKind
        if waiting.get(kind) and kind in days
    ]
    return tuple(one for one in found if (one.on - today).days <= REMINDED_DAYS)


def coverages(lines: Sequence[CohortLine]) -> tuple[Coverage, ...]:
    """All cohorts, then each grade and each kind of school that there is."""
    groups = {"全县": list(lines)}
    for titles in ([line.grade for line in lines], [line.kind for line in lines]):
        for title, line in zip(titles, lines, strict=True):
            groups.setdefault(title, []).append(line)
    return tuple(coverage_of(title, group) for title, group in groups.items())


def balance_of_school(
    document: Mapping[str, Any], *, code: str, school: str, grade: str
) -> CohortBalance:
    """A school of balance.json, under the names that the platform has."""
    return CohortBalance(
        code=code,
        school=school,
        grade=grade,
        students=document["students"],
        class_sizes=tuple(document["class_sizes"]),
        gaps=tuple(
            AttributeGap(one["title"], one["achieved_gap"], one["best_gap"])
            for one in document["attributes"]
        ),
        bound_reached=document["bound_reached"],
    )
