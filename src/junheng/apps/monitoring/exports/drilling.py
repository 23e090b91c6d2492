"""A figure of the county down to the cells of the schools' workbooks."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from junheng.apps.monitoring.exports.county import verdict_of
from junheng.apps.monitoring.exports.values import (
    Figure,
    figure_words,
    level_of,
    names_of,
    parts_of,
    value_words,
)
from junheng.apps.monitoring.rules.items import items_of_county
from junheng.apps.monitoring.services.results import CountyResult
from junheng.engine.indicators import contributions
from junheng.monitoring import StageResult
from junheng.monitoring.showing import UNKNOWN, amount, rounded
from junheng.profiles import Stage
from junheng.profiles.indicators import Indicator


@dataclass(frozen=True)
class DrillRow:
    """A school in the page of one indicator: its value, what it adds to the difference, parts."""

    school: str
    submission: str
    stage: Stage
    students: int
    value: str
    level: str
    share: str
    lacking: str
    parts: tuple[Figure, ...]


def drill_rows(result: CountyResult, indicator: Indicator, stage: Stage) -> list[DrillRow]:
    """Every school of a stage with the cells behind its value, the largest difference first."""
    found = result.assessment
    results = [one for one in found.stages if one.stage is stage]
    shares = _shares(results, indicator)
    rows = [
        (share, _drill_row(result, one, indicator, share))
        for one, share in zip(results, shares, strict=True)
    ]
    return [row for _, row in sorted(rows, key=lambda pair: -(pair[0] or Fraction(0)))]


def _shares(results: Sequence[StageResult], indicator: Indicator) -> list[Fraction | None]:
    """What each school adds to the variance, as a share of all."""
    values = [one.values[indicator.code] for one in results]
    known = [value for value in values if value is not None]
    if len(known) != len(values) or not known:
        return [None] * len(values)
    parts = contributions(known, [one.students for one in results])
    whole = sum(parts, Fraction(0))
    return [part / whole if whole else Fraction(0) for part in parts]


def _drill_row(
    result: CountyResult, one: StageResult, indicator: Indicator, share: Fraction | None
) -> DrillRow:
    catalogue = result.assessment.catalogue
    lacking = one.shortfalls.get(indicator.code)
    quantity = catalogue.quantities.get(indicator.lacking)
    return DrillRow(
        school=one.school.name,
        submission=result.submissions[one.school.code].code,
        stage=one.stage,
        students=one.students,
        value=value_words(one, indicator),
        level=level_of(one, indicator),
        share=UNKNOWN if share is None else f"{rounded(share * 100, 1)}%",
        lacking=f"{amount(lacking)} {quantity.unit}" if lacking and quantity else "",
        parts=tuple(parts_of(result, one.school.code, indicator, one.stage)),
    )


@dataclass(frozen=True)
class ItemDrill:
    """An item down to the lines that decide it: the county's, or those of each failing school."""

    is_met: bool | None
    verdict: str
    own: tuple[Figure, ...]
    failing: tuple[tuple[str, str, tuple[Figure, ...]], ...]


def item_drill(result: CountyResult, indicator: Indicator) -> ItemDrill:
    """The lines behind an item; of schools only those that miss it."""
    item = result.assessment.item(indicator.code)
    own = result.period.own_values
    asked = names_of(indicator, result.assessment.catalogue)
    lines = [
        Figure(one.title, figure_words(own.get(one.key), one), one.key)
        for one in items_of_county(result.assessment.catalogue)
        if one.quantity.name in asked
    ]
    failing = [
        (
            one.name,
            result.submissions[one.code].code,
            tuple(parts_of(result, one.code, indicator, None)),
        )
        for one in item.failing
    ]
    return ItemDrill(item.is_met, verdict_of(item), tuple(lines), tuple(failing))
