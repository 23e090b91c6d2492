"""Every team against the mean of all teams, one measure after the other, in exact numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from junheng.engine.teams.plan import Plan, level_of, sums_of
from junheng.engine.teams.problem import Measure
from junheng.engine.teams.targets import Proof, Targets
from junheng.reporting.teams.words import TITLE_LEVELS, TITLES, gap_words, unit_words

_MONTHS: Final = 12
_SEPTEMBER: Final = 9
_MEANS: Final = frozenset(["years", "age", "core_years"])
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True)
class Comparison:
    """One measure: a figure a team, the mean, and each team's distance from it.

    Figures are texts ready to print, `values` the same as exact numbers in the unit of the title.
    `steps` are the distances from the mean counted in levels, in which a gap is counted. `bound`
    is proven: no plan is below it without being less equal in an earlier measure.
    """

    name: str
    title: str
    unit: str
    values: tuple[Fraction, ...]
    figures: tuple[str, ...]
    steps: tuple[Fraction, ...]
    level: int
    bound: int
    proof: Proof
    sentence: str

    @property
    def mean(self) -> Fraction:
        """The mean of the teams."""
        return sum(self.values, Fraction(0)) / len(self.values)

    @property
    def deviations(self) -> tuple[Fraction, ...]:
        """Each team's value without the mean."""
        mean = self.mean
        return tuple(value - mean for value in self.values)

    @property
    def is_smallest(self) -> bool:
        """Whether the gap is proven to be the smallest."""
        return self.bound == self.level


def comparisons_of(targets: Targets, plan: Plan, year: int) -> tuple[Comparison, ...]:
    """Compare the teams of a plan in every measure; ages are those of 1 September of `year`."""
    problem = targets.problem
    found = []
    for measure, bound in zip(problem.measures, targets.bounds, strict=True):
        sums = sums_of(problem, plan, measure)
        level = level_of(measure, sums)
        values = _values(measure, sums, year)
        figures = _figures(measure, values)
        mean = Fraction(sum(sums), len(sums))
        sign = -1 if measure.name == "age" else 1
        found.append(
            Comparison(
                measure.name,
                TITLES[measure.name],
                unit_words(measure),
                values,
                figures,
                tuple(sign * (one - mean) / measure.unit for one in sums),
                level,
                bound.level,
                bound.proof,
                gap_words(measure, level, bound.level, _span(values, figures)),
            )
        )
    return tuple(found)


def _values(measure: Measure, sums: Sequence[int], year: int) -> tuple[Fraction, ...]:
    """The sums in the unit of the title: means of years, ages in years, else as they are."""
    if measure.name == "age":
        # Teachers are listed by their month of birth, so an age is counted in whole months.
        opening = _MONTHS * year + _SEPTEMBER
        return tuple(Fraction(opening, _MONTHS) - Fraction(one, measure.unit) for one in sums)
    if measure.name in _MEANS:
        return tuple(Fraction(one, measure.unit) for one in sums)
    return tuple(Fraction(one) for one in sums)


def _figures(measure: Measure, values: Sequence[Fraction]) -> tuple[str, ...]:
    if measure.name == "homeroom_title":
        return tuple(TITLE_LEVELS[int(one)] for one in values)
    is_mean = measure.name in _MEANS
    return tuple(tenths(one) if is_mean else str(one) for one in values)


def _span(values: Sequence[Fraction], figures: Sequence[str]) -> str:
    least, most = values.index(min(values)), values.index(max(values))
    return f"{figures[least]}–{figures[most]}"


def tenths(value: Fraction, *, signed: bool = False) -> str:
    """A number with one digit after the point, halves away from zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    rounded = exact.quantize(_TENTH, ROUND_HALF_UP)
    if rounded == 0:
        return "0.0"
    return f"{rounded:+}" if signed else str(rounded)
