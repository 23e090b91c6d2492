"""Tiny rosters with every best assignment enumerated: what a fair draw must hit evenly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from benchmarks.balance import excess_range
from junheng.engine.assignment.problem import Attribute, Numeric, Problem

Classes = tuple[int, ...]


@dataclass(frozen=True)
class TinyRoster:
    """A problem small enough to enumerate; `optima` is how many best assignments it has."""

    name: str
    problem: Problem
    optima: int


def best_assignments(problem: Problem) -> list[Classes]:
    """Return every assignment that is perfectly even and keeps every rule, ascending.

    Perfectly even: excess range 0 and, for every numeric, class sums that differ by at most 1.
    Numerics need classes of one size here, where nothing but the sums can be meant.
    """
    assert not problem.numerics or problem.position_count % problem.class_count == 0
    return sorted(filter(lambda classes: _is_best(problem, classes), _assignments(problem)))


def _assignments(problem: Problem) -> Iterator[Classes]:
    size, extra = divmod(problem.position_count, problem.class_count)
    for larger in combinations(range(problem.class_count), extra):
        sizes = [size + (c in larger) for c in range(problem.class_count)]
        yield from _filled(range(problem.position_count), sizes, [0] * problem.position_count)


def _filled(free: Sequence[int], sizes: Sequence[int], classes: list[int]) -> Iterator[Classes]:
    """Yield every way to seat `free` in the classes whose sizes are left, last class first."""
    if not sizes:
        yield tuple(classes)
        return
    for members in combinations(free, sizes[-1]):
        for member in members:
            classes[member] = len(sizes) - 1
        rest = [position for position in free if position not in members]
        yield from _filled(rest, sizes[:-1], classes)


def _is_best(problem: Problem, classes: Classes) -> bool:
    return (
        all(len({classes[member] for member in group}) == 1 for group in problem.together)
        and all(len({classes[member] for member in group}) == len(group) for group in problem.apart)
        and excess_range(problem, classes) == 0
        and all(_is_level(numeric, classes, problem.class_count) for numeric in problem.numerics)
    )


def _is_level(numeric: Numeric, classes: Classes, class_count: int) -> bool:
    sums = [0] * class_count
    for school_class, value in zip(classes, numeric.values, strict=True):
        sums[school_class] += value
    return max(sums) - min(sums) <= 1


def _roster(
    codes: Sequence[str],
    class_count: int,
    months: tuple[int, ...] = (),
    together: tuple[tuple[int, ...], ...] = (),
    apart: tuple[tuple[int, ...], ...] = (),
) -> Problem:
    """Build a problem; each text holds the codes of one attribute, a digit per student."""
    return Problem(
        len(codes[0]),
        class_count,
        tuple(
            Attribute(f"attribute {number}", 1, tuple(map(int, column)))
            for number, column in enumerate(codes)
        ),
        (Numeric("birth month", 1, 0, 1, months),) if months else (),
        together,
        apart,
    )


TINY_ROSTERS = (
    TinyRoster("three attributes", _roster(["00001111", "00110101", "01201202"], 2), 10),
    TinyRoster(
        "three attributes", _roster(["000000111111", "000011000011", "001200120012"], 2), 64
    ),
    TinyRoster("classes of 5 and 6", _roster(["00000011111", "00011000111", "01201201201"], 2), 36),
    TinyRoster(
        "a pair apart", _roster(["000001111", "000110011", "012012001"], 3, apart=((0, 5),)), 102
    ),
    TinyRoster(
        "a pair together, classes of 3 and 4",
        _roster(["0000011111", "0001100111", "0120120012"], 3, together=((5, 6),)),
        30,
    ),
    TinyRoster(
        "a pair together, birth months",
        _roster(
            ["000000111111", "000111000111"],
            2,
            months=(0, 3, 4, 3, 2, 5, 5, 1, 1, 4, 2, 3),
            together=((5, 6),),
        ),
        18,
    ),
)
