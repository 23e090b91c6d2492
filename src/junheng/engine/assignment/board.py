"""The state of a run as one flat block of whole numbers, for the walk of `steps`.

One block with offsets instead of many lists: the compiled walk is several times faster with it,
and the plain one loses nothing. The front of the block changes from step to step, the rest is
the same for the whole draw.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

from junheng.engine.assignment.bounds import BROKEN_RULE, Row, rows_of
from junheng.engine.assignment.problem import Problem
from junheng.engine.assignment.start import Units, units_of
from junheng.engine.assignment.windows import WindowKind, numeric_cost, numeric_windows

SUM_FIELDS = 4
"""A class sum, its window (low, high) and its cost, side by side."""

_INT32 = 2**31 - 1


class Layout(NamedTuple):
    """Counts, and where each part of the block begins.

    Rows are numbered by their offset in a line of pairs (0, 2, 4, …), because prices and windows
    are pairs and one line of pairs belongs to each class. A last row takes the positions outside
    every apart group; its price is always 0.
    """

    positions: int
    columns: int  # rows a position belongs to: one per attribute, one for apart groups if any
    attributes: int
    numerics: int
    single_count: int
    longest_group: int
    line: int  # length of a line of pairs: twice the number of rows
    kept: int  # a copy of the classes
    energy: int  # per class
    price: int  # per class and row: price of one more, gain of one fewer
    counts: int  # per class and row: count, unused
    sums: int  # per class and numeric: SUM_FIELDS
    partners: int  # room for the partners of one group
    window: int  # per class and row: low, high
    rule: int  # per row: weight, most
    rows: int  # per position and column: the row
    values: int  # per position and numeric
    terms: int  # per numeric: weight, unit
    singles: int
    members: int  # members of groups, one group after the other
    group: int  # per group: where its members begin and end, counted from `members`
    match: int  # per member and attribute: where its list begins and ends, in the whole block


class Board:
    """The flat block of a problem: fixed part built once, changing part per start."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.rows: tuple[Row, ...] = rows_of(problem)
        self.units: Units = units_of(problem)
        self.rare_threshold = _rare_threshold(problem.class_count, self._line_count())
        self._fixed_part: list[int] = []
        self.layout = self._lay_out()
        self.search_pick = self._add(_search_pick(problem, self.rows, self.units))
        self.walk_pick = self._add(_walk_pick(problem, self.units))

    @property
    def longest_group(self) -> int:
        """Size of the largest group that moves as one, 0 without groups."""
        return max((len(group) for group in self.units.groups), default=0)

    @property
    def fits_32_bits(self) -> bool:
        """Whether no cost or sum of this problem can leave a signed 32-bit number."""
        problem, size = self.problem, self.problem.largest_class
        energy = sum(a.weight * (size + len(set(a.codes)) + 1) ** 2 for a in problem.attributes)
        hard = {cap.attribute for cap in problem.caps}
        energy += BROKEN_RULE * size * (len(hard) + bool(problem.apart))
        for numeric in problem.numerics:
            reach = size * max(abs(value) for value in numeric.values) + numeric.tolerance
            energy += numeric.weight * (2 * reach // numeric.unit + 1)
            if 2 * reach > _INT32:
                return False
        return 2 * energy <= _INT32

    def place(
        self, classes: Sequence[int], sizes: Sequence[int], kind: WindowKind
    ) -> tuple[list[int], int]:
        """Return the block for an assignment, and its energy."""
        costs = [0] * self.problem.class_count
        prices, counts = self._count(classes, costs)
        sums = self._sum_up(classes, sizes, kind, costs)
        block = [*classes, *classes, *costs, *prices, *counts, *sums]
        block += [0] * self.longest_group
        return block + self._fixed_part, sum(costs)

    def _line_count(self) -> int:
        return len(self.rows) + len(self.problem.numerics)

    def _lay_out(self) -> Layout:
        problem, units = self.problem, self.units
        n, k, numerics = problem.position_count, problem.class_count, len(problem.numerics)
        line = 2 * (len(self.rows) + 1)
        columns = len(problem.attributes) + bool(problem.apart)
        lengths = [n, n, k, k * line, k * line, k * numerics * SUM_FIELDS, self.longest_group]
        kept, energy, price, count, sums, partners, self._fixed_begin = accumulate(lengths)
        window, rule = self._add(self._windows()), self._add(self._rules())
        rows = self._add(self._rows_by_position(columns))
        values = self._add(
            chain.from_iterable(zip(*(q.values for q in problem.numerics), strict=True))
        )
        terms = self._add(chain.from_iterable((q.weight, q.unit) for q in problem.numerics))
        singles = self._add(units.singles)
        members = self._add(chain.from_iterable(units.groups))
        ends = list(accumulate(len(group) for group in units.groups))
        group = self._add(
            chain.from_iterable(zip([0, *ends[:-1]], ends, strict=True) if ends else ())
        )
        match = self._add(self._match_lists())
        return Layout(
            n, columns, len(problem.attributes), numerics, len(units.singles), self.longest_group,
            line, kept, energy, price, count, sums, partners, window, rule, rows, values, terms,
            singles, members, group, match,
        )  # fmt: skip

    def _add(self, part: Iterable[int]) -> int:
        """Append to the fixed part and return where it begins in the block."""
        begin = self._fixed_begin + len(self._fixed_part)
        self._fixed_part.extend(part)
        return begin

    def _windows(self) -> list[int]:
        n, windows = self.problem.position_count, []
        for school_class in range(self.problem.class_count):
            for row in self.rows:
                windows += [row.low[school_class], row.high[school_class]]
            windows += [0, n]
        return windows

    def _rules(self) -> list[int]:
        rules = [value for row in self.rows for value in (row.weight, row.most)]
        return [*rules, 0, self.problem.position_count]

    def _rows_by_position(self, columns: int) -> list[int]:
        column_of = {a.name: column for column, a in enumerate(self.problem.attributes)}
        table = [2 * len(self.rows)] * (self.problem.position_count * columns)
        for number, row in enumerate(self.rows):
            column = columns - 1 if row.attribute is None else column_of[row.attribute]
            for position in row.positions:
                table[position * columns + column] = 2 * number
        return table

    def _match_lists(self) -> list[int]:
        """Return begin and end per member and attribute, then the lists of singles themselves.

        The list of attribute a holds the singles that agree with the member in every other one.
        """
        members = [member for group in self.units.groups for member in group]
        codes = [attribute.codes for attribute in self.problem.attributes]
        begin = self._fixed_begin + len(self._fixed_part) + 2 * len(members) * len(codes)
        places = [[(0, 0)] * len(codes) for _ in members]
        lists: list[int] = []
        for left_out in range(len(codes)):
            others = codes[:left_out] + codes[left_out + 1 :]
            wanted: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
            for number, member in enumerate(members):
                wanted[tuple(column[member] for column in others)].append(number)
            found: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
            for single in self.units.singles if members else ():
                key = tuple(column[single] for column in others)
                if key in wanted:
                    found[key].append(single)
            for key, numbers in wanted.items():
                place = (begin + len(lists), begin + len(lists) + len(found[key]))
                lists += found[key]
                for number in numbers:
                    places[number][left_out] = place
        return [*chain.from_iterable(chain.from_iterable(places)), *lists]

    def _count(self, classes: Sequence[int], costs: list[int]) -> tuple[list[int], list[int]]:
        k, line = self.problem.class_count, self.layout.line
        prices, counts = [0] * (k * line), [0] * (k * line)
        for number, row in enumerate(self.rows):
            by_class = [0] * k
            for position in row.positions:
                by_class[classes[position]] += 1
            for school_class, count in enumerate(by_class):
                cell = school_class * line + 2 * number
                costs[school_class] += row.cost(school_class, count)
                counts[cell] = count
                prices[cell] = row.price_of_one_more(school_class, count)
                if count:
                    prices[cell + 1] = -row.price_of_one_more(school_class, count - 1)
        return prices, counts

    def _sum_up(
        self, classes: Sequence[int], sizes: Sequence[int], kind: WindowKind, costs: list[int]
    ) -> list[int]:
        k, numerics = self.problem.class_count, self.problem.numerics
        cells = [0] * (k * len(numerics) * SUM_FIELDS)
        for number, numeric in enumerate(numerics):
            totals = [0] * k
            for school_class, value in zip(classes, numeric.values, strict=True):
                totals[school_class] += value
            for c, window in enumerate(numeric_windows(numeric, sizes, kind)):
                cost = numeric_cost(numeric, totals[c], window)
                costs[c] += cost
                cell = (c * len(numerics) + number) * SUM_FIELDS
                cells[cell : cell + SUM_FIELDS] = totals[c], *window, cost
        return cells


def _rare_threshold(class_count: int, line_count: int) -> int:
    """Return R0, the chance (in 2^32) to win one more ticket of tolerance."""
    return min(1 << 30, (1 << 35) // (class_count * class_count * max(1, line_count)))


def _search_pick(problem: Problem, rows: Iterable[Row], units: Units) -> list[int]:
    """Return the search's list of units: rare codes and groups stand in it several times.

    A single stands as its position, group g as n + g.
    """
    n, k = problem.position_count, problem.class_count
    times = [1] * n
    for row in rows:
        if row.attribute is not None and row.total < 4 * k:
            for position in row.positions:
                times[position] += -(-n // (4 * row.total))
    pick = [single for single in units.singles for _ in range(times[single])]
    groups = range(n, n + len(units.groups))
    return pick + [group for group in groups for _ in range(2 * min(k, 16))]


def _walk_pick(problem: Problem, units: Units) -> list[int]:
    n = problem.position_count
    return [*units.singles, *range(n, n + len(units.groups))]
