"""The coefficient of variation, against published tables and the laws it must obey."""

from decimal import Decimal, getcontext
from fractions import Fraction
from statistics import pstdev, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from junheng.engine.errors import JunhengError
from junheng.engine.indicators import (
    Dispersion,
    contributions,
    dispersion,
    is_mean_of_roots_within,
    rounded_root,
)
from tests.engine.indicators.published import books, counties

SCHOOLS = st.lists(
    st.tuples(st.integers(1, 3000), st.integers(0, 10**7)), min_size=1, max_size=12
).filter(lambda schools: any(stock for _, stock in schools))


def of(schools: list[tuple[int, int]]) -> Dispersion:
    students = [count for count, _ in schools]
    return dispersion([Fraction(stock, count) for count, stock in schools], students)


def test_the_official_example_of_five_schools_comes_out() -> None:
    students, values = books()

    found = dispersion(values, students)

    assert [round(float(value), 2) for value in values] == [6.20, 3.70, 10.51, 2.11, 7.31]
    assert round(float(found.mean), 2) == 6.33
    assert round(float(found.variance), 2) == 10.65
    assert found.deviation(2) == Fraction("3.26")
    assert found.coefficient(2) == Fraction("0.52")
    assert found.coefficient(6) == Fraction("0.515257")
    parts = [float(part) for part in contributions(values, students)]
    assert parts == pytest.approx([0.003, 0.85, 5.13, 4.50, 0.17], abs=0.005)


def test_neither_of_the_usual_mistakes_is_made() -> None:
    students, values = books()
    plain = [float(value) for value in values]
    mean = sum(plain) / len(plain)

    coefficient = float(dispersion(values, students).coefficient() or 0)

    assert round(pstdev(plain) / mean, 4) == 0.4888
    assert round(stdev(plain) / mean, 4) == 0.5465
    assert round(coefficient, 4) == 0.5153


@pytest.mark.parametrize("index", range(7))
def test_the_county_of_2023_reproduces_to_the_printed_digit(index: int) -> None:
    (mean,), (deviation,) = list(counties("mean"))[:1], list(counties("sd"))
    printed = next(counties("CV"))

    found = Dispersion(mean.values[index], deviation.values[index] ** 2)

    assert found.coefficient(6) == printed.values[index]


def test_a_coefficient_that_rounds_to_the_limit_is_over_it() -> None:
    county = next(counties("CV"))

    within = [
        Dispersion(Fraction(1), value**2).is_within(Fraction("0.50")) for value in county.values
    ]

    assert county.values[1] == Fraction("0.501787")
    assert within == [True, False, True, True, True, True, True]


def test_another_county_of_2022_is_within_the_limits_by_one_indicator_alone() -> None:
    limits = {"小学": Fraction("0.50"), "初中": Fraction("0.45")}
    lines = [line for line in counties("CV") if line.name == "宁国市"]

    within = [
        [Dispersion(Fraction(1), value**2).is_within(limits[line.stage]) for value in line.values]
        for line in lines
    ]

    assert within == [[False] * 5 + [True, False]] * 2


@given(SCHOOLS)
def test_the_unit_of_the_stock_does_not_matter(schools: list[tuple[int, int]]) -> None:
    scaled = [(count, stock * 100) for count, stock in schools]

    assert of(scaled).squared_coefficient == of(schools).squared_coefficient


@given(SCHOOLS, st.randoms(use_true_random=False))
def test_the_order_of_the_schools_does_not_matter(schools, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = schools[:]
    random.shuffle(shuffled)

    assert of(shuffled) == of(schools)


@given(SCHOOLS)
def test_a_school_split_in_two_equal_halves_changes_nothing(schools: list[tuple[int, int]]) -> None:
    doubled = [(2 * count, 2 * stock) for count, stock in schools]
    (count, stock), *others = schools
    halves = [(count, stock), (count, stock), *((2 * c, 2 * s) for c, s in others)]

    assert of(halves) == of(doubled)


@given(SCHOOLS, st.integers(1, 3000))
def test_a_school_at_the_mean_lowers_the_coefficient(
    schools: list[tuple[int, int]], count: int
) -> None:
    before = of(schools)
    students = [count for count, _ in schools]
    values = [Fraction(stock, count) for count, stock in schools]

    after = dispersion([*values, before.mean], [*students, count])

    assert after.mean == before.mean
    assert after.variance == before.variance * sum(students) / (sum(students) + count)


@given(st.fractions(min_value=0, max_value=10**9), st.integers(0, 12))
def test_a_root_is_rounded_half_up_at_its_last_digit(square: Fraction, digits: int) -> None:
    step = Fraction(1, 10**digits)

    root = rounded_root(square, digits)

    assert max(root - step / 2, Fraction(0)) ** 2 <= square < (root + step / 2) ** 2


def test_a_root_agrees_with_decimal_arithmetic() -> None:
    getcontext().prec = 60

    assert rounded_root(Fraction(2), 40) == Fraction(Decimal(2).sqrt().quantize(Decimal(10) ** -40))


def test_where_nobody_has_anything_there_is_no_coefficient() -> None:
    nothing = of([(10, 0), (20, 0)])

    assert (nothing.squared_coefficient, nothing.coefficient()) == (None, None)
    assert nothing.is_within(Fraction(1, 2)) is None


@pytest.mark.parametrize(
    ("students", "code"),
    [([], "dispersion_without_schools"), ([10, 0], "dispersion_students_not_positive")],
)
def test_schools_without_students_are_refused(students: list[int], code: str) -> None:
    with pytest.raises(JunhengError) as refused:
        dispersion([Fraction(1) for _ in students], students)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("squares", "limit", "is_within"),
    [
        (["1/4", "9/16"], "0.625", True),  # (1/2 + 3/4) / 2, exactly
        (["1/4", "9/16"], "0.6249999999999999999", False),
        (["2", "2"], "1.41421356237309504880", False),  # the root of 2 goes on with 168…
        (["2", "2"], "1.41421356237309504881", True),
        (["0", "0"], "0", True),
        (["1/1000000000000000000000000000001"], "0", False),
    ],
)
def test_a_mean_of_roots_is_compared_exactly(
    squares: list[str], limit: str, *, is_within: bool
) -> None:
    found = is_mean_of_roots_within([Fraction(one) for one in squares], Fraction(limit))

    assert found is is_within
