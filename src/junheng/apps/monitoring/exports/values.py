"""Values of schools as words: rounded once, and never onto the wrong side of a standard."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from junheng.apps.monitoring.rules.items import Item, items_of_school, shown_figure
from junheng.apps.monitoring.rules.words import digits_of
from junheng.apps.monitoring.services.results import CountyResult
from junheng.monitoring import StageResult
from junheng.monitoring.showing import shown
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue, Indicator

LEVELS: Final = {
    "met": "达到标准",
    "low": "低于标准，不低于标准的 85%",
    "floor": "低于标准的 85%",
    "unknown": "没有数值",
}


def level_of(one: StageResult, indicator: Indicator) -> str:
    """One of `LEVELS`."""
    if one.values[indicator.code] is None:
        return "unknown"
    if indicator.code in one.finding.below_floor:
        return "floor"
    is_low = indicator.standard_of(one.stage) is not None and (
        indicator.code not in one.finding.met
    )
    return "low" if is_low else "met"


def value_words(one: StageResult, indicator: Indicator) -> str:
    """A school's value of an indicator."""
    standard = indicator.standard_of(one.stage)
    return shown(one.values[indicator.code], digits_of(indicator, one.stage), standard)


@dataclass(frozen=True)
class Figure:
    """One figure that a value is made of, and the line of the workbook where it stands."""

    title: str
    figure: str
    key: str


def parts_of(
    result: CountyResult, school_code: str, indicator: Indicator, stage: Stage | None
) -> Iterator[Figure]:
    """The lines of a school's workbook that an indicator asks for."""
    submission = result.submissions[school_code]
    values = submission.values
    asked = names_of(indicator, result.assessment.catalogue)
    for item in items_of_school(result.assessment.catalogue, submission.kind):
        if item.quantity.name in asked and item.stage in {None, stage or item.stage}:
            yield Figure(item.title, figure_words(values.get(item.key), item), item.key)


def names_of(indicator: Indicator, catalogue: Catalogue) -> frozenset[str]:
    """The quantities that an indicator asks for; sums as what they are sums of."""
    conditions = (*indicator.conditions, *indicator.exemptions)
    names = frozenset[str]().union(*(one.formula.names for one in conditions))
    return names | {catalogue.quantities[name].sum_of for name in names}


def figure_words(value: Fraction | None, item: Item) -> str:
    """A figure of a workbook with its unit."""
    text = shown_figure(value, item.quantity)
    return text if item.quantity.is_yes_no or value is None else f"{text} {item.quantity.unit}"
