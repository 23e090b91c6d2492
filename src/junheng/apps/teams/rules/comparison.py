"""How pages show teams beside each other: warmth of a cell, place of a dot, who teaches what."""

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
"""Units from the smallest to the largest figure of a small chart."""
_WARM, _HOT = Fraction(1, 2), Fraction(1)


@dataclass(frozen=True)
class Cell:
    """One team in one measure: its figure, -2 to 2 by its distance from the mean, its dot."""

    text: str
    heat: int
    dot: int


@dataclass(frozen=True)
class Line:
    """One measure with a cell a team; `mean_dot` is where the mean stands on the small chart."""

    comparison: Comparison
    cells: tuple[Cell, ...]
    mean_dot: int
    least: str
    most: str

    @property
    def short(self) -> str:
        """The title for the head of a narrow column."""
        return "".join(SHORT_TITLES[self.comparison.name])


def lines_of(targets: Targets, plan: Plan, year: int) -> list[Line]:
    """Every measure of a plan, in the order in which they matter."""
    return [_line(one) for one in comparisons_of(targets, plan, year)]


def _line(one: Comparison) -> Line:
    least, most = min(one.values), max(one.values)

    def dot(value: Fraction) -> int:
        if least == most:
            return CHART_WIDTH // 2
        return round(CHART_WIDTH * (value - least) / (most - least))

    cells = tuple(
        Cell(figure, heat_of(step), dot(value))
        for figure, step, value in zip(one.figures, one.steps, one.values, strict=True)
    )
    figure_of = dict(zip(one.values, one.figures, strict=True))
    return Line(one, cells, dot(one.mean), figure_of[least], figure_of[most])


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
        if one.cells != other.cells
    ]


def _span(line: Line) -> str:
    if line.least == line.most:
        return f"各班都是 {line.least}"
    gap = f"{line.comparison.level}{line.comparison.unit}"
    return f"各班 {line.least}–{line.most}，相差 {gap}"


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
