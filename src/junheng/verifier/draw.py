"""The balanced random draw SG1-ENGINE/1, written a second time from its specification.

Nothing is clever here except that the cost of one more and one fewer position is kept ready for
every class and row, so that a step looks up a handful of numbers.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from .pricing import (
    lower_bound,
    numeric_price,
    numeric_windows,
    price_tables,
    rows_of,
)
from .problem import Group, Problem, UndrawableError, refuse_undrawable
from .stream import WORD, Stream

ATTEMPTS = 4
STRICT_ATTEMPTS = 2
SEARCH_STEPS = 4096
WALK_STEPS = 256
EXTRA_STEPS = 65536
WALK_LIMIT = 32
MOST_RESTARTS = 1000
MOST_GROUP_PICKS = 16
_LOW = WORD - 1
Pairs = tuple[tuple[int, int], ...]


@dataclass
class Outcome:
    """Classes of the positions and what the published vectors name besides."""

    classes: list[int]
    bound_rows: list[int]
    labels: list[int]
    sizes_drawn: list[int]
    energy: int
    words: int
    rare_threshold: int
    trace: list[list[int]] = field(default_factory=list)

    @property
    def bound(self) -> int:
        """Lower bound on the energy."""
        return sum(self.bound_rows)


class Seating:
    """One assignment under way: who sits where, and the prices of a change."""

    def __init__(self, problem: Problem, stream: Stream) -> None:
        self.problem = problem
        self.stream = stream
        self.rows = rows_of(problem)
        self.tables = [list(t) for t in zip(*(price_tables(problem, r) for r in self.rows))]  # noqa: B905
        self.tables = self.tables or [[] for _ in range(problem.k)]
        self.single = problem.single
        self.units = problem.units
        held: list[list[int]] = [[] for _ in range(problem.n)]
        for index, row in enumerate(self.rows):
            for position in row.members:
                held[position].append(index)
        self.held = [tuple(rows) for rows in held]
        kinds: dict[Group, int] = {}
        self.kind = [kinds.setdefault(rows, len(kinds)) for rows in self.held]
        self.exchange = _exchanges(list(kinds))
        self.values = list(zip(*(q.values for q in problem.numerics))) or [()] * problem.n  # noqa: B905
        self.peers = _peers(problem, self.single)
        self.classes: list[int] = []
        self.last: Pairs = ()

    # Start ------------------------------------------------------------------------------------

    def deal(self, *, strict: bool) -> None:
        """Take seats at random (§5) and price them."""
        for _ in range(MOST_RESTARTS + 1):
            if self._seat_everybody():
                self.windows = [
                    numeric_windows(
                        self.problem, numeric, self.sizes, strict=strict and self.problem.even
                    )
                    for numeric in self.problem.numerics
                ]
                self._count()
                return
        raise UndrawableError("no_start_found")

    def _seat_everybody(self) -> bool:
        n, k = self.problem.n, self.problem.k
        if self.problem.sizes is None:
            self.sizes = [n // k + 1] * (n % k) + [n // k] * (k - n % k)
            self.stream.shuffle(self.sizes)
        else:
            self.sizes = list(self.problem.sizes)
        free = list(self.sizes)
        self.classes = [-1] * n
        for position, c in self.problem.fixed:
            self.classes[position] = c
            free[c] -= 1
        for group in self.units:
            if max(free) < len(group):
                return False
            c = self._free_class(free)
            while free[c] < len(group):
                c = self._free_class(free)
            free[c] -= len(group)
            for position in group:
                self.classes[position] = c
        order = list(self.single)
        self.stream.shuffle(order)
        seats = [c for c in range(k) for _ in range(free[c])]
        for position, c in zip(order, seats, strict=True):
            self.classes[position] = c
        return True

    def _free_class(self, free: list[int]) -> int:
        seat = self.stream.below(sum(free))
        c = 0
        while seat >= free[c]:
            seat -= free[c]
            c += 1
        return c

    def _count(self) -> None:
        problem = self.problem
        self.counts = [[0] * len(self.rows) for _ in range(problem.k)]
        self.sums = [[0] * len(problem.numerics) for _ in range(problem.k)]
        for position, c in enumerate(self.classes):
            for row in self.held[position]:
                self.counts[c][row] += 1
            for q, value in enumerate(self.values[position]):
                self.sums[c][q] += value
        self.up = [[0] * len(self.rows) for _ in range(problem.k)]
        self.down = [[0] * len(self.rows) for _ in range(problem.k)]
        self.owed = [self._price_of_sums(c, self.sums[c]) for c in range(problem.k)]
        self.energy = sum(self.owed)
        for c in range(problem.k):
            for row, count in enumerate(self.counts[c]):
                self.energy += self.tables[c][row][count]
                self._reprice(c, row)

    def reseat(self, classes: list[int]) -> None:
        """Go back to an earlier assignment of the same attempt."""
        self.classes = classes
        self._count()

    def _reprice(self, c: int, row: int) -> None:
        table, count = self.tables[c][row], self.counts[c][row]
        self.up[c][row] = table[count + 1] - table[count] if count + 1 < len(table) else 0
        self.down[c][row] = table[count - 1] - table[count] if count else 0

    def _price_of_sums(self, c: int, sums: Iterable[int]) -> int:
        """Return what class c owes for its numerics when they add up to these sums."""
        windows = (windows[c] for windows in self.windows)
        return sum(map(numeric_price, self.problem.numerics, windows, sums))

    # One step ---------------------------------------------------------------------------------

    def stepper(self, pick: Sequence[int], ticket: int) -> Callable[[], None]:
        """Return a function that makes one step (§6) with tickets of chance `ticket` / 2^32."""
        word, single, classes = self.stream.word, self.single, self.classes
        units, singles = len(pick), len(single)
        unit_short, single_short = WORD % units, WORD % singles
        change_before_sums = self._change_before_sums()

        def step() -> None:
            v = word() * units
            while v & _LOW < unit_short:
                v = word() * units
            u = pick[v >> 32]
            if u >= singles:
                self._step_of_group(self.units[u - singles], ticket)
                return
            v = word() * singles
            while v & _LOW < single_short:
                v = word() * singles
            i, j = single[u], single[v >> 32]
            a, b = classes[i], classes[j]
            if a == b:
                return
            tolerance = 0
            while word() < ticket:
                tolerance += 1
            change = change_before_sums(i, j, a, b)
            if change <= tolerance:  # what the classes then owe for their sums only adds to it
                change += self._owed_after(a, b, ((i, j),))
            if change <= tolerance:
                self._swap(i, j)
                self.energy += change
                self.last = ((i, j),)

        return step

    def _change_before_sums(self) -> Callable[[int, int, int, int], int]:
        """Return a function of i in class a and j in class b that prices their change of places.

        What the classes owe for their numerics now is taken off, what they owe then not yet added.
        """
        kind, exchange, up, down, owed = self.kind, self.exchange, self.up, self.down, self.owed

        def change_of(i: int, j: int, a: int, b: int) -> int:
            change = -owed[a] - owed[b]
            leaving, coming = exchange(kind[i], kind[j])
            more, fewer = up[b], down[a]
            for row in leaving:
                change += more[row] + fewer[row]
            more, fewer = up[a], down[b]
            for row in coming:
                change += more[row] + fewer[row]
            return change

        return change_of

    def _owed_after(self, a: int, b: int, pairs: Pairs) -> int:
        """Return what two classes owe for their numerics once these pairs have changed places."""
        sums_a, sums_b = list(self.sums[a]), list(self.sums[b])
        for i, j in pairs:
            for q, (x, y) in enumerate(zip(self.values[i], self.values[j], strict=True)):
                sums_a[q] += y - x
                sums_b[q] += x - y
        return self._price_of_sums(a, sums_a) + self._price_of_sums(b, sums_b)

    def _swap(self, i: int, j: int) -> None:
        a, b = self.classes[i], self.classes[j]
        self.classes[i], self.classes[j] = b, a
        for rows, source, goal in ((self.held[i], a, b), (self.held[j], b, a)):
            for row in rows:
                self.counts[source][row] -= 1
                self.counts[goal][row] += 1
        for row in {*self.held[i], *self.held[j]}:
            self._reprice(a, row)
            self._reprice(b, row)
        for q, (x, y) in enumerate(zip(self.values[i], self.values[j], strict=True)):
            self.sums[a][q] += y - x
            self.sums[b][q] += x - y
        for c in (a, b):
            self.owed[c] = self._price_of_sums(c, self.sums[c])

    def _step_of_group(self, group: Group, ticket: int) -> None:
        stream, classes = self.stream, self.classes
        a, b = classes[group[0]], -1
        partners: list[int] = []
        for member in group:
            column = stream.below(len(self.problem.attributes) + 1)
            choice = self.peers(member, column)
            if not choice:
                return
            j = choice[stream.below(len(choice))]
            if classes[j] == a or (partners and classes[j] != b) or j in partners:
                return
            partners.append(j)
            b = classes[j]
        tolerance = 0
        while stream.word() < ticket:
            tolerance += 1
        pairs = tuple(zip(group, partners, strict=True))
        change = self._change_of_group(a, b, pairs)
        if change <= tolerance:
            for i, j in pairs:
                self._swap(i, j)
            self.energy += change
            self.last = pairs

    def _change_of_group(self, a: int, b: int, pairs: Pairs) -> int:
        net: Counter[int] = Counter()
        for i, j in pairs:
            net.update(self.held[j])
            net.subtract(self.held[i])
        change = self._owed_after(a, b, pairs) - self.owed[a] - self.owed[b]
        for row, moved in net.items():
            for c, step in ((a, moved), (b, -moved)):
                table, count = self.tables[c][row], self.counts[c][row]
                change += table[count + step] - table[count]
        return change

    # Picks ------------------------------------------------------------------------------------

    def search_pick(self) -> list[int]:
        """Units of the search: rare codes are tried more often."""
        n, k = self.problem.n, self.problem.k
        pick: list[int] = []
        for unit, position in enumerate(self.single):
            times = 1
            for row in self.held[position]:
                total = self.rows[row].total
                if self.rows[row].attribute is not None and total < 4 * k:
                    times += -(-n // (4 * total))
            pick += [unit] * times
        for unit in range(len(self.units)):
            pick += [len(self.single) + unit] * (2 * min(k, MOST_GROUP_PICKS))
        return pick

    def even_pick(self) -> list[int]:
        """Units of the walk, each once."""
        return list(range(len(self.single) + len(self.units)))


def _exchanges(kinds: Sequence[Group]) -> Callable[[int, int], tuple[Group, Group]]:
    """Return what tells two kinds of positions apart: the rows of only the one and of the other."""

    @cache
    def exchange(one: int, other: int) -> tuple[Group, Group]:
        mine, others = kinds[one], kinds[other]
        return (
            tuple(row for row in mine if row not in others),
            tuple(row for row in others if row not in mine),
        )

    return exchange


def _peers(problem: Problem, single: list[int]) -> Callable[[int, int], list[int]]:
    """Return the lists from which a group member draws its partner (§6.3)."""
    count = len(problem.attributes)
    codes = list(zip(*(a.codes for a in problem.attributes))) or [()] * problem.n  # noqa: B905
    alike: defaultdict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
    for position in single if problem.units else ():
        for column in range(count):
            rest = codes[position][:column] + codes[position][column + 1 :]
            alike[column, rest].append(position)

    def peers(member: int, column: int) -> list[int]:
        if column == count:
            return single
        rest = codes[member][:column] + codes[member][column + 1 :]
        return alike.get((column, rest), [])

    return peers


def draw(problem: Problem, key: bytes) -> Outcome:
    """Assign the positions (§7).

    Raises:
        UndrawableError: the engine must refuse this problem.
    """
    refuse_undrawable(problem)
    stream = Stream(key)
    seating = Seating(problem, stream)
    ladder_size = problem.k * problem.k * max(1, len(seating.rows) + len(problem.numerics))
    outcome = Outcome(
        classes=[],
        bound_rows=[lower_bound(problem, row) for row in seating.rows],
        labels=[],
        sizes_drawn=[],
        energy=0,
        words=0,
        rare_threshold=min(1 << 30, (1 << 35) // ladder_size),
    )
    if problem.k == 1 or not seating.single:
        seating.deal(strict=True)
        outcome.trace.append([0, seating.energy])
        classes, outcome.energy = seating.classes, seating.energy
    else:
        classes = _Run(seating, outcome).classes()
    outcome.sizes_drawn = list(seating.sizes)
    outcome.labels = _labels(problem, stream)
    outcome.classes = [outcome.labels[c] for c in classes]
    outcome.words = stream.words_used
    return outcome


class _Run:
    """Search, anneal where that failed, and walk."""

    def __init__(self, seating: Seating, outcome: Outcome) -> None:
        self.seating = seating
        self.outcome = outcome
        self.steps = 0
        self.movable = seating.problem.n - len(seating.problem.fixed)

    def classes(self) -> list[int]:
        target = self._search()
        return self._walk(target)

    def _note(self) -> None:
        self.outcome.trace.append([self.steps, self.seating.energy])

    def _search(self) -> int:
        seating, bound, rare = self.seating, self.outcome.bound, self.outcome.rare_threshold
        pick = seating.search_pick()
        for attempt in range(ATTEMPTS):
            seating.deal(strict=attempt < STRICT_ATTEMPTS)
            self._note()
            limit = SEARCH_STEPS * (attempt + 1) * self.movable + EXTRA_STEPS
            self._descend(pick, rare, limit)
            self._note()
            if seating.energy <= bound:
                return bound
        self._anneal(pick)
        self._note()
        return seating.energy

    def _descend(self, pick: list[int], ticket: int, limit: int) -> None:
        seating, bound = self.seating, self.outcome.bound
        step = seating.stepper(pick, ticket)
        taken = 0
        while taken < limit and seating.energy > bound:
            step()
            taken += 1
        self.steps += taken

    def _anneal(self, pick: list[int]) -> None:
        seating, bound, rare = self.seating, self.outcome.bound, self.outcome.rare_threshold
        best, best_energy = list(seating.classes), seating.energy
        ticket = 1 << 31
        last = False
        while not last:
            last = ticket <= rare
            step = seating.stepper(pick, max(ticket, rare))
            for _ in range(SEARCH_STEPS * self.movable + EXTRA_STEPS):
                if seating.energy <= bound:
                    last = True
                    break
                step()
                self.steps += 1
                if seating.energy < best_energy:
                    best, best_energy = list(seating.classes), seating.energy
            ticket >>= 1
        seating.reseat(best)

    def _walk(self, target: int) -> list[int]:
        seating = self.seating
        step = seating.stepper(seating.even_pick(), self.outcome.rare_threshold)
        wanted = WALK_STEPS * self.movable + EXTRA_STEPS
        left, kept, kept_energy = wanted, None, seating.energy
        for _ in range(WALK_LIMIT * wanted):
            before = seating.energy
            step()
            self.steps += 1
            if seating.energy <= target:
                kept = None
                left -= 1
                if left == 0:
                    break
            elif before <= target:
                kept, kept_energy = _before(seating), before
        self.outcome.energy = seating.energy if kept is None else kept_energy
        self.outcome.trace.append([self.steps, self.outcome.energy])
        return seating.classes if kept is None else kept


def _before(seating: Seating) -> list[int]:
    """Return the assignment before the last swap."""
    classes = list(seating.classes)
    for i, j in seating.last:
        classes[i], classes[j] = classes[j], classes[i]
    return classes


def _labels(problem: Problem, stream: Stream) -> list[int]:
    """Exchange the numbers of classes that are interchangeable (§7.4)."""
    fixed = {c for _, c in problem.fixed}
    sets: dict[tuple[int, int], list[int]] = {}
    for c in range(problem.k):
        size = problem.sizes[c] if problem.sizes is not None else 0
        kind = (1, c) if c in fixed else (0, size)
        sets.setdefault(kind, []).append(c)
    labels = [0] * problem.k
    for numbers in sets.values():
        mixed = list(numbers)
        stream.shuffle(mixed)
        for c, label in zip(numbers, mixed, strict=True):
            labels[c] = label
    return labels
