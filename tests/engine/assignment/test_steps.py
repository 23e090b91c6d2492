from array import array

import pytest

from junheng.engine.assignment import board as board_module
from junheng.engine.assignment import run
from junheng.engine.assignment.assign import assign
from junheng.engine.assignment.board import Board
from junheng.engine.assignment.kernels import PLAIN, compiled_kernel
from junheng.engine.assignment.problem import Attribute, Numeric, Problem
from junheng.engine.assignment.start import deal_start
from junheng.engine.assignment.steps import KEEP_NOTHING, Plan, words_of_a_step
from junheng.engine.randomness.stream import RandomStream, keystream_words
from tests.engine.assignment.cases import vector, vector_problem
from tests.engine.assignment.naive import NaiveDraw

KERNELS = {"plain": lambda: PLAIN, "compiled": compiled_kernel}


@pytest.fixture(params=sorted(KERNELS))
def kernel(request):
    return KERNELS[request.param]()


def one_step(kernel, problem, words):
    """Take one step of the walk from a fixed start; return the classes and the words used."""
    board = Board(problem)
    classes, sizes = deal_start(problem, board.units, RandomStream(bytes(32)))
    block, energy = board.place(classes, sizes, "strict")
    held = kernel.hold_block(block)
    plan = Plan(board.walk_pick, 0, -1, 2**62, 1, 1, KEEP_NOTHING)
    spare = array("I", [2**32 - 1]) * words_of_a_step(board.longest_group)
    progress = kernel.hold_progress([energy, 0, 0, 0])
    at = kernel.take_steps(
        held, kernel.hold_words(array("I", words) + spare), 0, board.layout, plan, progress
    )
    return board.classes_at(held), int(at)


def test_words_that_would_be_unfair_are_skipped(kernel):
    # 2^32 mod 10 = 6, so that the word 0 is refused as a unit and as a partner.
    problem = Problem(10, 2, (Attribute("sex", 1, (0,) * 10),))
    words = list(keystream_words(bytes(32), 0, 2))

    plain = one_step(kernel, problem, words)
    skipped = one_step(kernel, problem, [0, words[0], 0, 0, words[1]])

    assert skipped == (plain[0], plain[1] + 3)


def test_unfair_words_are_skipped_for_the_partners_of_a_group(kernel):
    # The last of seven units is the group; six singles; the group shares no codes with anyone.
    problem = Problem(8, 2, (Attribute("a", 1, (0,) * 8),), together=((6, 7),))
    group, member, partner = 2**32 - 1, 5, 2**31

    words = [group, member, partner, member, partner]
    plain = one_step(kernel, problem, words)
    skipped = one_step(kernel, problem, [group, member, 0, partner, member, 0, partner])

    assert skipped[0] == plain[0]
    assert skipped[1] in (plain[1] + 1, plain[1] + 2)


@pytest.mark.parametrize("name", ["77-5-groups-of-three", "255-17-many-classes"])
def test_a_long_list_written_as_runs_picks_the_same_units(name, monkeypatch):
    monkeypatch.setattr(board_module, "_LONGEST_LIST", 50)
    problem, key = vector_problem(name), bytes.fromhex(vector(name)["key"])

    for kernel in ("plain", "compiled"):
        assert (
            list(assign(problem, key, kernel=kernel).classes) == vector(name)["result"]["classes"]
        )


def test_the_first_steps_are_the_pinned_ones():
    expected, problem = vector("tiny-9-2"), vector_problem("tiny-9-2")
    twin = NaiveDraw(problem, bytes.fromhex(expected["key"]))
    board, stream = Board(problem), RandomStream(bytes.fromhex(expected["key"]))
    classes, sizes = deal_start(problem, board.units, stream)
    block, energy = board.place(classes, sizes, "strict")
    start = expected["start"]
    twin.attempt = 0

    assert (list(sizes), classes, energy) == (start["sizes"], start["classes"], start["energy"])
    assert stream.words_used == start["words"]
    assert [list(board.rows[r].low) for r in range(5)] == [
        list(c) for c in zip(*start["low"], strict=True)
    ]
    assert board.rare_threshold == start["R0"]
    assert twin.start() == classes
    assert twin.pick(search=True) == start["pick"]
    for step in expected["first_steps"]:
        plan = Plan(board.search_pick, board.rare_threshold, 0, 2**62, 1, 1, KEEP_NOTHING)
        words, at = stream.ahead(words_of_a_step(board.longest_group))
        progress = [energy, 0, 0, 0]
        stream.move_to(PLAIN.take_steps(block, words, at, board.layout, plan, progress))
        energy = progress[0]
        classes = twin.step(classes, start["pick"], board.rare_threshold)
        assert (energy, stream.words_used) == (step["energy"], step["words"])
        assert board.classes_at(block) == classes
        assert twin.stream.words_used == step["words"]


def test_annealing_stops_when_it_reaches_the_bound(monkeypatch):
    # No search at all: only annealing can reach the bound, and long before its last rung.
    monkeypatch.setattr(run, "SEARCH_STEPS", 0)
    monkeypatch.setattr(run, "BASE_STEPS", 3)
    problem = Problem(
        16, 2, (Attribute("a", 1, (0, 1, 2, 3) * 4),), (Numeric("q", 1, 1, 1, tuple(range(16))),)
    )
    reached = []
    for j in (0, 14, 29):
        key = bytes([j]) * 32
        twin = NaiveDraw(problem, key, search_steps=0, base_steps=3)
        assignment = assign(problem, key, kernel="plain")
        classes, _ = twin.run()
        assert (assignment.classes, assignment.trace) == (tuple(classes), tuple(twin.trace))
        reached.append(len(assignment.trace) == 10 and assignment.target == 0)

    assert reached == [False, True, True]
