"""The solver's process: it answers yes, no or open, and its death harms nobody."""

from typing import Any

from junheng.engine.teams import solver
from junheng.engine.teams.model import Model
from junheng.engine.teams.plan import faults_of, levels_of
from tests.engine.teams.cases import all_plans, tiny


def question(*rows: tuple[float | None, float | None, list[int], list[float]]) -> dict[str, Any]:
    """Two columns of 0 or 1 under some rows."""
    return {"nodes": 10, "lower": [0, 0], "upper": [1, 1], "rows": list(rows)}


def test_what_can_be_is_answered_with_values() -> None:
    answer = solver.ask_solver(question((1, 1, [0, 1], [1.0, 1.0]), (0, 0, [0], [1.0])))

    assert answer == {"status": "yes", "values": [0, 1]}


def test_what_cannot_be_is_answered_with_no() -> None:
    assert solver.ask_solver(question((3, None, [0, 1], [1.0, 1.0]))) == {"status": "no"}


def test_no_limit_on_a_side_is_none() -> None:
    assert solver.ask_solver(question((None, 0, [0, 1], [1.0, 1.0])))["values"] == [0, 0]


def test_a_dead_process_leaves_the_question_open_and_the_next_starts_another() -> None:
    process = solver._process()
    process.kill()
    process.wait()

    assert solver.ask_solver(question())["status"] == "open"
    assert solver.ask_solver(question())["status"] == "yes"
    assert solver._process() is not process


def test_a_question_that_is_none_leaves_it_open() -> None:
    assert solver.ask_solver({"nodes": 1})["status"] == "open"
    assert solver.ask_solver(question())["status"] == "yes"


def test_each_level_of_the_model_is_what_plain_enumeration_finds() -> None:
    problem = tiny()
    every = [levels_of(problem, plan) for plan in all_plans(problem)]

    for index in range(len(problem.measures)):
        lowest = min(levels[index] for levels in every)
        model = Model(problem)
        model.limit(index, lowest)
        answer, plan = model.ask()
        assert answer == "yes"
        assert plan is not None
        assert faults_of(problem, plan) == []
        assert levels_of(problem, plan)[index] == lowest
        if lowest:
            below = Model(problem)
            below.limit(index, lowest - 1)
            assert below.ask() == ("no", None)
