import hashlib
import json

import pytest
from hypothesis import given, settings

from junheng.engine.assignment import run
from junheng.engine.assignment.assign import assign
from junheng.engine.assignment.bounds import rows_of
from junheng.engine.assignment.problem import Attribute, Numeric, Problem
from tests.engine.assignment.cases import (
    SHORT_VECTOR_NAMES,
    VECTOR_NAMES,
    problems,
    vector,
    vector_problem,
)
from tests.engine.assignment.naive import NaiveDraw

KEY = bytes(range(32))


def check_vector(name, kernel):
    expected = vector(name)

    assignment = assign(vector_problem(name), bytes.fromhex(expected["key"]), kernel=kernel)

    for part, value in expected["result"].items():
        assert json.loads(json.dumps(getattr(assignment, part))) == value, part
    digits = ",".join(map(str, assignment.classes)).encode("ascii")
    assert hashlib.sha256(digits).hexdigest() == expected["digest_of_classes"]


@pytest.mark.parametrize("name", VECTOR_NAMES)
def test_the_compiled_kernel_reproduces_every_vector(name):
    check_vector(name, "compiled")


@pytest.mark.parametrize("name", SHORT_VECTOR_NAMES)
def test_the_plain_kernel_reproduces_the_vectors(name):
    check_vector(name, "plain")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["12-4-anneal", "tiny-9-2"])
def test_the_plain_kernel_reproduces_the_long_vectors(name):
    check_vector(name, "plain")


@pytest.fixture
def short_phases(monkeypatch):
    monkeypatch.setattr(run, "SEARCH_STEPS", 4)
    monkeypatch.setattr(run, "WALK_STEPS", 6)
    monkeypatch.setattr(run, "BASE_STEPS", 40)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problem=problems())
def test_plain_and_compiled_give_the_same_bytes(problem):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "BASE_STEPS", 1500)
        patch.setattr(run, "SEARCH_STEPS", 100)

        assert assign(problem, KEY, kernel="plain") == assign(problem, KEY, kernel="compiled")


@settings(max_examples=150, deadline=None, derandomize=True)
@given(problem=problems(most_positions=11))
def test_a_draw_is_what_the_naive_twin_draws(problem):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "SEARCH_STEPS", 3)
        patch.setattr(run, "WALK_STEPS", 4)
        patch.setattr(run, "BASE_STEPS", 30)

        assignment = assign(problem, KEY, kernel="plain")

    twin = NaiveDraw(problem, KEY, search_steps=3, walk_steps=4, base_steps=30)
    classes, labels = twin.run()
    assert assignment.classes == tuple(classes)
    assert assignment.trace == tuple(twin.trace)
    assert assignment.labels == tuple(labels)
    assert assignment.bound_rows == tuple(twin.bound_rows())
    assert assignment.words == twin.stream.words_used
    assert assignment.steps == twin.done


@settings(max_examples=40, deadline=None, derandomize=True)
@given(problem=problems(most_positions=20))
def test_hard_rules_hold_in_every_result(problem):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "BASE_STEPS", 500)

        assignment = assign(problem, KEY, kernel="plain")

    classes = assignment.classes
    sizes = [classes.count(c) for c in range(problem.class_count)]
    assert all(classes[position] == c for position, c in problem.fixed)
    assert all(len({classes[member] for member in group}) == 1 for group in problem.together)
    if problem.sizes is None:
        assert max(sizes) - min(sizes) <= 1
    else:
        assert tuple(sizes) == problem.sizes
    assert assignment.energy <= assignment.target
    assert assignment.target >= assignment.bound


def test_rows_go_by_attribute_then_code_and_apart_groups_come_last():
    problem = Problem(
        4,
        2,
        (Attribute("b", 1, (3, 1, 3, 1)), Attribute("a", 2, (0, 0, 7, 7))),
        apart=((2, 3), (0, 1)),
    )

    rows = rows_of(problem)

    assert [(row.attribute, row.code) for row in rows] == [
        ("b", 1), ("b", 3), ("a", 0), ("a", 7), (None, 0), (None, 1),
    ]  # fmt: skip
    assert [row.positions for row in rows[-2:]] == [(0, 1), (2, 3)]


@pytest.mark.parametrize("kernel", ["plain", "compiled"])
def test_renaming_codes_in_order_changes_nothing(kernel, short_phases):
    codes = (0, 1, 1, 0, 2, 2, 0, 1, 0, 2)
    problem = Problem(10, 2, (Attribute("a", 1, codes),))
    renamed = Problem(10, 2, (Attribute("x", 1, tuple(10 * c + 5 for c in codes)),))

    first, second = assign(problem, KEY, kernel=kernel), assign(renamed, KEY, kernel=kernel)

    assert first == second


def test_moving_all_values_by_a_constant_changes_nothing_with_equal_classes(short_phases):
    values = (3, 7, 0, 11, 5, 2, 9, 4)
    moved = tuple(value + 100 for value in values)

    first, second = (
        assign(Problem(8, 2, numerics=(Numeric("q", 1, 0, 1, v),)), KEY, kernel="plain")
        for v in (values, moved)
    )

    assert first == second


def test_a_problem_without_attributes_is_a_plain_random_deal(short_phases):
    assignment = assign(Problem(7, 3), KEY)

    assert sorted(assignment.classes.count(c) for c in range(3)) == [2, 2, 3]
    assert assignment.energy == 0
    assert assignment.rare_threshold == 2**30


def test_numbers_beyond_32_bits_are_drawn_by_the_plain_kernel(short_phases):
    values = tuple(10**9 * i for i in range(8))
    problem = Problem(8, 2, numerics=(Numeric("q", 1, 0, 1, values),))

    assert assign(problem, KEY, kernel="compiled") == assign(problem, KEY, kernel="plain")


def test_every_optimal_assignment_is_equally_likely(monkeypatch):
    # 8 positions, two attributes: the 24 assignments with energy 0, found by enumeration below.
    monkeypatch.setattr(run, "BASE_STEPS", 400)
    monkeypatch.setattr(run, "WALK_STEPS", 8)
    sex, origin = (0, 0, 0, 1, 1, 1, 1, 0), (0, 0, 1, 1, 2, 2, 0, 1)
    problem = Problem(8, 2, (Attribute("sex", 1, sex), Attribute("origin", 1, origin)))
    best = [
        classes
        for classes in (tuple(bits >> i & 1 for i in range(8)) for bits in range(256))
        if sum(classes) == 4
        and all(
            abs(2 * sum(c for c, held in zip(classes, codes, strict=True) if held == code)
                - codes.count(code)) <= (codes.count(code) % 2)
            for codes in (sex, origin) for code in set(codes)
        )
    ]  # fmt: skip
    draws = 100 * len(best)

    seen = [
        assign(problem, hashlib.sha256(f"uniform {j}".encode()).digest(), kernel="compiled").classes
        for j in range(draws)
    ]

    assert set(seen) == set(best)
    expected = draws / len(best)
    chi_square = sum((seen.count(classes) - expected) ** 2 / expected for classes in best)
    freedom = len(best) - 1
    # About mean plus three and a half standard deviations of the chi-square distribution.
    assert chi_square < freedom + 3.5 * (2 * freedom) ** 0.5


def test_swapping_two_equal_positions_is_as_likely_as_not(monkeypatch):
    monkeypatch.setattr(run, "BASE_STEPS", 200)
    monkeypatch.setattr(run, "WALK_STEPS", 4)
    problem = Problem(9, 3, (Attribute("a", 1, (0, 0, 0, 1, 1, 1, 2, 2, 2)),))

    first = [
        assign(problem, hashlib.sha256(f"chance {j}".encode()).digest(), kernel="compiled").classes[
            0
        ]
        for j in range(900)
    ]

    assert all(abs(first.count(c) - 300) < 4 * (900 * 2 / 9) ** 0.5 for c in range(3))
