"""What keeps teams from being equal, in numbers a principal can act on."""

from collections.abc import Iterator
from dataclasses import dataclass

from junheng.engine.teams.bounds import totals
from junheng.engine.teams.loads import class_ranges
from junheng.engine.teams.problem import NEVER, Measure, Problem


@dataclass(frozen=True, slots=True)
class Shortage:
    """One subject in which not every class can have a teacher of a kind.

    `subject` is None for homeroom teachers. The `holders` teachers cover `covered` classes,
    `missing` go without, and `more` such teachers would close the gap.
    """

    measure: int
    subject: int | None
    holders: int
    covered: int
    missing: int
    more: int


@dataclass(frozen=True, slots=True)
class Remainder:
    """A sum over all teams that the classes do not divide, whoever takes which class."""

    measure: int
    total: int
    classes: int


def shortages(problem: Problem) -> list[Shortage]:
    """Return the shortages in every measure of yes and no (1 and 0), in core subjects."""
    found = []
    for index, measure in enumerate(problem.measures):
        if set(measure.values) == {0, 1}:
            found += list(_of_measure(problem, index, measure))
    return found


def _of_measure(problem: Problem, index: int, measure: Measure) -> Iterator[Shortage]:
    k = problem.class_count
    if measure.scope == "homeroom":
        able = sum(
            value == 1 and one.homeroom != NEVER
            for value, one in zip(measure.values, problem.teachers, strict=True)
        )
        if 0 < able < k:
            yield Shortage(index, None, able, able, k - able, k - able)
        return
    ranges = class_ranges(problem)
    for s in range(len(problem.subjects)):
        if problem.subjects[s].is_core:
            members = problem.teachers_of(s)
            holders = [t for t in members if measure.values[t]]
            covered = sum(ranges[t][1] for t in holders)
            if covered < k:
                usual = max((ranges[t][1] for t in members), default=0) or 1
                missing = k - covered
                yield Shortage(index, s, len(holders), covered, missing, -(-missing // usual))


def remainders(problem: Problem) -> list[Remainder]:
    """Return the yes-and-no measures whose sum the classes do not divide."""
    found = []
    for index, measure in enumerate(problem.measures):
        if set(measure.values) == {0, 1} and measure.scope != "homeroom":
            least, most = totals(problem, measure)
            if least == most and least % problem.class_count:
                found.append(Remainder(index, least, problem.class_count))
    return found
