"""What imbalance costs, and what it must cost at least (SG1-ENGINE/1 §4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from .problem import Group, Numeric, Problem, most_of

BREACH = 1 << 20  # price of one position above a hard limit
Window = tuple[int, int]


@dataclass(frozen=True)
class Row:
    """All positions that hold one code of one attribute, or one apart group (attribute None)."""

    attribute: int | None
    members: Group
    weight: int
    most: int

    @property
    def total(self) -> int:
        """How many positions have it."""
        return len(self.members)


def rows_of(problem: Problem) -> list[Row]:
    """List the rows: attributes as given, codes ascending, then the apart groups."""
    rows = []
    for place, attribute in enumerate(problem.attributes):
        for code in sorted(set(attribute.codes)):
            members = tuple(p for p, held in enumerate(attribute.codes) if held == code)
            most = most_of(problem, attribute.name, code)
            rows.append(Row(place, members, attribute.weight, most))
    return rows + [Row(None, group, 0, 1) for group in problem.apart]


def row_windows(problem: Problem, row: Row) -> list[Window]:
    """Return the counts [low, high] that cost nothing, for each class."""
    if row.attribute is None:
        return [(0, 1)] * problem.k
    if problem.sizes is None or problem.even:
        low = row.total // problem.k
        return [(low, low + 1)] * problem.k
    return [
        (row.total * size // problem.n, -(-row.total * size // problem.n)) for size in problem.sizes
    ]


def price_table(row: Row, window: Window) -> list[int]:
    """Return the cost of holding 0, 1, …, total + 1 positions of the row in one class."""
    low, high = window
    prices = []
    for count in range(row.total + 2):
        excess = max(low - count, count - high, 0)
        over = max(0, count - row.most)
        prices.append(row.weight * excess * (excess + 1) // 2 + BREACH * over)
    return prices


def price_tables(problem: Problem, row: Row) -> list[list[int]]:
    """Give every class its price table; equal windows share one."""
    windows = row_windows(problem, row)
    shared = {window: price_table(row, window) for window in windows}
    return [shared[window] for window in windows]


def lower_bound(problem: Problem, row: Row) -> int:
    """Return the least the row can cost: filled one at a time where the next one is cheapest."""
    tables = price_tables(problem, row)
    counts = _forced_start(problem, row)
    for _ in range(row.total - sum(counts)):
        marginal = [table[x + 1] - table[x] for table, x in zip(tables, counts, strict=True)]
        counts[marginal.index(min(marginal))] += 1
    return sum(table[x] for table, x in zip(tables, counts, strict=True))


def _forced_start(problem: Problem, row: Row) -> list[int]:
    counts = [0] * problem.k
    members = set(row.members)
    if problem.fixed:
        for position, c in problem.fixed:
            counts[c] += position in members
    elif problem.even:
        shares = [len(members.intersection(group)) for group in problem.together]
        shares = sorted((share for share in shares if share > 1), reverse=True)
        if len(shares) <= problem.k:
            counts[: len(shares)] = shares
    return counts


def numeric_windows(
    problem: Problem, numeric: Numeric, sizes: Sequence[int], *, strict: bool
) -> list[Window]:
    """Return the class sums [low, high] that cost nothing, for each class of these sizes."""
    total, t = sum(numeric.values), numeric.tolerance
    if strict:
        windows = _mean_windows(total, problem.n, problem.k, sizes)
    else:
        windows = [(total * s // problem.n, -(-total * s // problem.n)) for s in sizes]
    return [(low - t, high + t) for low, high in windows]


def _mean_windows(total: int, n: int, k: int, sizes: Sequence[int]) -> list[Window]:
    """Windows with the smallest possible range of class means."""
    s, h = divmod(n, k)
    if h == 0:
        return [(total // k, -(-total // k))] * k
    best: tuple[int, int, int, int] | None = None
    chosen = (0, 0, 0, 0)
    around = total * s // n
    for a in range(around - 3, around + 4):
        for p in range(k - h):
            b, q = divmod(total - a * (k - h) - p, h)
            means = [a * (s + 1), b * s]
            means += [(a + 1) * (s + 1)] * (p > 0) + [(b + 1) * s] * (q > 0)
            rank = (max(means) - min(means), -(p > 0) - (q > 0), a, p)
            if best is None or rank < best:
                best, chosen = rank, (a, a + (p > 0), b, b + (q > 0))
    return [chosen[:2] if size == s else chosen[2:] for size in sizes]


def numeric_price(numeric: Numeric, window: Window, value: int) -> int:
    """Return the cost of a class sum."""
    excess = max(window[0] - value, value - window[1], 0)
    return numeric.weight * -(-excess // numeric.unit)
