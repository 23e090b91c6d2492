"""Years beside each other: series in order, and every fall with its size."""

from fractions import Fraction

import pytest

from junheng.engine.errors import JunhengError
from junheng.monitoring import Assessment, DropKind, assess, trends_of
from junheng.profiles import Stage
from junheng.profiles.indicators import catalogue_from, load_catalogue
from tests.monitoring.figures_made import Given, county, primary

NATIONAL = load_catalogue("national-2017")


def year(number: int, first: dict[str, Given] | None = None, **own: Given) -> Assessment:
    schools = (primary("010001", **first or {}), primary("010002"))
    return assess(NATIONAL, county(number, *schools, **own))


def test_the_years_come_in_their_order() -> None:
    trends = trends_of([year(2026), year(2024), year(2025)])

    assert trends.years == (2024, 2025, 2026)
    assert {tuple(p.year for p in one.points) for one in trends.series} == {(2024, 2025, 2026)}


def test_a_county_that_stays_as_it_is_has_no_drop() -> None:
    assert trends_of([year(2025), year(2026)]).drops == ()


def test_a_resource_that_falls_in_one_school_is_told_in_all_its_measures() -> None:
    # 12 rooms each, then 9 and 12: mean 3 to 2.625 a hundred, spread from 0 to 0.375 / 2.625.
    trends = trends_of([year(2025), year(2026, {"multimedia_rooms": 9})])

    found = {drop.kind: (drop.indicator.code, drop.before, drop.now) for drop in trends.drops}
    assert found == {
        DropKind.COEFFICIENT: ("A7", Fraction(0), Fraction("0.142857143")),
        DropKind.VALUE: ("A7", Fraction(3), Fraction("2.625")),
        DropKind.SCHOOLS: ("A7", Fraction(1), Fraction(1, 2)),
    }


@pytest.mark.parametrize(
    ("own", "kind", "before", "now", "is_crossing"),
    [
        ({"teacher_wage": 89999}, DropKind.ITEM, 1, 0, True),
        ({"satisfied_answers": 899}, DropKind.VALUE, "0.9", "0.899", False),
        ({"entrance_by_exam": 1}, DropKind.ITEM, 1, 0, True),
    ],
)
def test_an_item_that_falls_is_told_once(
    own: dict[str, Given], kind: DropKind, before: Given, now: Given, *, is_crossing: bool
) -> None:
    (drop,) = trends_of([year(2025), year(2026, **own)]).drops

    assert (drop.kind, drop.before, drop.now) == (kind, Fraction(before), Fraction(now))
    assert drop.is_crossing is is_crossing


def test_fewer_schools_that_meet_an_item_are_a_drop() -> None:
    (drop,) = trends_of([year(2025), year(2026, {"largest_class": 46})]).drops

    assert (drop.indicator.code, drop.kind) == ("4.5", DropKind.SCHOOLS)
    assert (drop.before, drop.now, drop.is_crossing) == (1, Fraction(1, 2), True)


def test_what_gets_better_is_no_drop() -> None:
    before = year(2025, {"multimedia_rooms": 9}, satisfied_answers=800)

    assert trends_of([before, year(2026)]).drops == ()


def test_a_coefficient_that_crosses_its_limit_says_so() -> None:
    # 800 thousand and 2,400 thousand are 1 ± 0.5.
    before = year(2025, {"equipment_value": 3_600_000})
    after = year(2026, {"equipment_value": 3_600_001})

    (drop,) = [one for one in trends_of([before, after]).drops if one.kind == "coefficient"]

    assert drop.before == Fraction("0.5")
    assert drop.is_crossing


def test_the_list_to_be_mended_is_of_the_last_year() -> None:
    trends = trends_of([year(2024), year(2025, teacher_wage=1), year(2026, teacher_wage=1)])

    assert [drop.year for drop in trends.drops] == [2025]
    assert trends.latest_drops == ()


def test_stages_that_the_county_does_not_have_have_no_series() -> None:
    stages = {one.stage for one in trends_of([year(2026)]).series}

    assert stages == {None, Stage.PRIMARY}


def test_years_that_cannot_be_compared_are_refused() -> None:
    other = catalogue_from(b'based_on = "national-2017"\nname = "own"\ntitle = "own"', "own.toml")
    elsewhere = assess(other, county(2025, primary("010001")))

    codes = []
    for years in ([], [year(2026), year(2026)], [elsewhere, year(2026)]):
        with pytest.raises(JunhengError) as refused:
            trends_of(years)
        codes.append(refused.value.code)

    assert codes == ["trends_without_years", "trends_year_twice", "trends_other_catalogue"]
