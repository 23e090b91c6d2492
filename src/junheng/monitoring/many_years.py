"""What fell and what is warned of in very many counties: the same as `trends_of` and `alerts_of`.

Two years of the same schools, a row each, in columns (numpy). Values, shares and standards are
compared in whole numbers. Coefficients and means are compared in binary numbers where these cannot
be wrong; what lies nearer to the bound than their error is counted again in fractions.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from junheng.engine.indicators import Dispersion, dispersion
from junheng.monitoring.alerts import AlertKind
from junheng.monitoring.fractions_in_columns import (
    Column,
    Truths,
    plus,
    value_of,
)
from junheng.monitoring.many import Integers, ManyValues, schools_missing
from junheng.monitoring.trends import DIGITS, DropKind
from junheng.profiles import Stage
from junheng.profiles.catalogue import Comparison, Direction
from junheng.profiles.indicators import Catalogue, Condition, Indicator, Level, Part

Floats = npt.NDArray[np.float64]
ROUNDED: Final = 10.0**-DIGITS
"""Two coefficients that lie farther apart than this differ after rounding, too."""
ERROR: Final = 1e-11
"""Relative; see `engine.indicators.many.NEAR`."""
Key = tuple[str, Stage | None]


@dataclass(frozen=True)
class ManyChanges:
    """What two years say: (C,) for what a county has, (S,) for what a school has.

    By kind, code of the indicator (name of the band) and stage, None where there is none.
    """

    falls: Mapping[tuple[DropKind, str, Stage | None], Truths]
    alerts: Mapping[tuple[AlertKind, str, Stage | None], Truths]
    school_alerts: Mapping[tuple[AlertKind, str, Stage | None], Truths]


@dataclass(frozen=True)
class _Spread:
    """One resource of one stage in every county (C,), in binary numbers.

    low, high: between them the coefficient lies. `exact` counts a county again.
    """

    has_mean: Truths
    has_coefficient: Truths
    mean: Floats
    squared: Floats
    low: Floats
    high: Floats
    exact: Callable[[int], Dispersion]


def follow_many(catalogue: Catalogue, before: ManyValues, now: ManyValues) -> ManyChanges:
    """Compare a year with the one before it; a row is the same school in both."""
    falls: dict[tuple[DropKind, str, Stage | None], Truths] = {}
    alerts: dict[tuple[AlertKind, str, Stage | None], Truths] = {}
    school_alerts: dict[tuple[AlertKind, str, Stage | None], Truths] = {}
    for indicator in catalogue.of_part(Part.RESOURCES):
        for stage in Stage:
            key = indicator.code, stage
            school_alerts[AlertKind.HEADING, *key] = _schools_heading(indicator, stage, before, now)
            falls[DropKind.SCHOOLS, *key] = _is_share_smaller(
                *_meeting(indicator, stage, before), *_meeting(indicator, stage, now)
            )
            if stage not in indicator.limits:
                continue
            was, is_ = _spread_of(before, key), _spread_of(now, key)
            falls[DropKind.COEFFICIENT, *key] = _has_risen(was, is_)
            falls[DropKind.VALUE, *key] = _is_mean_worse(indicator.direction, was, is_)
            limit = indicator.limits[stage]
            if catalogue.near_share is not None:
                least = catalogue.near_share.value * limit
                alerts[AlertKind.NEAR, *key] = _is_between(is_, least, limit)
            alerts[AlertKind.HEADING, *key] = _is_heading_over(was, is_, limit)
    falls |= {(kind, code, None): one for kind, code, one in _items_falling(catalogue, before, now)}
    alerts |= {
        (AlertKind.HEADING, one.code, None): _will_miss(
            one.conditions[0], None, *(_county_value(one, year) for year in (before, now))
        )
        for one in catalogue.indicators.values()
        if one.level is Level.COUNTY
    }
    school_alerts |= dict(_bands(catalogue, now))
    return ManyChanges(falls, alerts, school_alerts)


# -- coefficients and means -------------------------------------------------------------------


def _spread_of(year: ManyValues, key: tuple[str, Stage]) -> _Spread:
    value, (_, stage), first = year.values[key], key, year.many.first
    taught, students = year.taught[stage], year.students[stage]
    is_known = np.broadcast_to(value.is_known, taught.shape)
    weights = np.where(taught, students, 0).astype(np.float64)
    values = np.where(taught & is_known, value.floats(), 0)
    weight, total, square = (
        np.add.reduceat(one, first) for one in (weights, weights * values, weights * values**2)
    )
    has_mean = (weight > 0) & ~np.logical_or.reduceat(taught & ~is_known, first)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / weight
        ratio = np.where(total == 0, 1, weight * square / total**2)
    low, high = (np.sqrt(np.maximum(ratio * (1 + sign * ERROR) - 1, 0)) for sign in (-1, 1))

    def exact(county: int) -> Dispersion:
        end = first[county + 1] if county + 1 < len(first) else len(taught)
        rows = [int(row) for row in np.arange(first[county], end)[taught[first[county] : end]]]
        return dispersion([value.at(row) for row in rows], [int(students[row]) for row in rows])

    return _Spread(has_mean, has_mean & (total != 0), mean, ratio - 1, low, high, exact)


def _decided(
    asked: Truths, certain: Truths, unsure: Truths, exactly: Callable[[int], bool]
) -> Truths:
    """What is certain, and what fractions say of the few that are not."""
    found: Truths = asked & certain
    for place in np.flatnonzero(asked & unsure):
        found[place] = exactly(int(place))
    return found


def _coefficient(spread: _Spread, county: int) -> Fraction:
    return spread.exact(county).coefficient(DIGITS) or Fraction(0)


def _has_risen(was: _Spread, now: _Spread) -> Truths:
    rises = now.low - was.high > ROUNDED
    return _decided(
        was.has_coefficient & now.has_coefficient,
        rises,
        ~rises & (now.high > was.low),
        lambda county: _coefficient(now, county) > _coefficient(was, county),
    )


def _is_mean_worse(direction: Direction, was: _Spread, now: _Spread) -> Truths:
    sign = {Direction.HIGHER: -1, Direction.LOWER: 1, Direction.NEITHER: 0}[direction]
    change = sign * (now.mean - was.mean)
    near = ERROR * np.maximum(np.abs(now.mean), np.abs(was.mean))
    return _decided(
        was.has_mean & now.has_mean & (sign != 0),
        change > near,
        np.abs(change) <= near,
        lambda county: direction.is_worse(now.exact(county).mean, was.exact(county).mean),
    )


def _is_between(spread: _Spread, least: Fraction, most: Fraction) -> Truths:
    """Whether least ≤ coefficient ≤ most, by squares."""
    low, high = float(least**2), float(most**2)
    near = ERROR * (1 + high)

    def exactly(county: int) -> bool:
        squared = spread.exact(county).squared_coefficient
        return squared is not None and least**2 <= squared <= most**2

    return _decided(
        spread.has_coefficient,
        (spread.squared >= low) & (spread.squared <= high),
        (np.abs(spread.squared - low) <= near) | (np.abs(spread.squared - high) <= near),
        exactly,
    )


def _is_heading_over(was: _Spread, now: _Spread, limit: Fraction) -> Truths:
    """Within the limit, and over it if it changed as much again; coefficients are rounded first."""
    bound = float(limit)
    most, least = 2 * now.high - was.low, 2 * now.low - was.high

    def exactly(county: int) -> bool:
        expected = 2 * _coefficient(now, county) - _coefficient(was, county)
        return now.exact(county).is_within(limit) is True and expected > limit

    return _decided(
        was.has_coefficient
        & now.has_coefficient
        & (now.low <= bound)
        & (most + 2 * ROUNDED > bound),
        (now.high < bound) & (least - 2 * ROUNDED > bound),
        (now.high >= bound) | (least - 2 * ROUNDED <= bound),
        exactly,
    )


# -- schools ----------------------------------------------------------------------------------


def _count(year: ManyValues, rows: Truths) -> Integers:
    found: Integers = np.add.reduceat(rows.astype(np.int64), year.many.first)
    return found


def _meeting(indicator: Indicator, stage: Stage, year: ManyValues) -> tuple[Integers, Integers]:
    """How many stages of schools meet the standard, of how many."""
    taught, standard = year.taught[stage], indicator.standard_of(stage)
    if standard is None:
        return _count(year, taught & False), _count(year, taught)
    met = year.values[indicator.code, stage].compared(Comparison.AT_LEAST, standard)
    return _count(year, taught & met), _count(year, taught)


def _is_share_smaller(met: Integers, of: Integers, met_now: Integers, of_now: Integers) -> Truths:
    found: Truths = (of > 0) & (of_now > 0) & (met_now * of < met * of_now)
    return found


def _schools_heading(
    indicator: Indicator, stage: Stage, before: ManyValues, now: ManyValues
) -> Truths:
    key = indicator.code, stage
    found = _will_miss(indicator.conditions[0], stage, before.values[key], now.values[key])
    return found & before.taught[stage] & now.taught[stage]


def _will_miss(condition: Condition, stage: Stage | None, was: Column, now: Column) -> Truths:
    """Met this year, and not met next year if it changed as much again."""
    standard, comparison, shape = (
        condition.standard_of(stage),
        condition.comparison,
        np.shape(now.above),
    )
    if standard is None or comparison is None:
        return np.zeros(shape, np.bool_)
    # The fractions of two years have denominators too large for whole numbers of the machine.
    bound, values, before = float(standard), now.floats(), was.floats()
    expected = 2 * values - before
    is_least = comparison in {Comparison.AT_LEAST, Comparison.ABOVE}
    near = ERROR * (2 * np.abs(values) + np.abs(before) + abs(bound))
    has_changed = (now.above != was.above) | (now.below != was.below)
    holds = now.compared(comparison, standard) & was.is_known & has_changed

    def exactly(row: int) -> bool:
        return not comparison.holds(2 * now.at(row) - was.at(row), standard)

    return _decided(
        np.broadcast_to(holds, shape),
        (expected < bound) if is_least else (expected > bound),
        np.abs(expected - bound) <= near,
        exactly,
    )


def _bands(
    catalogue: Catalogue, now: ManyValues
) -> Iterator[tuple[tuple[AlertKind, str, Stage | None], Truths]]:
    """The highest band that each school has reached, counted or not."""
    watched = dict.fromkeys(band.quantity for band in catalogue.warned_bands)
    for name in watched:
        bands = [band for band in catalogue.warned_bands if band.quantity == name]
        places: list[tuple[Stage | None, Integers, Truths]] = [
            (stage, numbers[name], now.has[stage])
            for stage, numbers in now.many.of_stage.items()
            if name in numbers
        ]
        if name in now.many.own:
            places.append((None, now.many.own[name], np.ones(now.counted.shape, np.bool_)))
        for stage, values, has in places:
            bounds = [band.from_value for band in bands]
            reached = [has & (values * one.denominator >= one.numerator) for one in bounds]
            higher = [*reached[1:], np.zeros(has.shape, np.bool_)]
            for band, one, above in zip(bands, reached, higher, strict=True):
                yield (AlertKind.BAND, band.name, stage), one & ~above


# -- items ------------------------------------------------------------------------------------


def _items_falling(
    catalogue: Catalogue, before: ManyValues, now: ManyValues
) -> Iterator[tuple[DropKind, str, Truths]]:
    """One fall at most: of the schools that meet it, else of the verdict, else of the value."""
    missing = schools_missing(catalogue, before), schools_missing(catalogue, now)
    for code in missing[0]:
        of = [_count(year, year.counted) for year in (before, now)]
        lacking = [
            _count(year, one[code]) for year, one in zip((before, now), missing, strict=True)
        ]
        yield (
            DropKind.SCHOOLS,
            code,
            _is_share_smaller(of[0] - lacking[0], of[0], of[1] - lacking[1], of[1]),
        )
        yield DropKind.ITEM, code, (of[0] == 0) & (lacking[1] > 0)
    for one in catalogue.indicators.values():
        if one.part is Part.RESOURCES or one.level is not Level.COUNTY:
            continue
        crosses = _truth(one, before)[0] & _truth(one, now)[1]
        yield DropKind.ITEM, one.code, crosses
        change = plus(_county_value(one, now), _county_value(one, before), -1)
        sign = {Direction.HIGHER: -1, Direction.LOWER: 1, Direction.NEITHER: 0}[one.direction]
        worse: Truths = np.asarray(change.above * sign > 0, np.bool_) & change.is_known & ~crosses
        yield DropKind.VALUE, one.code, worse


def _county_value(indicator: Indicator, year: ManyValues) -> Column:
    found = value_of(indicator.conditions[0].formula, year.county)
    shape = year.many.first.shape
    above, below = (np.broadcast_to(one, shape) for one in (found.above, found.below))
    return Column(above, below, found.is_known, found.most_above, found.most_below)


def _truth(indicator: Indicator, year: ManyValues) -> tuple[Truths, Truths]:
    """(C,) twice: it is met; it is not met. Neither where something that decides is not known."""
    shape = year.many.first.shape

    def holds(condition: Condition) -> tuple[Truths, Truths]:
        value, standard = value_of(condition.formula, year.county), condition.standard_of(None)
        known = np.broadcast_to(value.is_known, shape)
        if condition.comparison is None or standard is None:
            return known, known & False
        met = np.broadcast_to(value.compared(condition.comparison, standard), shape)
        return met, known & ~met

    asked = [holds(one) for one in indicator.conditions]
    spared = np.logical_or.reduce(
        [np.zeros(shape, np.bool_), *(holds(one)[0] for one in indicator.exemptions)]
    )
    is_met: Truths = spared | np.logical_and.reduce([one for one, _ in asked])
    is_unmet: Truths = ~spared & np.logical_or.reduce([one for _, one in asked])
    return is_met, is_unmet
