from benchmarks.balance import excess_of_levels, excess_range, places_outside_share
from junheng.engine.assignment.problem import Attribute, Problem


def test_the_excess_is_the_gap_beyond_what_division_enforces() -> None:
    levels = ["F", "F", "F", "F", "M", "M", "M"]
    classes = [0, 0, 0, 1, 0, 1, 1]

    # F: 3 against 1, divisible: 2. M: 1 against 2, one is enforced: 0.
    assert excess_of_levels(levels, classes, 2) == {"F": 2, "M": 0}


def test_a_level_missing_from_a_class_counts_as_none_there() -> None:
    assert excess_of_levels(["A", "A"], [0, 0], 3) == {"A": 1}


def test_the_excess_range_sums_over_attributes() -> None:
    problem = Problem(4, 2, (Attribute("a", 1, (0, 0, 1, 1)), Attribute("b", 1, (0, 1, 0, 1))))

    assert excess_range(problem, (0, 0, 1, 1)) == 4
    assert excess_range(problem, (0, 1, 1, 0)) == 0


def test_a_class_of_double_size_has_double_the_share() -> None:
    levels = ["F", "F", "F", "M", "M", "M"]

    # Classes of 4 and 2: shares of F are 2 and 1.
    assert places_outside_share(levels, [0, 0, 1, 0, 0, 1], 2) == 0
    assert places_outside_share(levels, [0, 0, 0, 1, 1, 0], 2) == 4
