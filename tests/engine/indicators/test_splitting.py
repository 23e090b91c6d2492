"""Combined schools split by their stages."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from junheng.engine.errors import JunhengError
from junheng.engine.indicators import split_shared

NINE_YEARS = {"primary": Fraction(1), "junior": Fraction("1.1")}


def test_the_published_split_of_books_comes_out() -> None:
    parts = split_shared(Fraction(23226), {"primary": 166, "junior": 210}, NINE_YEARS)

    assert {stage: round(float(part), 2) for stage, part in parts.items()} == {
        "primary": 9711.63,
        "junior": 13514.37,
    }


@given(st.integers(0, 10**9), st.integers(0, 3000), st.integers(1, 3000), st.integers(0, 3000))
def test_nothing_is_lost_or_made(amount: int, primary: int, junior: int, senior: int) -> None:
    students = {"primary": primary, "junior": junior, "senior": senior}

    parts = split_shared(Fraction(amount), students, {**NINE_YEARS, "senior": Fraction("1.32")})

    assert sum(parts.values()) == amount
    assert parts["junior"] * primary == parts["primary"] * junior * Fraction("1.1")


@pytest.mark.parametrize(
    ("students", "code"),
    [
        ({"primary": 0, "junior": 0}, "split_without_students"),
        ({"primary": 10, "kindergarten": 5}, "split_without_weight"),
    ],
)
def test_what_cannot_be_split_is_refused(students: dict[str, int], code: str) -> None:
    with pytest.raises(JunhengError) as refused:
        split_shared(Fraction(1), students, NINE_YEARS)

    assert refused.value.code == code
