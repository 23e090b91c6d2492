"""What would change, as rows of words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from junheng.apps.monitoring.exports.county import coefficient_rows
from junheng.apps.monitoring.exports.values import value_words
from junheng.apps.monitoring.rules.words import place_of, standard_words
from junheng.monitoring import Turn, WhatIf
from junheng.monitoring.showing import UNKNOWN
from junheng.profiles.indicators import Indicator, Part


@dataclass(frozen=True)
class TurnRow:
    """A verdict that a change turned."""

    what: str
    was: str
    now: str
    is_better: bool


_VERDICTS: Final = {True: "达到", False: "未达到", None: UNKNOWN}


def turn_rows(answer: WhatIf) -> list[TurnRow]:
    """What would be judged otherwise; the county's whole verdict first."""
    names = {one.code: one.name for one in answer.before.figures.schools}
    indicators = answer.before.catalogue.indicators
    return [
        TurnRow(
            what=_turned(one, names, indicators),
            was=_VERDICTS[one.was],
            now=_VERDICTS[one.now],
            is_better=one.now is True,
        )
        for one in answer.turns
    ]


def _turned(one: Turn, names: Mapping[str, str], indicators: Mapping[str, Indicator]) -> str:
    match one.kind:
        case "county":
            return "全县结论"
        case "school":
            return f"{names[one.school]}资源配置"
        case "coefficient":
            stage = one.stage.label if one.stage else ""
            return f"{stage}“{indicators[one.code].name}”差异系数"
        case "item":
            return f"{one.code} {indicators[one.code].name}"


@dataclass(frozen=True)
class ChangedRow:
    """A number before and after."""

    what: str
    before: str
    after: str
    limit: str
    is_met: bool | None


def changed_coefficients(answer: WhatIf) -> list[ChangedRow]:
    """The coefficients that moved."""
    pairs = zip(coefficient_rows(answer.before), coefficient_rows(answer.after), strict=True)
    return [
        ChangedRow(
            f"{new.stage.label}“{new.name}”差异系数",
            old.coefficient,
            new.coefficient,
            new.limit,
            new.is_within,
        )
        for old, new in pairs
        if old.coefficient != new.coefficient
    ]


def changed_values(answer: WhatIf) -> list[ChangedRow]:
    """The schools' values that moved."""
    old = {(one.school.code, one.stage): one for one in answer.before.stages}
    rows = []
    for one in answer.after.stages:
        was = old.get((one.school.code, one.stage))
        for indicator in answer.after.catalogue.of_part(Part.RESOURCES):
            if was is None or was.values[indicator.code] == one.values[indicator.code]:
                continue
            rows.append(
                ChangedRow(
                    f"{place_of(one.school.name, one.stage)}“{indicator.name}”",
                    value_words(was, indicator),
                    value_words(one, indicator),
                    standard_words(indicator, one.stage),
                    indicator.code in one.finding.met,
                )
            )
    return rows
