"""The cheapest purchases after which every school passes and every coefficient keeps its limit.

Everything is bought in whole units (a teacher, a room, a square metre, a yuan). The rule of a
school (so many standards met, none below its floor) is linear with a yes-or-no for each standard.
A coefficient is not linear, but CV ≤ L says that

    ‖(√w_i · (X_i - X̄))‖ ≤ L · X̄,   w_i = P_i / Σ P,  X̄ = Σ w_i X_i,  X_i linear in what is bought

is a convex cone, so that by Cauchy and Schwarz, for every direction d with Σ w_i d_i² ≤ 1,

    Σ w_i d_i (X_i - X̄) ≤ L · X̄

holds at every solution: a linear cut that loses none. Cuts are added where an answer of the solver
breaks a limit (Kelley 1960), first without whole numbers, then with them. Units so cheap that
rounding all of them up costs less than GAP stay without whole numbers in the solver. Its answer is
rounded up and judged in fractions; where that leaves it a hair outside a limit, what helps most
for a yuan is bought until it is inside, and then what is not needed is left out. The bound is the
solver's for a problem with fewer conditions, so it is one for the whole problem.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from junheng.engine.errors import JunhengError
from junheng.engine.indicators.purchases import InvestmentProblem, Target, fulfils, passes
from junheng.engine.indicators.spreads import Row, Spread
from junheng.engine.solving import Question, ask_solver

NODES: Final = 50
GAP: Final = 1e-3
_EXACT: Final = 1e-6
_ROUNDS_RELAXED, _ROUNDS_WHOLE, _STEPS = 60, 4, 500


@dataclass(frozen=True)
class Investments:
    """What to buy: units by lever, their cost, and a bound below which no plan costs, in yuan."""

    units: tuple[int, ...]
    cost: int
    bound: int

    @property
    def is_proven(self) -> bool:
        """Whether no plan is cheaper."""
        return self.cost <= self.bound


def cheapest_investments(problem: InvestmentProblem, *, nodes: int = NODES) -> Investments:
    """The cheapest plan that was found, with its bound; the plan itself is checked in fractions.

    Raises JunhengError: investments_impossible where a standard stays out of reach whatever is
    bought, investments_not_found where the solver found nothing within its nodes.
    """
    if fulfils(problem, [0] * len(problem.prices)):
        return Investments((0,) * len(problem.prices), cost=0, bound=0)
    if not problem.prices:
        raise JunhengError("investments_impossible")
    model = _Model(problem)
    values, bound = _answer(model, problem, nodes=0)
    for _ in range(_ROUNDS_RELAXED):
        if not model.cut(values):
            break
        values, bound = _answer(model, problem, nodes=0)
    model.make_whole(bound)
    plans = []
    for _ in range(_ROUNDS_WHOLE):
        values, told = _answer(model, problem, nodes=nodes)
        bound = max(bound, told)
        units = [ceil(value - _EXACT) for value in values]
        model.bring_within(units)
        if fulfils(problem, units):
            plans.append((_cost(problem, units), units))
        if not model.cut(values) or (plans and min(plans)[0] <= bound * (1 + GAP)):
            break
    if not plans:
        raise JunhengError("investments_not_found")
    units = model.without_waste(min(plans)[1])
    if not fulfils(problem, units):  # pragma: no cover - the same rules, judged twice
        raise JunhengError("investments_not_found")
    cost = _cost(problem, units)
    # Costs are whole yuan; the solver's sums are good to about a millionth.
    return Investments(tuple(units), cost, min(cost, ceil(bound * (1 - _EXACT) - _EXACT)))


def _cost(problem: InvestmentProblem, units: Sequence[int]) -> int:
    return sum(price * count for price, count in zip(problem.prices, units, strict=True))


def _answer(
    model: "_Model", problem: InvestmentProblem, *, nodes: int
) -> tuple[list[float], float]:
    """Values of the levers and the bound; without whole numbers where nodes is 0."""
    answer = ask_solver(model.question(nodes))
    if answer.status == "no":
        raise JunhengError("investments_impossible")
    if answer.status != "found":
        raise JunhengError("investments_not_found")
    return list(answer.values[: len(problem.prices)]), answer.bound


class _Model:
    """Columns: the levers, then a yes-or-no for each standard that purchases may meet or not."""

    def __init__(self, problem: InvestmentProblem) -> None:
        self._problem = problem
        self._cost: list[float] = [float(price) for price in problem.prices]
        self._rows: list[Row] = []
        self._whole: list[bool] = [False] * len(problem.prices)
        self._spreads = [
            Spread(problem.of_spread(name), limit) for name, limit in problem.limits.items()
        ]
        self._groups: dict[str, list[Target]] = {}
        for target in problem.targets:
            self._groups.setdefault(target.group, []).append(target)
        for targets in self._groups.values():
            self._add_group(targets)

    def question(self, nodes: int) -> Question:
        levers, choices = len(self._problem.prices), len(self._cost) - len(self._problem.prices)
        whole = [*self._whole, *[True] * choices]
        return Question(
            cost=self._cost,
            lower=[0.0] * len(self._cost),
            upper=[None] * levers + [1.0] * choices,
            is_whole=[one and nodes > 0 for one in whole],
            rows=self._rows,
            nodes=nodes,
            gap=GAP,
        )

    def _add_group(self, targets: Sequence[Target]) -> None:
        """y ≥ floor + (threshold - floor) · z in units, and enough of the z are 1."""
        certain, choices = 0, []
        for target in targets:
            least = 0 if target.floor is None else target.units_to(target.floor)
            if least is None:
                raise JunhengError("investments_impossible")
            whole = None if target.threshold is None else target.units_to(target.threshold)
            lever = target.lever
            if lever is not None and whole is not None and whole > least:
                choices.append(len(self._cost))
                self._cost.append(0.0)
                row = [lever, choices[-1]], [1.0, float(least - whole)]
                self._rows.append((float(least), None, *row))
            else:
                certain += whole is not None
                if lever is not None and least:
                    self._rows.append((float(least), None, [lever], [1.0]))
        if certain + len(choices) < self._problem.required:
            raise JunhengError("investments_impossible")
        if certain < self._problem.required:
            needed = float(self._problem.required - certain)
            self._rows.append((needed, None, choices, [1.0] * len(choices)))

    def make_whole(self, cost: float) -> None:
        """From now on dear units are whole; `cost` is that of the answer without whole numbers."""
        least = GAP * cost / max(1, len(self._problem.prices))
        self._whole = [price >= least for price in self._problem.prices]

    def cut(self, units: Sequence[float]) -> bool:
        """Add a cut for every limit that these purchases break; whether there was one."""
        cuts = [row for spread in self._spreads if (row := spread.cut(units))]
        self._rows += cuts
        return bool(cuts)

    def bring_within(self, units: list[int]) -> None:
        """Buy what lowers a broken coefficient most for a yuan, until none is broken."""
        for _ in range(_STEPS):
            broken = [spread for spread in self._spreads if spread.is_broken(units)]
            steps = [spread.best_step(units, self._problem.prices) for spread in broken]
            if not any(steps):
                return
            for step in steps:
                if step:
                    units[step[0]] += step[1]

    def without_waste(self, plan: Sequence[int]) -> list[int]:
        """The plan without the dear units that it does not need, the dearest first."""
        units, prices = list(plan), self._problem.prices
        for lever in sorted(range(len(units)), key=lambda one: -prices[one]):
            if units[lever] and self._whole[lever]:
                units[lever] -= 1
                units[lever] += not self._keeps(units, lever)
        return units

    def _keeps(self, units: Sequence[int], lever: int) -> bool:
        """Whether all that a lever moves is still as it must be."""
        moved = {target.group for target in self._problem.targets if target.lever == lever}
        return all(
            passes(self._groups[group], units, self._problem.required) for group in moved
        ) and not any(spread.is_broken(units) for spread in self._spreads)
