"""A county over the years: series of every indicator, and what fell (水平下降).

A region whose level falls is told to mend it within a period (南通 2012 方案三（六）). The plan
names no measure of falling. Ours, for one year against the year before it in the series: the
coefficient rose, the county's value moved the wrong way, fewer of its schools meet the standard
(as a share), or an item that was met is not. Every fall counts, however small, and says its size.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Final, cast

from junheng.engine.errors import JunhengError
from junheng.monitoring.assessing import Assessment, ItemResult
from junheng.monitoring.figures import SchoolFigures
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue, Indicator, Level, Part

DIGITS: Final = 9
"""Places of a coefficient in a series: a root has no exact value, so it is rounded here, once."""


@dataclass(frozen=True)
class YearPoint:
    """One indicator in one year.

    value: the county's (its mean, for resources); None where it has none or is not known.
    coefficient: rounded to DIGITS, for resources. is_met: coefficient within its limit, or item
    met. meeting, schools: how many schools (stages of schools) meet the standard, of how many;
    0 of 0 for what the county alone has.
    """

    year: int
    value: Fraction | None
    coefficient: Fraction | None
    is_met: bool | None
    meeting: int
    schools: int

    @property
    def share(self) -> Fraction | None:
        """The share of schools that meet the standard."""
        return Fraction(self.meeting, self.schools) if self.schools else None


@dataclass(frozen=True)
class Series:
    """One indicator over the years, by stage where it is a resource; years rise."""

    indicator: Indicator
    stage: Stage | None
    points: tuple[YearPoint, ...]


class DropKind(StrEnum):
    """What fell."""

    COEFFICIENT = "coefficient"
    VALUE = "value"
    SCHOOLS = "schools"
    ITEM = "item"

    @property
    def label(self) -> str:
        """The words that users read."""
        return _DROP_LABELS[self]


_Fall = tuple[DropKind, Fraction, Fraction, bool]

_DROP_LABELS: Final = {
    DropKind.COEFFICIENT: "差异系数变大",
    DropKind.VALUE: "全县数值变差",
    DropKind.SCHOOLS: "达标学校比例下降",
    DropKind.ITEM: "由达到变为未达到",
}


@dataclass(frozen=True)
class Drop:
    """A fall from `before` (year `before_year`) to `now` (year `year`).

    `is_crossing`: what was met the year before is not met any more. For an item, 1 and 0.
    """

    indicator: Indicator
    stage: Stage | None
    kind: DropKind
    before_year: int
    year: int
    before: Fraction
    now: Fraction
    is_crossing: bool


@dataclass(frozen=True)
class Trends:
    """Everything that a page or a report says about the years; drops by year, the last first."""

    catalogue: Catalogue
    years: tuple[int, ...]
    series: tuple[Series, ...]
    drops: tuple[Drop, ...]

    @property
    def latest_drops(self) -> tuple[Drop, ...]:
        """What fell in the last year: the list of what is to be mended."""
        return tuple(drop for drop in self.drops if drop.year == self.years[-1])


def trends_of(assessments: Sequence[Assessment]) -> Trends:
    """The years in order, whatever order they are given in.

    Raises JunhengError: trends_without_years, trends_year_twice (year), trends_other_catalogue
    (year) where a year was judged by another catalogue than the last one.
    """
    ordered = in_order(assessments)
    catalogue = ordered[-1].catalogue
    series = tuple(_all_series(catalogue, ordered))
    drops = [drop for one in series for drop in _drops(one)]
    drops.sort(key=lambda drop: -drop.year)
    years = tuple(one.figures.year for one in ordered)
    return Trends(catalogue, years, series, tuple(drops))


def schools_gone(before: Assessment, now: Assessment) -> tuple[SchoolFigures, ...]:
    """Schools of the earlier year that the later one does not have: closed, or forgotten."""
    present = {school.code for school in now.figures.schools}
    return tuple(one for one in before.figures.schools if one.code not in present)


def in_order(assessments: Sequence[Assessment]) -> tuple[Assessment, ...]:
    """The assessments by year; refusals as in `trends_of`."""
    if not assessments:
        raise JunhengError("trends_without_years")
    ordered = sorted(assessments, key=lambda one: one.figures.year)
    for before, one in pairwise(ordered):
        if before.figures.year == one.figures.year:
            raise JunhengError("trends_year_twice", year=one.figures.year)
        if before.catalogue.name != ordered[-1].catalogue.name:
            raise JunhengError("trends_other_catalogue", year=before.figures.year)
    return tuple(ordered)


def _all_series(catalogue: Catalogue, ordered: Sequence[Assessment]) -> Iterator[Series]:
    for indicator in catalogue.indicators.values():
        if indicator.part is not Part.RESOURCES:
            points = tuple(_item_point(indicator, one) for one in ordered)
            yield Series(indicator, None, points)
            continue
        for stage in Stage:
            points = tuple(_resource_point(indicator, stage, one) for one in ordered)
            if any(point.schools for point in points):
                yield Series(indicator, stage, points)


def _resource_point(indicator: Indicator, stage: Stage, found: Assessment) -> YearPoint:
    spread = found.dispersions.get((indicator.code, stage))
    results = [one for one in found.stages if one.stage is stage]
    return YearPoint(
        year=found.figures.year,
        value=spread.mean if spread else None,
        coefficient=spread.coefficient(DIGITS) if spread else None,
        is_met=found.is_within(indicator.code, stage),
        meeting=sum(indicator.code in one.finding.met for one in results),
        schools=len(results),
    )


def _item_point(indicator: Indicator, found: Assessment) -> YearPoint:
    item = found.item(indicator.code)
    if indicator.level is Level.COUNTY:
        return YearPoint(
            found.figures.year, indicator.value(found.figures.own), None, item.is_met, 0, 0
        )
    return _item_over_schools(item, found)


def _item_over_schools(item: ItemResult, found: Assessment) -> YearPoint:
    schools = len(found.schools)
    meeting = schools - len(item.failing)
    return YearPoint(found.figures.year, None, None, item.is_met, meeting, schools)


def _drops(series: Series) -> Iterator[Drop]:
    compared = _resource_falls if series.indicator.part is Part.RESOURCES else _item_falls
    for old, new in pairwise(series.points):
        for kind, before, now, is_crossing in compared(series.indicator, old, new):
            yield Drop(
                series.indicator, series.stage, kind, old.year, new.year, before, now, is_crossing
            )  # fmt: skip


def _resource_falls(indicator: Indicator, old: YearPoint, new: YearPoint) -> Iterator[_Fall]:
    was, now = old.coefficient, new.coefficient
    if was is not None and now is not None and now > was:
        yield DropKind.COEFFICIENT, was, now, old.is_met is True and new.is_met is False
    if _is_value_worse(indicator, old, new):
        yield DropKind.VALUE, cast("Fraction", old.value), cast("Fraction", new.value), False
    if old.share is not None and new.share is not None and new.share < old.share:
        yield DropKind.SCHOOLS, old.share, new.share, False


def _item_falls(indicator: Indicator, old: YearPoint, new: YearPoint) -> Iterator[_Fall]:
    """One fall at most: of the schools that meet it, else of the verdict, else of the value."""
    is_crossing = old.is_met is True and new.is_met is False
    if old.share is not None and new.share is not None:
        if new.share < old.share:
            yield DropKind.SCHOOLS, old.share, new.share, is_crossing
    elif is_crossing:
        yield DropKind.ITEM, Fraction(1), Fraction(0), True
    elif _is_value_worse(indicator, old, new):
        yield DropKind.VALUE, cast("Fraction", old.value), cast("Fraction", new.value), False


def _is_value_worse(indicator: Indicator, old: YearPoint, new: YearPoint) -> bool:
    if old.value is None or new.value is None:
        return False
    return indicator.direction.is_worse(new.value, old.value)
