"""Checks the record of teaching teams: its documents, hard rules, levels, bounds, and the draw.

Written from the description of SG1-TEAMS/1 alone. The draw is made again from the frozen start
and the seed; the result must be the same teams.
"""

from itertools import pairwise
from typing import Any, NamedTuple

from .canonical import NotCanonicalError, document_hash, parse_canonical
from .documents import exactly, fits, hexadecimal, matching, text, whole
from .hashes import SUITES, Suite
from .report import Findings, Report
from .seeds import (
    TEAMS,
    draw_id,
    find_seed_text,
    rehearsal_seed,
    seed_bytes,
    seed_faults,
    stage_key,
)
from .stream import Stream

Document = dict[str, Any]
Head = tuple[int, int, int]
HAND_OVER, HOMEROOM = 2, 3
CERTAINLY = 2

_LARGEST = 1 << 20
_COUNT = whole(0, _LARGEST)
_NUMBER = whole(-_LARGEST, _LARGEST)
_PLAN = {"teams": [[_COUNT]], "home": [_COUNT]}


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


_LIST = {
    "_t": exactly("sg1/teams-list"),
    "suite": matching("intl|gm"),
    "unit": matching(r"[0-9a-z][0-9a-z.\-]{0,63}"),
    "engine": exactly("SG1-TEAMS/1"),
    "k": whole(1, 2_000),
    "spread": whole(-1, _LARGEST),
    "names": hexadecimal(64),
    "subjects": [{"s": text, "load": _COUNT, "core": _flag}],
    "teachers": [
        {
            "t": matching("T[1-9][0-9]*"),
            "subjects": [_COUNT],
            "most_classes": _COUNT,
            "most_load": _COUNT,
            "homeroom_load": _COUNT,
            "homeroom": whole(0, 2),
        }
    ],
    "measures": [
        {
            "m": text,
            "scope": matching("homeroom|all|core"),
            "unit": whole(1, _LARGEST),
            "values": [_NUMBER],
        }
    ],
    "apart": [[_COUNT]],
    "absent": [[_COUNT]],
    "kept": [{"of": _COUNT, "subject": _COUNT, "teacher": _COUNT}],
}
_FREEZE = {
    "_t": exactly("sg1/teams-freeze"),
    "list": hexadecimal(64),
    "unit": text,
    "start": _PLAN,
    "levels": [_COUNT],
    "bounds": [{"level": _COUNT, "proof": matching("count|solver")}],
}
_RESULT = {
    "_t": matching("sg1/teams|sg1/teams-rehearsal"),
    "freeze": hexadecimal(64),
    "unit": text,
    "draw": hexadecimal(64),
    "seed": hexadecimal(64),
    "lines": [text],
    **_PLAN,
    "levels": [_COUNT],
}
_RECORD = {
    "_t": exactly("sg1/teams-record"),
    "list": _LIST,
    "freeze": _FREEZE,
    "result": _RESULT,
}


def verify_teams(raw: bytes, *, notice: str | None = None) -> Report:
    """Check a record file; `notice` is the freeze code that was posted."""
    findings = Findings()
    try:
        record = parse_canonical(raw)
    except NotCanonicalError:
        record = None
    is_whole = fits(record, _RECORD) and _fits_together(record["list"])
    if not findings.expect("teams_file", holds=is_whole):
        return findings.report()
    listed, freeze, result = record["list"], record["freeze"], record["result"]
    suite = SUITES[listed["suite"]]
    code = document_hash(suite, freeze)
    findings.expect("teams_list", holds=freeze["list"] == document_hash(suite, listed))
    units = {listed["unit"], freeze["unit"], result["unit"]}
    findings.expect("teams_unit", holds=len(units) == 1)
    findings.expect("teams_freeze", holds=result["freeze"] == code)
    if notice is None:
        findings.add("teams_notice", "pending")
    else:
        findings.expect("teams_notice", holds="".join(notice.split()).lower() == code)
    number = draw_id(suite, code, listed["unit"])
    findings.expect("teams_draw_id", holds=result["draw"] == number)
    _check_seed(suite, code, result, findings)
    rules = Rules(listed)
    start, drawn = freeze["start"], result
    is_start = findings.expect("teams_start", holds=rules.keeps(start))
    is_drawn = findings.expect("teams_rules", holds=rules.keeps(drawn))
    if is_start:
        findings.expect("teams_start_levels", holds=rules.levels(start) == freeze["levels"])
        _check_bounds(rules, freeze, findings)
    if is_drawn:
        found, frozen = rules.levels(drawn), freeze["levels"]
        same = found == result["levels"] and len(found) == len(frozen)
        same = same and all(one <= most for one, most in zip(found, frozen, strict=True))
        findings.expect("teams_levels", holds=same)
    if is_start:
        key = stage_key(suite, bytes.fromhex(result["seed"]), listed["unit"], "teams")
        again = Walk(rules, start, Stream(key)).run()
        same = again == (drawn["teams"], drawn["home"])
        findings.expect("teams_drawn", holds=same)
    return findings.report()


def _fits_together(listed: Document) -> bool:
    """Say whether all numbers of a list point at something, and lists are sorted where they are."""
    n, m = len(listed["teachers"]), len(listed["subjects"])
    places = [t for pair in listed["apart"] for t in pair]
    places += [t for group in listed["absent"] for t in group]
    places += [row[field] for row in listed["kept"] for field in ("of", "teacher")]
    names = [one["m"] for one in listed["measures"]]
    return (
        m > 0
        and [one["t"] for one in listed["teachers"]] == [f"T{t}" for t in range(1, n + 1)]
        and all(
            one["subjects"] and _ascends(one["subjects"]) and one["subjects"][-1] < m
            for one in listed["teachers"]
        )
        and all(len(one["values"]) == n for one in listed["measures"])
        and len(set(names)) == len(names)
        and all(t < n for t in places)
        and all(len(pair) == len(("one", "other")) and _ascends(pair) for pair in listed["apart"])
        and all(group and _ascends(group) for group in listed["absent"])
        and all(row["subject"] < m for row in listed["kept"])
    )


def _ascends(numbers: list[int]) -> bool:
    return all(one < other for one, other in pairwise(numbers))


def _check_seed(suite: Suite, code: str, result: Document, findings: Findings) -> None:
    if result["_t"] == "sg1/teams-rehearsal":
        seed = rehearsal_seed(suite, code, 1).hex()
        findings.expect("teams_seed", holds=result["seed"] == seed and not result["lines"])
        findings.add("teams_rehearsal", "warning")
        return
    seed_text = find_seed_text(result["lines"])
    fits_freeze = (
        seed_text is not None
        and seed_text.kind == TEAMS
        and seed_text.suite == suite.name
        and seed_text.bound_to == code
        and not seed_faults(seed_text, None)
    )
    same = suite.digest(seed_bytes(result["lines"])).hex() == result["seed"]
    findings.expect("teams_seed", holds=fits_freeze and same)


def _check_bounds(rules: "Rules", freeze: Document, findings: Findings) -> None:
    bounds, levels = freeze["bounds"], freeze["levels"]
    honest = len(bounds) == len(levels) == len(rules.measures)
    for index, (bound, level) in enumerate(zip(bounds, levels, strict=False)):
        counted = rules.counted_bound(index) if index < len(rules.measures) else 0
        honest = honest and bound["level"] <= level
        honest = honest and (bound["proof"] != "count" or bound["level"] == counted)
        honest = honest and bound["level"] >= counted
    findings.expect("teams_bounds", holds=honest)
    open_levels = sum(b["level"] != level for b, level in zip(bounds, levels, strict=False))
    by_solver = sum(one["proof"] == "solver" for one in bounds)
    findings.warn_unless("teams_proven", holds=not open_levels, count=open_levels)
    if by_solver:
        findings.add("teams_solver", "warning", count=by_solver)


class Rules:
    """The hard rules and the measures of one list."""

    def __init__(self, listed: Document) -> None:
        self.k: int = listed["k"]
        self.m = len(listed["subjects"])
        self.loads = [one["load"] for one in listed["subjects"]]
        self.core = [one["core"] for one in listed["subjects"]]
        self.teachers: list[Document] = listed["teachers"]
        self.measures: list[Document] = listed["measures"]
        self.apart: list[list[int]] = listed["apart"]
        self.absent: list[list[int]] = listed["absent"]
        self.kept: list[Document] = listed["kept"]
        self.able = [
            [t for t, one in enumerate(self.teachers) if s in one["subjects"]]
            for s in range(self.m)
        ]
        self.least = [0] * len(self.teachers)
        self.most = [min(self.k, one["most_classes"]) for one in self.teachers]
        if listed["spread"] >= 0:
            for members in self.able:
                self._share(members, listed["spread"])

    def _share(self, members: list[int], spread: int) -> None:
        """Classes are shared evenly where all teachers of a subject teach nothing else."""
        if any(len(self.teachers[t]["subjects"]) > 1 for t in members):
            return
        line = max(
            (x for x in range(self.k + 1) if sum(min(self.most[t], x) for t in members) <= self.k),
            default=0,
        )
        for t in members:
            one = self.teachers[t]
            room = one["most_load"] - (one["homeroom_load"] if one["homeroom"] else 0)
            load = self.loads[one["subjects"][0]]
            fitting = max(0, room // load) if load else self.k
            self.least[t] = min(max(0, line - spread), self.most[t], fitting)
            self.most[t] = min(self.most[t], line + 1 + spread)

    def keeps(self, plan: Document) -> bool:
        """Say whether a plan keeps every hard rule."""
        teams, home = plan["teams"], plan["home"]
        shaped = (
            len(teams) == len(home) == self.k
            and all(len(team) == self.m for team in teams)
            and all(subject < self.m for subject in home)
            and all(t in self.able[s] for team in teams for s, t in enumerate(team))
        )
        if not shaped:
            return False
        heads = [team[subject] for team, subject in zip(teams, home, strict=True)]
        chosen = set(heads)
        must = {t for t, one in enumerate(self.teachers) if one["homeroom"] == CERTAINLY}
        rows = [teams[heads.index(row["of"])][row["subject"]] == row["teacher"]
                for row in self.kept if row["of"] in chosen]  # fmt: skip
        return bool(
            len(chosen) == self.k
            and all(self.teachers[t]["homeroom"] for t in heads)
            and must <= chosen
            and all(rows)
            and self.broken(teams, chosen) == 0
        )

    def broken(self, teams: list[list[int]], heads: set[int]) -> int:
        """Units of broken rules of numbers: classes, loads, pairs, groups."""
        total = 0
        for t, one in enumerate(self.teachers):
            count = sum(t in team for team in teams)
            load = one["homeroom_load"] if t in heads else 0
            load += sum(self.loads[s] for team in teams for s, who in enumerate(team) if who == t)
            total += max(0, self.least[t] - count, count - self.most[t])
            total += max(0, load - one["most_load"])
        return total + self.company(teams)

    def company(self, teams: list[list[int]]) -> int:
        """Pairs in one class against a rule, and groups that leave no class without them."""
        total = sum(one in team and other in team for one, other in self.apart for team in teams)
        for group in self.absent:
            total += all(any(t in team for t in group) for team in teams)
        return total

    def counts(self, measure: Document, subject: int) -> bool:
        """Say whether the teacher of a subject counts in a measure."""
        scope = measure["scope"]
        return bool(scope == "all" or (scope == "core" and self.core[subject]))

    def sums(self, measure: Document, teams: list[list[int]], home: list[int]) -> list[int]:
        """Sum of a measure in each class."""
        values = measure["values"]
        if measure["scope"] == "homeroom":
            return [values[team[subject]] for team, subject in zip(teams, home, strict=True)]
        counted = [s for s in range(self.m) if self.counts(measure, s)]
        return [sum(values[team[s]] for s in counted) for team in teams]

    def levels(self, plan: Document) -> list[int]:
        """Largest minus smallest sum in whole units, measure by measure."""
        found = []
        for measure in self.measures:
            sums = self.sums(measure, plan["teams"], plan["home"])
            found.append((max(sums) - min(sums)) // measure["unit"])
        return found

    def counted_bound(self, index: int) -> int:
        """Level that no plan goes below, by counting alone."""
        measure = self.measures[index]
        values, unit = measure["values"], measure["unit"]
        if measure["scope"] == "homeroom":
            able = sorted(v for v, o in zip(values, self.teachers, strict=True) if o["homeroom"])
            must = [
                v for v, o in zip(values, self.teachers, strict=True) if o["homeroom"] == CERTAINLY
            ]
            if len(able) < self.k:
                return 0
            span = min(able[i + self.k - 1] - able[i] for i in range(len(able) - self.k + 1))
            return int(max(span, max(must) - min(must) if must else 0) // unit)
        if any(len(one["subjects"]) > 1 for one in self.teachers):
            return 0
        low = high = 0
        for s in range(self.m):
            if self.counts(measure, s):
                low += self._extreme(s, values, 1)
                high -= self._extreme(s, values, -1)
        return int(low == high and low % self.k != 0) // int(unit)

    def _extreme(self, subject: int, values: list[int], sign: int) -> int:
        """Smallest sum (times sign) that the teachers of a subject can have over all classes."""
        members = self.able[subject]
        spare = self.k - sum(self.least[t] for t in members)
        total = sum(sign * values[t] * self.least[t] for t in members)
        for t in sorted(members, key=lambda one: sign * values[one]):
            taken = min(spare, self.most[t] - self.least[t])
            total += sign * values[t] * taken
            spare -= taken
        return total


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
        quota = 16384 + 256 * rules.k * rules.m
        energy, on_level, steps = 0, 0, 0
        kept = ([list(team) for team in self.teams], list(self.home))
        while on_level < quota and steps < 8 * quota:
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
