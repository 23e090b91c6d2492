"""The solver's process: it answers found, no or open, and whatever ends it harms nobody."""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from junheng.engine import solving
from junheng.engine.randomness.stream import RandomStream
from junheng.engine.solving import OPEN, Answer, Question, ask_solver

THINGS = Question(
    # Two things for 3 and 2 yuan each, of the second one at most, of both at least two and a half.
    cost=[3, 2], lower=[0, 0], upper=[3, 1], is_whole=[True, True],
    rows=[(2.5, None, [0, 1], [1, 1])], nodes=10, gap=0.0,
)  # fmt: skip


@pytest.fixture
def another_process() -> Iterator[None]:
    """A process with the settings of this test, and none of it for the next one."""
    solving._solver(os.getpid()).end()
    yield
    solving._solver(os.getpid()).end()


def hard_question(size: int = 40) -> Question:
    """Halves of random weights that are to be equal up to one: no answer at the root."""
    stream = RandomStream(bytes(32))
    weights = [float(2 * (1 << 20) + stream.below(1 << 20)) for _ in range(size)]
    half = sum(weights) // 2
    return Question(
        cost=[0.0] * size, lower=[0.0] * size, upper=[1.0] * size, is_whole=[True] * size,
        rows=[(half, half, list(range(size)), weights)], nodes=1 << 30, is_any_enough=True,
    )  # fmt: skip


def test_whole_things_are_bought_at_the_least_cost() -> None:
    answer = ask_solver(THINGS)

    assert answer.status == "found"
    assert answer.values == pytest.approx((2, 1))
    assert answer.bound == pytest.approx(8)


def test_parts_of_things_cost_less() -> None:
    answer = ask_solver(replace(THINGS, is_whole=[False, False], nodes=0))

    assert answer.values == pytest.approx((1.5, 1))
    assert answer.bound == pytest.approx(6.5)


def test_what_cannot_be_is_answered_with_no() -> None:
    too_many = replace(THINGS, rows=[(5, None, [0, 1], [1, 1])])

    assert ask_solver(too_many) == Answer("no")


def test_no_limit_of_a_column_or_a_row_is_none() -> None:
    many = replace(THINGS, upper=[None, None], rows=[(None, 9, [0], [1]), (7, None, [1], [1])])

    assert ask_solver(many).values == pytest.approx((0, 7))


@pytest.mark.parametrize("number", range(6))
def test_the_cheapest_of_a_random_question_is_the_cheapest_of_all_values(number: int) -> None:
    stream = RandomStream(number.to_bytes(32, "little"))
    cost = [1 + stream.below(9) for _ in range(4)]
    factors = [[stream.below(5) for _ in range(4)] for _ in range(2)]
    rows = [(7, None, [0, 1, 2, 3], row) for row in factors]
    fitting = [
        values
        for values in product(range(3), repeat=4)
        if all(sum(f * v for f, v in zip(row, values, strict=True)) >= 7 for row in factors)
    ]
    costs = [sum(c * v for c, v in zip(cost, values, strict=True)) for values in fitting]

    answer = ask_solver(Question(cost, [0] * 4, [2] * 4, [True] * 4, rows, nodes=100, gap=0.0))

    assert answer.status == ("found" if costs else "no")
    if costs:
        assert answer.bound == pytest.approx(min(costs))


def test_values_that_will_do_need_not_be_the_cheapest() -> None:
    answer = ask_solver(replace(THINGS, is_any_enough=True))

    assert answer.status == "found"
    assert sum(answer.values) >= 2.5


def test_a_question_at_which_the_process_dies_leaves_it_open() -> None:
    broken = replace(THINGS, rows=[(1, None, [0, 77], [1, 1])], cost=[])

    assert ask_solver(broken) == OPEN
    assert ask_solver(THINGS).status == "found"


@pytest.mark.usefixtures("another_process")
def test_a_question_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_solver(THINGS)
    monkeypatch.setattr(solving, "PATIENCE_SECONDS", 0.2)

    assert ask_solver(hard_question()) == OPEN

    monkeypatch.undo()
    assert ask_solver(THINGS).status == "found"


@pytest.mark.usefixtures("another_process")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no memory this way")
def test_a_process_without_memory_leaves_the_question_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solving, "MOST_BYTES", 64 << 20)

    assert ask_solver(THINGS) == OPEN


def test_nodes_end_a_question_without_a_result() -> None:
    assert ask_solver(replace(hard_question(), nodes=1)) == OPEN


def test_a_forked_program_asks_a_process_of_its_own() -> None:
    assert solving._solver(os.getpid()) is solving._solver(os.getpid())
    assert solving._solver(os.getpid()) is not solving._solver(os.getpid() + 1)
