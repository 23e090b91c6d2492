"""The best teams of a list of teachers, and how far they are proven to be the best.

No seed takes part: what is best is a property of the list. The search runs on a public key; a
solver is only asked whether something more equal exists.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.stream import RandomStream
from junheng.engine.teams.bounds import counted_bound, most_equal_heads
from junheng.engine.teams.causes import Cause, counted_causes, smallest_causes
from junheng.engine.teams.kernels import Kernel, fast_kernel
from junheng.engine.teams.model import Answer, Model
from junheng.engine.teams.plan import Plan, levels_of
from junheng.engine.teams.problem import NEVER, Problem, check_problem
from junheng.engine.teams.search import descend, mend, reach
from junheng.engine.teams.start import deal_start

Proof = Literal["count", "solver"]
PROVEN_SLOTS = 160
"""Up to so many slots (classes times subjects) every level is put to the solver."""
_WIDEST_SPREAD = 2
Tell = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan with the levels before is below `level` in this measure, and how that is known."""

    level: int
    proof: Proof


@dataclass(frozen=True, slots=True)
class Targets:
    """The most equal plan known: the problem with its final spread, plan, levels and bounds."""

    problem: Problem
    plan: Plan
    levels: tuple[int, ...]
    bounds: tuple[Bound, ...]

    @property
    def is_proven(self) -> bool:
        """Whether no plan is more equal."""
        return all(b.level == level for b, level in zip(self.bounds, self.levels, strict=True))


class NoTeamsError(JunhengError):
    """No plan keeps the hard rules; `causes` is a smallest set that excludes all plans."""

    def __init__(self, causes: tuple[Cause, ...]) -> None:
        super().__init__("teams_impossible", count=len(causes))
        self.causes = causes

    def __reduce__(self) -> tuple[object, ...]:
        return (NoTeamsError, (self.causes,))


def best_teams(
    problem: Problem,
    key: bytes,
    *,
    is_proof_wanted: bool | None = None,
    kernel: Kernel | None = None,
    tell: Tell | None = None,
) -> Targets:
    """Return the most equal teams found and their bounds.

    `key` (32 bytes) is public. With `is_proof_wanted` None a problem of at most `PROVEN_SLOTS`
    slots is proven. `tell` hears (step, measure). Raises `teams_malformed`, `NoTeamsError` and
    `teams_not_found`.
    """
    check_problem(problem)
    kernel = kernel or fast_kernel()
    stream = RandomStream(key)
    slots = problem.class_count * len(problem.subjects)
    is_small = slots <= PROVEN_SLOTS
    problem, plan = _feasible(problem, stream, kernel)
    plan = _with_equal_heads(problem, stream, kernel) or plan
    goals: list[int] = []
    for index in range(len(problem.measures)):
        goals.append(counted_bound(problem, index, goals))
    # Where a level can be lower, the solver says so, and only then is more effort worth it.
    plan = descend(problem, plan, stream, kernel, goals)
    proof = _Proof(problem, _counted(problem, plan), stream, kernel)
    if is_small if is_proof_wanted is None else is_proof_wanted:
        plan = proof.prove(plan, tell)
    pairs = zip(_counted(problem, plan), proof.bounds, strict=True)
    bounds = (max(pair, key=lambda one: one.level) for pair in pairs)
    return Targets(problem, plan, levels_of(problem, plan), tuple(bounds))


def _counted(problem: Problem, plan: Plan) -> list[Bound]:
    """The bounds by counting for a plan with these levels."""
    levels = levels_of(problem, plan)
    return [
        Bound(counted_bound(problem, index, levels[:index]), "count")
        for index in range(len(levels))
    ]


def _with_equal_heads(problem: Problem, stream: RandomStream, kernel: Kernel) -> Plan | None:
    """A plan whose homeroom teachers are as equal as counting allows, if one is found."""
    heads = set(most_equal_heads(problem))
    teachers = tuple(
        one if t in heads else replace(one, homeroom=NEVER)
        for t, one in enumerate(problem.teachers)
    )
    # Fewer may be homeroom teachers: whoever may not takes no fewer classes than before.
    narrowed = replace(problem, teachers=teachers)
    start = deal_start(narrowed)
    return mend(narrowed, start, stream, kernel) if start is not None else None


def _feasible(problem: Problem, stream: RandomStream, kernel: Kernel) -> tuple[Problem, Plan]:
    """A plan that keeps all hard rules, classes shared as evenly as that allows."""
    counted = counted_causes(problem)
    if counted:
        raise NoTeamsError(counted)
    answers: list[Answer] = []
    spread = problem.spread
    wider = [] if spread is None else [*range(spread, spread + _WIDEST_SPREAD + 1)]
    for one in [*wider, None]:
        eased = replace(problem, spread=one)
        start = deal_start(eased)
        plan = mend(eased, start, stream, kernel) if start is not None else None
        if plan is not None:
            return eased, plan
        answer, plan = Model(eased).ask()
        if plan is not None:
            return eased, plan
        answers.append(answer)
    if answers[-1] == "no":
        raise NoTeamsError(smallest_causes(problem))
    raise JunhengError("teams_not_found")


@dataclass(slots=True)
class _Proof:
    """Levels put to the solver one after the other; bounds are raised in place."""

    problem: Problem
    bounds: list[Bound]
    stream: RandomStream
    kernel: Kernel

    def prove(self, plan: Plan, tell: Tell | None) -> Plan:
        """Prove or lower every level above its bound, in order."""
        for index in range(len(self.bounds)):
            plan = self._look_long(plan, index)
            wanted = levels_of(self.problem, plan)[index] - 1
            while wanted >= self.bounds[index].level:
                if tell is not None:
                    tell("prove", index)
                answer, found = self._ask(index, levels_of(self.problem, plan), wanted)
                if found is not None:
                    plan = self._follow(plan, found, index)
                    wanted = levels_of(self.problem, plan)[index] - 1
                elif answer == "no":
                    self.bounds[index] = Bound(wanted + 1, "solver")
                elif wanted > self.bounds[index].level:
                    # Too hard to decide: a much lower level may still be ruled out.
                    wanted = (self.bounds[index].level + wanted) // 2
                else:
                    break
        return plan

    def _look_long(self, plan: Plan, index: int) -> Plan:
        """A plan with the lowest level that a long search finds: cheaper than a question."""
        while (wanted := levels_of(self.problem, plan)[index] - 1) >= self.bounds[index].level:
            found = reach(self.problem, plan, self.stream, self.kernel, wanted, index)
            if found is None:
                break
            plan = found
        return plan

    def _ask(self, index: int, levels: Sequence[int], wanted: int) -> tuple[Answer, Plan | None]:
        """Whether a plan has the wanted level in this measure and is no worse in those before."""
        model = Model(self.problem)
        for before in range(index):
            model.limit(before, levels[before])
        model.limit(index, wanted)
        return model.ask()

    def _follow(self, plan: Plan, found: Plan, index: int) -> Plan:
        """A plan as equal as the one the solver found: by the search, else the solver's own."""
        wanted = levels_of(self.problem, found)[: index + 1]
        goals = [*wanted, *(bound.level for bound in self.bounds[index + 1 :])]
        for start in (plan, found):
            searched = descend(self.problem, start, self.stream, self.kernel, goals)
            if levels_of(self.problem, searched)[: index + 1] <= wanted:
                return searched
        return found
