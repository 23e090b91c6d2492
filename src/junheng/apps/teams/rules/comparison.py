"""How pages show teams beside each other: warmth of a cell, place of a dot, who teaches what."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from junheng.engine.teams.plan import Plan
from junheng.engine.teams.targets import Targets
from junheng.reporting.teams import Comparison, comparisons_of
from junheng.reporting.teams.words import SHORT_TITLES
from junheng.rosters import TeamRoster

CHART_WIDTH: Final = 200
"""Units from one end of a small chart to the other; the mean stands in the middle."""
LEAST_REACH: Final = 2
"""Levels from the mean to the end of a chart at least: teams almost alike lie close together."""
_WARM, _HOT = Fraction(1, 2), Fraction(1)
_FEW_FIGURES: Final = 4


@dataclass(frozen=True)
class Cell:
    """One team in one measure: its figure, -2 to 2 by its distance from the mean, its dot."""

    text: str
    heat: int
    dot: int


@dataclass(frozen=True)
class Line:
    """One measure with a cell a team, and the teams of each figure, the smallest one first."""

    comparison: Comparison
    cells: tuple[Cell, ...]
    counts: tuple[tuple[str, int], ...]

    @property
    def short(self) -> tuple[str, str]:
        """The title for the head of a narrow column, in two lines."""
        first, second = SHORT_TITLES[self.comparison.name]
        return first, second

    @property
    def is_even(self) -> bool:
        """Whether every team has the same figure."""
        return len(self.counts) == 1

    @property
    def span(self) -> str:
        """The smallest and the largest figure."""
        return f"{self.counts[0][0]}–{self.counts[-1][0]}"

    @property
    def spread(self) -> str:
        """How many teams have which figure, or from where to where where there are many."""
        if self.is_even:
            return f"都是 {self.counts[0][0]}"
        if len(self.counts) > _FEW_FIGURES:
            return self.span
        return "，".join(f"{figure}：{count} 组" for figure, count in self.counts)

    @property
    def gap(self) -> str:
        """How far the teams are apart, with its unit."""
        if self.is_even:
            return "没有差距"
        level = self.comparison.level
        return f"{level}{self.comparison.unit}" if level else f"不到 1{self.comparison.unit}"


def lines_of(targets: Targets, plan: Plan, year: int) -> list[Line]:
    """Every measure of a plan, in the order in which they matter."""
    return [line_of(one) for one in comparisons_of(targets, plan, year)]


def line_of(one: Comparison) -> Line:
    """A measure as pages show it."""
    reach = max(Fraction(LEAST_REACH), *(abs(step) for step in one.steps))

    def dot(step: Fraction) -> int:
        return round(CHART_WIDTH * (1 + step / reach) / 2)

    cells = tuple(
        Cell(figure, heat_of(step), dot(step))
        for figure, step in zip(one.figures, one.steps, strict=True)
    )
    value_of = dict(zip(one.figures, one.values, strict=True))
    counted = Counter(one.figures)
    return Line(
        one,
        cells,
        tuple((text, counted[text]) for text in sorted(value_of, key=value_of.__getitem__)),
    )


def heat_of(step: Fraction) -> int:
    """Half a level from the mean is warm (1), a whole one is hot (2); below the mean negative."""
    size = 2 if abs(step) >= _HOT else 1 if abs(step) >= _WARM else 0
    return size if step > 0 else -size


def effects_between(
    targets: Targets, before: Plan, after: Plan, year: int
) -> list[tuple[str, str, str]]:
    """The measures that a change of teachers moves: title, the teams before, and after it."""
    pairs = zip(lines_of(targets, before, year), lines_of(targets, after, year), strict=True)
    return [
        (one.comparison.title, _span(one), _span(other))
        for one, other in pairs
        if _span(one) != _span(other)
    ]


def _span(line: Line) -> str:
    if line.is_even:
        return f"各班都是 {line.counts[0][0]}"
    between = " " if line.comparison.level else ""
    return f"各班 {line.span}，相差{between}{line.gap}"


@dataclass(frozen=True)
class Member:
    """Who teaches a subject in a team; `reason` where the row is locked.

    `key` is subject and teacher as a form takes them: places in the lessons and on the roster.
    """

    subject: str
    name: str
    is_homeroom: bool
    key: str
    reason: str = ""


@dataclass(frozen=True)
class TeamLine:
    """One team by name; `key` is the homeroom teacher's place on the roster."""

    number: int
    homeroom: str
    key: str
    members: tuple[Member, ...]


def teams_by_name(
    plan: Plan,
    year: TeamRoster,
    whole: TeamRoster,
    reasons: Mapping[tuple[int, int], str],
) -> list[TeamLine]:
    """The teams of a plan over `year`, the part of the roster `whole` that its subjects need.

    `reasons` of locked rows by homeroom teacher and subject.
    """
    places = {(one.name, one.number): str(t) for t, one in enumerate(whole.teachers)}
    names = [one.name for one in year.teachers]
    keys = [places[one.name, one.number] for one in year.teachers]
    return [
        TeamLine(
            number,
            names[head],
            keys[head],
            tuple(
                Member(
                    year.subjects[s],
                    names[t],
                    t == head,
                    f"{s}-{keys[t]}",
                    reasons.get((head, s), ""),
                )
                for s, t in enumerate(team)
            ),
        )
        for number, (team, head) in enumerate(zip(plan.teams, plan.homeroom, strict=True), start=1)
    ]
