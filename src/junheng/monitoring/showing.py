"""Exact numbers as people read them: rounded once, and never onto the wrong side of a standard."""

from fractions import Fraction
from typing import Final

UNKNOWN: Final = "—"
_MOST_DIGITS: Final = 9


def rounded(value: Fraction, digits: int) -> str:
    """Round half up to `digits` places."""
    scale = 10**digits
    whole = (2 * value.numerator * scale + value.denominator) // (2 * value.denominator)
    sign, whole = ("-", -whole) if whole < 0 else ("", whole)
    return f"{sign}{whole // scale}" + (f".{whole % scale:0{digits}}" if digits else "")


def shown(value: Fraction | None, digits: int, standard: Fraction | None = None) -> str:
    """A value for a table; 4.195 is not printed as 4.20 beside the standard of 4.2.

    As many places are added as it takes to stand on the same side of the standard as the value.
    """
    if value is None:
        return UNKNOWN
    text = rounded(value, digits)
    if standard is None or _side(Fraction(text), standard) == _side(value, standard):
        return text
    return shown(value, digits + 1, standard) if digits < _MOST_DIGITS else text


def percent(value: Fraction, digits: int = 1) -> str:
    """A share in per cent: 0.9 is 90%, and 0.875 is 87.5%; at most `digits` places."""
    text = rounded(100 * value, digits)
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def amount(value: Fraction) -> str:
    """Something that is lacking: whole where it is whole, else two places, rounded up."""
    if value.denominator == 1:
        return str(value.numerator)
    cents = -((-value.numerator * 100) // value.denominator)
    return rounded(Fraction(cents, 100), 2)


def _side(value: Fraction, standard: Fraction) -> int:
    return (value > standard) - (value < standard)
