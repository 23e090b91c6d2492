"""The cheapest purchases: against every plan of tiny counties, and where nothing helps."""

from fractions import Fraction
from itertools import product

import pytest

from junheng.engine.errors import JunhengError
from junheng.engine.indicators import dispersion
from junheng.engine.indicators.investments import Investments, cheapest_investments
from junheng.engine.indicators.purchases import InvestmentProblem, Target, fulfils
from junheng.engine.solving import OPEN

FLOOR = Fraction(85, 100)


def problem(
    rows: list[tuple[str, str, int, int, int]], *, required: int, limit: str, prices: dict[str, int]
) -> InvestmentProblem:
    """rows: school, indicator, students, stock, standard for a hundred students."""
    return InvestmentProblem(
        prices=tuple(prices[indicator] for _, indicator, *_ in rows),
        targets=tuple(
            Target(
                group=group, spread=indicator, students=students,
                value=Fraction(100 * stock, students), lever=lever, gain=Fraction(100, students),
                threshold=Fraction(standard), floor=FLOOR * standard,
            )
            for lever, (group, indicator, students, stock, standard) in enumerate(rows)
        ),
        required=required,
        limits={indicator: Fraction(limit) for indicator in prices},
    )  # fmt: skip


def naive_cost(given: InvestmentProblem, most: int) -> int:
    """The cheapest of all plans with at most so many units each, judged by the plain rules."""
    costs = []
    for units in product(range(most + 1), repeat=len(given.prices)):
        values = [one.value + one.gain * units[one.lever or 0] for one in given.targets]
        met: dict[str, int] = {}
        is_low = False
        for one, value in zip(given.targets, values, strict=True):
            met[one.group] = met.get(one.group, 0) + (value >= (one.threshold or 0))
            is_low |= value < (one.floor or 0)
        is_even = all(
            dispersion(
                [v for one, v in zip(given.targets, values, strict=True) if one.spread == name],
                [one.students for one in given.targets if one.spread == name],
            ).is_within(limit)
            for name, limit in given.limits.items()
        )
        if is_even and not is_low and min(met.values()) >= given.required:
            costs.append(sum(p * u for p, u in zip(given.prices, units, strict=True)))
    return min(costs)


SPREAD_ALONE = problem(
    [("a", "x", 100, 12, 1), ("b", "x", 200, 4, 1), ("c", "x", 150, 3, 1), ("d", "x", 50, 1, 1)],
    required=1,
    limit="0.45",
    prices={"x": 7},
)
EITHER_STANDARD = problem(
    [("a", "x", 100, 2, 4), ("a", "y", 100, 3, 4), ("b", "x", 150, 7, 4), ("b", "y", 150, 3, 4)],
    required=1,
    limit="0.60",
    prices={"x": 10, "y": 3},
)
BOTH_STANDARDS = problem(
    [("a", "x", 100, 2, 4), ("a", "y", 100, 5, 4), ("b", "x", 150, 9, 4), ("b", "y", 150, 4, 4)],
    required=2,
    limit="0.30",
    prices={"x": 10, "y": 3},
)


@pytest.mark.parametrize("given", [SPREAD_ALONE, EITHER_STANDARD, BOTH_STANDARDS])
def test_no_plan_of_a_tiny_county_is_cheaper(given: InvestmentProblem) -> None:
    found = cheapest_investments(given)

    cost = naive_cost(given, most=6)
    assert found.cost == cost
    assert found.bound <= cost
    assert fulfils(given, found.units)
    assert found.is_proven


def test_a_county_that_fulfils_everything_buys_nothing() -> None:
    given = problem([("a", "x", 100, 4, 4)], required=1, limit="0.5", prices={"x": 10})

    assert cheapest_investments(given) == Investments((0,), cost=0, bound=0)


def test_a_standard_of_many_is_spared_where_the_floor_is_kept() -> None:
    # 85 of 100 is the floor: one indicator of two may stay there.
    rows = [("a", "x", 100, 80, 100), ("a", "y", 100, 100, 100)]
    given = problem(rows, required=1, limit="0.5", prices={"x": 10, "y": 10})

    assert cheapest_investments(given).units == (5, 0)


def test_one_purchase_serves_both_stages_of_a_combined_school() -> None:
    def stage(group: str, students: int, value: int, gain: str, standard: int) -> Target:
        return Target(
            group, None, students, Fraction(value), 0, Fraction(gain), Fraction(standard),
            FLOOR * standard,
        )  # fmt: skip

    given = InvestmentProblem(
        (5,), (stage("p", 100, 1, "0.4", 3), stage("j", 100, 2, "0.6", 4)), 1, {}
    )

    # 5 units for the primary stage, 4 for the junior one.
    assert cheapest_investments(given).units == (5,)


def test_what_nothing_can_raise_is_told() -> None:
    fixed = Target("a", None, 100, Fraction(1), None, Fraction(0), Fraction(2), Fraction(0))

    with pytest.raises(JunhengError) as refused:
        cheapest_investments(InvestmentProblem((), (fixed,), 1, {}))

    assert refused.value.code == "investments_impossible"


def test_a_spread_that_nothing_can_narrow_is_told() -> None:
    fixed = [
        Target(name, "x", 100, Fraction(value), None, Fraction(0), None, None)
        for name, value in (("a", 1), ("b", 9))
    ]
    given = InvestmentProblem((), tuple(fixed), 0, {"x": Fraction("0.5")})

    with pytest.raises(JunhengError) as refused:
        cheapest_investments(given)

    assert refused.value.code == "investments_impossible"


def test_a_solver_that_does_not_answer_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("junheng.engine.indicators.investments.ask_solver", lambda question: OPEN)

    with pytest.raises(JunhengError) as refused:
        cheapest_investments(SPREAD_ALONE)

    assert refused.value.code == "investments_not_found"


def test_the_same_question_gets_the_same_answer() -> None:
    assert cheapest_investments(BOTH_STANDARDS) == cheapest_investments(BOTH_STANDARDS)
