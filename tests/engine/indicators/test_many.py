"""Many counties at once, against the exact computation of each."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from junheng.engine.errors import JunhengError
from junheng.engine.indicators import (
    SchoolColumns,
    coefficients,
    dispersion,
    meets,
    within_limits,
)

COUNTY = st.lists(st.tuples(st.integers(1, 3000), st.integers(0, 10**9)), min_size=1, max_size=8)
LIMIT = st.fractions(min_value=0, max_value=2, max_denominator=1000)


def columns(counties: list[list[tuple[int, int]]]) -> SchoolColumns:
    first = np.cumsum([0, *(len(county) for county in counties[:-1])])
    schools = [school for county in counties for school in county]
    return SchoolColumns(
        first, np.array([count for count, _ in schools]), np.array([[x] for _, x in schools])
    )


def exactly(county: list[tuple[int, int]], limit: Fraction) -> bool:
    values = [Fraction(stock, count) for count, stock in county]
    return dispersion(values, [count for count, _ in county]).is_within(limit) is True


@given(st.lists(COUNTY, min_size=1, max_size=6), LIMIT)
def test_every_county_is_judged_as_it_would_be_alone(
    counties: list[list[tuple[int, int]]], limit: Fraction
) -> None:
    found = within_limits(columns(counties), [limit])

    assert found[:, 0].tolist() == [exactly(county, limit) for county in counties]


# Two schools of equal size with 1 ± c per student have a coefficient of c, whatever the unit.
@pytest.mark.parametrize("limit", [Fraction("0.50"), Fraction("0.45"), Fraction(1, 3)])
@pytest.mark.parametrize(("atom", "is_within"), [(-1, True), (0, True), (1, False)])
def test_at_the_limit_an_atom_decides(limit: Fraction, atom: int, *, is_within: bool) -> None:
    whole = 3 * 10**13
    high, low = whole + limit * whole + atom, whole - limit * whole - atom
    assert high.denominator == low.denominator == 1

    found = within_limits(columns([[(500, int(high)), (500, int(low))]]), [limit])

    assert found.tolist() == [[is_within]]


def test_coefficients_are_those_of_fractions() -> None:
    counties = [[(45, 279), (37, 137), (89, 935), (76, 160), (55, 402)], [(10, 0)], [(7, 5)]]

    found = coefficients(columns(counties))[:, 0]

    assert found[0] == pytest.approx(0.515257, abs=5e-7)
    assert np.isnan(found[1])
    assert found[2] == 0


@given(COUNTY, st.fractions(min_value=0, max_value=10**6, max_denominator=10**4))
def test_a_standard_is_met_as_in_fractions(
    county: list[tuple[int, int]], threshold: Fraction
) -> None:
    found = meets(columns([county]), [threshold])

    assert found[:, 0].tolist() == [Fraction(x, count) >= threshold for count, x in county]


def test_numbers_too_large_for_the_machine_are_still_compared() -> None:
    county = [(1000, 10**15), (1000, 10**15 - 1)]

    assert meets(columns([county]), [Fraction(10**12)])[:, 0].tolist() == [True, False]
    assert meets(columns([county]), [Fraction(10**20, 10**8)])[:, 0].tolist() == [True, False]
    assert meets(columns([county]), [Fraction(10**12 * 9973, 9973)])[:, 0].tolist() == [True, False]
    assert meets(columns([county]), [Fraction(10**19, 9973)])[:, 0].tolist() == [False, False]


@pytest.mark.parametrize(
    ("first", "students", "code"),
    [
        ([], [], "dispersion_without_schools"),
        ([0, 2], [5, 5], "dispersion_without_schools"),
        ([1], [5, 5], "dispersion_without_schools"),
        ([0], [5, 0], "dispersion_students_not_positive"),
    ],
)
def test_counties_without_schools_or_students_are_refused(
    first: list[int], students: list[int], code: str
) -> None:
    stocks = np.ones((len(students), 1), np.int64)

    with pytest.raises(JunhengError) as refused:
        SchoolColumns(np.array(first, np.int64), np.array(students, np.int64), stocks)

    assert refused.value.code == code
