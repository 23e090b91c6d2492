"""The start of an attempt: class sizes by lot, then fixed seats, groups and singles."""

from dataclasses import dataclass

from junheng.engine.assignment.problem import Problem
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.stream import RandomStream

_MOST_RESTARTS = 1_000


@dataclass(frozen=True, slots=True)
class Units:
    """What moves as one: free positions alone, and together groups that are not fixed."""

    singles: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]

    @property
    def free_count(self) -> int:
        """How many positions are not fixed."""
        return len(self.singles) + sum(len(group) for group in self.groups)


def units_of(problem: Problem) -> Units:
    """Return the units of a checked problem, singles ascending, groups by their member lists."""
    fixed = {position for position, _ in problem.fixed}
    groups = tuple(group for group in sorted(problem.together) if group[0] not in fixed)
    bound = fixed.union(*groups)
    return Units(tuple(p for p in range(problem.position_count) if p not in bound), groups)


def deal_start(
    problem: Problem, units: Units, stream: RandomStream
) -> tuple[list[int], tuple[int, ...]]:
    """Return a random assignment that keeps sizes, fixed seats and groups, and the sizes drawn.

    Raises JunhengError("no_start_found") when 1,000 restarts left a group without a class that
    could take it whole.
    """
    for _ in range(_MOST_RESTARTS + 1):
        sizes = draw_sizes(problem, stream)
        classes = [0] * problem.position_count
        free = list(sizes)
        for position, school_class in problem.fixed:
            classes[position] = school_class
            free[school_class] -= 1
        if not _seat_groups(units.groups, classes, free, stream):
            continue
        singles = list(units.singles)
        stream.shuffle(singles)
        seats = (school_class for school_class, count in enumerate(free) for _ in range(count))
        for position, school_class in zip(singles, seats, strict=True):
            classes[position] = school_class
        return classes, sizes
    raise JunhengError("no_start_found", groups=len(units.groups))


def draw_sizes(problem: Problem, stream: RandomStream) -> tuple[int, ...]:
    """Return the given class sizes, or draw which classes get the extra position."""
    if problem.sizes is not None:
        return problem.sizes
    size, extra = divmod(problem.position_count, problem.class_count)
    sizes = [size + 1] * extra + [size] * (problem.class_count - extra)
    stream.shuffle(sizes)
    return tuple(sizes)


def _seat_groups(
    groups: tuple[tuple[int, ...], ...],
    classes: list[int],
    free: list[int],
    stream: RandomStream,
) -> bool:
    for group in groups:
        if max(free) < len(group):
            return False
        chosen = _class_of_seat(free, stream.below(sum(free)))
        while free[chosen] < len(group):
            chosen = _class_of_seat(free, stream.below(sum(free)))
        for member in group:
            classes[member] = chosen
        free[chosen] -= len(group)
    return True


def _class_of_seat(free: list[int], seat: int) -> int:
    """Return the class that holds free seat `seat`, counting from 0, classes upwards."""
    school_class = 0
    while seat >= free[school_class]:
        seat -= free[school_class]
        school_class += 1
    return school_class
