"""Early warnings (预警): before a limit is crossed, and large classes at once.

No text names a rule. Ours, told with each warning:

- near: a coefficient within its limit that has used up the catalogue's `near_share` of it;
- heading: what is met this year, and would not be met next year if it changed as much again as
  since the year before: a coefficient, a school's value of a resource, a county's figure;
- band: a value in one of the catalogue's warned bands (大班额, 超大班额), in any school, at once.

What is not met already is a finding, and no warning.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from junheng.monitoring.assessing import Assessment
from junheng.monitoring.figures import Numbers, SchoolFigures
from junheng.monitoring.trends import DIGITS, in_order
from junheng.profiles import Stage
from junheng.profiles.indicators import Band, Catalogue, Indicator, Level, Part


class AlertKind(StrEnum):
    """By which rule it is told."""

    BAND = "band"
    NEAR = "near"
    HEADING = "heading"

    @property
    def label(self) -> str:
        """The words that users read."""
        return _ALERT_LABELS[self]


_ALERT_LABELS: Final = {
    AlertKind.BAND: "班额超限",
    AlertKind.NEAR: "接近上限",
    AlertKind.HEADING: "照此下去明年不达标",
}


@dataclass(frozen=True)
class Alert:
    """One warning.

    `code` is the indicator (the quantity, for a band), `title` its words. `school` is None for
    what the whole county has. `value` is this year's (a coefficient rounded to nine places where
    `is_coefficient`); `expected` next year's, where it is heading there; `limit` the standard or
    the bound of the band.
    """

    kind: AlertKind
    code: str
    title: str
    stage: Stage | None
    school: SchoolFigures | None
    value: Fraction
    expected: Fraction | None
    limit: Fraction
    is_coefficient: bool = False


def alerts_of(assessments: Sequence[Assessment]) -> tuple[Alert, ...]:
    """The warnings of the last year; earlier years, given in any order, show where it is heading.

    Raises JunhengError as `trends_of`.
    """
    ordered = in_order(assessments)
    now, before = ordered[-1], ordered[-2] if len(ordered) > 1 else None
    return (
        *_bands(now),
        *_near(now),
        *(_heading(now, before) if before else ()),
    )


def band_of(catalogue: Catalogue, quantity: str, value: Fraction) -> Band | None:
    """The highest band that a value has reached, of those that are told at once."""
    reached = [
        band
        for band in catalogue.warned_bands
        if band.quantity == quantity and value >= band.from_value
    ]
    return reached[-1] if reached else None


def _bands(now: Assessment) -> Iterator[Alert]:
    watched = dict.fromkeys(band.quantity for band in now.catalogue.warned_bands)
    for school in now.figures.schools:
        parts: list[tuple[Stage | None, Numbers]] = [(None, school.own), *school.of_stage.items()]
        for stage, numbers in parts:
            for name in watched:
                value = numbers.get(name)
                band = band_of(now.catalogue, name, value) if value is not None else None
                if band and value is not None:
                    yield Alert(
                        AlertKind.BAND, name, band.name, stage, school, value, None,
                        band.from_value,
                    )  # fmt: skip


def _near(now: Assessment) -> Iterator[Alert]:
    share = now.catalogue.near_share
    for indicator, stage, limit in _limits(now):
        spread = now.dispersions[indicator.code, stage]
        squared = spread.squared_coefficient
        coefficient = spread.coefficient(DIGITS)
        if share is None or squared is None or coefficient is None:
            continue
        if (share.value * limit) ** 2 <= squared <= limit**2:
            yield Alert(
                AlertKind.NEAR, indicator.code, indicator.name, stage, None, coefficient, None,
                limit, is_coefficient=True,
            )  # fmt: skip


def _heading(now: Assessment, before: Assessment) -> Iterator[Alert]:
    yield from _coefficients_heading(now, before)
    yield from _schools_heading(now, before)
    yield from _county_heading(now, before)


def _coefficients_heading(now: Assessment, before: Assessment) -> Iterator[Alert]:
    for indicator, stage, limit in _limits(now):
        old = before.dispersions.get((indicator.code, stage))
        was = old.coefficient(DIGITS) if old else None
        is_ = now.dispersions[indicator.code, stage].coefficient(DIGITS)
        if was is None or is_ is None or not now.is_within(indicator.code, stage):
            continue
        expected = 2 * is_ - was
        if expected > limit:
            yield Alert(
                AlertKind.HEADING, indicator.code, indicator.name, stage, None, is_, expected,
                limit, is_coefficient=True,
            )  # fmt: skip


def _schools_heading(now: Assessment, before: Assessment) -> Iterator[Alert]:
    old = {(one.school.code, one.stage): one.values for one in before.stages}
    for result in now.stages:
        was = old.get((result.school.code, result.stage), {})
        for indicator in now.catalogue.of_part(Part.RESOURCES):
            value, earlier = result.values[indicator.code], was.get(indicator.code)
            found = _expected(indicator, result.stage, value, earlier)
            if found and value is not None:
                yield Alert(
                    AlertKind.HEADING, indicator.code, indicator.name, result.stage,
                    result.school, value, *found,
                )  # fmt: skip


def _county_heading(now: Assessment, before: Assessment) -> Iterator[Alert]:
    for indicator in now.catalogue.indicators.values():
        if indicator.level is not Level.COUNTY:
            continue
        value, earlier = (indicator.value(one.figures.own) for one in (now, before))
        found = _expected(indicator, None, value, earlier)
        if found and value is not None:
            yield Alert(
                AlertKind.HEADING, indicator.code, indicator.name, None, None, value, *found
            )


def _expected(
    indicator: Indicator, stage: Stage | None, value: Fraction | None, earlier: Fraction | None
) -> tuple[Fraction, Fraction] | None:
    """Next year's value and the standard that it would miss; None where it would not, or does."""
    first = indicator.conditions[0]
    standard = first.standard_of(stage)
    if value is None or earlier is None or standard is None or first.comparison is None:
        return None
    expected = 2 * value - earlier
    holds = first.comparison.holds
    if holds(value, standard) and not holds(expected, standard):
        return expected, standard
    return None


def _limits(now: Assessment) -> Iterator[tuple[Indicator, Stage, Fraction]]:
    for code, name in now.dispersions:
        indicator, stage = now.catalogue.indicators[code], Stage(name)
        if stage in indicator.limits:
            yield indicator, stage, indicator.limits[stage]
