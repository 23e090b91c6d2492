"""From figures to verdicts: every school, every difference, every item, and what is lacking.

The numbers of the screen, the workbook and the document all come from the one `Assessment`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Final

from junheng.engine.indicators import (
    CountyFinding,
    Dispersion,
    Limit,
    SchoolFinding,
    Standard,
    composite,
    dispersion,
    is_mean_of_roots_within,
    judge_county,
    judge_school,
    rounded_root,
    split_shared,
)
from junheng.monitoring.figures import SENIOR, CountyFigures, Numbers, SchoolFigures, SchoolKind
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue, Indicator, Level, Part

STUDENTS: Final = "students"
_COMPOSITE_DIGITS: Final = 12


@dataclass(frozen=True)
class LeftOut:
    """A school that is not compared; `reason` is a code with a sentence."""

    school: SchoolFigures
    reason: str


@dataclass(frozen=True)
class StageResult:
    """One stage of one school in the comparison of resources.

    values: by indicator code, exact; None where there is no value. shortfalls: how much of the
    indicator's quantity is missing (`lacking`), only where something is; counts are rounded up.
    """

    school: SchoolFigures
    stage: Stage
    students: int
    values: Mapping[str, Fraction | None]
    finding: SchoolFinding
    shortfalls: Mapping[str, Fraction]


@dataclass(frozen=True)
class ItemResult:
    """An indicator beside the resources; `failing` names the schools where it is not met.

    `is_met` is None where the county did not report what decides.
    """

    indicator: Indicator
    is_met: bool | None
    failing: tuple[SchoolFigures, ...] = ()


@dataclass(frozen=True)
class SchoolResult:
    """One school over all its stages: does it pass in resources, and which items does it miss."""

    school: SchoolFigures
    stages: tuple[StageResult, ...]
    unmet_items: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether every stage passes."""
        return all(one.finding.passes for one in self.stages)


@dataclass(frozen=True)
class CompositeResult:
    """The mean of all coefficients of a stage (综合差异系数), rounded half up to six places.

    value and is_within are None where a coefficient is missing; the verdict is exact.
    """

    value: Fraction | None
    largest: Fraction
    is_within: bool | None


@dataclass(frozen=True)
class Assessment:
    """Everything that a report on a county says."""

    catalogue: Catalogue
    figures: CountyFigures
    schools: tuple[SchoolResult, ...]
    left_out: tuple[LeftOut, ...]
    dispersions: Mapping[tuple[str, str], Dispersion]
    items: tuple[ItemResult, ...]
    finding: CountyFinding
    composites: Mapping[Stage, CompositeResult]

    @property
    def stages(self) -> tuple[StageResult, ...]:
        """All stages of all counted schools."""
        return tuple(stage for school in self.schools for stage in school.stages)

    def is_within(self, code: str, stage: Stage) -> bool | None:
        """Whether an indicator's coefficient keeps its limit; None where there is none."""
        spread = self.dispersions.get((code, stage))
        largest = self.catalogue.indicators[code].limits.get(stage)
        return spread.is_within(largest) if spread and largest is not None else None

    def item(self, code: str) -> ItemResult:
        """The result of an indicator beside the resources.

        Raises KeyError for a code that is none.
        """
        return self._items_by_code[code]

    @cached_property
    def _items_by_code(self) -> Mapping[str, ItemResult]:
        return {one.indicator.code: one for one in self.items}


def assess(catalogue: Catalogue, figures: CountyFigures) -> Assessment:
    """Judge a county's year by a catalogue."""
    left_out = tuple(_left_out(figures, catalogue))
    outside = {one.school.code for one in left_out}
    counted = [school for school in figures.schools if school.code not in outside]
    schools = tuple(_judged(school, catalogue) for school in counted)
    dispersions = dict(_dispersions(catalogue, schools))
    items = tuple(_items(catalogue, figures, schools))
    composites = dict(_composites(catalogue, schools, dispersions))
    finding = judge_county(
        [
            Limit(indicator.code, stage, largest)
            for indicator in catalogue.of_part(Part.RESOURCES)
            for stage, largest in indicator.limits.items()
            # A county without junior schools has no difference between them.
            if any(one.stage is stage for school in schools for one in school.stages)
        ],
        dispersions,
        {one.school.code: _whole_finding(one) for one in schools},
        unmet_items=[
            one.indicator.code
            for one in items
            if one.is_met is not True and one.indicator.part is not Part.VETO
        ],
        vetoes=[
            one.indicator.code
            for one in items
            if one.is_met is not True and one.indicator.part is Part.VETO
        ],
        over_composite=[stage for stage, one in composites.items() if one.is_within is not True],
    )
    return Assessment(
        catalogue, figures, schools, left_out, dispersions, items, finding, composites
    )


def stage_numbers(school: SchoolFigures, stage: Stage, catalogue: Catalogue) -> Numbers:
    """All numbers of one stage; what the stages share is split by their weighted students.

    Raises JunhengError: split_without_weight (stage).
    """
    students: dict[str, int] = {
        one: int(numbers.get(STUDENTS, 0)) for one, numbers in school.of_stage.items()
    }
    if school.senior_students:
        students[SENIOR] = school.senior_students
    shared = {
        name: value for name, value in school.own.items() if catalogue.quantities[name].is_shared
    }
    parts = {
        name: split_shared(value, students, catalogue.split_weights)[stage]
        for name, value in shared.items()
    }
    return {**school.own, **school.of_stage[stage], **parts}


def school_numbers(school: SchoolFigures, catalogue: Catalogue) -> Numbers:
    """All numbers of a whole school, with the sums over its stages."""
    sums = {
        quantity.name: sum(
            (own.get(quantity.sum_of, Fraction(0)) for own in school.of_stage.values()),
            Fraction(0),
        )
        for quantity in catalogue.quantities.values()
        if quantity.sum_of
    }
    return {**school.own, **sums}


def _left_out(figures: CountyFigures, catalogue: Catalogue) -> Iterator[LeftOut]:
    for school in figures.schools:
        students = sum(numbers.get(STUDENTS, Fraction(0)) for numbers in school.of_stage.values())
        if school.kind.is_never_counted:
            yield LeftOut(school, "left_out_by_kind")
        elif students == 0:
            yield LeftOut(school, "left_out_without_students")
        elif (
            school.kind is SchoolKind.TEACHING_POINT
            and students < catalogue.smallest_teaching_point
        ):
            yield LeftOut(school, "left_out_small_teaching_point")


def _judged(school: SchoolFigures, catalogue: Catalogue) -> SchoolResult:
    # A combined school that has no pupils at one stage this year is compared at the other.
    taught = [stage for stage, own in school.of_stage.items() if own.get(STUDENTS)]
    numbers = {stage: stage_numbers(school, stage, catalogue) for stage in taught}
    unmet = [
        indicator.code
        for indicator in catalogue.indicators.values()
        if indicator.part is not Part.RESOURCES
        and _is_met_at(indicator, school, numbers, catalogue) is not True
    ]
    stages = tuple(_stage_result(school, stage, numbers[stage], catalogue) for stage in taught)
    return SchoolResult(school, stages, tuple(unmet))


def _is_met_at(
    indicator: Indicator,
    school: SchoolFigures,
    numbers: Mapping[Stage, Numbers],
    catalogue: Catalogue,
) -> bool | None:
    if indicator.level is Level.COUNTY:
        return True
    if indicator.level is Level.SCHOOL:
        return indicator.is_met(school_numbers(school, catalogue))
    found = [indicator.is_met(numbers[stage], stage) for stage in numbers]
    return False if False in found else None if None in found else True


def _stage_result(
    school: SchoolFigures, stage: Stage, numbers: Numbers, catalogue: Catalogue
) -> StageResult:
    resources = catalogue.of_part(Part.RESOURCES)
    values = {one.code: one.value(numbers) for one in resources}
    standards = [
        Standard(one.code, standard, catalogue.floor_share)
        for one in resources
        if (standard := one.standard_of(stage)) is not None
    ]
    shortfalls = {
        one.code: _rounded_up(one.shortfall(numbers, stage), one, catalogue)
        for one in resources
        if one.lacking and values[one.code] is not None
    }
    return StageResult(
        school=school,
        stage=stage,
        students=int(numbers[STUDENTS]),
        values=values,
        finding=judge_school(values, standards, catalogue.required),
        shortfalls={code: amount for code, amount in shortfalls.items() if amount},
    )


def _rounded_up(amount: Fraction, indicator: Indicator, catalogue: Catalogue) -> Fraction:
    """Nobody employs half a teacher; square metres and yuan stay as they are."""
    is_whole = catalogue.quantities[indicator.lacking].is_whole
    return Fraction(ceil(amount)) if is_whole else amount


def _dispersions(
    catalogue: Catalogue, schools: tuple[SchoolResult, ...]
) -> Iterator[tuple[tuple[str, str], Dispersion]]:
    for indicator in catalogue.of_part(Part.RESOURCES):
        for stage in dict.fromkeys((*indicator.limits, *catalogue.composite_limits)):
            results = [one for school in schools for one in school.stages if one.stage is stage]
            values = [one.values[indicator.code] for one in results]
            known = [value for value in values if value is not None]
            if results and len(known) == len(values):
                students = [one.students for one in results]
                yield (indicator.code, stage), dispersion(known, students)


def _composites(
    catalogue: Catalogue,
    schools: tuple[SchoolResult, ...],
    dispersions: Mapping[tuple[str, str], Dispersion],
) -> Iterator[tuple[Stage, CompositeResult]]:
    codes = [one.code for one in catalogue.of_part(Part.RESOURCES)]
    for stage, rule in catalogue.composite_limits.items():
        if not any(one.stage is stage for school in schools for one in school.stages):
            continue
        spreads = [dispersions.get((code, stage)) for code in codes]
        squares = [one.squared_coefficient for one in spreads if one]
        known = [square for square in squares if square is not None]
        if len(known) < len(codes):
            yield stage, CompositeResult(None, rule.value, None)
            continue
        mean = composite([rounded_root(square, _COMPOSITE_DIGITS) for square in known])
        rounded = Fraction(floor(mean * 10**6 + Fraction(1, 2)), 10**6)
        is_within = is_mean_of_roots_within(known, rule.value)
        yield stage, CompositeResult(rounded, rule.value, is_within)


def _whole_finding(result: SchoolResult) -> SchoolFinding:
    """A combined school passes where each of its stages does."""
    return SchoolFinding(
        met=(),
        below_floor=tuple(code for one in result.stages for code in one.finding.below_floor),
        unknown=tuple(code for one in result.stages for code in one.finding.unknown),
        passes=result.passes,
    )


def _items(
    catalogue: Catalogue, figures: CountyFigures, schools: tuple[SchoolResult, ...]
) -> Iterator[ItemResult]:
    for indicator in catalogue.indicators.values():
        if indicator.part is Part.RESOURCES:
            continue
        if indicator.level is Level.COUNTY:
            yield ItemResult(indicator, indicator.is_met(figures.own))
        else:
            failing = tuple(one.school for one in schools if indicator.code in one.unmet_items)
            yield ItemResult(indicator, not failing, failing)
