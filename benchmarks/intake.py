"""The problems that are measured, and the keys they are drawn with."""

import json
from pathlib import Path

from junheng.cli.bench import key_from, made_up_intake
from junheng.engine.assignment.problem import Attribute, Numeric, Problem

__all__ = ["key_from", "made_up_intake", "prototype_intake", "school_of"]

_VECTORS = Path(__file__).parents[1] / "tests" / "data" / "algorithm-vectors"
_OF_THE_PROTOTYPE = ((90, 2), (180, 4), (360, 8), (520, 12))


def prototype_intake(students: int, classes: int) -> Problem:
    """Return an intake that the prototype of the engine was measured on, links included."""
    text = (_VECTORS / f"{students}-{classes}.json").read_text(encoding="utf-8")
    recorded = json.loads(text)["problem"]
    return Problem(
        position_count=students,
        class_count=classes,
        attributes=tuple(
            Attribute(a["name"], a["weight"], tuple(a["codes"])) for a in recorded["attributes"]
        ),
        numerics=tuple(
            Numeric(q["name"], q["weight"], q["tolerance"], q["unit"], tuple(q["values"]))
            for q in recorded["numerics"]
        ),
        together=tuple(tuple(group) for group in recorded["together"]),
        apart=tuple(tuple(group) for group in recorded["apart"]),
    )


def school_of(students: int, classes: int) -> Problem:
    """Return the prototype's intake of this size, or else a made-up one."""
    if (students, classes) in _OF_THE_PROTOTYPE:
        return prototype_intake(students, classes)
    return made_up_intake(students, classes)
