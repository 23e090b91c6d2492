"""HiGHS for costs, in a process of its own: one line of JSON in, one line out.

As for teams (`engine.teams.solver`): a fault of native code ends the child, and nobody else. One
thread, a fixed number of nodes, no clock: the same question gets the same answer.
"""

import atexit
import json
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any


def main() -> None:
    """Answer questions until there are none."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(solve(json.loads(line))) + "\n")
        sys.stdout.flush()


def solve(question: dict[str, Any]) -> dict[str, Any]:
    """The cheapest values of the columns, and a lower bound of every cost.

    `cost`, `upper` (null for none) and `is_whole` are by column, all at least 0; `rows` hold
    lower and upper limit (null for none), columns, factors. Status is found (with `values` and
    `bound`), no (there are no such values) or open.
    """
    import highspy  # noqa: PLC0415 - only in the process of its own
    import numpy as np  # noqa: PLC0415 - as above

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", 1),
        ("mip_max_nodes", question["nodes"]),
        ("mip_rel_gap", question["gap"]),
    ):
        solver.setOptionValue(option, value)
    rows, count = question["rows"], len(question["cost"])
    infinity = highspy.kHighsInf
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, len(rows)
    lp.col_cost_ = np.array(question["cost"], dtype=np.double)
    lp.col_lower_ = np.zeros(count)
    lp.col_upper_ = np.array([infinity if one is None else one for one in question["upper"]])
    lp.row_lower_ = np.array([-infinity if row[0] is None else row[0] for row in rows])
    lp.row_upper_ = np.array([infinity if row[1] is None else row[1] for row in rows])
    if any(question["is_whole"]):
        kinds = highspy.HighsVarType
        lp.integrality_ = [
            kinds.kInteger if one else kinds.kContinuous for one in question["is_whole"]
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
        return {"status": "no"}
    told = solver.getInfo()
    if told.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return {"status": "open"}
    is_mixed = any(question["is_whole"])
    bound = told.mip_dual_bound if is_mixed else told.objective_function_value
    return {"status": "found", "values": list(solver.getSolution().col_value), "bound": bound}


def ask_solver(question: dict[str, Any]) -> dict[str, Any]:
    """Put a question to the solver's process; `open` where it does not answer."""
    process = _process()
    if process.stdin is None or process.stdout is None:  # pragma: no cover - both are pipes
        return {"status": "open"}
    try:
        process.stdin.write(json.dumps(question) + "\n")
        process.stdin.flush()
        answer: dict[str, Any] = json.loads(process.stdout.readline())
    except (OSError, ValueError):
        # The process is gone: the question stays open, the next one starts another.
        _process.cache_clear()
        _end(process)
        return {"status": "open"}
    return answer


@cache
def _process() -> "subprocess.Popen[str]":
    process = subprocess.Popen(  # noqa: S603 - our own file
        [sys.executable, str(Path(__file__))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    atexit.register(_end, process)
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None and not pipe.closed:
            with suppress(OSError):  # words that never reached a dead process
                pipe.close()
    process.kill()
    process.wait()


if __name__ == "__main__":
    main()
