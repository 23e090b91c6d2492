"""HiGHS in a process of its own: one line of JSON in, one line out.

A fault of native code, or another library's copy of HiGHS, then harms nobody else. The process is
started at the first question, answers the following ones, and ends with the program. One thread,
a fixed number of nodes: a question ends by counting. The clock and the limit of memory are nets
far below it; whatever ends a process leaves its question open.
"""

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from threading import Lock, Timer
from typing import Any, Final, Literal

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
    return _solver(os.getpid()).ask(question)


class _Solver:
    """The process, for one question at a time.

    A forked copy of the program has the number of another process, and with it a solver of its own.
    """

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self._owner = os.getpid()
        self._lock = Lock()
        atexit.register(self.end)

    def ask(self, question: Question) -> Answer:
        with self._lock:
            process = self.process = self.process or _started()
            clock = Timer(PATIENCE_SECONDS, process.kill)
            clock.daemon = True
            clock.start()
            try:
                return _answer_of(process, json.dumps(asdict(question)))
            except (OSError, ValueError, TypeError):
                # The process is gone: the question stays open, the next one starts another.
                self.end()
                return OPEN
            finally:
                clock.cancel()

    def end(self) -> None:
        """End the process; not that of the program from which this one was forked."""
        process, self.process = self.process, None
        if process is None or os.getpid() != self._owner:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None and not pipe.closed:
                with suppress(OSError):  # words that never reached a dead process
                    pipe.close()
        process.kill()
        process.wait()


@cache
def _solver(_process_number: int) -> _Solver:
    return _Solver()


def _started() -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - our own file
        # The folder of this file is none to import from.
        [sys.executable, "-P", str(Path(__file__)), str(MOST_BYTES)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )


def _answer_of(process: "subprocess.Popen[str]", line: str) -> Answer:
    """The answer of the process; raises OSError, ValueError or TypeError where it gives none."""
    if process.stdin is None or process.stdout is None:  # pragma: no cover - both are pipes
        raise OSError
    process.stdin.write(line + "\n")
    process.stdin.flush()
    told = json.loads(process.stdout.readline())
    return Answer(told["status"], tuple(told["values"]), told["bound"])


def main() -> None:
    """In the process of its own: answer questions until there are none."""
    _limit_memory(int(sys.argv[1]))
    for line in sys.stdin:
        sys.stdout.write(json.dumps(asdict(solve(Question(**json.loads(line))))) + "\n")
        sys.stdout.flush()


def _limit_memory(most: int) -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows; a lower limit of the system
        import resource  # noqa: PLC0415 - missing on Windows

        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def solve(question: Question) -> Answer:
    """Answer a question in this process: costs as they are, values not rounded."""
    import highspy  # noqa: PLC0415 - only in the process of its own
    import numpy as np  # noqa: PLC0415 - as above

    def limits(given: Sequence[float | None], none: float) -> Any:
        return np.array([none if one is None else one for one in given], dtype=np.double)

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in _options(question):
        solver.setOptionValue(option, value)
    rows, infinity = question.rows, highspy.kHighsInf
    is_mixed = any(question.is_whole)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(question.cost), len(rows)
    lp.col_cost_ = np.array(question.cost, dtype=np.double)
    lp.col_lower_ = np.array(question.lower, dtype=np.double)
    lp.col_upper_ = limits(question.upper, infinity)
    lp.row_lower_ = limits([row[0] for row in rows], -infinity)
    lp.row_upper_ = limits([row[1] for row in rows], infinity)
    if is_mixed:
        kinds = highspy.HighsVarType
        lp.integrality_ = [
            kinds.kInteger if one else kinds.kContinuous for one in question.is_whole
        ]
    starts = [0]
    for row in rows:
        starts.append(starts[-1] + len(row[2]))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(starts)
    lp.a_matrix_.index_ = np.array([c for row in rows for c in row[2]], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([v for row in rows for v in row[3]], dtype=np.double)
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return Answer("no")
    told = solver.getInfo()
    if told.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return OPEN
    bound = told.mip_dual_bound if is_mixed else told.objective_function_value
    return Answer("found", tuple(solver.getSolution().col_value), bound)


def _options(question: Question) -> list[tuple[str, Any]]:
    options: list[tuple[str, Any]] = [
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", 1),
        ("mip_max_nodes", question.nodes),
    ]
    if question.gap is not None:
        options.append(("mip_rel_gap", question.gap))
    if question.is_any_enough:
        options.append(("mip_max_improving_sols", 1))
    return options


if __name__ == "__main__":
    main()
