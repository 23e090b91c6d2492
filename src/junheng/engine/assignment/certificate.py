"""The certificate of a draw: how even each row came out, how even it could be, and why not more.

Everything is recounted from the classes; nothing is taken from the run but its own story (steps,
attempt, kind of windows).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from junheng.engine.assignment.assign import Assignment
from junheng.engine.assignment.bounds import (
    Row,
    best_fill,
    forced_start,
    rows_of,
    without_cap,
)
from junheng.engine.assignment.problem import Problem
from junheng.engine.assignment.windows import WindowKind, numeric_cost, numeric_windows

Cause = Literal["link_group", "cap", "fixed", "unequal_sizes", "no_assignment_found"]


@dataclass(frozen=True, slots=True)
class RowCertificate:
    """One code of one attribute: its counts by class, achieved and best possible gap.

    A gap is the largest count minus the smallest. `bound` is the proven lower bound of the row's
    cost. `cause` is None where the achieved gap is the best one and the bound is 0. `outside_share`
    is how far the worst class lies outside its share, the total in proportion to the class's size,
    rounded down or up: the measure where sizes differ by more than one.
    """

    attribute: str
    code: int
    total: int
    counts: tuple[int, ...]
    achieved_gap: int
    best_gap: int
    bound: int
    cause: Cause | None
    outside_share: int

    @property
    def excess(self) -> int:
        """How far the gap lies above what division alone enforces (0 or 1)."""
        enforced = 1 if self.total % len(self.counts) else 0
        return max(0, self.achieved_gap - enforced)


@dataclass(frozen=True, slots=True)
class NumericCertificate:
    """One numeric: its sum, window (tolerance included) and cost by class."""

    name: str
    sums: tuple[int, ...]
    windows: tuple[tuple[int, int], ...]
    costs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a draw achieved against what is provably possible (SG1-ENGINE/1 §8).

    `broken_rules` counts positions above a cap or beside someone they must be apart from; it is 0
    unless the rules contradict each other in a way that no check before the draw can see.
    """

    energy: int
    bound: int
    target: int
    steps: int
    attempt: int
    windows: WindowKind
    sizes: tuple[int, ...]
    rows: tuple[RowCertificate, ...]
    numerics: tuple[NumericCertificate, ...]
    broken_rules: int

    @property
    def excess_range(self) -> int:
        """Sum over the rows of the gap above what division alone enforces; 0 is perfect."""
        return sum(row.excess for row in self.rows)


def certify(
    problem: Problem, assignment: Assignment, *, student_count: int | None = None
) -> Certificate:
    """Recount an assignment and say for each row how even it is and could be.

    With `student_count`, sizes and rows speak of the first so many positions only; the rest are
    companion seats (see `reduction`), which count in energy, bound and best gap alone.
    """
    students = problem.position_count if student_count is None else student_count
    k, classes = problem.class_count, assignment.classes
    rows = rows_of(problem)
    counts = [_count(row.positions, classes, k) for row in rows]
    fills = [best_fill(row, forced_start(problem, row)) for row in rows]
    numerics = _certify_numerics(problem, classes, assignment.windows)
    return Certificate(
        energy=sum(map(_cost, rows, counts)) + sum(sum(q.costs) for q in numerics),
        bound=sum(map(_cost, rows, fills)),
        target=assignment.target,
        steps=assignment.steps,
        attempt=assignment.attempt,
        windows=assignment.windows,
        sizes=_count(range(students), classes, k),
        rows=tuple(
            _certify_row(problem, row, classes, fill, students)
            for row, fill in zip(rows, fills, strict=True)
            if row.attribute is not None
        ),
        numerics=numerics,
        broken_rules=sum(
            max(0, count - row.most)
            for row, row_counts in zip(rows, counts, strict=True)
            for count in row_counts
        ),
    )


def _certify_row(
    problem: Problem,
    row: Row,
    classes: Sequence[int],
    fill: tuple[int, ...],
    students: int,
) -> RowCertificate:
    held = [position for position in row.positions if position < students]
    counts = _count(held, classes, problem.class_count)
    sizes = _count(range(students), classes, problem.class_count)
    bound = _cost(row, fill)
    achieved, best = _gap(counts), _gap(fill)
    certain = achieved <= best and bound == 0
    return RowCertificate(
        attribute=str(row.attribute),
        code=row.code,
        total=len(held),
        counts=counts,
        achieved_gap=achieved,
        best_gap=best,
        bound=bound,
        cause=None if certain else _cause(problem, row, bound, is_reduced=students < len(classes)),
        outside_share=max(
            max(len(held) * size // students - count, count + -len(held) * size // students, 0)
            for count, size in zip(counts, sizes, strict=True)
        ),
    )


def _cause(problem: Problem, row: Row, bound: int, *, is_reduced: bool) -> Cause:
    """Return the rule without which the bound would be lower, or what else explains a gap."""
    unforced = _cost(row, best_fill(row, (0,) * problem.class_count))
    if unforced < bound:
        return "fixed" if problem.fixed else "link_group"
    uncapped = without_cap(row)
    if _cost(uncapped, best_fill(uncapped, forced_start(problem, row))) < bound:
        return "cap"
    even = problem.has_even_sizes and not is_reduced
    return "no_assignment_found" if even else "unequal_sizes"


def _certify_numerics(
    problem: Problem, classes: Sequence[int], kind: WindowKind
) -> tuple[NumericCertificate, ...]:
    sizes = _count(range(problem.position_count), classes, problem.class_count)
    certificates = []
    for numeric in problem.numerics:
        sums = [0] * problem.class_count
        for school_class, value in zip(classes, numeric.values, strict=True):
            sums[school_class] += value
        windows = numeric_windows(numeric, sizes, kind)
        costs = tuple(numeric_cost(numeric, s, w) for s, w in zip(sums, windows, strict=True))
        certificates.append(NumericCertificate(numeric.name, tuple(sums), windows, costs))
    return tuple(certificates)


def _cost(row: Row, counts: Sequence[int]) -> int:
    return sum(row.cost(school_class, count) for school_class, count in enumerate(counts))


def _count(positions: Sequence[int], classes: Sequence[int], k: int) -> tuple[int, ...]:
    counts = Counter(classes[position] for position in positions)
    return tuple(counts[school_class] for school_class in range(k))


def _gap(counts: Sequence[int]) -> int:
    return max(counts) - min(counts)
