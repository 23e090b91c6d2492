"""HiGHS answers `solving.Question`s as JSON, in a process of its own, with one thread."""

import json
from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np


def answer(line: str) -> str:
    """Solve one question: costs as they are, values not rounded."""
    status, values, bound = _solved(json.loads(line))
    return json.dumps({"status": status, "values": values, "bound": bound})


def _solved(question: dict[str, Any]) -> tuple[str, list[float], float]:
    def limits(given: Sequence[float | None], none: float) -> Any:
        return np.array([none if one is None else one for one in given], dtype=np.double)

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in _options(question):
        solver.setOptionValue(option, value)
    rows, infinity = question["rows"], highspy.kHighsInf
    is_mixed = any(question["is_whole"])
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(question["cost"]), len(rows)
    lp.col_cost_ = np.array(question["cost"], dtype=np.double)
    lp.col_lower_ = np.array(question["lower"], dtype=np.double)
    lp.col_upper_ = limits(question["upper"], infinity)
    lp.row_lower_ = limits([row[0] for row in rows], -infinity)
    lp.row_upper_ = limits([row[1] for row in rows], infinity)
    if is_mixed:
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
        return "no", [], 0.0
    told = solver.getInfo()
    if told.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return "open", [], 0.0
    bound = told.mip_dual_bound if is_mixed else told.objective_function_value
    return "found", list(solver.getSolution().col_value), bound


def _options(question: dict[str, Any]) -> list[tuple[str, Any]]:
    options: list[tuple[str, Any]] = [
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", 1),
        ("mip_max_nodes", question["nodes"]),
    ]
    if question["gap"] is not None:
        options.append(("mip_rel_gap", question["gap"]))
    if question["is_any_enough"]:
        options.append(("mip_max_improving_sols", 1))
    return options
