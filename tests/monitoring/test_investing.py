"""The cheapest investments of a county: judged again by the rules, priced as told."""

from fractions import Fraction

import pytest

from junheng.engine.errors import JunhengError
from junheng.monitoring import SchoolKind, assess, investments
from junheng.profiles import Stage
from junheng.profiles.indicators import load_catalogue
from tests.monitoring.figures_made import county, junior, primary, school

NATIONAL = load_catalogue("national-2017")


def test_a_county_that_passes_buys_nothing() -> None:
    plan = investments(assess(NATIONAL, county(2026, primary("010001"))))

    assert (plan.purchases, plan.cost, plan.bound) == ((), 0, 0)


def test_one_indicator_of_seven_is_spared_and_the_rest_bought() -> None:
    # Of 400 pupils: 17 qualified teachers and 10 rooms are needed, 14.28 and 7.82 are the floors.
    poor = primary("010001", qualified_teachers=14, multimedia_rooms=9)

    plan = investments(assess(NATIONAL, county(2026, poor, primary("010002"))))

    # One teacher to the floor (100,000) and a room to the standard (50,000), not two more teachers.
    assert [(one.quantity, one.stage, one.units) for one in plan.purchases] == [
        ("qualified_teachers", Stage.PRIMARY, 1), ("multimedia_rooms", None, 1),
    ]  # fmt: skip
    assert (plan.cost, plan.is_proven) == (150_000, True)
    assert plan.judged.after.finding.passes
    assert plan.totals["multimedia_rooms"] == (1, 50_000)


def test_other_prices_make_another_plan() -> None:
    poor = primary("010001", qualified_teachers=16, multimedia_rooms=8)

    dear_rooms = investments(
        assess(NATIONAL, county(2026, poor)), prices={"multimedia_rooms": 900_000}
    )
    dear_teachers = investments(
        assess(NATIONAL, county(2026, poor)), prices={"qualified_teachers": 900_000}
    )

    assert [one.quantity for one in dear_rooms.purchases] == ["qualified_teachers"]
    assert [one.quantity for one in dear_teachers.purchases] == ["multimedia_rooms"]


def test_a_coefficient_over_its_limit_is_brought_within() -> None:
    rich = primary("010001", equipment_value=4_800_000)
    plan = investments(assess(NATIONAL, county(2026, rich, primary("010002"))))

    # 12,000 and 3,000 a pupil: the lower must reach a third of the higher, 4,000.
    assert [(one.school.code, one.units) for one in plan.purchases] == [("010002", 400_000)]
    assert plan.judged.after.is_within("A6", Stage.PRIMARY)


def test_both_stages_of_a_combined_school_are_served() -> None:
    combined = school("010003", SchoolKind.NINE_YEARS, 300, 300, equipment_value=1_000_000)

    plan = investments(
        assess(NATIONAL, county(2026, combined, primary("010001"), junior("010002"))),
        prices={"teaching_rooms_area": 1},
    )

    assert not plan.judged.after.finding.failing_schools
    assert {one.quantity for one in plan.purchases} == {"equipment_value"}
    # Weights 1 and 1.1: 85 % of 2,500 · 300 junior pupils need 637,500 of 11 parts in 21, and the
    # primary stage 510,000 of 10 parts in 21.
    assert plan.cost == 217_046


@pytest.mark.parametrize(
    ("prices", "code"),
    [
        ({"multimedia_rooms": 0}, "investments_price_wrong"),
        ({"gold": 5}, "investments_price_wrong"),
    ],
)
def test_prices_that_make_no_sense_are_refused(prices: dict[str, int], code: str) -> None:
    with pytest.raises(JunhengError) as refused:
        investments(assess(NATIONAL, county(2026, primary("010001"))), prices=prices)

    assert refused.value.code == code


def test_a_value_that_was_not_reported_is_named() -> None:
    silent = primary("010001")
    del silent.of_stage[Stage.PRIMARY]["qualified_teachers"]  # type: ignore[attr-defined]

    with pytest.raises(JunhengError) as refused:
        investments(assess(NATIONAL, county(2026, silent)))

    assert refused.value.code == "investments_value_unknown"
    assert refused.value.params == {"school": "010001", "indicator": "A1"}


def test_the_plan_is_in_whole_units_at_the_catalogues_prices() -> None:
    poor = primary("010001", students=433, teaching_rooms_area=900)

    plan = investments(assess(NATIONAL, county(2026, poor)))

    assert plan.cost == sum(
        NATIONAL.prices[one.quantity].value * one.units for one in plan.purchases
    )
    assert all(Fraction(one.units).denominator == 1 for one in plan.purchases)
