"""Lower bounds by counting alone: what no plan can go below in one measure."""

from collections.abc import Iterator, Sequence

from junheng.engine.teams.loads import class_ranges
from junheng.engine.teams.problem import CERTAINLY, NEVER, Measure, Problem

Limits = Sequence[tuple[Measure, int]]
"""Measures of homeroom teachers, each with the largest span that is allowed."""


def counted_bound(problem: Problem, index: int, before: Sequence[int]) -> int:
    """Return a level of measure `index` below which no plan goes that has the levels `before`.

    `before` are the levels of the measures in front of it. Homeroom teachers: the smallest span of
    any choice of them that keeps those levels. Else: when the sum over all teams is the same
    whoever takes which class and the classes do not divide it, the span is at least 1.
    """
    measure = problem.measures[index]
    if measure.scope == "homeroom":
        choices = _choices(problem, _limits(problem, before))
        span = min((_span_of_choice(problem, one, measure) for one in choices), default=0)
        return span // measure.unit
    least, most = totals(problem, measure)
    return int(least == most and least % problem.class_count != 0) // measure.unit


def most_equal_heads(problem: Problem) -> tuple[int, ...]:
    """Return teachers any of whom, as homeroom teachers, are as equal as counting allows.

    Of several such sets the largest, the first of equals; too few teachers return as they are.
    """
    levels: list[int] = []
    for index, measure in enumerate(problem.measures):
        is_counted = measure.scope == "homeroom"
        levels.append(counted_bound(problem, index, levels) if is_counted else 0)
    return max(_choices(problem, _limits(problem, levels)), key=len, default=_able(problem))


def _able(problem: Problem) -> tuple[int, ...]:
    return tuple(t for t, one in enumerate(problem.teachers) if one.homeroom != NEVER)


def _limits(problem: Problem, levels: Sequence[int]) -> Limits:
    return [
        (one, one.unit * (level + 1) - 1)
        for one, level in zip(problem.measures, levels, strict=False)
        if one.scope == "homeroom"
    ]


def _choices(problem: Problem, limits: Limits) -> Iterator[tuple[int, ...]]:
    """Every largest set within one window a measure that has a homeroom teacher for each class."""
    able = _able(problem)
    if _suffices(problem, able):
        yield from _within(problem, able, limits)


def _within(
    problem: Problem, members: tuple[int, ...], limits: Limits
) -> Iterator[tuple[int, ...]]:
    if not limits:
        yield members
        return
    (measure, widest), *rest = limits
    for low in sorted({measure.values[t] for t in members}):
        inside = tuple(t for t in members if low <= measure.values[t] <= low + widest)
        if _suffices(problem, inside):
            yield from _within(problem, inside, rest)


def _suffices(problem: Problem, members: tuple[int, ...]) -> bool:
    """Whether there are enough for all classes, with everybody who must be homeroom teacher."""
    certain = {t for t, one in enumerate(problem.teachers) if one.homeroom == CERTAINLY}
    return len(members) >= problem.class_count and certain <= set(members)


def _span_of_choice(problem: Problem, members: tuple[int, ...], measure: Measure) -> int:
    """The smallest span of a choice among members: one a class, with all who must be one."""
    k = problem.class_count
    certain = [measure.values[t] for t in members if problem.teachers[t].homeroom == CERTAINLY]
    values = sorted(measure.values[t] for t in members)
    low, high = min(certain, default=values[-1]), max(certain, default=values[0])
    return min(
        max(values[first + k - 1], high) - values[first]
        for first in range(len(values) - k + 1)
        if values[first] <= low
    )


def totals(problem: Problem, measure: Measure) -> tuple[int, int]:
    """The least and the largest sum over all teams."""
    if any(len(one.subjects) > 1 for one in problem.teachers):
        return 0, 1  # not the same: no bound from it
    ranges = class_ranges(problem)
    least = most = 0
    for s in range(len(problem.subjects)):
        if problem.counts_in(measure, s):
            members = problem.teachers_of(s)
            spare = problem.class_count - sum(ranges[t][0] for t in members)
            room = [(measure.values[t], ranges[t][1] - ranges[t][0]) for t in members]
            base = sum(measure.values[t] * ranges[t][0] for t in members)
            least += base + _fill(sorted(room), spare)
            most += base + _fill(sorted(room, reverse=True), spare)
    return least, most


def _fill(room: list[tuple[int, int]], spare: int) -> int:
    total = 0
    for value, places in room:
        taken = min(places, spare)
        total += value * taken
        spare -= taken
    return total
