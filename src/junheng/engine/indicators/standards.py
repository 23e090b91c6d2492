"""Whether a school meets its standards, and whether a county passes (教督〔2017〕6号)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from junheng.engine.indicators.dispersion import Dispersion


@dataclass(frozen=True)
class Standard:
    """The lowest value that meets one indicator, and the share of it that none may fall below."""

    indicator: str
    threshold: Fraction
    floor_share: Fraction

    @property
    def floor(self) -> Fraction:
        """85 per cent of the standard, as the national procedure has it."""
        return self.threshold * self.floor_share


@dataclass(frozen=True)
class SchoolFinding:
    """What one school meets: `met` of all indicators, `below_floor` of them too low to be spared.

    `unknown` are the indicators without a value; a school with one of them has not passed.
    """

    met: tuple[str, ...]
    below_floor: tuple[str, ...]
    unknown: tuple[str, ...]
    passes: bool


def judge_school(
    values: Mapping[str, Fraction | None], standards: Sequence[Standard], required: int
) -> SchoolFinding:
    """Count what is met: at least `required` standards, and none below its floor.

    values: by indicator code; exact, because 4.195 is not 4.2.
    """
    found = [(standard, values.get(standard.indicator)) for standard in standards]
    met = tuple(s.indicator for s, value in found if value is not None and value >= s.threshold)
    below = tuple(s.indicator for s, value in found if value is not None and value < s.floor)
    unknown = tuple(s.indicator for s, value in found if value is None)
    return SchoolFinding(met, below, unknown, len(met) >= required and not below and not unknown)


@dataclass(frozen=True)
class Limit:
    """The largest coefficient of variation of one indicator at one stage."""

    indicator: str
    stage: str
    largest: Fraction


@dataclass(frozen=True)
class CountyFinding:
    """Why a county does not pass; empty tuples all over mean that it does.

    `over_limit` and `unknown` are (indicator, stage); `failing_schools` are school codes;
    `unmet_items` are the codes of items that the government or the schools do not fulfil;
    `over_composite` are stages whose mean of all coefficients is over its limit, or not known.
    """

    over_limit: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[str, str], ...]
    failing_schools: tuple[str, ...]
    unmet_items: tuple[str, ...]
    vetoes: tuple[str, ...]
    over_composite: tuple[str, ...] = ()

    @property
    def passes(self) -> bool:
        """A veto, one school, one coefficient or one item is enough to fail."""
        return not (
            self.over_limit
            or self.unknown
            or self.failing_schools
            or self.unmet_items
            or self.vetoes
            or self.over_composite
        )


def judge_county(
    limits: Sequence[Limit],
    dispersions: Mapping[tuple[str, str], Dispersion],
    schools: Mapping[str, SchoolFinding],
    *,
    unmet_items: Sequence[str] = (),
    vetoes: Sequence[str] = (),
    over_composite: Sequence[str] = (),
) -> CountyFinding:
    """Put the parts together; dispersions are by (indicator, stage)."""
    within = {
        (limit.indicator, limit.stage): (
            dispersions[limit.indicator, limit.stage].is_within(limit.largest)
            if (limit.indicator, limit.stage) in dispersions
            else None
        )
        for limit in limits
    }
    return CountyFinding(
        over_limit=tuple(key for key, holds in within.items() if holds is False),
        unknown=tuple(key for key, holds in within.items() if holds is None),
        failing_schools=tuple(code for code, finding in schools.items() if not finding.passes),
        unmet_items=tuple(unmet_items),
        vetoes=tuple(vetoes),
        over_composite=tuple(over_composite),
    )


def composite(coefficients: Sequence[Fraction]) -> Fraction:
    """The mean of a county's coefficients, which the basic-balance rules of 2012 compared.

    Only informational under the rules of 2017.
    """
    return sum(coefficients, Fraction(0)) / len(coefficients)
