"""A problem and a plan as flat rows of whole numbers, for `steps`."""

from collections.abc import Callable, Sequence
from typing import Any

from junheng.engine.teams import steps
from junheng.engine.teams.loads import class_ranges
from junheng.engine.teams.plan import Plan
from junheng.engine.teams.problem import Measure, Problem

Hold = Callable[[list[int]], Any]


_QUARTERS, _HEADS_FIRST = 4, 256


class Board:
    """One plan under way: what `steps.take_steps` reads and changes.

    `hold` makes the rows what the kernel wants: lists, or arrays for the compiled one.
    """

    def __init__(self, problem: Problem, plan: Plan, hold: Hold) -> None:
        self.problem = problem
        self._hold = hold
        n, m, k = len(problem.teachers), len(problem.subjects), problem.class_count
        able = [problem.teachers_of(s) for s in range(m)]
        starts = [sum(map(len, able[:s])) for s in range(m + 1)]
        self.who = (
            hold(starts),
            hold([t for members in able for t in members]),
            hold(_pinned(problem, plan)),
            hold([one.homeroom for one in problem.teachers]),
        )
        self.limited = (
            hold([limit for pair in class_ranges(problem) for limit in pair]),
            hold([one.most_load for one in problem.teachers]),
            hold([one.homeroom_load for one in problem.teachers]),
            hold([one.load for one in problem.subjects]),
        )
        groups = problem.absent
        self.avoided = (
            hold([t for pair in problem.apart for t in pair]),
            hold([sum(map(len, groups[:i])) for i in range(len(groups) + 1)]),
            hold([t for group in groups for t in group]),
        )
        measures = problem.measures
        self._values = hold([one.values[t] for t in range(n) for one in measures])
        counts = [_counts(problem, one) for one in measures]
        self._counts = hold([int(row[s]) for s in range(m + 1) for row in counts])
        self._units = hold([one.unit for one in problem.measures])
        self.scratch = (
            hold([0] * 10),
            hold([0] * k),
            hold([0] * (k * m + k)),
            hold([0] * len(problem.measures)),
        )
        self.sizes = [k, m, n]
        self.set_plan(plan)

    def set_plan(self, plan: Plan) -> None:
        """Begin from a plan."""
        problem, hold = self.problem, self._hold
        n, m, k = len(problem.teachers), len(problem.subjects), problem.class_count
        held, loads, role = [0] * (n * k), [0] * n, [-1] * n
        for c, team in enumerate(plan.teams):
            for s, t in enumerate(team):
                held[t * k + c] += 1
                loads[t] += problem.subjects[s].load
        for c, t in enumerate(plan.homeroom):
            role[t] = c
            loads[t] += problem.teachers[t].homeroom_load
        sums = []
        for one in problem.measures:
            counted = _counts(problem, one)
            for c, team in enumerate(plan.teams):
                total = sum(one.values[t] for s, t in enumerate(team) if counted[s])
                sums.append(total + (one.values[plan.homeroom[c]] if counted[m] else 0))
        classes = [sum(count > 0 for count in held[t * k : t * k + k]) for t in range(n)]
        self.state = (
            hold([t for team in plan.teams for t in team]),
            hold(list(plan.home)),
            hold(role),
            hold(held),
            hold(classes),
            hold(loads),
            hold(sums),
            hold([0] * len(problem.measures)),
        )

    def measured(self, widest: Sequence[int], *, is_search: bool) -> tuple[Any, ...]:
        """The measures, with the width in which all classes shall be in each of the first ones.

        The others do not count. While the search lowers a later measure, homeroom teachers are few
        and hard to place again: they weigh more.
        """
        rest = [0] * (len(self.problem.measures) - len(widest))
        weights = [
            _HEADS_FIRST
            if is_search and one.scope == "homeroom" and i < len(widest) - 1
            else _QUARTERS
            for i, one in enumerate(self.problem.measures)
        ]
        widths, weighed = self._hold([*widest, *rest]), self._hold(weights)
        return self._values, self._counts, self._units, widths, weighed

    def plan(self) -> Plan:
        """The plan as it stands."""
        teams, home = self.state[0], self.state[1]
        return self._plan_of([*map(int, teams), *map(int, home)])

    def kept_plan(self) -> Plan:
        """The plan that the walk kept."""
        return self._plan_of([int(value) for value in self.scratch[2]])

    def price_of_rules(self) -> int:
        """How many units of hard rules are broken."""
        price = sum(
            steps.price_of_teacher(self.limited, self.state, t)
            for t in range(len(self.problem.teachers))
        )
        return int(price + steps.price_of_company(self.sizes, self.avoided, self.state))

    def _plan_of(self, flat: Sequence[int]) -> Plan:
        k, m = self.sizes[0], self.sizes[1]
        teams = tuple(tuple(flat[c * m : c * m + m]) for c in range(k))
        return Plan(teams, tuple(flat[k * m :]))


def _counts(problem: Problem, measure: Measure) -> list[bool]:
    """Whether each subject counts, and last whether homeroom teachers do."""
    m = len(problem.subjects)
    is_homeroom = measure.scope == "homeroom"
    return [not is_homeroom and problem.counts_in(measure, s) for s in range(m)] + [is_homeroom]


def _pinned(problem: Problem, plan: Plan) -> list[int]:
    """Slots that no step moves: kept rows, and the home slot of those they are bound to."""
    m = len(problem.subjects)
    pinned = [0] * (problem.class_count * m)
    class_of = {t: c for c, t in enumerate(plan.homeroom)}
    for row in problem.kept:
        c = class_of[row.of]
        pinned[c * m + row.subject] = 1
        pinned[c * m + plan.home[c]] = 1
    return pinned
