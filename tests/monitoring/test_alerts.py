"""Early warnings: each rule at its bound, and silence about what is a finding already."""

from fractions import Fraction

import pytest

from junheng.monitoring import AlertKind, Assessment, SchoolKind, alerts_of, assess, band_of
from junheng.profiles.indicators import load_catalogue
from tests.monitoring.figures_made import Given, county, primary, school

NATIONAL = load_catalogue("national-2017")


def year(number: int, first: dict[str, Given] | None = None, **own: Given) -> Assessment:
    schools = (primary("010001", **first or {}), primary("010002"))
    return assess(NATIONAL, county(number, *schools, **own))


@pytest.mark.parametrize(
    ("size", "names"),
    [(55, []), (56, ["大班额"]), (65, ["大班额"]), (66, ["超大班额"]), (90, ["超大班额"])],
)
def test_a_large_class_is_told_at_once_by_its_highest_name(size: int, names: list[str]) -> None:
    alerts = alerts_of([year(2026, {"largest_class": size})])

    assert [alert.title for alert in alerts] == names
    assert all(alert.kind is AlertKind.BAND and alert.school for alert in alerts)


def test_a_large_class_of_a_school_that_is_not_compared_is_told_too() -> None:
    point = school("010009", SchoolKind.TEACHING_POINT, 40, largest_class=60)

    (alert,) = alerts_of([assess(NATIONAL, county(2026, primary("010001"), point))])

    assert alert.school is point


def test_a_value_below_every_band_has_no_name() -> None:
    assert band_of(NATIONAL, "largest_class", Fraction(40)) is None
    assert band_of(NATIONAL, "students", Fraction(400)) is None


# Two schools of one size with 1 + c and 1 - c differ by exactly c; the limit is 0.50.
@pytest.mark.parametrize(
    ("high", "low", "is_near"),
    [
        (2_900_000, 1_100_000, True),  # 0.45
        (2_899_999, 1_100_001, False),
        (3_000_000, 1_000_000, True),  # 0.50
        (3_000_001, 999_999, False),  # over it: a finding
    ],
)
def test_a_coefficient_is_near_from_nine_tenths_of_its_limit(
    high: int, low: int, *, is_near: bool
) -> None:
    schools = (
        primary("010001", equipment_value=high),
        primary("010002", equipment_value=low),
    )

    alerts = alerts_of([assess(NATIONAL, county(2026, *schools))])

    assert [alert.kind for alert in alerts] == [AlertKind.NEAR] * is_near


def test_a_coefficient_that_would_cross_next_year_is_told() -> None:
    # 12 and 12, then 20 and 12 rooms: 0, 0.25, and again as much would be 0.50: not over it.
    even, wider = year(2025), year(2026, {"multimedia_rooms": 20})
    widest = year(2026, {"multimedia_rooms": 21})

    assert alerts_of([even, wider]) == ()
    (alert,) = alerts_of([widest, even])
    assert (alert.kind, alert.code) == (AlertKind.HEADING, "A7")
    assert alert.is_coefficient
    assert (alert.value, alert.expected) == (Fraction("0.272727273"), Fraction("0.545454546"))


@pytest.mark.parametrize(("rooms", "codes"), [(11, []), (10, ["A7"]), (9, [])])
def test_a_school_that_would_miss_a_standard_next_year_is_told(
    rooms: int, codes: list[str]
) -> None:
    # 9.2 rooms are needed. From 12: 11 → 10; 10 → 8; 9 misses already.
    alerts = alerts_of([year(2025), year(2026, {"multimedia_rooms": rooms})])

    assert [alert.code for alert in alerts if alert.school] == codes


@pytest.mark.parametrize(
    ("satisfied", "codes"), [(875, []), (874, ["6.1"]), (850, ["6.1"]), (849, [])]
)
def test_a_figure_of_the_county_that_would_miss_its_standard_is_told(
    satisfied: int, codes: list[str]
) -> None:
    alerts = alerts_of([year(2025), year(2026, satisfied_answers=satisfied)])

    assert [alert.code for alert in alerts] == codes


def test_one_year_alone_heads_nowhere() -> None:
    assert alerts_of([year(2026, satisfied_answers=850)]) == ()
