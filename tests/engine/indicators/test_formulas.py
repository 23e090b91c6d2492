"""Formulas as data: exact, and nothing but arithmetic."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from junheng.engine.errors import JunhengError
from junheng.engine.indicators import Formula

TEACHERS = Formula("100 * qualified_teachers / students")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100 * qualified_teachers / students", Fraction(100 * 7, 166)),
        ("(rooms - sports_rooms) / students", Fraction(7463, 10) / 166),
        ("ceil(classes / 12)", Fraction(2)),
        ("max(students, 100)", Fraction(166)),
        ("min(classes, 12.5, students)", Fraction(25, 2)),
        ("0.1 + 0.2", Fraction(3, 10)),
    ],
)
def test_a_value_is_exact(text: str, expected: Fraction) -> None:
    reported = {
        "qualified_teachers": 7,
        "students": 166,
        "rooms": Decimal("826.3"),
        "sports_rooms": 80,
        "classes": 13,
    }

    assert Formula(text).value(reported) == expected


def test_a_formula_says_what_must_be_reported() -> None:
    assert Formula("max(a, 1) / (b + b)").names == {"a", "b"}


@pytest.mark.parametrize("reported", [{"students": 10}, {"qualified_teachers": 1, "students": 0}])
def test_what_is_missing_or_divided_by_zero_has_no_value(reported: dict[str, int]) -> None:
    assert TEACHERS.value(reported) is None


@pytest.mark.parametrize(
    "text",
    [
        *("", "a +", "a ** b", "a // b", "a % b", "-a", "a.b", "a[0]", "'a'", "True", "lambda: a"),
        *("__import__('os')", "open(a)", "max()", "max(a, key=b)", "a if b else c", "a < b"),
        *("[a]", "a; b", "a\nb", "max", "1j * a", "*a", "max(*a)", "(a := 1)", "a\0b"),
    ],
)
def test_anything_but_arithmetic_is_refused_when_it_is_read(text: str) -> None:
    with pytest.raises(JunhengError) as refused:
        Formula(text)

    assert refused.value.code == "formula_not_understood"


@given(st.integers(0, 500), st.integers(1, 4000))
def test_with_the_missing_amount_the_standard_is_met_exactly(teachers: int, students: int) -> None:
    reported = {"qualified_teachers": teachers, "students": students}

    missing = TEACHERS.missing_amount("qualified_teachers", Fraction("4.2"), reported)

    filled = TEACHERS.value(reported | {"qualified_teachers": teachers + missing})
    assert filled == max(Fraction("4.2"), Fraction(100 * teachers, students))
    assert missing == max(0, Fraction(42 * students, 1000) - teachers)


@pytest.mark.parametrize("text", ["students / a", "a * a / students", "students * 2 + 0 * a"])
def test_an_amount_is_not_guessed_from_a_formula_that_bends(text: str) -> None:
    with pytest.raises(JunhengError) as refused:
        Formula(text).missing_amount("a", Fraction(1), {"a": 1, "students": 10})

    assert refused.value.code == "formula_not_linear"
