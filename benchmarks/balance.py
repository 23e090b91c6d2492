"""The measure all rivals are compared by, counted anew from the classes alone."""

from collections import Counter
from collections.abc import Hashable, Sequence

from junheng.engine.assignment.problem import Problem


def excess_of_levels(
    levels: Sequence[Hashable], classes: Sequence[int], class_count: int
) -> dict[Hashable, int]:
    """Return for each level of an attribute how far it is from even.

    The largest count of a class minus the smallest, minus what division enforces: 1 where the
    number of holders is no multiple of the number of classes, else 0.
    """
    counts = Counter(zip(levels, classes, strict=True))
    excesses = {}
    for level, total in sorted(Counter(levels).items(), key=str):
        by_class = [counts[level, school_class] for school_class in range(class_count)]
        enforced = 1 if total % class_count else 0
        excesses[level] = max(0, max(by_class) - min(by_class) - enforced)
    return excesses


def excess_range(problem: Problem, classes: Sequence[int]) -> int:
    """Return the sum of the excesses over all levels of all attributes (D1)."""
    return sum(
        sum(excess_of_levels(attribute.codes, classes, problem.class_count).values())
        for attribute in problem.attributes
    )


def places_outside_share(
    levels: Sequence[Hashable], classes: Sequence[int], class_count: int
) -> int:
    """Return how many places lie outside the share of their class, over all levels and classes.

    The fair share of a class is total * size / students, rounded down or up; this measure suits
    classes of unequal size, where equal counts are not the aim.
    """
    counts, sizes = Counter(zip(levels, classes, strict=True)), Counter(classes)
    outside = 0
    for level, total in Counter(levels).items():
        for school_class in range(class_count):
            share = total * sizes[school_class]
            low, high = share // len(levels), -(-share // len(levels))
            count = counts[level, school_class]
            outside += max(low - count, count - high, 0)
    return outside
