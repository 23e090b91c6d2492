"""The walk of SG1-TEAMS/1 among equally good teams, made again from its start and its stream."""

from typing import NamedTuple

from .stream import Stream
from .teams_rules import CERTAINLY, Document, Rules

Head = tuple[int, int, int]
HAND_OVER, HOMEROOM = 2, 3


class Move(NamedTuple):
    """A proposal: its kind, subject, classes, teachers, and homeroom teachers that change."""

    kind: int
    s: int
    c: int
    d: int | None
    t: int
    u: int
    heads: list[Head]


class Walk:
    """The walk of SG1-TEAMS/1 from a start, made again step by step."""

    HEAT = 1 << 30
    TOLERANCE = 64
    PRICE = 1 << 20

    def __init__(self, rules: Rules, start: Document, stream: Stream) -> None:
        self.rules, self.stream = rules, stream
        self.teams = [list(team) for team in start["teams"]]
        self.home = list(start["home"])
        levels = rules.levels(start)
        self.widest = [
            measure["unit"] * (level + 1) - 1
            for measure, level in zip(rules.measures, levels, strict=True)
        ]
        k, n = rules.k, len(rules.teachers)
        self.held = [[0] * k for _ in range(n)]
        self.load = [0] * n
        for c, team in enumerate(self.teams):
            for s, t in enumerate(team):
                self.held[t][c] += 1
                self.load[t] += rules.loads[s]
        self.role: dict[int, int] = {}
        for c in range(k):
            head = self.teams[c][self.home[c]]
            self.role[head] = c
            self.load[head] += rules.teachers[head]["homeroom_load"]
        self.sums = [rules.sums(one, self.teams, self.home) for one in rules.measures]
        self.pinned = set()
        for row in rules.kept:
            c = self.role[row["of"]]
            self.pinned |= {(c, row["subject"]), (c, self.home[c])}
        self.of_subject = [
            [i for i, one in enumerate(rules.measures) if rules.counts(one, s)]
            for s in range(rules.m)
        ]
        self.of_heads = [i for i, o in enumerate(rules.measures) if o["scope"] == "homeroom"]
        self.prices = [0] * len(rules.measures)
        self.company = rules.company(self.teams) if rules.apart or rules.absent else 0

    def run(self) -> tuple[list[list[int]], list[int]]:
        """Return teams and homes as the draw must have given them."""
        rules = self.rules
        quota = 4096 + 256 * rules.k * rules.m
        energy, on_level, steps = 0, 0, 0
        kept = ([list(team) for team in self.teams], list(self.home))
        while on_level < quota and steps < 4 * quota:
            steps += 1
            moved, change = self._step()
            energy += change
            if energy == 0:
                on_level += 1
                if moved:
                    kept = ([list(team) for team in self.teams], list(self.home))
        numbers = list(range(rules.k))
        self.stream.shuffle(numbers)
        teams: list[list[int]] = [[] for _ in numbers]
        home = [0] * rules.k
        for c, number in enumerate(numbers):
            teams[number], home[number] = kept[0][c], kept[1][c]
        return teams, home

    def _step(self) -> tuple[bool, int]:
        """One step: whether it moved anything, and the change of energy."""
        below = self.stream.below
        kind, s, c = below(4), below(self.rules.m), below(self.rules.k)
        t = self.teams[c][s]
        d = None
        if kind < HAND_OVER:
            d = below(self.rules.k)
            u = self.teams[d][s]
            idle = (c, s) in self.pinned or (d, s) in self.pinned
        elif kind == HAND_OVER:
            u = self.rules.able[s][below(len(self.rules.able[s]))]
            idle = (c, s) in self.pinned
        else:
            u = self.teams[c][self.home[c]]
            idle = self.home[c] == s
        if idle or u == t:
            return False, 0
        move = Move(kind, s, c, d, t, u, [])
        heads = self._heads_after(move)
        if heads is None:
            return False, 0
        tolerance = 0
        word = self.stream.word()
        while word < self.HEAT and tolerance < self.TOLERANCE:
            tolerance += 1
            word = self.stream.word()
        return self._try(move._replace(heads=heads), tolerance)

    def _heads_after(self, move: Move) -> list[Head] | None:
        """Homeroom teachers that change, as (class, before, after); None where that cannot be."""
        kind, s, c, d, t, u, _ = move
        changes = []
        if kind == HOMEROOM:
            changes.append((c, u, t))
        elif self.home[c] == s:
            changes.append((c, t, u))
        if d is not None and self.home[d] == s:
            changes.append((d, u, t))
        leaving = {before for _, before, _ in changes}
        entering = {after for _, _, after in changes}
        for head in entering - leaving:
            if not self.rules.teachers[head]["homeroom"] or head in self.role:
                # A homeroom teacher of the other class who keeps it cannot take a second.
                return None
        if any(self.rules.teachers[head]["homeroom"] == CERTAINLY for head in leaving - entering):
            return None
        return changes

    def _try(
        self,
        move: Move,
        tolerance: int,
    ) -> tuple[bool, int]:
        t, u = move.t, move.u
        broken = self._broken(t, u)
        home_before = self.home[move.c]
        self._seat(move)
        company = self.company
        if self.rules.apart or self.rules.absent:
            company = self.rules.company(self.teams)
        rules = self._broken(t, u) - broken + company - self.company
        if rules > 0:
            self._unseat(move, home_before)
            return False, 0
        touched = self._count(move, 1)
        fresh = {i: self._price(i) for i in touched}
        change = self.PRICE * rules + sum(fresh[i] - self.prices[i] for i in touched)
        if change > tolerance:
            self._count(move, -1)
            self._unseat(move, home_before)
            return False, 0
        for i, price in fresh.items():
            self.prices[i] = price
        self.company = company
        return True, change

    def _broken(self, *teachers: int) -> int:
        total = 0
        for t in teachers:
            count = sum(1 for held in self.held[t] if held)
            total += max(0, self.rules.least[t] - count, count - self.rules.most[t])
            total += max(0, self.load[t] - self.rules.teachers[t]["most_load"])
        return total

    def _put(self, t: int, s: int, c: int, sign: int) -> None:
        self.held[t][c] += sign
        self.load[t] += sign * self.rules.loads[s]

    def _seat(
        self,
        move: Move,
    ) -> None:
        kind, s, c, d, t, u, heads = move
        if kind == HOMEROOM:
            self.home[c] = s
        else:
            self._put(t, s, c, -1)
            self._put(u, s, c, 1)
            self.teams[c][s] = u
            if d is not None:
                self._put(u, s, d, -1)
                self._put(t, s, d, 1)
                self.teams[d][s] = t
        for _, before, _ in heads:
            del self.role[before]
            self.load[before] -= self.rules.teachers[before]["homeroom_load"]
        for place, _, after in heads:
            self.role[after] = place
            self.load[after] += self.rules.teachers[after]["homeroom_load"]

    def _unseat(
        self,
        move: Move,
        home_before: int,
    ) -> None:
        back = [(place, after, before) for place, before, after in move.heads]
        s = home_before if move.kind == HOMEROOM else move.s
        self._seat(move._replace(s=s, t=move.u, u=move.t, heads=back))

    def _count(
        self,
        move: Move,
        sign: int,
    ) -> list[int]:
        """Bring the sums up to date (sign -1: take that back); the measures that changed."""
        kind, s, c, d, t, u, heads = move
        touched = set()
        exchanges = []
        if kind != HOMEROOM:
            exchanges = [(i, c, t, u) for i in self.of_subject[s]]
            if d is not None:
                exchanges += [(i, d, u, t) for i in self.of_subject[s]]
        exchanges += [(i, place, o, a) for place, o, a in heads for i in self.of_heads]
        for i, place, out, into in exchanges:
            values = self.rules.measures[i]["values"]
            change = values[into] - values[out]
            if change:
                self.sums[i][place] += sign * change
                touched.add(i)
        return sorted(touched)

    def _price(self, i: int) -> int:
        beyond = max(0, max(self.sums[i]) - min(self.sums[i]) - self.widest[i])
        return -int(-4 * beyond // int(self.rules.measures[i]["unit"]))
