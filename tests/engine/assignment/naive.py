"""The draw once more, straight from its description: slow, obvious, everything recounted.

Shares the random stream and the problem's dataclasses with the product, and nothing else.
"""

from dataclasses import dataclass, field

from junheng.engine.assignment.problem import Numeric, Problem
from junheng.engine.randomness.stream import RandomStream

B = 2**20


@dataclass
class NaiveDraw:
    """One draw; the step counts of the phases are parameters so that tests can be short."""

    problem: Problem
    key: bytes
    search_steps: int = 4096
    walk_steps: int = 256
    base_steps: int = 65536
    trace: list[tuple[int, int]] = field(default_factory=list)
    done: int = 0

    def __post_init__(self) -> None:
        p = self.problem
        self.n, self.k = p.position_count, p.class_count
        self.stream = RandomStream(self.key)
        fixed = dict(p.fixed)
        self.groups = [g for g in sorted(p.together) if g[0] not in fixed]
        in_group = {m for g in self.groups for m in g}
        self.singles = [i for i in range(self.n) if i not in fixed and i not in in_group]
        self.f = len(self.singles) + len(in_group)
        self.rows = [
            (a.weight, [i for i in range(self.n) if a.codes[i] == code], self.cap(a.name, code))
            for a in p.attributes
            for code in sorted(set(a.codes))
        ]
        self.attribute_rows = len(self.rows)
        self.rows += [(0, list(g), 1) for g in sorted(p.apart)]
        lines = max(1, len(self.rows) + len(p.numerics))
        self.r0 = min(2**30, 2**35 // (self.k * self.k * lines))
        self.even = p.sizes is None or max(p.sizes) - min(p.sizes) <= 1

    def cap(self, name: str, code: int) -> int:
        caps = [c.most for c in self.problem.caps if (c.attribute, c.code) == (name, code)]
        return min(caps, default=self.n)

    # 4. Cost

    def row_window(self, row: int, c: int) -> tuple[int, int]:
        if row >= self.attribute_rows:
            return 0, 1
        total = len(self.rows[row][1])
        if self.even:
            return total // self.k, total // self.k + 1
        size = self.problem.sizes[c]
        return total * size // self.n, -(-total * size // self.n)

    def row_cost(self, row: int, c: int, x: int) -> int:
        weight, _, most = self.rows[row]
        low, high = self.row_window(row, c)
        e = low - x if x < low else x - high if x > high else 0
        return weight * e * (e + 1) // 2 + B * max(0, x - most)

    def numeric_windows(self, q: Numeric) -> list[tuple[int, int]]:
        total, n, k, t = sum(q.values), self.n, self.k, q.tolerance
        if not (self.even and self.attempt < 2):
            return [(total * z // n - t, -(-total * z // n) + t) for z in self.sizes]
        s, h = n // k, n % k
        if h == 0:
            return [(total // k - t, -(-total // k) + t)] * k
        found = []
        for a in range(total * s // n - 3, total * s // n + 4):
            for p in range(k - h):
                b, extra = divmod(total - a * (k - h) - p, h)
                v = (
                    [a * (s + 1), b * s]
                    + [(a + 1) * (s + 1)] * (p > 0)
                    + [(b + 1) * s] * (extra > 0)
                )
                found.append((max(v) - min(v), -(p > 0) - (extra > 0), a, p, b, extra))
        _, _, a, p, b, extra = min(found)
        small, big = (a - t, a + (p > 0) + t), (b - t, b + (extra > 0) + t)
        return [big if z > s else small for z in self.sizes]

    def energy(self, classes: list[int]) -> int:
        total = 0
        for row, (_, members, _) in enumerate(self.rows):
            for c in range(self.k):
                total += self.row_cost(row, c, sum(classes[i] == c for i in members))
        for q in self.problem.numerics:
            for c, (low, high) in enumerate(self.numeric_windows(q)):
                s = sum(q.values[i] for i in range(self.n) if classes[i] == c)
                e = max(low - s, s - high, 0)
                total += q.weight * -(-e // q.unit)
        return total

    def bound_rows(self) -> list[int]:
        bounds = []
        for row, (_, members, _) in enumerate(self.rows):
            x = [0] * self.k
            if self.problem.fixed:
                for i, c in self.problem.fixed:
                    x[c] += i in members
            elif self.even:
                linked = [len(set(g) & set(members)) for g in self.problem.together]
                linked = sorted((m for m in linked if m >= 2), reverse=True)
                if len(linked) <= self.k:
                    x[: len(linked)] = linked
            while sum(x) < len(members):
                dearer = [
                    self.row_cost(row, c, x[c] + 1) - self.row_cost(row, c, x[c])
                    for c in range(self.k)
                ]
                x[dearer.index(min(dearer))] += 1
            bounds.append(sum(self.row_cost(row, c, x[c]) for c in range(self.k)))
        return bounds

    # 5. Start

    def start(self) -> list[int]:
        while True:
            if self.problem.sizes is None:
                size, extra = divmod(self.n, self.k)
                sizes = [size + 1] * extra + [size] * (self.k - extra)
                self.stream.shuffle(sizes)
            else:
                sizes = list(self.problem.sizes)
            self.sizes = sizes
            seats = [c for c in range(self.k) for _ in range(sizes[c])]
            classes = [-1] * self.n
            for i, c in self.problem.fixed:
                classes[i] = c
                seats.remove(c)
            failed = False
            for group in self.groups:
                if all(seats.count(c) < len(group) for c in range(self.k)):
                    failed = True
                    break
                c = seats[self.stream.below(len(seats))]
                while seats.count(c) < len(group):
                    c = seats[self.stream.below(len(seats))]
                for i in group:
                    classes[i] = c
                    seats.remove(c)
            if failed:
                continue
            singles = list(self.singles)
            self.stream.shuffle(singles)
            for i, c in zip(singles, seats, strict=True):
                classes[i] = c
            return classes

    # 6. One step

    def pick(self, *, search: bool) -> list[int]:
        units = []
        for u, i in enumerate(self.singles):
            times = 1
            for _, members, _ in self.rows[: self.attribute_rows] if search else []:
                if i in members and len(members) < 4 * self.k:
                    times += -(-self.n // (4 * len(members)))
            units += [u] * times
        for g in range(len(self.groups)):
            units += [len(self.singles) + g] * (2 * min(self.k, 16) if search else 1)
        return units

    def proposal(self, classes: list[int], pick: list[int]) -> list[tuple[int, int]] | None:
        u = pick[self.stream.below(len(pick))]
        if u < len(self.singles):
            i = self.singles[u]
            j = self.singles[self.stream.below(len(self.singles))]
            return None if classes[i] == classes[j] else [(i, j)]
        pairs: list[tuple[int, int]] = []
        attributes = self.problem.attributes
        for member in self.groups[u - len(self.singles)]:
            a = self.stream.below(len(attributes) + 1)
            candidates = [
                s
                for s in self.singles
                if a == len(attributes)
                or all(b == a or t.codes[s] == t.codes[member] for b, t in enumerate(attributes))
            ]
            if not candidates:
                return None
            j = candidates[self.stream.below(len(candidates))]
            if classes[j] == classes[member] or j in [x for _, x in pairs]:
                return None
            if pairs and classes[j] != classes[pairs[0][1]]:
                return None
            pairs.append((member, j))
        return pairs

    def step(self, classes: list[int], pick: list[int], chance: int) -> list[int]:
        self.done += 1
        pairs = self.proposal(classes, pick)
        if pairs is None:
            return classes
        tolerance = 0
        while self.stream.word() < chance:
            tolerance += 1
        swapped = list(classes)
        for i, j in pairs:
            swapped[i], swapped[j] = classes[j], classes[i]
        return swapped if self.energy(swapped) - self.energy(classes) <= tolerance else classes

    # 7. The run

    def run(self) -> tuple[list[int], list[int]]:
        """Return the final classes and the labels; fills `trace`."""
        bound = sum(self.bound_rows())
        for attempt in range(4):
            self.attempt = attempt
            classes = self.start()
            self.note(classes)
            if self.k == 1 or not self.singles:
                return self.label(classes)
            pick = self.pick(search=True)
            limit = self.done + self.search_steps * (attempt + 1) * self.f + self.base_steps
            while self.energy(classes) > bound and self.done < limit:
                classes = self.step(classes, pick, self.r0)
            self.note(classes)
            if self.energy(classes) <= bound:
                break
        else:
            classes = self.anneal(classes, bound)
            self.note(classes)
        return self.label(self.walk(classes))

    def anneal(self, classes: list[int], bound: int) -> list[int]:
        best, pick = classes, self.pick(search=True)
        ladder = [2**b for b in range(31, -1, -1) if 2**b > self.r0] + [self.r0]
        for chance in ladder:
            for _ in range(self.search_steps * self.f + self.base_steps):
                if self.energy(classes) <= bound:
                    return classes
                classes = self.step(classes, pick, chance)
                if self.energy(classes) < self.energy(best):
                    best = classes
        return best

    def walk(self, classes: list[int]) -> list[int]:
        target, pick = self.energy(classes), self.pick(search=False)
        quota = self.walk_steps * self.f + self.base_steps
        counted, on_level = 0, classes
        for _ in range(32 * quota):
            classes = self.step(classes, pick, self.r0)
            if self.energy(classes) <= target:
                counted, on_level = counted + 1, classes
            if counted == quota:
                break
        self.note(on_level)
        return on_level

    def label(self, classes: list[int]) -> tuple[list[int], list[int]]:
        held = {c for _, c in self.problem.fixed}

        def kind(c: int) -> tuple[int, int]:
            if c in held:
                return 0, c
            return 1, 0 if self.problem.sizes is None else self.sizes[c]

        labels = [-1] * self.k
        for c in range(self.k):
            if labels[c] < 0:
                alike = [d for d in range(self.k) if kind(d) == kind(c)]
                copy = list(alike)
                self.stream.shuffle(copy)
                for d, label in zip(alike, copy, strict=True):
                    labels[d] = label
        return [labels[c] for c in classes], labels

    def note(self, classes: list[int]) -> None:
        self.trace.append((self.done, self.energy(classes)))
