import numpy as np
import pytest

from benchmarks.fairness import least_p_of_classes, overlap, pair_dispersion
from junheng.engine.assignment.problem import Attribute, Problem


def test_a_class_that_a_student_never_gets_is_noticed() -> None:
    drawn = np.array([[0, 0], [0, 1]] * 50)

    assert least_p_of_classes(drawn, 2) < 1e-20


def test_even_frequencies_are_above_suspicion() -> None:
    assert least_p_of_classes(np.array([[0, 1], [1, 0]] * 50), 2) == 1.0


def test_inseparable_neighbours_show_as_dispersion() -> None:
    problem = Problem(4, 2, (Attribute("gender", 1, (1, 1, 1, 1)),))
    stuck = np.array([[0, 0, 1, 1], [1, 1, 0, 0]] * 30)
    turning = np.array([[0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]] * 20)

    # Two of six pairs meet in each draw, so chance adds 2 · (1 - 2/6) per draw: 80 in all.
    assert pair_dispersion(problem, stuck) == (pytest.approx((2 * 40**2 + 4 * 20**2) / 80), 5)
    assert pair_dispersion(problem, turning) == (0.0, 5)


def test_chance_alone_has_dispersion_one_where_sums_are_fixed() -> None:
    # Each of the three ways to pair four students, drawn twice by chance: all nine outcomes.
    problem = Problem(4, 2, (Attribute("gender", 1, (1, 1, 1, 1)),))
    ways = [[0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]]
    dispersions = [pair_dispersion(problem, np.array([a, b]))[0] for a in ways for b in ways]

    assert sum(dispersions) / 9 == pytest.approx(1.0)


def test_an_unchanged_assignment_overlaps_wholly() -> None:
    first, second = (0, 0, 1, 1), (0, 1, 0, 1)

    assert overlap([(first, first), (second, second)]) == 1.0
    assert overlap([(first, second), (second, second)]) < 0.51
