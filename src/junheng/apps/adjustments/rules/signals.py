"""What about late arrivals should make an inspector look twice (SG1 §9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

LATE_RATE_PER_CENT: Final = 3
SOON: Final = timedelta(days=14)


@dataclass(frozen=True)
class LateFigures:
    """Figures of a school's late arrivals; `leavers` are (class, day) of those who left."""

    students: int
    late: int
    registered_on: date
    frozen_on: date | None
    leavers: Sequence[tuple[str, date]] = ()
    arrived: Sequence[tuple[str, date]] = ()


def signals_of(figures: LateFigures) -> tuple[str, ...]:
    """Sentences to look at; nothing here stops anything."""
    signals = []
    if figures.frozen_on is not None and figures.registered_on < figures.frozen_on:
        signals.append("这一批的登记日期早于名册冻结，当时却不在名册里，请查明原因。")
    if figures.late * 100 > figures.students * LATE_RATE_PER_CENT:
        signals.append(
            f"补录已达 {figures.late} 人，超过在册 {figures.students} 人的 {LATE_RATE_PER_CENT}%。"
        )
    for school_class, left_on in figures.leavers:
        if any(
            school_class == other and timedelta(0) <= day - left_on <= SOON
            for other, day in figures.arrived
        ):
            signals.append(f"{school_class}有学生离校后十四天内又有学生进入，请查明原因。")
    return tuple(dict.fromkeys(signals))
