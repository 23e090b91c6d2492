"""The same judgement for very many counties at once: whole numbers in columns (numpy).

With x_i = stock, P_i = students, N = Σ P_i and X = Σ x_i the weighted coefficient is

    CV² = N · Σ (x_i² / P_i) / X² - 1

so that one sum a county decides. Binary numbers decide only where they cannot be wrong: a county
nearer to the limit than NEAR is counted again with fractions. A school's standards are compared
in whole numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from junheng.engine.errors import JunhengError
from junheng.engine.indicators.dispersion import dispersion

Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

NEAR: Final = 1e-9
"""Relative; the sums of a county of 10,000 schools are off by less than 1e-11."""

_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True)
class SchoolColumns:
    """Schools in rows, ordered by county.

    first: (C,) the row where each county begins. students: (S,) positive. stocks: (S, K) whole
    numbers of some unit, one column an indicator.

    Raises JunhengError: dispersion_students_not_positive, dispersion_without_schools.
    """

    first: Integers
    students: Integers
    stocks: Integers

    def __post_init__(self) -> None:
        if not len(self.first) or not len(self.students):
            raise JunhengError("dispersion_without_schools")
        if (np.diff(self.first, append=len(self.students)) <= 0).any() or self.first[0] != 0:
            raise JunhengError("dispersion_without_schools")
        if (self.students <= 0).any():
            raise JunhengError("dispersion_students_not_positive")


def within_limits(schools: SchoolColumns, limits: Sequence[Fraction]) -> Truths:
    """(C, K): whether a county's coefficient is at most the limit; a mean of zero is not."""
    within = np.empty((len(schools.first), schools.stocks.shape[1]), np.bool_)
    for column, limit in enumerate(limits):
        ratio = _ratios(schools, column)
        bound = float(1 + limit**2)
        within[:, column] = ratio <= bound
        for county in np.flatnonzero(np.abs(ratio - bound) <= NEAR * bound):
            within[county, column] = _is_within_exactly(schools, int(county), column, limit)
    return within


def coefficients(schools: SchoolColumns) -> npt.NDArray[np.float64]:
    """(C, K): the coefficients for tables and charts; nan where the mean is zero."""
    columns = [_ratios(schools, column) for column in range(schools.stocks.shape[1])]
    ratios = np.stack(columns, axis=1)
    return np.sqrt(np.where(np.isfinite(ratios), np.maximum(ratios - 1, 0), np.nan))


def meets(schools: SchoolColumns, thresholds: Sequence[Fraction]) -> Truths:
    """(S, K): whether stock / students is at least the threshold, in whole numbers.

    thresholds: per student, in the stocks' units; the factor of a hundred belongs in here.
    """
    met = np.empty(schools.stocks.shape, np.bool_)
    for column, threshold in enumerate(thresholds):
        stock, students = schools.stocks[:, column], schools.students
        above, below = threshold.numerator, threshold.denominator
        if max(int(np.abs(stock).max()) * below, int(students.max()) * above) > _LARGEST:
            stock, students = stock.astype(object), students.astype(object)
        met[:, column] = stock * below >= students * above
    return met


def _ratios(schools: SchoolColumns, column: int) -> npt.NDArray[np.float64]:
    """(C,): N · Σ (x² / P) / X²; infinite where X is zero, so that it is within no limit."""
    stock = schools.stocks[:, column].astype(np.float64)
    squares = np.add.reduceat(stock * stock / schools.students, schools.first)
    students = np.add.reduceat(schools.students, schools.first)
    total = np.add.reduceat(schools.stocks[:, column], schools.first).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total == 0, np.inf, students * squares / (total * total))


def _is_within_exactly(schools: SchoolColumns, county: int, column: int, limit: Fraction) -> bool:
    end = schools.first[county + 1] if county + 1 < len(schools.first) else len(schools.students)
    rows = slice(int(schools.first[county]), int(end))
    students = [int(count) for count in schools.students[rows]]
    stocks = [int(stock) for stock in schools.stocks[rows, column]]
    values = [Fraction(stock, count) for stock, count in zip(stocks, students, strict=True)]
    return dispersion(values, students).is_within(limit) is True
