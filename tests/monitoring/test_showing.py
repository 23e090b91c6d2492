"""Numbers as people read them."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from junheng.monitoring.showing import amount, percent, rounded, shown


@given(st.decimals(-1000, 1000, places=5), st.integers(0, 4))
def test_rounding_is_that_of_decimal_arithmetic(value: Decimal, digits: int) -> None:
    if value < 0:
        value = -value

    expected = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)

    assert rounded(Fraction(value), digits) == f"{expected:f}"


@pytest.mark.parametrize(
    ("value", "standard", "expected"),
    [
        ("4.195", "4.2", "4.195"), ("4.1999", "4.2", "4.1999"), ("4.2", "4.2", "4.20"),
        ("4.2001", "4.2", "4.2001"), ("3", "4.2", "3.00"), ("0.501787", "0.5", "0.502"),
        ("0.49996", "0.5", "0.49996"),
    ],
)  # fmt: skip
def test_a_value_is_shown_on_its_side_of_the_standard(
    value: str, standard: str, expected: str
) -> None:
    digits = 3 if standard == "0.5" else 2

    assert shown(Fraction(value), digits, Fraction(standard)) == expected


def test_what_has_no_value_is_a_dash() -> None:
    assert shown(None, 3) == "—"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(Fraction(3), "3"), (Fraction("399.5"), "399.50"), (Fraction(1, 3), "0.34")],
)
def test_what_is_lacking_is_never_rounded_away(value: Fraction, expected: str) -> None:
    assert amount(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(9, 10), "90%"),
        (Fraction(7, 8), "87.5%"),
        (Fraction(1), "100%"),
        (Fraction(0), "0%"),
    ],
)
def test_a_share_is_told_in_per_cent_without_idle_zeros(value: Fraction, expected: str) -> None:
    assert percent(value) == expected
