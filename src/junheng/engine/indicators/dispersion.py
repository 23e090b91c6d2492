"""The coefficient of variation (差异系数) between the schools of a county, weighted by students.

    X̄ = Σ x_i / Σ P_i      S = sqrt(Σ (P_i / P_N) · (X_i - X̄)²)      CV = S / X̄

(教育部《县域义务教育校际均衡指标计算方法》; 教督〔2017〕6号). The mean is that of the county, not
of the schools' values; there is no n - 1. Everything is exact: a coefficient is compared with its
limit by comparing squares, and rounded once, where it is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from junheng.engine.errors import JunhengError


@dataclass(frozen=True)
class Dispersion:
    """How far schools of one stage lie from the county's value of one indicator."""

    mean: Fraction
    variance: Fraction

    @property
    def squared_coefficient(self) -> Fraction | None:
        """CV², or None where the mean is zero (0/0 is not a number; it is shown as “—”)."""
        return self.variance / self.mean**2 if self.mean else None

    def is_within(self, limit: Fraction) -> bool | None:
        """Whether CV ≤ limit, exactly; None where there is no coefficient."""
        squared = self.squared_coefficient
        return None if squared is None else squared <= limit**2

    def coefficient(self, digits: int = 6) -> Fraction | None:
        """CV rounded half up to `digits` decimal places: for showing, never for comparing."""
        squared = self.squared_coefficient
        return None if squared is None else rounded_root(squared, digits)

    def deviation(self, digits: int = 6) -> Fraction:
        """S, the standard deviation, rounded half up."""
        return rounded_root(self.variance, digits)


def dispersion(values: Sequence[Fraction], students: Sequence[int]) -> Dispersion:
    """Weigh the schools' values by their students.

    values: one a school, per student or per hundred (the factor cancels). students: positive.

    Raises JunhengError: dispersion_without_schools, dispersion_students_not_positive.
    """
    if not values:
        raise JunhengError("dispersion_without_schools")
    if any(count <= 0 for count in students):
        raise JunhengError("dispersion_students_not_positive")
    total = sum(students)
    pairs = list(zip(values, students, strict=True))
    mean = sum((value * count for value, count in pairs), Fraction(0)) / total
    squares = sum((count * (value - mean) ** 2 for value, count in pairs), Fraction(0))
    return Dispersion(mean, squares / total)


def contributions(values: Sequence[Fraction], students: Sequence[int]) -> tuple[Fraction, ...]:
    """What each school adds to the variance; they sum to it (the official example prints them)."""
    mean = dispersion(values, students).mean
    total = sum(students)
    return tuple(
        Fraction(count, total) * (value - mean) ** 2
        for value, count in zip(values, students, strict=True)
    )


def rounded_root(square: Fraction, digits: int) -> Fraction:
    """√square, rounded half up to `digits` decimal places, without a floating point number."""
    scale = 10**digits
    doubled = isqrt(4 * square.numerator * scale**2 // square.denominator)
    return Fraction((doubled + 1) // 2, scale)


def is_mean_of_roots_within(squares: Sequence[Fraction], limit: Fraction) -> bool:
    """Whether the mean of √square is at most `limit`, exactly.

    A sum of square roots of fractions is a fraction only if every root is one (they are
    independent over the fractions, and none is negative). So either all roots are exact and the
    comparison is, or the sum differs from the limit, and enough digits show on which side.
    """
    roots = [_exact_root(square) for square in squares]
    exact = [root for root in roots if root is not None]
    if len(exact) == len(squares):
        return sum(exact, Fraction(0)) <= limit * len(squares)
    digits = 8
    while True:
        scale = 10**digits
        low = sum(isqrt(one.numerator * scale**2 // one.denominator) for one in squares)
        target = limit * len(squares) * scale
        if low > target:
            return False
        if low + len(squares) <= target:
            return True
        digits *= 2


def _exact_root(square: Fraction) -> Fraction | None:
    above, below = isqrt(square.numerator), isqrt(square.denominator)
    root = Fraction(above, below)
    return root if root**2 == square else None
