"""Questions to a solver (HiGHS): is there a plan at all, and is there a more equal one?

The answers are facts about the problem, yes or no; the plan a solver finds is used only where the
search in whole numbers finds none. One thread, a fixed number of nodes, no clock: whether a
question is answered does not depend on the speed of the machine.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from junheng.engine.solving import Question, Row, ask_solver
from junheng.engine.teams.loads import class_ranges
from junheng.engine.teams.plan import Plan
from junheng.engine.teams.problem import CERTAINLY, NEVER, Problem

Answer = Literal["yes", "no", "open"]
NODES = 2_000
"""Branch-and-bound nodes after which a question stays open."""


@dataclass(slots=True)
class _Rows:
    """Columns and rows as HiGHS takes them."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def column(self, low: float, high: float) -> int:
        self.lower.append(low)
        self.upper.append(high)
        return len(self.lower) - 1

    def row(self, low: float, high: float, terms: Iterable[tuple[int, float]]) -> None:
        merged: dict[int, float] = {}
        for column, factor in terms:
            merged[column] = merged.get(column, 0) + factor
        ends = (None if low == -INFINITY else low, None if high == INFINITY else high)
        self.rows.append((*ends, list(merged), list(merged.values())))


INFINITY = float("inf")


class Model:
    """Teams by their homeroom teachers, so that classes are not interchangeable.

    Every teacher who may be homeroom teacher has a possible team; `class_count` of them are real.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._rows = _Rows()
        self.heads = [t for t, one in enumerate(problem.teachers) if one.homeroom != NEVER]
        self._real = {
            h: self._rows.column(int(problem.teachers[h].homeroom == CERTAINLY), 1)
            for h in self.heads
        }
        self._takes = {
            (t, s, h): self._rows.column(0, 1)
            for h in self.heads
            for s in range(len(problem.subjects))
            for t in problem.teachers_of(s)
        }
        self._is_in = self._presence()
        self._require_rules()

    def limit(self, measure_index: int, level: int) -> None:
        """Ask for at most this level in a measure."""
        measure = self._problem.measures[measure_index]
        widest = measure.unit * (level + 1) - 1
        if measure.scope == "homeroom":
            self._limit_heads(measure.values, widest)
            return
        counted = [
            s for s in range(len(self._problem.subjects)) if self._problem.counts_in(measure, s)
        ]
        shift = min((*measure.values, 0))
        values = [value - shift for value in measure.values]
        most = max(values, default=0) * len(counted)
        low = self._rows.column(0, most)
        for h in self.heads:
            terms = [
                (column, float(values[t]))
                for (t, s, head), column in self._takes.items()
                if head == h and s in counted and values[t]
            ]
            real = self._real[h]
            # A team that is not real has the sum 0 and is bound by neither row.
            self._rows.row(-most, INFINITY, [*terms, (low, -1.0), (real, -float(most))])
            self._rows.row(-INFINITY, widest, [*terms, (low, -1.0)])

    def ask(self, nodes: int = NODES) -> tuple[Answer, Plan | None]:
        """Return whether a plan exists, and the one that was found."""
        rows, count = self._rows, len(self._rows.lower)
        question = Question(
            cost=[0.0] * count,
            lower=rows.lower,
            upper=rows.upper,
            is_whole=[True] * count,
            rows=rows.rows,
            nodes=nodes,
            is_any_enough=True,
        )
        answer = ask_solver(question)
        if answer.status == "found":
            return "yes", self._plan([round(value) for value in answer.values])
        return answer.status, None

    def _plan(self, values: Sequence[int]) -> Plan:
        real = [h for h in self.heads if values[self._real[h]]]
        chosen = {(s, h): t for (t, s, h), column in self._takes.items() if values[column]}
        subjects = range(len(self._problem.subjects))
        teams = tuple(tuple(chosen[s, h] for s in subjects) for h in real)
        home = tuple(team.index(h) for team, h in zip(teams, real, strict=True))
        return Plan(teams, home)

    def _presence(self) -> dict[tuple[int, int], int]:
        """A column for "teacher t is in the team of h"; the slot itself where there is only one."""
        is_in = {}
        for h in self.heads:
            for t, one in enumerate(self._problem.teachers):
                slots = [self._takes[t, s, h] for s in one.subjects]
                if len(slots) == 1:
                    is_in[t, h] = slots[0]
                    continue
                column = is_in[t, h] = self._rows.column(0, 1)
                for slot in slots:
                    self._rows.row(-INFINITY, 0, [(slot, 1), (column, -1)])
                self._rows.row(0, INFINITY, [*((slot, 1.0) for slot in slots), (column, -1)])
        return is_in

    def _require_rules(self) -> None:
        problem, rows = self._problem, self._rows
        k = problem.class_count
        rows.row(k, k, [(column, 1) for column in self._real.values()])
        for h in self.heads:
            for s in range(len(problem.subjects)):
                slots = [(self._takes[t, s, h], 1.0) for t in problem.teachers_of(s)]
                rows.row(0, 0, [*slots, (self._real[h], -1)])
            rows.row(0, INFINITY, [(self._is_in[h, h], 1), (self._real[h], -1)])
        for t, (least, most) in enumerate(class_ranges(problem)):
            rows.row(least, most, [(self._is_in[t, h], 1) for h in self.heads])
            self._require_load(t)
        for one, other in problem.apart:
            for h in self.heads:
                present = [(self._is_in[one, h], 1), (self._is_in[other, h], 1)]
                rows.row(-INFINITY, 0, [*present, (self._real[h], -1)])
        for group in problem.absent:
            self._require_absence(group)
        for row in problem.kept:
            if row.of in self._real:
                rows.row(0, 0, [(self._takes[row.teacher, row.subject, row.of], 1),
                                (self._real[row.of], -1)])  # fmt: skip

    def _require_load(self, t: int) -> None:
        one = self._problem.teachers[t]
        terms = [
            (self._takes[t, s, h], float(self._problem.subjects[s].load))
            for h in self.heads
            for s in one.subjects
        ]
        if t in self._real:
            terms.append((self._real[t], float(one.homeroom_load)))
        self._rows.row(-INFINITY, one.most_load, terms)

    def _require_absence(self, group: Sequence[int]) -> None:
        free = {h: self._rows.column(0, 1) for h in self.heads}
        self._rows.row(1, INFINITY, [(column, 1) for column in free.values()])
        for h in self.heads:
            self._rows.row(-INFINITY, 0, [(free[h], 1), (self._real[h], -1)])
            for t in group:
                self._rows.row(-INFINITY, 1, [(free[h], 1), (self._is_in[t, h], 1)])

    def _limit_heads(self, values: Sequence[int], widest: int) -> None:
        """Two homeroom teachers further apart than this are not both chosen."""
        low, high = min(values, default=0), max(values, default=0)
        floor = self._rows.column(low, high)
        span = high - low
        for h in self.heads:
            real = self._real[h]
            self._rows.row(-INFINITY, values[h] + span, [(floor, 1), (real, span)])
            self._rows.row(values[h] - widest - span, INFINITY, [(floor, 1), (real, -span)])
