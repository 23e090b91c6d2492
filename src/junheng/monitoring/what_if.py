"""What if (“two classrooms and three teachers here”): change figures, judge before and after.

A pure function of the figures: nothing is kept, and the same `assess` judges both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from junheng.engine.errors import JunhengError
from junheng.monitoring.assessing import Assessment, assess
from junheng.monitoring.figures import CountyFigures, SchoolFigures
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue, Level, Quantity


@dataclass(frozen=True)
class Change:
    """So much more of a quantity (less, where `added` is below zero).

    `school` is the code of a school; empty for a figure of the county. `stage` is needed where a
    school with two stages reports the quantity for each of them, and ignored elsewhere.
    """

    quantity: str
    added: Fraction
    school: str = ""
    stage: Stage | None = None


@dataclass(frozen=True)
class Turn:
    """A verdict that a change turned; None where there was or is no value.

    `kind` county: the whole verdict (code, school empty). school: resources of the school `school`.
    coefficient: indicator `code` at `stage`. item: indicator `code`.
    """

    kind: Literal["county", "school", "coefficient", "item"]
    code: str
    school: str
    stage: Stage | None
    was: bool | None
    now: bool | None


@dataclass(frozen=True)
class WhatIf:
    """Both judgements, whole, and the verdicts that differ."""

    before: Assessment
    after: Assessment
    turns: tuple[Turn, ...]


def what_if(catalogue: Catalogue, figures: CountyFigures, changes: Sequence[Change]) -> WhatIf:
    """Judge the figures as they are and as they would be.

    Raises JunhengError: what `changed` raises.
    """
    before = assess(catalogue, figures)
    after = assess(catalogue, changed(catalogue, figures, changes))
    return WhatIf(before, after, tuple(_turns(before, after)))


def changed(
    catalogue: Catalogue, figures: CountyFigures, changes: Sequence[Change]
) -> CountyFigures:
    """The figures with all changes made, in their order.

    Raises JunhengError: what_if_quantity_unknown (name), what_if_school_unknown (school),
    what_if_stage_needed (school, name), what_if_not_reported (name), what_if_not_whole (name),
    what_if_out_of_range (name) where a figure would fall below zero, or a yes-or-no beside 0 and 1.
    """
    schools = {school.code: school for school in figures.schools}
    own = dict(figures.own)
    for change in changes:
        quantity = catalogue.quantities.get(change.quantity)
        if quantity is None or quantity.sum_of:
            raise JunhengError("what_if_quantity_unknown", name=change.quantity)
        if quantity.level is Level.COUNTY:
            own = _added(own, quantity, change.added)
        elif change.school not in schools:
            raise JunhengError("what_if_school_unknown", school=change.school)
        else:
            schools[change.school] = _changed_school(schools[change.school], quantity, change)
    return CountyFigures(figures.year, tuple(schools.values()), own)


def _changed_school(school: SchoolFigures, quantity: Quantity, change: Change) -> SchoolFigures:
    if quantity.level is Level.SCHOOL or quantity.is_shared:
        return replace(school, own=_added(school.own, quantity, change.added))
    stage = change.stage
    if stage is None and len(school.of_stage) == 1:
        (stage,) = school.of_stage
    if stage is None or stage not in school.of_stage:
        raise JunhengError("what_if_stage_needed", school=school.code, name=quantity.title)
    numbers = _added(school.of_stage[stage], quantity, change.added)
    return replace(school, of_stage={**school.of_stage, stage: numbers})


def _added(
    numbers: Mapping[str, Fraction], quantity: Quantity, added: Fraction
) -> dict[str, Fraction]:
    if quantity.name not in numbers:
        raise JunhengError("what_if_not_reported", name=quantity.title)
    value = numbers[quantity.name] + added
    if (quantity.is_whole or quantity.is_yes_no) and value.denominator != 1:
        raise JunhengError("what_if_not_whole", name=quantity.title)
    if value < 0 or (quantity.is_yes_no and value > 1):
        raise JunhengError("what_if_out_of_range", name=quantity.title)
    return {**numbers, quantity.name: value}


def _turns(before: Assessment, after: Assessment) -> Iterator[Turn]:
    if before.finding.passes != after.finding.passes:
        yield Turn("county", "", "", None, before.finding.passes, after.finding.passes)
    was_passing = {one.school.code: one.passes for one in before.schools}
    is_passing = {one.school.code: one.passes for one in after.schools}
    for school in dict.fromkeys((*was_passing, *is_passing)):
        was, now = was_passing.get(school), is_passing.get(school)
        if was != now:
            yield Turn("school", "", school, None, was, now)
    for code, name in dict.fromkeys((*before.dispersions, *after.dispersions)):
        stage = Stage(name)
        was, now = before.is_within(code, stage), after.is_within(code, stage)
        if was != now:
            yield Turn("coefficient", code, "", stage, was, now)
    for old, new in zip(before.items, after.items, strict=True):
        if old.is_met != new.is_met:
            yield Turn("item", new.indicator.code, "", None, old.is_met, new.is_met)
