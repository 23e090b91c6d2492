"""Windows of the class sums of a numeric: strict first, wide if strict ones cannot be met."""

from collections.abc import Sequence
from typing import Literal

from junheng.engine.assignment.problem import Numeric

WindowKind = Literal["strict", "wide"]


def numeric_windows(
    numeric: Numeric, sizes: Sequence[int], kind: WindowKind
) -> tuple[tuple[int, int], ...]:
    """Return lowest and highest free sum per class, tolerance included."""
    windows = _strict(sum(numeric.values), sizes) if kind == "strict" else _wide(numeric, sizes)
    return tuple((low - numeric.tolerance, high + numeric.tolerance) for low, high in windows)


def numeric_cost(numeric: Numeric, total: int, window: tuple[int, int]) -> int:
    """Return the price of a class sum: `weight` for every begun unit outside the window."""
    distance = max(window[0] - total, total - window[1], 0)
    return numeric.weight * -(-distance // numeric.unit)


def _wide(numeric: Numeric, sizes: Sequence[int]) -> list[tuple[int, int]]:
    total, n = sum(numeric.values), sum(sizes)
    return [(total * size // n, -(-total * size // n)) for size in sizes]


def _strict(total: int, sizes: Sequence[int]) -> list[tuple[int, int]]:
    """Return the class sums with the smallest possible range of class means.

    Sizes differ by at most one. Small classes hold `small` each, `small_extra` of them one more;
    big classes hold `big` each, `big_extra` of them one more.
    """
    k, n = len(sizes), sum(sizes)
    size, big_count = divmod(n, k)
    if big_count == 0:
        return [(total // k, -(-total // k))] * k
    small_count = k - big_count
    centre = total * size // n
    _, _, small, small_extra, big, big_extra = min(
        _candidate(total, size, (small_count, big_count), small, small_extra)
        for small in range(centre - 3, centre + 4)
        for small_extra in range(small_count)
    )
    of_small = (small, small + (small_extra > 0))
    of_big = (big, big + (big_extra > 0))
    return [of_big if class_size > size else of_small for class_size in sizes]


def _candidate(
    total: int, size: int, class_counts: tuple[int, int], small: int, small_extra: int
) -> tuple[int, int, int, int, int, int]:
    """Return how far the means lie apart (times size·(size+1)), free choices, and the sums."""
    small_count, big_count = class_counts
    big, big_extra = divmod(total - small * small_count - small_extra, big_count)
    means = [small * (size + 1), big * size]
    if small_extra:
        means.append((small + 1) * (size + 1))
    if big_extra:
        means.append((big + 1) * size)
    freedom = (small_extra > 0) + (big_extra > 0)
    return max(means) - min(means), -freedom, small, small_extra, big, big_extra
