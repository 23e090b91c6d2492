"""The hot loops: plain and compiled, beside a twin that counts everything anew."""

import hashlib
import sys
from collections import Counter
from itertools import product

import numpy as np
import pytest

from benchmarks.chi_square import statistic, survival
from junheng.engine.errors import JunhengError
from junheng.engine.scrutiny import Attribute, ClassList
from junheng.engine.scrutiny.kernels import PLAIN, compiled_kernel, kernel_named
from junheng.engine.scrutiny.lists import in_canonical_order
from junheng.engine.scrutiny.nulls import all_lists, balanced_lists, plain_lists
from junheng.engine.scrutiny.questions import Tables
from junheng.engine.scrutiny.walks import count_list
from tests.engine.scrutiny import naive
from tests.engine.scrutiny.schools import school

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def tables():
    return Tables(in_canonical_order(school(46, 3)))


@pytest.mark.parametrize("make", [plain_lists, balanced_lists])
def test_both_kernels_give_the_same_answers(tables, make):
    plain = make(tables, 30, KEY, PLAIN)
    compiled = make(tables, 30, KEY, compiled_kernel())

    assert np.array_equal(plain.answers, compiled.answers)
    assert (plain.steps, plain.moved, plain.energy) == (
        compiled.steps, compiled.moved, compiled.energy,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("make", "digest"),
    [
        (plain_lists, "0d4d7cdb4520c9ea11b7ea8c6948b874b30ed9a9039c6de7040a63c119ea4a13"),
        (balanced_lists, "17a8dc9bdfd105ec38f02d0b5edeaa87c242c1eb674ae8ad33075f2c8c2f1e3d"),
    ],
)
@pytest.mark.parametrize("kernel", [PLAIN, compiled_kernel()])
def test_no_answer_changes_from_one_version_to_the_next(tables, make, digest, kernel):
    # Stored from the first version, which compared every two of a block: a faster way to the same
    # answers must keep them, or a test of an earlier year cannot be done again.
    answers = make(tables, 200, KEY, kernel).answers

    assert hashlib.sha256(answers.astype("<i8").tobytes()).hexdigest() == digest


def test_another_key_gives_other_lists(tables):
    one, other = (plain_lists(tables, 5, key, PLAIN).answers for key in (KEY, KEY[::-1]))

    assert np.array_equal(one[0], other[0])
    assert not np.array_equal(one[1:], other[1:])


def test_the_energy_is_that_of_the_draw(tables):
    codes = [one.codes for one in tables.list.attributes if one.is_declared]

    assert balanced_lists(tables, 1, KEY, PLAIN).energy == naive.energy(codes, tables.list.classes)


def watched(monkeypatch_target, tables, count):
    """The classes of every list that a walk records."""
    seen = []

    def remember(layout, fixed, classes, counts, sums, room, answers, at):
        again, sums_again = [0] * len(counts), [0] * len(sums)
        count_list(layout, fixed, classes, again, sums_again)
        assert (list(counts), list(sums)) == (again, sums_again)
        seen.append(tuple(classes))

    monkeypatch_target.setattr("junheng.engine.scrutiny.walks.ask", remember)
    balanced_lists(tables, count, KEY, PLAIN)
    return seen


def test_the_walk_stays_on_the_level_and_keeps_its_books(tables, monkeypatch):
    codes = [one.codes for one in tables.list.attributes if one.is_declared]
    level = naive.energy(codes, tables.list.classes)

    seen = watched(monkeypatch, tables, 60)

    assert len(seen) == 60
    assert {naive.energy(codes, classes) for classes in seen} == {level}
    assert all(Counter(classes) == Counter(tables.list.classes) for classes in seen)
    assert len(set(seen)) > 50


@pytest.mark.parametrize("classes", [(0, 1) * 5, (0,) * 4 + (1,) * 5 + (0,)])
def test_the_walk_visits_every_list_of_a_level_equally_often(monkeypatch, classes):
    sex, home = (0, 0, 0, 0, 0, 1, 1, 1, 1, 1), (0, 1, 1, 0, 2, 2, 0, 1, 2, 0)
    one = ClassList(
        2,
        classes,
        (Attribute("sex", sex, is_declared=True), Attribute("home", home, is_declared=True)),
    )
    tables = Tables(in_canonical_order(one))
    codes = [attribute.codes for attribute in tables.list.attributes]
    level = naive.energy(codes, tables.list.classes)
    on_level = [
        found
        for found in product((0, 1), repeat=10)
        if sum(found) == 5 and naive.energy(codes, found) == level
    ]

    # Steps far apart, so that the visits are nearly independent.
    seen = Counter()

    def remember(layout, fixed, classes, counts, sums, room, answers, at):
        del layout, fixed, counts, sums, room, answers, at
        seen[tuple(classes)] += 1

    monkeypatch.setattr("junheng.engine.scrutiny.walks.ask", remember)
    balanced_lists(tables, 1500, KEY, PLAIN, between=60)

    assert set(seen) <= set(on_level)
    visits = [seen[found] for found in on_level]
    chi_square = statistic(visits, 1500 / len(on_level))
    assert survival(chi_square, len(on_level) - 1) > 1e-4


def test_shuffles_reach_every_list_equally_often(monkeypatch):
    tables = Tables(ClassList(2, (0, 0, 0, 1, 1), (Attribute("a", (0, 0, 1, 1, 1)),)))
    seen = Counter()

    def remember(layout, fixed, classes, counts, sums, room, answers, at):
        del layout, fixed, counts, sums, room, answers, at
        seen[tuple(classes)] += 1

    monkeypatch.setattr("junheng.engine.scrutiny.walks.ask", remember)
    plain_lists(tables, 3000, KEY, PLAIN)

    assert len(seen) == 10
    assert survival(statistic(list(seen.values()), 300), 9) > 1e-4


def test_sampled_shares_come_close_to_the_exact_ones():
    one = in_canonical_order(school(12, 2))
    tables = Tables(one)
    for is_balanced, make in ((False, plain_lists), (True, balanced_lists)):
        exact = all_lists(tables, is_balanced=is_balanced).answers
        sampled = make(tables, 4000, KEY, compiled_kernel()).answers
        for column in range(exact.shape[1]):
            for side in (
                exact[:, column] >= exact[0, column],
                exact[:, column] <= exact[0, column],
            ):
                assert 0 < side.mean() <= 1
            share = (exact[:, column] >= exact[0, column]).mean()
            found = (sampled[:, column] >= sampled[0, column]).mean()
            assert found == pytest.approx(share, abs=0.06)


def test_a_balance_that_fixes_everything_is_said_to_be_stuck():
    # Everybody alike in each class and unlike the other: no swap keeps the balance.
    classes = (0,) * 10 + (1,) * 10
    tables = Tables(ClassList(2, classes, (Attribute("side", classes, is_declared=True),)))

    lists = balanced_lists(tables, 50, KEY, PLAIN)

    assert lists.is_stuck
    assert (lists.answers == lists.answers[0]).all()


def test_without_numba_the_plain_loops_are_taken(monkeypatch):
    compiled_kernel.cache_clear()
    monkeypatch.setitem(sys.modules, "junheng.engine.scrutiny.compiled", None)
    monkeypatch.delattr("junheng.engine.scrutiny.compiled", raising=False)
    try:
        assert kernel_named("auto") is PLAIN
        with pytest.raises(JunhengError, match="kernel_unavailable"):
            kernel_named("compiled")
    finally:
        compiled_kernel.cache_clear()
