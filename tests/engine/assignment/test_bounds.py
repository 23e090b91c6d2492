from dataclasses import replace
from itertools import product

from hypothesis import given, settings

from junheng.engine.assignment.assign import assign
from junheng.engine.assignment.bounds import best_fill, forced_start, lower_bound, rows_of
from junheng.engine.assignment.problem import Attribute, Cap, Problem
from tests.engine.assignment.cases import problems


def allowed_assignments(problem):
    """Every assignment that keeps sizes, fixed seats and together groups."""
    n, k = problem.position_count, problem.class_count
    for classes in product(range(k), repeat=n):
        sizes = tuple(classes.count(c) for c in range(k))
        if problem.sizes is None and max(sizes) - min(sizes) > 1:
            continue
        if problem.sizes is not None and sizes != problem.sizes:
            continue
        if any(classes[p] != c for p, c in problem.fixed):
            continue
        if any(len({classes[m] for m in group}) > 1 for group in problem.together):
            continue
        yield classes


def imbalance(problem, row, classes):
    return sum(
        row.cost(c, sum(classes[p] == c for p in row.positions)) for c in range(problem.class_count)
    )


@settings(max_examples=40, deadline=None, derandomize=True)
@given(problem=problems(most_positions=8))
def test_no_assignment_is_below_the_bound_of_a_row(problem):
    rows = rows_of(problem)
    lowest = dict.fromkeys(range(len(rows)))
    for classes in allowed_assignments(problem):
        for number, row in enumerate(rows):
            cost = imbalance(problem, row, classes)
            if lowest[number] is None or cost < lowest[number]:
                lowest[number] = cost

    for number, row in enumerate(rows):
        assert lowest[number] is None or lower_bound(problem, row) <= lowest[number]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(problem=problems(most_positions=8))
def test_a_draw_at_the_bound_is_an_optimum(problem):
    rows = rows_of(problem)
    problem = replace(problem, numerics=())
    optimum = min(
        (sum(imbalance(problem, row, c) for row in rows) for c in allowed_assignments(problem)),
        default=None,
    )

    assignment = assign(problem, bytes(32), kernel="compiled")

    assert assignment.bound <= optimum <= assignment.energy
    assert assignment.energy == optimum


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problem=problems(most_positions=20))
def test_the_shortcut_of_the_bound_equals_the_fill(problem):
    for row in rows_of(problem):
        counts = best_fill(row, forced_start(problem, row))

        filled = sum(row.cost(c, count) for c, count in enumerate(counts))

        assert sum(counts) == row.total
        assert lower_bound(problem, row) == filled


def test_twins_from_a_village_of_three_raise_the_bound():
    village = Attribute("village", 2, (1, 1, 1) + (0,) * 9)
    row = rows_of(Problem(12, 4, (village,)))[1]

    with_twins = Problem(12, 4, (village,), together=((0, 1),))

    assert lower_bound(Problem(12, 4, (village,)), row) == 0
    assert forced_start(with_twins, row) == (2, 0, 0, 0)
    assert best_fill(row, (2, 0, 0, 0)) == (2, 1, 0, 0)
    assert lower_bound(with_twins, row) == 2


def test_more_groups_than_classes_force_nothing():
    village = Attribute("village", 1, (1,) * 6 + (0,) * 2)
    problem = Problem(8, 2, (village,), together=((0, 1), (2, 3), (4, 5)))

    assert forced_start(problem, rows_of(problem)[1]) == (0, 0)


def test_fixed_positions_force_their_classes():
    sex = Attribute("sex", 1, (1, 1, 1, 0, 0, 0))
    problem = Problem(6, 2, (sex,), fixed=((0, 1), (1, 1), (2, 1)))

    row = rows_of(problem)[1]

    assert forced_start(problem, row) == (0, 3)
    # One missing (1) and one too many (1).
    assert lower_bound(problem, row) == 2


def test_a_cap_below_the_share_of_a_large_class_costs_what_it_must():
    needs = Attribute("needs", 1, (1,) * 4 + (0,) * 8)
    problem = Problem(12, 2, (needs,), caps=(Cap("needs", 1, 2),), sizes=(9, 3))

    row = rows_of(problem)[1]

    # The shares are 3 and 1; at most 2 in a class: one below 3, one above 1.
    assert (row.low, row.high) == ((3, 1), (3, 1))
    assert best_fill(row, (0, 0)) == (2, 2)
    assert lower_bound(problem, row) == 2
