"""Other ways to form classes: CP-SAT with two models, and dealing as a spreadsheet does it.

Both models leave the birth months out, which spares the peer its slowest part.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from benchmarks.balance import excess_range
from junheng.engine.assignment.problem import Problem

WORKERS = 2
"""The number with which the merged model takes the least processor time (tried: 1, 2, 4, 8)."""

_PROVEN_IMPOSSIBLE = "impossible"
_NOT_IN_TIME = "not in time"


@dataclass(frozen=True)
class Solution:
    """Classes per position where the solver found any; `outcome` says how it ended."""

    outcome: str
    classes: tuple[int, ...] | None
    excess: int | None


@dataclass(frozen=True)
class _Unit:
    """Positions that the model need not tell apart (`width` 1), or a group that moves as one."""

    positions: tuple[int, ...]
    is_group: bool

    @property
    def count(self) -> int:
        """How many times it is placed."""
        return 1 if self.is_group else len(self.positions)

    def holders(self, codes: Sequence[int], code: int) -> int:
        """How many holders of a code come with one placement."""
        if self.is_group:
            return sum(codes[position] == code for position in self.positions)
        return int(codes[self.positions[0]] == code)

    @property
    def width(self) -> int:
        """How many seats one placement takes."""
        return len(self.positions) if self.is_group else 1


Count = cp_model.LinearExpr | cp_model.IntVar | int
OfLevels = Callable[[cp_model.CpModel, list[Count], int, int], Count]


def solve_merged(problem: Problem, seed: int, seconds: float) -> Solution:
    """Find an assignment with excess 0 by CP-SAT, with the best model known for it.

    Students with equal codes are merged into whole numbers per class; every level must be as
    even as division allows (hard rows); nothing is minimised.
    """
    return _solve(problem, _merged_units(problem), _hard_level, seed, seconds)


def least_excess(problem: Problem, seed: int, seconds: float) -> Solution:
    """Find the least excess range with the merged model; `outcome` "found" means it is proven."""
    return _solve(problem, _merged_units(problem), _gap_of_level, seed, seconds)


def solve_naive(problem: Problem, seed: int, seconds: float) -> Solution:
    """Solve with the model one writes first: a yes or no per student and class, least slack."""
    linked = {position for group in problem.together for position in group}
    units = [_Unit(group, is_group=True) for group in problem.together]
    units += [
        _Unit((position,), is_group=False)
        for position in range(problem.position_count)
        if position not in linked
    ]
    return _solve(problem, units, _slack_of_level, seed, seconds)


def deal_in_s_shape(problem: Problem) -> tuple[int, ...]:
    """Sort by all attributes in turn and deal forwards and backwards, as with a spreadsheet."""
    k = problem.class_count
    order = sorted(
        range(problem.position_count),
        key=lambda position: tuple(attribute.codes[position] for attribute in problem.attributes),
    )
    classes = [0] * problem.position_count
    for turn, position in enumerate(order):
        lap, seat = divmod(turn, k)
        classes[position] = k - 1 - seat if lap % 2 else seat
    return tuple(classes)


def _merged_units(problem: Problem) -> list[_Unit]:
    linked = {position for group in problem.together for position in group}
    alone = {position for group in problem.apart for position in group}
    alike: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for position in range(problem.position_count):
        if position not in linked:
            mark = position + 1 if position in alone else 0
            codes = (attribute.codes[position] for attribute in problem.attributes)
            alike[mark, *codes].append(position)
    units = [_Unit(group, is_group=True) for group in problem.together]
    return units + [_Unit(tuple(positions), is_group=False) for positions in alike.values()]


def _solve(
    problem: Problem, units: Sequence[_Unit], of_level: OfLevels, seed: int, seconds: float
) -> Solution:
    k = problem.class_count
    model = cp_model.CpModel()
    placed = [[model.new_int_var(0, unit.count, "") for _ in range(k)] for unit in units]
    for unit, counts in zip(units, placed, strict=True):
        model.add(sum(counts) == unit.count)
    for school_class, size in enumerate(_sizes(problem)):
        seats = [unit.width * placed[u][school_class] for u, unit in enumerate(units)]
        model.add(cp_model.LinearExpr.sum(seats) == size)
    for group in problem.apart:
        touched = [u for u, unit in enumerate(units) if set(unit.positions) & set(group)]
        for school_class in range(k):
            model.add(sum(placed[u][school_class] for u in touched) <= 1)
    costs: list[Count] = []
    for attribute in problem.attributes:
        for code in sorted(set(attribute.codes)):
            held = [(u, unit.holders(attribute.codes, code)) for u, unit in enumerate(units)]
            held = [(u, holders) for u, holders in held if holders]
            by_class: list[Count] = [
                cp_model.LinearExpr.weighted_sum(
                    [placed[u][school_class] for u, _ in held], [holders for _, holders in held]
                )
                for school_class in range(k)
            ]
            costs.append(of_level(model, by_class, attribute.codes.count(code), k))
    if not all(isinstance(cost, int) for cost in costs):
        model.minimize(cp_model.LinearExpr.sum(costs))
    status, solver = _run(model, seed, seconds)
    return _solution(problem, units, placed, status, solver)


def _run(
    model: cp_model.CpModel, seed: int, seconds: float
) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver]:
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = WORKERS
    return solver.solve(model), solver


def _solution(
    problem: Problem,
    units: Sequence[_Unit],
    placed: Sequence[Sequence[cp_model.IntVar]],
    status: cp_model.CpSolverStatus,
    solver: cp_model.CpSolver,
) -> Solution:
    if status == cp_model.INFEASIBLE:
        return Solution(_PROVEN_IMPOSSIBLE, None, None)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Solution(_NOT_IN_TIME, None, None)
    classes = [0] * problem.position_count
    for unit, counts in zip(units, placed, strict=True):
        seats = [c for c, count in enumerate(counts) for _ in range(solver.value(count))]
        seats = seats * len(unit.positions) if unit.is_group else seats
        for position, school_class in zip(unit.positions, seats, strict=True):
            classes[position] = school_class
    outcome = "found" if status == cp_model.OPTIMAL else _NOT_IN_TIME
    return Solution(outcome, tuple(classes), excess_range(problem, classes))


def _sizes(problem: Problem) -> tuple[int, ...]:
    if problem.sizes is not None:
        return problem.sizes
    size, extra = divmod(problem.position_count, problem.class_count)
    return (size + 1,) * extra + (size,) * (problem.class_count - extra)


def _hard_level(model: cp_model.CpModel, by_class: list[Count], total: int, k: int) -> Count:
    for count in by_class:
        model.add_linear_constraint(count, total // k, -(-total // k))
    return 0


def _gap_of_level(model: cp_model.CpModel, by_class: list[Count], total: int, k: int) -> Count:
    """Price a level by its excess as `excess_range` counts it."""
    low, high, excess = (model.new_int_var(0, total, "") for _ in range(3))
    for count in by_class:
        model.add(low <= count)
        model.add(count <= high)
    model.add(excess >= high - low - (1 if total % k else 0))
    return excess


def _slack_of_level(model: cp_model.CpModel, by_class: list[Count], total: int, k: int) -> Count:
    """Price a level by all that lies outside its window, class by class."""
    slacks = []
    for count in by_class:
        slack = model.new_int_var(0, total, "")
        model.add(count <= -(-total // k) + slack)
        model.add(count >= total // k - slack)
        slacks.append(slack)
    return cp_model.LinearExpr.sum(slacks)
