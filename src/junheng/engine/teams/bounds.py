"""Lower bounds by counting alone: what no plan can go below in one measure."""

from junheng.engine.teams.loads import class_ranges
from junheng.engine.teams.problem import CERTAINLY, NEVER, Measure, Problem


def counted_bound(problem: Problem, measure: Measure) -> int:
    """Return a level that no plan goes below.

    Homeroom teachers: the smallest span of any choice of them. Else: when the sum over all teams
    is the same whoever takes which class and the classes do not divide it, the span is at least 1.
    """
    if measure.scope == "homeroom":
        return _span_of_choice(problem, measure) // measure.unit
    least, most = totals(problem, measure)
    return int(least == most and least % problem.class_count != 0) // measure.unit


def _span_of_choice(problem: Problem, measure: Measure) -> int:
    k = problem.class_count
    teachers = problem.teachers
    certain = sorted(measure.values[t] for t, o in enumerate(teachers) if o.homeroom == CERTAINLY)
    able = sorted(measure.values[t] for t, o in enumerate(teachers) if o.homeroom != NEVER)
    if len(able) < k:
        return 0
    spans = [able[first + k - 1] - able[first] for first in range(len(able) - k + 1)]
    if not certain:
        return min(spans)
    # All certain ones are in any choice, so a window must also cover them.
    return max(min(spans), certain[-1] - certain[0])


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
