"""Is what a school filled in believable? Against last year, the class lists, and itself.

A contradiction cannot be right and keeps the figures from being handed in; a doubt may be right
and wants a word of explanation.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from junheng.apps.monitoring.rules.items import (
    Item,
    Values,
    items_of_school,
    school_figures,
    shown_figure,
)
from junheng.apps.monitoring.rules.lists import GRADES, LARGEST_CLASS, ListFigures, of_year
from junheng.monitoring import SchoolKind
from junheng.monitoring.columns import stage_key
from junheng.monitoring.impossible import parts_above_wholes
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue

STUDENTS: Final = "students"
LARGEST_CHANGE: Final = Fraction(3, 10)
"""A change from last year by more than this share is asked about."""
LEAST_CHANGE: Final = 5
"""Smaller changes of a count are nothing."""
UNLIKE_GRADE: Final = Fraction(3, 2)
"""The starting grade may be so many times an average grade, or the other way round."""

_SLIPS: Final = (10, 100, 1000, 10_000)
_ABOUT: Final = Fraction(1, 10)
_COPIED: Final = 8


@dataclass(frozen=True)
class Doubt:
    """One thing that stands out at one line; `code` has a sentence for `params`."""

    key: str
    title: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    is_contradiction: bool = False


def doubts(
    catalogue: Catalogue,
    kind: SchoolKind,
    now: Values,
    *,
    year: int,
    before: Values | None,
    lists: Sequence[ListFigures],
) -> tuple[Doubt, ...]:
    """Everything that stands out, contradictions first, each group in the order of the sheet."""
    items = items_of_school(catalogue, kind)
    found = [
        *_parts(catalogue, kind, now),
        *_against_lists(kind, now, lists, year),
        *(_against_last_year(items, now, before) if before else ()),
    ]
    return tuple(sorted(found, key=lambda one: not one.is_contradiction))


def _parts(catalogue: Catalogue, kind: SchoolKind, now: Values) -> Iterator[Doubt]:
    items = {one.key: one for one in items_of_school(catalogue, kind)}
    school = school_figures(catalogue, code="", name="", kind=kind, values=now)
    for one in parts_above_wholes(catalogue, school.own, school.of_stage):
        stages = [one.stage] if one.stage else kind.stages
        keys = [one.part.name, *(stage_key(one.part.name, stage) for stage in stages)]
        line = next(items[key] for key in keys if key in items and key in now)
        params = {"part": one.part.title, "whole": one.whole.title}
        yield Doubt(line.key, line.title, "figure_part_above_whole", params, is_contradiction=True)


def _against_lists(
    kind: SchoolKind, now: Values, lists: Sequence[ListFigures], year: int
) -> Iterator[Doubt]:
    for stage in kind.stages:
        listed = of_year(lists, stage, year)
        if listed is None:
            continue
        yield from _against_list(listed, stage, now)


def _against_list(listed: ListFigures, stage: Stage, now: Values) -> Iterator[Doubt]:
    students = now.get(stage_key(STUDENTS, stage))
    largest = now.get(stage_key(LARGEST_CLASS, stage))
    held: dict[str, object] = {"listed": listed.students}
    if students is not None and students < listed.students:
        yield _of_stage(STUDENTS, stage, "学生数", "figure_students_below_list", held)
    elif students is not None and _is_unlike(listed.students * GRADES[stage], students):
        yield _doubt(STUDENTS, stage, "学生数", "figure_grade_unlike_list", held)
    if largest is not None and largest < listed.largest:
        more: dict[str, object] = {"listed": listed.largest}
        yield _of_stage(LARGEST_CLASS, stage, "最大班额", "figure_class_below_list", more)
    if listed.on_roll is not None and listed.on_roll != listed.students:
        more = {"listed": listed.students, "roll": listed.on_roll}
        yield _doubt(STUDENTS, stage, "学生数", "figure_list_unlike_roll", more)


def _is_unlike(one: Fraction | int, other: Fraction) -> bool:
    return one > other * UNLIKE_GRADE or other > one * UNLIKE_GRADE


def _of_stage(
    name: str, stage: Stage, title: str, code: str, params: Mapping[str, object] | None = None
) -> Doubt:
    return Doubt(
        stage_key(name, stage), f"{stage.label}{title}", code, params or {}, is_contradiction=True
    )


def _doubt(name: str, stage: Stage, title: str, code: str, params: Mapping[str, object]) -> Doubt:
    return Doubt(stage_key(name, stage), f"{stage.label}{title}", code, params)


def _against_last_year(items: Sequence[Item], now: Values, before: Values) -> Iterator[Doubt]:
    both = [one for one in items if one.key in now and one.key in before]
    counts = [one for one in both if not one.quantity.is_yes_no]
    if len(counts) >= _COPIED and all(now[one.key] == before[one.key] for one in counts):
        yield Doubt("", "全表", "figures_all_as_last_year")
    for one in both:
        code = _change(one, now[one.key], before[one.key])
        if code:
            params = {
                "before": shown_figure(before[one.key], one.quantity),
                "now": shown_figure(now[one.key], one.quantity),
            }
            yield Doubt(one.key, one.title, code, params)


def _change(item: Item, now: Fraction, before: Fraction) -> str:
    if now == before:
        return ""
    if item.quantity.is_yes_no:
        return "figure_answer_changed"
    if not now:
        return "figure_vanished"
    if not before:
        return ""
    ratio = max(now, before) / min(now, before)
    if any(abs(ratio - slip) <= slip * _ABOUT for slip in _SLIPS):
        return "figure_slipped"
    is_small = item.quantity.is_whole and abs(now - before) < LEAST_CHANGE
    return "" if is_small or abs(now - before) <= before * LARGEST_CHANGE else "figure_jumped"
