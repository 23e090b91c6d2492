"""This draw beside many plain ones: what shuffling by gender alone would have given.

The simulated deals take their numbers from the freeze, so that anybody with the sealed package
sees the same picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from junheng.ceremony.drawing import UnitDraw
from junheng.engine.assignment.dealing import gender_stratified_deals
from junheng.engine.randomness.suites import Suite

DEALS = 1000


@dataclass(frozen=True)
class Comparison:
    """Total excess of each simulated deal; mean gap in hundredths per (attribute, code)."""

    totals: tuple[int, ...]
    mean_gaps_hundredths: Mapping[tuple[str, int], int]


def compare(suite: Suite, freeze_code: str, drawn: UnitDraw, *, deals: int = DEALS) -> Comparison:
    """Simulate `deals` gender-only deals of the unit's roster; none where there is one class."""
    if drawn.unit.is_exempt:
        return Comparison((), {})
    students = drawn.unit.students
    key = suite.digest(f"SG1-COMPARISON/1\nfreeze={freeze_code}\nunit={drawn.unit.unit}\n".encode())
    simulated = gender_stratified_deals(
        [student.gender for student in students],
        drawn.unit.class_count,
        deals,
        key,
        [
            [student.leaf["a"][attribute.name] for student in students]
            for attribute in drawn.unit.attributes
        ],
    )
    return Comparison(
        simulated.excesses,
        {
            (attribute.name, code): gap
            for attribute, gaps in zip(
                drawn.unit.attributes, simulated.mean_gaps_hundredths, strict=True
            )
            for code, gap in gaps.items()
        },
    )
