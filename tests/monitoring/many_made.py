"""Made-up counties in columns, and the same as figures: near every standard, of every kind."""

import hashlib
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from junheng.monitoring import Assessment, CountyFigures, SchoolFigures
from junheng.monitoring.alerts import AlertKind, alerts_of
from junheng.monitoring.many import KINDS, ManyCounties
from junheng.monitoring.many_years import ManyChanges
from junheng.monitoring.trends import trends_of
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue, Level, Quantity

# How many of a quantity there are for so many students, near the standards of 教督〔2017〕6号.
PER: dict[str, tuple[int, int]] = {
    "qualified_teachers": (6, 100), "backbone_teachers": (1, 80), "arts_sports_teachers": (1, 90),
    "teaching_rooms_area": (6, 1), "indoor_sports_area": (1, 4), "sports_grounds_area": (10, 1),
    "equipment_value": (2600, 1), "multimedia_rooms": (3, 100), "largest_class": (45, 1000),
    "funded_students": (1, 1), "teachers": (8, 100), "certified_teachers": (8, 100),
    "training_funds": (50, 1), "operating_budget": (1000, 1), "classes": (1, 40),
}  # fmt: skip
SCALES = {"quality_difference": 100}
Found = set[tuple[Any, ...]]


def many_counties(catalogue: Catalogue, counties: int, schools: int, seed: int) -> ManyCounties:
    """Counties of so many schools; `seed` chooses the figures."""
    rows = counties * schools
    block = b"".join(hashlib.sha256(f"{seed} {n}".encode()).digest() for n in range(1024))
    noise = np.frombuffer(block, np.uint16).astype(np.int64)
    state = [0]

    def drawn(count: int, below: int) -> np.ndarray:
        state[0] += 1
        return np.resize(np.roll(noise, 37 * state[0]), count) % below

    def column(quantity: Quantity, students: np.ndarray) -> np.ndarray:
        if quantity.is_yes_no:
            return (drawn(rows, 40) > 0).astype(np.int64)
        if quantity.name == "largest_class":
            return 30 + drawn(rows, 22)
        per, of = PER.get(quantity.name, (1, 400))
        share = 95 + drawn(rows, 30)  # of what is usual, in per cent
        if quantity.name in {"funded_students", "certified_teachers", "teachers"}:
            share = 100 - (drawn(rows, 40) == 0) * (quantity.name != "teachers")
        if quantity.name.startswith("smallest_"):
            return 88 + drawn(rows, 12)
        return -((-students * per * share) // (100 * of))

    asked = [one for one in catalogue.quantities.values() if not one.sum_of]
    kinds = np.array([0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7])[drawn(rows, 11)]
    students = {stage: 40 + drawn(rows, 1200) * (drawn(rows, 30) > 0) for stage in Stage}
    students = {stage: one * (drawn(rows, 50) > 0) for stage, one in students.items()}
    has_senior = np.isin(kinds, [at for at, kind in enumerate(KINDS) if kind.has_senior])
    seniors = np.where(has_senior, drawn(rows, 900), 0)
    whole = sum(students.values())
    return ManyCounties(
        first=np.arange(0, rows, schools),
        kinds=kinds,
        own={
            one.name: column(one, whole)
            for one in asked
            if one.level is Level.SCHOOL or one.is_shared
        },
        of_stage={
            stage: {
                one.name: students[stage]
                if one.name == "students"
                else column(one, students[stage])
                for one in asked
                if one.level is Level.STAGE and not one.is_shared
            }
            for stage in Stage
        },
        seniors=seniors,
        county={
            one.name: drawn(counties, 2) if one.is_yes_no else 1 + drawn(counties, 20)
            for one in asked
            if one.level is Level.COUNTY
        },
        scales=SCALES,
    )


def figures_of(many: ManyCounties, county: int) -> CountyFigures:
    """One of the counties, as the exact judgement takes it."""
    end = many.first[county + 1] if county + 1 < len(many.first) else len(many.kinds)
    schools = []
    for row in range(int(many.first[county]), int(end)):
        kind = KINDS[many.kinds[row]]
        stages = {
            stage: {name: Fraction(int(one[row])) for name, one in many.of_stage[stage].items()}
            for stage in kind.stages
        }
        own = {name: Fraction(int(one[row])) for name, one in many.own.items()}
        schools.append(
            SchoolFigures(f"{row:06}", f"第{row}学校", kind, own, stages, int(many.seniors[row]))
        )
    own = {
        name: Fraction(int(one[county]), many.scales.get(name, 1))
        for name, one in many.county.items()
    }
    return CountyFigures(2026, tuple(schools), own)


def said_of(changes: ManyChanges, many: ManyCounties, county: int) -> tuple[Found, Found]:
    """The falls and the warnings of one county."""
    rows = range(int(many.first[county]), int([*many.first[1:], len(many.kinds)][county]))
    falls = {key for key, found in changes.falls.items() if found[county]}
    alerts: Found = {(*key, None) for key, found in changes.alerts.items() if found[county]}
    alerts |= {
        (*key, f"{row:06}")
        for key, found in changes.school_alerts.items()
        for row in rows
        if found[row]
    }
    return falls, alerts


def told_of(years: Sequence[Assessment]) -> tuple[Found, Found]:
    """The same by the exact lists of one county."""
    falls = {(one.kind, one.indicator.code, one.stage) for one in trends_of(years).drops}
    alerts = {
        (
            one.kind,
            one.title if one.kind is AlertKind.BAND else one.code,
            one.stage,
            one.school.code if one.school else None,
        )
        for one in alerts_of(years)
    }
    return falls, alerts
