"""The solver's process for costs: the cheapest values, none, or open; its death harms nobody."""

from typing import Any

import pytest

from junheng.engine.indicators import solver


def question(*, is_whole: bool = True, least: float = 2.5) -> dict[str, Any]:
    """Two things for 3 and 2 yuan each, of the second one at most, of both at least so many."""
    return {
        "cost": [3.0, 2.0],
        "upper": [3, 1],
        "is_whole": [is_whole, is_whole],
        "rows": [(least, None, [0, 1], [1.0, 1.0])],
        "nodes": 10 if is_whole else 0,
        "gap": 0.0,
    }


def test_whole_things_are_bought_at_the_least_cost() -> None:
    answer = solver.ask_solver(question())

    assert answer["status"] == "found"
    assert answer["values"] == pytest.approx([2, 1])
    assert answer["bound"] == pytest.approx(8)


def test_parts_of_things_cost_less() -> None:
    answer = solver.ask_solver(question(is_whole=False))

    assert answer["values"] == pytest.approx([1.5, 1])
    assert answer["bound"] == pytest.approx(6.5)


def test_what_cannot_be_bought_is_answered_with_no() -> None:
    assert solver.ask_solver(question(least=5)) == {"status": "no"}


def test_a_dead_process_leaves_the_question_open_and_the_next_starts_another() -> None:
    process = solver._process()
    process.kill()
    process.wait()

    assert solver.ask_solver(question())["status"] == "open"
    assert solver.ask_solver(question())["status"] == "found"
    assert solver._process() is not process
