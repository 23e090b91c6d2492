"""What imbalance costs, and how little of it is possible: rows, prices and the lower bound.

A row is one (attribute, code) pair that occurs, or one apart group. The bound looks at each row
alone and is aware of together groups; it is proven, not estimated.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heapreplace

from junheng.engine.assignment.problem import Problem

BROKEN_RULE = 1 << 20
"""Price of each position above a cap, and of each broken apart group."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the balance: who counts, the window of every class and the price outside it.

    `attribute` is None for an apart group.
    """

    attribute: str | None
    code: int
    positions: tuple[int, ...]
    weight: int
    most: int
    low: tuple[int, ...]
    high: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many positions the row counts."""
        return len(self.positions)

    def cost(self, school_class: int, count: int) -> int:
        """Return the price of `count` positions of the row in a class."""
        low, high = self.low[school_class], self.high[school_class]
        excess = max(low - count, count - high, 0)
        return self.weight * excess * (excess + 1) // 2 + BROKEN_RULE * max(0, count - self.most)

    def price_of_one_more(self, school_class: int, count: int) -> int:
        """Return what the next position of the row in a class adds to the cost."""
        low, high = self.low[school_class], self.high[school_class]
        price = 0
        if count < low:
            price = self.weight * (count - low)
        elif count >= high:
            price = self.weight * (count - high + 1)
        return price + BROKEN_RULE if count >= self.most else price


def rows_of(problem: Problem) -> tuple[Row, ...]:
    """Return the rows: by attribute as given, then code ascending; apart groups last."""
    n, k = problem.position_count, problem.class_count
    rows = []
    for attribute in problem.attributes:
        holders: defaultdict[int, list[int]] = defaultdict(list)
        for position, code in enumerate(attribute.codes):
            holders[code].append(position)
        caps: dict[int, int] = {}
        for cap in problem.caps:
            if cap.attribute == attribute.name:
                caps[cap.code] = min(cap.most, caps.get(cap.code, n))
        for code in sorted(holders):
            low, high = _windows(problem, len(holders[code]))
            positions = tuple(holders[code])
            most = caps.get(code, n)
            rows.append(Row(attribute.name, code, positions, attribute.weight, most, low, high))
    rows += [
        Row(None, number, group, 0, 1, (0,) * k, (1,) * k)
        for number, group in enumerate(sorted(problem.apart))
    ]
    return tuple(rows)


def _windows(problem: Problem, total: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    n, k = problem.position_count, problem.class_count
    if problem.sizes is None or problem.has_even_sizes:
        return (total // k,) * k, (total // k + 1,) * k
    shares = [total * size for size in problem.sizes]
    return tuple(share // n for share in shares), tuple(-(-share // n) for share in shares)


def lower_bound(problem: Problem, row: Row) -> int:
    """Return a proven lower bound of the row's cost over all assignments."""
    start = forced_start(problem, row)
    # The windows have room for every position, so that only a forced start or a cap can cost; with
    # even sizes no checked cap is in the way.
    if problem.has_even_sizes and max(start) <= row.low[0]:
        return 0
    if not any(start) and row.most >= row.total:
        return 0
    counts = best_fill(row, start)
    return sum(row.cost(school_class, count) for school_class, count in enumerate(counts))


def forced_start(problem: Problem, row: Row) -> tuple[int, ...]:
    """Return the counts by class that no assignment can avoid, up to the names of classes.

    Fixed positions where they are; without any, and with even sizes, the together groups with two
    or more members in the row, largest first, one per class. More such groups than classes force
    nothing that could be stated this simply.
    """
    counts = [0] * problem.class_count
    members = set(row.positions)
    if problem.fixed:
        for position, school_class in problem.fixed:
            counts[school_class] += position in members
    elif problem.has_even_sizes:
        linked = sorted((_shared(group, members) for group in problem.together), reverse=True)
        linked = [count for count in linked if count > 1]
        if len(linked) <= problem.class_count:
            counts[: len(linked)] = linked
    return tuple(counts)


def _shared(group: Iterable[int], members: set[int]) -> int:
    return sum(member in members for member in group)


def best_fill(row: Row, start: Sequence[int]) -> tuple[int, ...]:
    """Return the cheapest counts by class from a forced start, class sizes left aside.

    One position at a time goes where it is cheapest, ties to the lowest class. Prices rise with
    the count, so the greedy way is the best.
    """
    counts = list(start)
    cheapest = [(row.price_of_one_more(c, count), c) for c, count in enumerate(counts)]
    heapify(cheapest)
    for _ in range(row.total - sum(counts)):
        school_class = cheapest[0][1]
        counts[school_class] += 1
        price = row.price_of_one_more(school_class, counts[school_class])
        heapreplace(cheapest, (price, school_class))
    return tuple(counts)


def without_cap(row: Row) -> Row:
    """Return the row as it would be if nothing limited a class."""
    return replace(row, most=row.total)
