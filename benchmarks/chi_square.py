"""Pearson's chi-square: the statistic and the chance of a larger one."""

from collections.abc import Sequence
from math import exp, lgamma, log

_PRECISION = 1e-15
_MOST_TERMS = 100_000
_TINY = 1e-300


def statistic(counts: Sequence[int], expected: float) -> float:
    """Return the chi-square statistic of counts that should all be `expected`."""
    return sum((count - expected) ** 2 for count in counts) / expected


def survival(chi_square: float, degrees: int) -> float:
    """Return P(X > chi_square) for X with `degrees` degrees of freedom.

    The upper regularised incomplete gamma function Q(degrees/2, chi_square/2), by its series
    below the mean and by its continued fraction above (Abramowitz and Stegun 6.5.29, 6.5.31).
    """
    a, x = degrees / 2, chi_square / 2
    if x <= 0:
        return 1.0
    if x < a + 1:
        return max(0.0, 1 - _lower_series(a, x))
    return _upper_fraction(a, x)


def _lower_series(a: float, x: float) -> float:
    term = total = 1 / a
    for number in range(1, _MOST_TERMS):
        term *= x / (a + number)
        total += term
        if term < total * _PRECISION:
            break
    return total * exp(a * log(x) - x - lgamma(a))


def _upper_fraction(a: float, x: float) -> float:
    """Return Q(a, x) by the modified method of Lentz."""
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    value = d
    for number in range(1, _MOST_TERMS):
        numerator = -number * (number - a)
        b += 2
        d = 1 / (numerator * d + b or _TINY)
        c = b + numerator / c or _TINY
        value *= c * d
        if abs(c * d - 1) < _PRECISION:
            break
    return value * exp(a * log(x) - x - lgamma(a))
