"""How large it is: the class that stands out, and an interval for the difference.

The class is the one that stands out most of k, so that the interval is made for all k at once
(Bonferroni): each at 1 - 0.05/k.
"""

from math import sqrt
from statistics import NormalDist, fmean, variance

from junheng.engine.scrutiny.questions import Question, Tables
from junheng.engine.scrutiny.results import Deviation
from junheng.engine.scrutiny.walks import BLOCKS, NEIGHBOURS

CONFIDENCE = 0.95


def deviation_of(tables: Tables, question: Question) -> Deviation | None:
    """Return the class that stands out in what a question is about; None where none can."""
    if question.code in {NEIGHBOURS, BLOCKS}:
        return None
    if question.kind in {"means", "highest", "teacher_means"}:
        return _of_measure(tables, question.first)
    return _of_codes(tables, question.first, question.behind)


def _of_codes(tables: Tables, first: int, behind: int) -> Deviation:
    n, sizes = tables.list.position_count, tables.sizes
    k = len(sizes)
    column = tables.column_of(first)
    counts = [[0] * k for _ in range(len(tables.rows))]
    for position, school_class in enumerate(tables.list.classes):
        counts[tables.fixed.rows[position * tables.layout.attributes + column]][school_class] += 1

    def prominence(cell: tuple[int, int]) -> float:
        row, c = cell
        total = tables.rows[row].total
        above = n * counts[row][c] - total * sizes[c]
        return above * abs(above) / max(1, total * sizes[c] * (n - total) * (n - sizes[c]))

    cells = [(row, c) for row in range(first, behind) for c in range(k)]
    row, c = max(cells, key=prominence)
    held, total, size = counts[row][c], tables.rows[row].total, sizes[c]
    low, high = newcombe(held, size, total - held, n - size, confidence=_for_each_of(k))
    return Deviation(
        c,
        tables.rows[row].attribute,
        tables.rows[row].code,
        held,
        total * size / n,
        held / size - (total - held) / (n - size),
        low,
        high,
    )


def _of_measure(tables: Tables, measure: int) -> Deviation:
    k, values = tables.list.class_count, tables.measures[measure].values
    unit, name = tables.measures[measure].unit, tables.measures[measure].name
    by_class: list[list[float]] = [[] for _ in range(k)]
    for school_class, value in zip(tables.list.classes, values, strict=True):
        if value is not None:
            by_class[school_class].append(value / unit)
    everyone = [value for held in by_class for value in held]
    middle = fmean(everyone)

    def prominence(c: int) -> float:
        return abs(fmean(by_class[c]) - middle) * sqrt(len(by_class[c])) if by_class[c] else 0.0

    c = max(range(k), key=prominence)
    others = [value for other in range(k) if other != c for value in by_class[other]]
    difference = fmean(by_class[c]) - fmean(others)
    low, high = welch(by_class[c], others, confidence=_for_each_of(k))
    return Deviation(c, name, None, len(by_class[c]), middle, difference, low, high)


def _for_each_of(k: int) -> float:
    return 1 - (1 - CONFIDENCE) / k


def wilson(held: int, size: int, z: float) -> tuple[float, float]:
    """Return Wilson's interval of a share (1927)."""
    share = held / size
    middle = share + z * z / (2 * size)
    reach = z * sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    below = 1 + z * z / size
    return max(0.0, (middle - reach) / below), min(1.0, (middle + reach) / below)


def newcombe(
    held: int, size: int, other_held: int, other_size: int, *, confidence: float
) -> tuple[float, float]:
    """Return Newcombe's interval of a difference of two shares (1998, method 10)."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, other = held / size, other_held / other_size
    low, high = wilson(held, size, z)
    other_low, other_high = wilson(other_held, other_size, z)
    difference = share - other
    return (
        difference - sqrt((share - low) ** 2 + (other_high - other) ** 2),
        difference + sqrt((high - share) ** 2 + (other - other_low) ** 2),
    )


def welch(one: list[float], other: list[float], *, confidence: float) -> tuple[float, float]:
    """Return Welch's interval of a difference of two means (1947)."""
    difference = fmean(one) - fmean(other)
    if len(one) == 1 or len(other) == 1:
        return float("-inf"), float("inf")
    part, other_part = variance(one) / len(one), variance(other) / len(other)
    error = part + other_part
    if error == 0:
        return difference, difference
    freedom = error**2 / (part**2 / (len(one) - 1) + other_part**2 / (len(other) - 1))
    reach = student((1 + confidence) / 2, freedom) * sqrt(error)
    return difference - reach, difference + reach


def student(share: float, freedom: float) -> float:
    """Return the quantile of Student's t (Abramowitz and Stegun 26.7.5, to 1/ν⁴)."""
    z = NormalDist().inv_cdf(share)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))
