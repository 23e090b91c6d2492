"""The county on one page: coefficients, schools by indicator, and the items beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from junheng.apps.monitoring.exports.values import (
    level_of,
    names_of,
    value_words,
)
from junheng.apps.monitoring.rules.words import digits_of, standard_words
from junheng.apps.monitoring.services.results import CountyResult
from junheng.monitoring import Assessment, ItemResult, SchoolResult, StageResult
from junheng.monitoring.showing import UNKNOWN, rounded, shown
from junheng.profiles import Stage
from junheng.profiles.indicators import Indicator, Level, Part

COEFFICIENT_DIGITS: Final = 3
_SHARE: Final = "比例"


@dataclass(frozen=True)
class CoefficientRow:
    """An indicator at a stage: its coefficient against the limit, and the schools that meet it."""

    code: str
    name: str
    stage: Stage
    mean: str
    coefficient: str
    limit: str
    is_within: bool | None
    meeting: int
    schools: int
    width: int
    """The coefficient as a part of twice its limit, in hundredths: a bar with the limit halfway."""


def coefficient_rows(found: Assessment) -> list[CoefficientRow]:
    """Every indicator of resources at every stage that the county has."""
    return [
        _coefficient_row(found, indicator, stage)
        for stage in Stage
        for indicator in found.catalogue.of_part(Part.RESOURCES)
        if any(one.stage is stage for one in found.stages)
    ]


def _coefficient_row(found: Assessment, indicator: Indicator, stage: Stage) -> CoefficientRow:
    results = [one for one in found.stages if one.stage is stage]
    spread = found.dispersions.get((indicator.code, stage))
    limit = indicator.limits.get(stage)
    coefficient = spread.coefficient() if spread else None
    part = coefficient / limit * 50 if coefficient is not None and limit else Fraction(0)
    return CoefficientRow(
        code=indicator.code,
        name=indicator.name,
        stage=stage,
        mean=shown(spread.mean, digits_of(indicator, stage)) if spread else UNKNOWN,
        coefficient=shown(coefficient, COEFFICIENT_DIGITS, limit),
        limit=UNKNOWN if limit is None else rounded(limit, 2),
        is_within=found.is_within(indicator.code, stage) if limit is not None else None,
        meeting=sum(indicator.code in one.finding.met for one in results),
        schools=len(results),
        width=min(100, round(part)),
    )


@dataclass(frozen=True)
class HeatCell:
    """A school's value of an indicator; `level` is met, low, floor or unknown."""

    code: str
    value: str
    level: str


@dataclass(frozen=True)
class HeatRow:
    """A school at a stage."""

    school: str
    submission: str
    students: int
    cells: tuple[HeatCell, ...]
    met: int
    passes: bool
    unmet_items: tuple[str, ...]


@dataclass(frozen=True)
class HeatTable:
    """All schools of a stage; `standards` stand in the head below the indicators."""

    stage: Stage
    indicators: tuple[Indicator, ...]
    standards: tuple[str, ...]
    rows: tuple[HeatRow, ...]


def heat_tables(result: CountyResult) -> list[HeatTable]:
    """School by indicator, a table a stage; schools with the least met come first."""
    found = result.assessment
    resources = found.catalogue.of_part(Part.RESOURCES)
    schools = {one.school.code: one for one in found.schools}
    tables = []
    for stage in Stage:
        rows = [
            _heat_row(result, schools, one, resources) for one in found.stages if one.stage is stage
        ]
        if rows:
            standards = tuple(standard_words(one, stage) for one in resources)
            rows.sort(key=lambda row: (row.passes, row.met))
            tables.append(HeatTable(stage, resources, standards, tuple(rows)))
    return tables


def _heat_row(
    result: CountyResult,
    schools: Mapping[str, SchoolResult],
    one: StageResult,
    resources: Sequence[Indicator],
) -> HeatRow:
    return HeatRow(
        school=one.school.name,
        submission=result.submissions[one.school.code].code,
        students=one.students,
        cells=tuple(
            HeatCell(indicator.code, value_words(one, indicator), level_of(one, indicator))
            for indicator in resources
        ),
        met=len(one.finding.met),
        passes=one.finding.passes,
        unmet_items=schools[one.school.code].unmet_items,
    )


@dataclass(frozen=True)
class ItemRow:
    """An indicator beside the resources; `verdict` is the word for what was found."""

    code: str
    name: str
    value: str
    is_met: bool | None
    verdict: str
    failing: int


_VERDICTS: Final = {True: "达到", False: "未达到", None: "未填报"}
_VETOED: Final = {True: "未发生", False: "发生", None: "未填报"}


def item_groups(result: CountyResult) -> list[tuple[str, list[ItemRow]]]:
    """The items by the parts of the procedure."""
    found = result.assessment
    return [
        (part.label, rows)
        for part in Part
        if (rows := [_item_row(result, one) for one in found.items if one.indicator.part is part])
    ]


def verdict_of(item: ItemResult) -> str:
    """What was found, in a word; a veto is met when nothing happened."""
    words = _VETOED if item.indicator.part is Part.VETO else _VERDICTS
    return words[item.is_met]


def _item_row(result: CountyResult, item: ItemResult) -> ItemRow:
    return ItemRow(
        code=item.indicator.code,
        name=item.indicator.name,
        value=_item_value(result, item.indicator),
        is_met=item.is_met,
        verdict=verdict_of(item),
        failing=len(item.failing),
    )


def _item_value(result: CountyResult, indicator: Indicator) -> str:
    """A county's number; what is only yes or no says nothing beside its verdict."""
    if indicator.level is not Level.COUNTY or _is_yes_no(result, indicator):
        return ""
    value = indicator.value(result.assessment.figures.own)
    if value is None:
        return ""
    standard = indicator.standard_of(None)
    if indicator.unit == _SHARE:
        return f"{shown(value * 100, 1, None if standard is None else standard * 100)}%"
    text = str(value) if value.denominator == 1 else shown(value, 2, standard)
    return f"{text}{_unit(indicator)}"


def _is_yes_no(result: CountyResult, indicator: Indicator) -> bool:
    quantities = result.assessment.catalogue.quantities
    names = names_of(indicator, result.assessment.catalogue) - {""}
    return all(quantities[name].is_yes_no for name in names)


def _unit(indicator: Indicator) -> str:
    return "" if indicator.unit in {"", "是或否"} else f" {indicator.unit}"
