"""The search: level by level, each as low as it can be found without raising those before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from junheng.engine.randomness.stream import RandomStream
from junheng.engine.teams.board import Board
from junheng.engine.teams.kernels import Kernel
from junheng.engine.teams.plan import Plan, levels_of
from junheng.engine.teams.problem import Problem
from junheng.engine.teams.steps import (
    BROKEN_RULE,
    MEASURES,
    OUT_OF_WORDS,
    REACHED,
    SEARCH,
    WALK,
    WORDS_OF_A_STEP,
    measure_anew,
)

BASE_STEPS, SLOT_STEPS = 6_144, 24
HEAT = 1 << 30
"""Chance of a ticket of tolerance, in 2^32: few steps find most with a quarter."""
LONG_HEATS = (1 << 31, 9 << 28, 7 << 28)
"""In a long search, which has the time, a half finds most; then a bit more and a bit less."""
COOLING = (1 << 31, 1 << 30, 1 << 29, 1 << 28, 1 << 27)
LONG_SLOT_STEPS = 10_000
_READ = 1 << 13


@dataclass(slots=True)
class Run:
    """A board with its stream: steps taken as a whole; a long one tries longer and at all heats."""

    board: Board
    stream: RandomStream
    kernel: Kernel
    is_long: bool = False
    steps: int = 0

    def go(self, widest: Sequence[int], heat: int, mode: int, *, most: int, quota: int = 1) -> bool:
        """Take steps with the windows of the first measures; whether what was wanted is reached."""
        board, kernel = self.board, self.kernel
        sizes = kernel.hold([*board.sizes, len(widest), heat, mode, most, quota])
        measured = board.measured(widest, is_search=mode == SEARCH)
        price = measure_anew(sizes, measured, board.state, board.scratch[1])
        energy = BROKEN_RULE * board.price_of_rules() + price
        progress = [0, 0, energy, 0, 0]
        progress[MEASURES] = price
        held = kernel.hold(progress)
        while True:
            words, at = self.stream.ahead(max(_READ, 4 * WORDS_OF_A_STEP))
            held[0] = at
            reason = kernel.take_steps(
                sizes, board.who, board.limited, board.avoided, measured, board.state,
                board.scratch, kernel.hold_words(words), held,
            )  # fmt: skip
            self.stream.move_to(int(held[0]))
            if reason != OUT_OF_WORDS:
                break
        self.steps += int(held[1])
        return bool(reason == REACHED)


def window(problem: Problem, index: int, level: int) -> int:
    """The largest span that still has this level."""
    return problem.measures[index].unit * (level + 1) - 1


def mend(problem: Problem, plan: Plan, stream: RandomStream, kernel: Kernel) -> Plan | None:
    """Return a plan that keeps all hard rules, from one that may not; None if none is found."""
    run = Run(Board(problem, plan, kernel.hold), stream, kernel)
    most = _most_steps(problem)
    for heat in LONG_HEATS:
        if run.go((), heat, SEARCH, most=most):
            return run.board.plan()
    return None


def descend(
    problem: Problem, plan: Plan, stream: RandomStream, kernel: Kernel, goals: Sequence[int]
) -> Plan:
    """Return the most equal plan that is found from one that keeps all hard rules.

    `goals` are levels below which nothing is looked for.
    """
    run = Run(Board(problem, plan, kernel.hold), stream, kernel)
    given = plan
    fixed: list[int] = []
    heads = sum(one.scope == "homeroom" for one in problem.measures)
    for index, goal in enumerate(goals):
        if index == heads:
            plan = _cool(run, plan, fixed, goals)
        plan = _lower(run, plan, fixed, goal)
        fixed.append(levels_of(problem, plan)[index])
    # Cooling may lose a level that the search does not find again.
    return plan if levels_of(problem, plan) <= levels_of(problem, given) else given


def _cool(run: Run, plan: Plan, fixed: Sequence[int], goals: Sequence[int]) -> Plan:
    """Bring all measures after the fixed ones near their goals at once, from hot to cold."""
    problem = run.board.problem
    levels = [*fixed, *(goal + 1 for goal in goals[len(fixed) :])]
    widest = [window(problem, i, level) for i, level in enumerate(levels)]
    run.board.set_plan(plan)
    for heat in COOLING:
        if run.go(widest, heat, SEARCH, most=_most_steps(problem)):
            break
    cooled = run.board.plan()
    is_kept = levels_of(problem, cooled)[: len(fixed)] == tuple(fixed)
    return cooled if is_kept and not run.board.price_of_rules() else plan


def _lower(run: Run, plan: Plan, fixed: Sequence[int], goal: int) -> Plan:
    """Lower the level after the fixed ones: the goal at once, else by halving what is open."""
    problem = run.board.problem
    index = len(fixed)
    best = levels_of(problem, plan)[index]
    low = goal
    while low < best:
        wanted = goal if low == goal else (low + best - 1) // 2
        found = _try(run, plan, fixed, wanted)
        if found is None:
            low = wanted + 1
        else:
            plan = found
            best = levels_of(problem, plan)[index]
    return plan


def _try(run: Run, plan: Plan, fixed: Sequence[int], wanted: int) -> Plan | None:
    """Look for a level: first without raising those after it, then whatever becomes of them."""
    problem = run.board.problem
    slots = problem.class_count * len(problem.subjects)
    most, heats = (
        (LONG_SLOT_STEPS * slots, LONG_HEATS) if run.is_long else (_most_steps(problem), (HEAT,))
    )
    levels = levels_of(problem, plan)
    for heat, after in ((heats[0], levels[len(fixed) + 1 :]), *((heat, ()) for heat in heats)):
        widest = [window(problem, i, level) for i, level in enumerate([*fixed, wanted, *after])]
        run.board.set_plan(plan)
        if run.go(widest, heat, SEARCH, most=most):
            return run.board.plan()
    return None


def reach(  # noqa: PLR0917 - what to search, how, and how long
    problem: Problem, plan: Plan, stream: RandomStream, kernel: Kernel, wanted: int, index: int
) -> Plan | None:
    """Look long for a plan with a lower level in one measure, the levels before it kept."""
    run = Run(Board(problem, plan, kernel.hold), stream, kernel, is_long=True)
    return _try(run, plan, levels_of(problem, plan)[:index], wanted)


def _most_steps(problem: Problem) -> int:
    return BASE_STEPS + SLOT_STEPS * problem.class_count * len(problem.subjects)


def walk(
    problem: Problem,
    plan: Plan,
    stream: RandomStream,
    kernel: Kernel,
    *,
    quota: int,
    most: int,
    heat: int,
) -> tuple[Plan, int]:
    """Walk among the plans with the levels of `plan`; the last one on them, and the steps taken."""
    board = Board(problem, plan, kernel.hold)
    run = Run(board, stream, kernel)
    widest = [window(problem, i, level) for i, level in enumerate(levels_of(problem, plan))]
    flat = [*(t for team in plan.teams for t in team), *plan.home]
    for place, value in enumerate(flat):
        board.scratch[2][place] = value
    run.go(widest, heat, WALK, most=most, quota=quota)
    return board.kept_plan(), run.steps
