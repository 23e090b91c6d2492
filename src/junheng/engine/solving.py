"""Questions for HiGHS, which answers in a process of its own.

One thread, a fixed number of nodes: a question ends by counting. The clock and the limit of memory
are nets far below it; whatever ends a process leaves its question open.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from junheng.engine.own_process import OwnProcess

PATIENCE_SECONDS: Final = 1_800.0
"""After so long a question is given up; those of a school of twelve classes take half a minute."""
MOST_BYTES: Final = 4 << 30
"""Address space of the process, where the system can limit it."""

Row = tuple[float | None, float | None, Sequence[int], Sequence[float]]
"""Lower and upper limit (None for none), columns, factors."""


@dataclass(frozen=True, slots=True)
class Question:
    """The cheapest values of columns under rows; `upper` None is no limit.

    `gap` is the relative gap at which the cheapest is near enough, None the solver's own; with
    `is_any_enough` the first values that are found will do.
    """

    cost: Sequence[float]
    lower: Sequence[float]
    upper: Sequence[float | None]
    is_whole: Sequence[bool]
    rows: Sequence[Row]
    nodes: int
    gap: float | None = None
    is_any_enough: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """`found`: values by column, and a bound below every cost; `no`: there are no such values."""

    status: Literal["found", "no", "open"]
    values: tuple[float, ...] = ()
    bound: float = 0.0


OPEN: Final = Answer("open")


def ask_solver(question: Question) -> Answer:
    """Put a question to the solver's process; `open` where it does not answer."""
    line = json.dumps(asdict(question))
    answer = _solver(os.getpid()).ask(line, patience=PATIENCE_SECONDS, most_bytes=MOST_BYTES)
    if answer is None:
        return OPEN
    told = json.loads(answer)
    return Answer(told["status"], tuple(told["values"]), told["bound"])


@cache
def _solver(_process_number: int) -> OwnProcess:
    return OwnProcess(Path(__file__).with_name("highs.py"))
