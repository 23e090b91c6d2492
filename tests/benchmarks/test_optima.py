from itertools import product
from math import comb

import pytest

from benchmarks.optima import TINY_ROSTERS, TinyRoster, best_assignments
from junheng.engine.assignment.problem import Attribute, Problem


@pytest.mark.parametrize("roster", TINY_ROSTERS, ids=lambda roster: f"{roster.optima}")
def test_the_optima_are_as_many_as_stated(roster: TinyRoster) -> None:
    assert len(best_assignments(roster.problem)) == roster.optima


def test_two_girls_and_two_boys_make_a_class_in_thirty_six_ways() -> None:
    problem = Problem(8, 2, (Attribute("gender", 1, (1,) * 4 + (2,) * 4),))

    assert len(best_assignments(problem)) == comb(4, 2) ** 2


def test_drawn_sizes_double_the_ways() -> None:
    problem = Problem(5, 2)

    assert len(best_assignments(problem)) == comb(5, 2) * 2


def test_rules_leave_what_a_plain_search_finds() -> None:
    problem = Problem(6, 3, together=((0, 1),), apart=((2, 3),))
    found = [
        classes
        for classes in product(range(3), repeat=6)
        if sorted(map(classes.count, range(3))) == [2, 2, 2]
        and classes[0] == classes[1]
        and classes[2] != classes[3]
    ]

    assert best_assignments(problem) == found
