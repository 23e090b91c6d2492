"""The state of a run as one flat block of whole numbers, for the walk of `steps`.

One block instead of many lists: the compiled walk is several times faster with it, and the plain
one too, because what belongs together lies together and every reference is already the place in
the block. A position's record holds its class (the place of that class's record), its numeric
values and its rows (places within a class's record). A class's record holds its energy, its
sums, and for every row the price of one more and the gain of one fewer.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, repeat
from typing import NamedTuple

from junheng.engine.assignment.bounds import BROKEN_RULE, Row, rows_of
from junheng.engine.assignment.problem import Problem
from junheng.engine.assignment.start import Units, units_of
from junheng.engine.assignment.windows import WindowKind, numeric_cost, numeric_windows

HEAD = 2
"""A class's record begins with its energy and the place of its windows."""

SUM_FIELDS = 4
"""Then, per numeric: sum, window (low, high), cost."""

_INT32 = 2**31 - 1
_LONGEST_LIST = 1 << 17


class Layout(NamedTuple):
    """Numbers of things, and where each part of the block begins.

    Rows come in pairs of numbers in every table: prices, windows (low, high) and rules (weight,
    most). A last row takes the positions outside every apart group; its price is always 0.
    """

    position_count: int
    position_width: int  # length of a position's record; these begin at 0
    attributes: int
    numerics: int
    single_count: int
    longest_group: int
    class_count: int
    class_width: int  # length of a class's record
    classes: int  # records of classes
    counts: int  # from a price in a class's record to the count of the row
    kept: int  # a copy of the class of each position
    partners: int  # room for the partners of one group
    rules: int  # plus a row's place: weight, most
    terms: int  # per numeric: weight, unit
    singles: int
    members: int  # members of groups, one group after the other
    groups: int  # per group: where its members begin and end, counted from `members`
    match: int  # per member and attribute: where its list begins and ends, in the whole block


class Pick(NamedTuple):
    """A list of units to pick from, in which a unit may stand several times in a row.

    With `shift` 0 the list stands at `begin` as it is. A long one would not fit the processor's
    cache; it stands as runs (end, unit), and `guide` holds, for every 2^shift places of the list,
    the number of the run that the first of them belongs to.
    """

    begin: int
    length: int
    guide: int
    shift: int


class Board:
    """The flat block of a problem: fixed part built once, changing part per start."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.rows: tuple[Row, ...] = rows_of(problem)
        self.units: Units = units_of(problem)
        line_count = len(self.rows) + len(problem.numerics)
        self.rare_threshold = _rare_threshold(problem.class_count, line_count)
        self._first_row = HEAD + SUM_FIELDS * len(problem.numerics)
        self._records, self._width = self._position_records()
        self._fixed_part: list[int] = []
        self.layout = self._lay_out()
        self.search_pick = self._add_pick(self._search_times())
        self.walk_pick = self._add_pick([1] * len(self._unit_places()))

    @property
    def longest_group(self) -> int:
        """Size of the largest group that moves as one, 0 without groups."""
        return max((len(group) for group in self.units.groups), default=0)

    @property
    def fits_32_bits(self) -> bool:
        """Whether no cost, sum or place of this problem can leave a signed 32-bit number."""
        problem, size = self.problem, self.problem.largest_class
        energy = sum(a.weight * (size + len(set(a.codes)) + 1) ** 2 for a in problem.attributes)
        hard = {cap.attribute for cap in problem.caps}
        energy += BROKEN_RULE * size * (len(hard) + bool(problem.apart))
        for numeric in problem.numerics:
            total = problem.position_count * max(abs(value) for value in numeric.values)
            reach = 2 * (total + numeric.tolerance + numeric.unit)
            energy += numeric.weight * reach
            if reach > _INT32:
                return False
        return 2 * energy <= _INT32

    def place(
        self, classes: Sequence[int], sizes: Sequence[int], kind: WindowKind
    ) -> tuple[list[int], int]:
        """Return the block for an assignment, and its energy."""
        layout = self.layout
        places = [layout.classes + c * layout.class_width for c in classes]
        records = self._records.copy()
        records[:: layout.position_width] = places
        class_records, counts = self._class_records(classes)
        self._sum_up(class_records, classes, sizes, kind)
        energy = 0
        for begin in range(0, len(class_records), layout.class_width):
            energy += class_records[begin]
        block = [*records, *class_records, *counts, *places, *[0] * layout.longest_group]
        return block + self._fixed_part, energy

    def classes_at(self, block: Sequence[int]) -> list[int]:
        """Return the class of each position in a block."""
        end = self.layout.position_count * self.layout.position_width
        return self._read_classes(block[: end : self.layout.position_width])

    def classes_kept(self, block: Sequence[int]) -> list[int]:
        """Return the class of each position when the block's copy was made."""
        kept = self.layout.kept
        return self._read_classes(block[kept : kept + self.layout.position_count])

    def _read_classes(self, places: Iterable[int]) -> list[int]:
        first, width = self.layout.classes, self.layout.class_width
        return [(int(place) - first) // width for place in places]

    def _lay_out(self) -> Layout:
        problem, units, width = self.problem, self.units, self._width
        n, k = problem.position_count, problem.class_count
        class_width = self._first_row + 2 * (len(self.rows) + 1)
        lengths = [n * width, k * class_width, k * class_width, n, self.longest_group]
        classes, counts, kept, partners, self._fixed_begin = accumulate(lengths)
        self._window_places = self._add_windows()
        rules = self._add(self._rules()) - self._first_row
        terms = self._add(chain.from_iterable((q.weight, q.unit) for q in problem.numerics))
        singles = self._add(position * width for position in units.singles)
        members = self._add(m * width for m in chain.from_iterable(units.groups))
        ends = list(accumulate(len(group) for group in units.groups))
        groups = self._add(chain.from_iterable(zip([0, *ends], [*ends, 0], strict=True)))
        match = self._add(self._match_lists())
        return Layout(
            n, width, len(problem.attributes), len(problem.numerics), len(units.singles),
            self.longest_group, k, class_width, classes, counts - classes, kept, partners, rules,
            terms, singles, members, groups, match,
        )  # fmt: skip

    def _add(self, part: Iterable[int]) -> int:
        """Append to the fixed part and return where it begins in the block."""
        begin = self._fixed_begin + len(self._fixed_part)
        self._fixed_part.extend(part)
        return begin

    def _position_records(self) -> tuple[list[int], int]:
        """Return the records, classes still 0, and their length."""
        problem = self.problem
        columns: list[list[int]] = [[0] * problem.position_count]
        columns += [list(numeric.values) for numeric in problem.numerics]
        column_of = {a.name: len(columns) + i for i, a in enumerate(problem.attributes)}
        no_row = self._first_row + 2 * len(self.rows)
        count = len(problem.attributes) + bool(problem.apart)
        columns += [[no_row] * problem.position_count for _ in range(count)]
        for number, row in enumerate(self.rows):
            column = columns[-1 if row.attribute is None else column_of[row.attribute]]
            for position in row.positions:
                column[position] = self._first_row + 2 * number
        return list(chain.from_iterable(zip(*columns, strict=True))), len(columns)

    def _add_windows(self) -> list[int]:
        """Add the windows of rows; return for each class where a row's place is counted from."""
        places: dict[int, int] = {}
        for twin in range(self.problem.class_count):
            if self._twin(twin) == twin:
                windows = [w for row in self.rows for w in (row.low[twin], row.high[twin])]
                windows += [0, self.problem.position_count]
                places[twin] = self._add(windows) - self._first_row
        return [places[self._twin(c)] for c in range(self.problem.class_count)]

    def _twin(self, school_class: int) -> int:
        """Return the first class with the same windows: class 0 whenever sizes are even."""
        return 0 if self.problem.has_even_sizes else school_class

    def _rules(self) -> list[int]:
        rules = [value for row in self.rows for value in (row.weight, row.most)]
        return [*rules, 0, self.problem.position_count]

    def _match_lists(self) -> list[int]:
        """Return begin and end per member and attribute, then the lists of singles themselves.

        The list of attribute a holds the singles that agree with the member in every other one.
        """
        members = [member for group in self.units.groups for member in group]
        codes = [attribute.codes for attribute in self.problem.attributes]
        begin = self._fixed_begin + len(self._fixed_part) + 2 * len(members) * len(codes)
        places = [[(0, 0)] * len(codes) for _ in members]
        lists: list[int] = []
        singles = self.units.singles if members else ()
        of_singles = [[column[single] for single in singles] for column in codes]
        for left_out in range(len(codes)):
            others = codes[:left_out] + codes[left_out + 1 :]
            wanted: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
            for number, member in enumerate(members):
                wanted[tuple(column[member] for column in others)].append(number)
            found: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
            agreeing = of_singles[:left_out] + of_singles[left_out + 1 :]
            keys = zip(*agreeing, strict=True) if agreeing else repeat(())
            for single, key in zip(singles, keys, strict=False):
                if key in wanted:
                    found[key].append(single * self._width)
            for key, numbers in wanted.items():
                place = (begin + len(lists), begin + len(lists) + len(found[key]))
                lists += found[key]
                for number in numbers:
                    places[number][left_out] = place
        return [*chain.from_iterable(chain.from_iterable(places)), *lists]

    def _search_times(self) -> list[int]:
        """Return how often each unit stands in the search's list: rare codes and groups often."""
        n, k = self.problem.position_count, self.problem.class_count
        times = [1] * n
        for row in self.rows:
            if row.attribute is not None and row.total < 4 * k:
                for position in row.positions:
                    times[position] += -(-n // (4 * row.total))
        of_groups = [2 * min(k, 16)] * len(self.units.groups)
        return [times[single] for single in self.units.singles] + of_groups

    def _unit_places(self) -> list[int]:
        """Return a place per unit: a single's record; places behind the last record for groups."""
        behind = self.problem.position_count * self._width
        groups = range(behind, behind + len(self.units.groups))
        return [*(single * self._width for single in self.units.singles), *groups]

    def _add_pick(self, times: list[int]) -> Pick:
        ends = list(accumulate(times))
        count = ends[-1] if ends else 0
        units = self._unit_places()
        if count <= _LONGEST_LIST:
            listed = chain.from_iterable(map(repeat, units, times))
            return Pick(self._add(listed), count, guide=0, shift=0)
        shift = 1
        while count >> shift > 2 * len(units):
            shift += 1
        guide: list[int] = []
        for number, end in enumerate(ends):
            guide += [number] * (((end - 1) >> shift) + 1 - len(guide))
        runs = self._add(chain.from_iterable(zip(ends, units, strict=True)))
        return Pick(runs, count, self._add(guide), shift)

    def _class_records(self, classes: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return the records of the classes, sums still 0, and the table of counts."""
        k, width = self.problem.class_count, self.layout.class_width
        records, counts = [0] * (k * width), [0] * (k * width)
        for begin, place in zip(range(0, k * width, width), self._window_places, strict=True):
            records[begin + 1] = place
        for number, row in enumerate(self.rows):
            by_class = [0] * k
            for position in row.positions:
                by_class[classes[position]] += 1
            priced: dict[tuple[int, int], tuple[int, int, int]] = {}
            for school_class, count in enumerate(by_class):
                case = (self._twin(school_class), count)
                if case not in priced:
                    priced[case] = _price(row, *case)
                begin = school_class * width
                cell = begin + self._first_row + 2 * number
                cost, records[cell], records[cell + 1] = priced[case]
                records[begin] += cost
                counts[cell] = count
        return records, counts

    def _sum_up(
        self,
        records: list[int],
        classes: Sequence[int],
        sizes: Sequence[int],
        kind: WindowKind,
    ) -> None:
        """Enter sums, windows and costs of the numerics into the records of the classes."""
        for number, numeric in enumerate(self.problem.numerics):
            totals = [0] * self.problem.class_count
            for school_class, value in zip(classes, numeric.values, strict=True):
                totals[school_class] += value
            for c, window in enumerate(numeric_windows(numeric, sizes, kind)):
                cost = numeric_cost(numeric, totals[c], window)
                begin = c * self.layout.class_width
                records[begin] += cost
                cell = begin + HEAD + SUM_FIELDS * number
                records[cell : cell + SUM_FIELDS] = totals[c], *window, cost


def _rare_threshold(class_count: int, line_count: int) -> int:
    """Return R0, the chance (in 2^32) to win one more ticket of tolerance."""
    return min(1 << 30, (1 << 35) // (class_count * class_count * max(1, line_count)))


def _price(row: Row, school_class: int, count: int) -> tuple[int, int, int]:
    """Return the cost of a count, the price of one more and the gain of one fewer."""
    fewer = -row.price_of_one_more(school_class, count - 1) if count else 0
    return row.cost(school_class, count), row.price_of_one_more(school_class, count), fewer
