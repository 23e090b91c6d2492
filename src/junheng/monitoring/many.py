"""The whole verdict on very many counties at once: the same as `assess`, in columns (numpy).

Splitting, exclusions, standards, floors, coefficients, items and vetoes follow the catalogue, as
there; a test judges sampled counties both ways. Standards are compared in whole numbers; a
coefficient nearer to its limit than NEAR is counted again in fractions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from junheng.engine.errors import JunhengError
from junheng.engine.indicators import dispersion
from junheng.engine.indicators.many import NEAR
from junheng.monitoring.assessing import STUDENTS
from junheng.monitoring.figures import SENIOR, SchoolKind
from junheng.monitoring.fractions_in_columns import (
    Column,
    Truths,
    one_for_all,
    over,
    plus,
    times,
    value_of,
    whole,
)
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue, Comparison, Condition, Indicator, Level, Part

Integers = npt.NDArray[np.int64]
KINDS: Final = tuple(SchoolKind)


@dataclass(frozen=True)
class ManyCounties:
    """Schools in rows, ordered by county; everything is reported, in whole numbers.

    first: (C,) the row where each county begins. kinds: (S,) positions in KINDS. own: (S,) by
    quantity; of_stage: (S,) by stage and quantity, not looked at where a school lacks the stage;
    seniors: (S,). county: (C,) by quantity, in parts of `scales` (100 for 0.12 as 12).
    """

    first: Integers
    kinds: Integers
    own: Mapping[str, Integers]
    of_stage: Mapping[Stage, Mapping[str, Integers]]
    seniors: Integers
    county: Mapping[str, Integers]
    scales: Mapping[str, int]


@dataclass(frozen=True)
class ManyFindings:
    """What `CountyFinding` says, for each: schools (S,), the rest (C,).

    `is_counted`: the school is compared. `is_failing`: and does not pass.
    """

    is_counted: Truths
    is_failing: Truths
    over_limit: Mapping[tuple[str, Stage], Truths]
    unknown: Mapping[tuple[str, Stage], Truths]
    unmet: Mapping[str, Truths]
    passes: Truths


@dataclass(frozen=True)
class ManyValues:
    """The figures of a year with what follows from them before anything is judged.

    has, taught, students: (S,) by stage; a stage is taught where a counted school has pupils in
    it. values: (S,) by code of a resource and stage. columns: what formulas of a stage ask. own,
    county: what those of a school (S,) and of the county (C,) ask.
    """

    many: ManyCounties
    has: Mapping[Stage, Truths]
    students: Mapping[Stage, Integers]
    counted: Truths
    taught: Mapping[Stage, Truths]
    columns: Mapping[Stage, dict[str, Column]]
    values: Mapping[tuple[str, Stage], Column]
    own: dict[str, Column]
    county: dict[str, Column]


def values_of(catalogue: Catalogue, many: ManyCounties) -> ManyValues:
    """Work out every value of a year; raises JunhengError `many_composite` as `assess_many`."""
    if catalogue.composite_limits:
        raise JunhengError("many_composite")
    has = {stage: _is_one_of(many, _teaching(stage)) for stage in Stage}
    students = {stage: np.where(has[stage], many.of_stage[stage][STUDENTS], 0) for stage in Stage}
    counted = _counted(catalogue, many, np.sum(list(students.values()), axis=0))
    columns = {stage: _stage_columns(catalogue, many, stage, students) for stage in Stage}
    return ManyValues(
        many,
        has,
        students,
        counted,
        {stage: counted & (students[stage] > 0) for stage in Stage},
        columns,
        {
            (one.code, stage): value_of(one.conditions[0].formula, columns[stage])
            for stage in Stage
            for one in catalogue.of_part(Part.RESOURCES)
        },
        _school_columns(catalogue, many, has),
        {name: whole(column, many.scales.get(name, 1)) for name, column in many.county.items()},
    )


def assess_many(catalogue: Catalogue, many: ManyCounties) -> ManyFindings:
    """Judge all counties by a catalogue.

    Raises JunhengError: many_composite where the catalogue compares the mean of all coefficients.
    """
    return judge_many(catalogue, values_of(catalogue, many))


def judge_many(catalogue: Catalogue, year: ManyValues) -> ManyFindings:
    """The same of values that were worked out before."""
    many, counted, taught = year.many, year.counted, year.taught
    passes_school, over_limit, unknown = counted.copy(), {}, {}
    for stage in Stage:
        values = {
            one.code: year.values[one.code, stage] for one in catalogue.of_part(Part.RESOURCES)
        }
        passes_school &= ~taught[stage] | _meets_resources(catalogue, values, stage)
        for indicator in catalogue.of_part(Part.RESOURCES):
            if stage in indicator.limits:
                key = indicator.code, stage
                over_limit[key], unknown[key] = _spread(
                    many,
                    values[indicator.code],
                    year.students[stage],
                    taught[stage],
                    indicator.limits[stage],
                )
    unmet = {
        one.code: np.broadcast_to(~_is_met(one, year.county, None), many.first.shape)
        for one in _items(catalogue, Level.COUNTY)
    }
    unmet |= {code: _any(many, rows) for code, rows in schools_missing(catalogue, year).items()}
    failing = counted & ~passes_school
    reasons = [_any(many, failing), *over_limit.values(), *unknown.values(), *unmet.values()]
    return ManyFindings(
        counted, failing, over_limit, unknown, unmet, ~np.logical_or.reduce(reasons)
    )


def schools_missing(catalogue: Catalogue, year: ManyValues) -> dict[str, Truths]:
    """By item of a school or a stage: the counted schools (S,) that do not meet it."""
    found = {}
    for indicator in _items(catalogue, Level.STAGE):
        found[indicator.code] = np.logical_or.reduce(
            [
                year.taught[stage] & ~_is_met(indicator, year.columns[stage], stage)
                for stage in Stage
            ]
        )
    for indicator in _items(catalogue, Level.SCHOOL):
        found[indicator.code] = year.counted & ~_is_met(indicator, year.own, None)
    return found


def _teaching(stage: Stage) -> list[SchoolKind]:
    return [kind for kind in KINDS if stage in kind.stages]


def _is_one_of(many: ManyCounties, kinds: list[SchoolKind]) -> Truths:
    found: Truths = np.isin(many.kinds, [KINDS.index(kind) for kind in kinds])
    return found


def _any(many: ManyCounties, rows: Truths) -> Truths:
    found: Truths = np.logical_or.reduceat(rows, many.first)
    return found


def _items(catalogue: Catalogue, level: Level) -> Iterator[Indicator]:
    for one in catalogue.indicators.values():
        if one.part is not Part.RESOURCES and one.level is level:
            yield one


def _counted(catalogue: Catalogue, many: ManyCounties, students: Integers) -> Truths:
    never = _is_one_of(many, [kind for kind in KINDS if kind.is_never_counted])
    small = students < catalogue.smallest_teaching_point
    point = _is_one_of(many, [SchoolKind.TEACHING_POINT])
    return ~never & (students > 0) & ~(point & small)


def _stage_columns(
    catalogue: Catalogue, many: ManyCounties, stage: Stage, students: Mapping[Stage, Integers]
) -> dict[str, Column]:
    """All numbers of a stage; what is shared comes in the part of its weighted students."""
    columns = {name: whole(column) for name, column in many.own.items()}
    columns |= {name: whole(column) for name, column in many.of_stage[stage].items()}
    parts = {one: _weighted(catalogue, students[one], one) for one in Stage}
    total = _weighted(catalogue, many.seniors, SENIOR)
    for part in parts.values():
        total = plus(total, part)
    share = over(parts[stage], total)
    shared = [name for name in many.own if catalogue.quantities[name].is_shared]
    return columns | {name: times(columns[name], share) for name in shared}


def _weighted(catalogue: Catalogue, students: Integers, stage: str) -> Column:
    # A catalogue that splits nothing has no weights.
    return times(whole(students), one_for_all(catalogue.split_weights.get(stage, Fraction(1))))


def _school_columns(
    catalogue: Catalogue, many: ManyCounties, has: Mapping[Stage, Truths]
) -> dict[str, Column]:
    columns = {name: whole(column) for name, column in many.own.items()}
    for quantity in catalogue.quantities.values():
        if quantity.sum_of:
            sums = [np.where(has[one], many.of_stage[one][quantity.sum_of], 0) for one in Stage]
            columns[quantity.name] = whole(np.sum(sums, axis=0))
    return columns


def _meets_resources(catalogue: Catalogue, values: Mapping[str, Column], stage: Stage) -> Truths:
    """Enough standards met, none below its floor, none without a value."""
    met, high = [], []
    for indicator in catalogue.of_part(Part.RESOURCES):
        condition, value = indicator.conditions[0], values[indicator.code]
        standard = condition.standard_of(stage)
        if standard is None:
            continue
        met.append(value.compared(Comparison.AT_LEAST, standard))
        high.append(value.compared(Comparison.AT_LEAST, catalogue.floor_share * standard))
    found: Truths = (np.sum(met, axis=0) >= catalogue.required) & np.all(high, axis=0)
    return found


def _is_met(indicator: Indicator, columns: dict[str, Column], stage: Stage | None) -> Truths:
    def holds(condition: Condition) -> Truths:
        value, standard = value_of(condition.formula, columns), condition.standard_of(stage)
        if condition.comparison is None or standard is None:
            known: Truths = value.is_known
            return known
        return value.compared(condition.comparison, standard)

    met = np.logical_and.reduce([holds(one) for one in indicator.conditions])
    found: Truths = np.logical_or.reduce([met, *(holds(one) for one in indicator.exemptions)])
    return found


def _spread(
    many: ManyCounties, value: Column, students: Integers, taught: Truths, limit: Fraction
) -> tuple[Truths, Truths]:
    """(C,) twice: the coefficient is over the limit; it is not known though the stage is taught."""
    weights = np.where(taught, students, 0).astype(np.float64)
    values = np.where(taught & value.is_known, value.floats(), 0)
    weight, mean, square = (
        np.add.reduceat(one, many.first) for one in (weights, weights * values, weights * values**2)
    )
    lacks = _any(many, taught & ~np.broadcast_to(value.is_known, taught.shape)) | (mean == 0)
    unknown = (weight > 0) & lacks
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = weight * square / mean**2
    bound, asked = float(1 + limit**2), (weight > 0) & ~unknown
    is_over = asked & (ratio > bound)
    for county in np.flatnonzero(asked & (np.abs(ratio - bound) <= NEAR * bound)):
        end = many.first[county + 1] if county + 1 < len(many.first) else len(taught)
        rows = [int(row) for row in np.flatnonzero(taught[many.first[county] : end])]
        rows = [int(many.first[county]) + row for row in rows]
        found = dispersion([value.at(row) for row in rows], [int(students[row]) for row in rows])
        is_over[county] = found.is_within(limit) is False
    return is_over, unknown
