"""The freedom report (自由度报告) of a freeze: two hundred rehearsals before the day (SG1 §4.4).

Every rehearsal goes the whole way of the real draw, from the frozen leaves on, so a rule that
binds two students shows, wherever it hides. The seeds are fixed by the freeze: everybody with the
sealed package can repeat the report.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from junheng.ceremony.drawing import inputs_of, problem_of
from junheng.ceremony.folder import INTERNAL
from junheng.ceremony.frozen import Frozen, FrozenUnit
from junheng.ceremony.opened import Ceremony
from junheng.engine.assignment.assign import assign
from junheng.engine.assignment.freedom import LEAST_REHEARSALS, FreedomReport, freedom_report
from junheng.engine.randomness.keys import rehearsal_seed
from junheng.engine.randomness.suites import Suite

Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class UnitFreedom:
    """The report of one unit; pairs are named by registration number, for the inspector alone."""

    unit: FrozenUnit
    report: FreedomReport
    flagged_pairs: tuple[tuple[str, str], ...]


def report_freedom(
    ceremony: Ceremony,
    *,
    rehearsals: int = LEAST_REHEARSALS,
    progress: Progress | None = None,
) -> tuple[UnitFreedom, ...]:
    """Rehearse every unit with more than one class, keep the reports and record their counts.

    What a run that was cut off, or an earlier one, has recorded is not recorded again: the same
    freeze gives the same report. Raises JunhengError("rehearsals_too_few") below 200.
    """
    found = tuple(
        _freedom_of(ceremony.frozen, unit, rehearsals, progress)
        for unit in ceremony.frozen.units
        if not unit.is_exempt
    )
    for one in found:
        content = _file(one)
        ceremony.folder.place({f"{INTERNAL}/freedom-{one.unit.unit}.json": content})
        body = {
            "freeze": ceremony.frozen.code,
            "unit": one.unit.unit,
            "r": one.report.rehearsals,
            "flagged": len(one.report.flagged),
            "report": ceremony.frozen.suite.digest(content).hex(),
        }
        if body not in ceremony.book.bodies("FREEDOM"):
            ceremony.book.append("FREEDOM", "bureau", body)
    return found


def _freedom_of(
    frozen: Frozen, unit: FrozenUnit, rehearsals: int, progress: Progress | None
) -> UnitFreedom:
    # Positions change with the seed; the first rehearsal's order serves as the common one.
    first = inputs_of(frozen.suite, unit, rehearsal_seed(frozen.suite, frozen.code, 1))
    report = freedom_report(
        problem_of(first, has_companions=False),
        partial(_rehearsed, frozen.suite, frozen.code, unit, first.leaf_at),
        rehearsals,
        progress=progress,
    )
    sid_at = [unit.students[leaf].sid for leaf in first.leaf_at]
    pairs = tuple((sid_at[pair.first], sid_at[pair.second]) for pair in report.flagged)
    return UnitFreedom(unit, report, pairs)


def _rehearsed(
    suite: Suite, code: str, unit: FrozenUnit, order: tuple[int, ...], number: int
) -> tuple[int, ...]:
    """The classes of rehearsal `number`, in the common order of the students."""
    inputs = inputs_of(suite, unit, rehearsal_seed(suite, code, number))
    classes = inputs.classes_of_leaves(assign(problem_of(inputs), inputs.draw_key).classes)
    return tuple(classes[leaf] for leaf in order)


def _file(one: UnitFreedom) -> bytes:
    report = one.report
    document = {
        "unit": one.unit.unit,
        "rehearsals": report.rehearsals,
        "smallest_reach": report.smallest_reach,
        "never_together": report.never_together,
        "top_z_hundredths": round(100 * report.top_z),
        "flagged": [
            {"students": list(pair), "shared": flagged.shared}
            for pair, flagged in zip(one.flagged_pairs, report.flagged, strict=True)
        ],
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1).encode()
