from benchmarks.balance import excess_range
from benchmarks.peers import deal_in_s_shape, least_excess, solve_merged, solve_naive
from junheng.engine.assignment.problem import Attribute, Problem

MIXED = Problem(
    12,
    3,
    (
        Attribute("gender", 1, (1, 2) * 6),
        Attribute("origin", 1, (0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2)),
    ),
    together=((0, 1),),
    apart=((2, 3),),
)
# Four of one code and two pairs of them that stay together: two and two, and none in class three.
IMPOSSIBLE = Problem(6, 3, (Attribute("origin", 1, (1, 1, 1, 1, 0, 0)),), together=((0, 1), (2, 3)))


def test_both_models_find_an_even_assignment_that_keeps_the_links() -> None:
    for solve in (solve_merged, solve_naive):
        solution = solve(MIXED, 1, 10)

        assert solution.outcome == "found"
        assert solution.classes is not None
        assert solution.excess == excess_range(MIXED, solution.classes) == 0
        assert solution.classes[0] == solution.classes[1]
        assert solution.classes[2] != solution.classes[3]
        assert sorted(map(solution.classes.count, range(3))) == [4, 4, 4]


def test_an_impossible_balance_is_proven_impossible() -> None:
    assert solve_merged(IMPOSSIBLE, 1, 10).outcome == "impossible"
    # Origin 1: 2, 2, 0 leaves 1 above the enforced gap; origin 0 then is 0, 0, 2, again 1.
    assert least_excess(IMPOSSIBLE, 1, 10).excess == 2


def test_the_s_shape_turns_at_the_end_of_each_lap() -> None:
    problem = Problem(6, 3, (Attribute("gender", 1, (1, 2, 1, 2, 1, 2)),))

    assert deal_in_s_shape(problem) == (0, 2, 1, 1, 2, 0)
