"""Whether what was declared balanced is balanced: a count, not a test."""

from collections import Counter

from junheng.engine.scrutiny.lists import ClassList


def gaps_of_declared(class_list: ClassList) -> tuple[tuple[str, int, int], ...]:
    """Return name, gap between the classes and smallest gap possible of each declared attribute.

    The gap is that of the worst code: most students of a class less fewest. With unequal classes
    the smallest possible one is that of the proportional shares, rounded outwards.
    """
    return tuple(
        (attribute.name, *_worst_gap(class_list, attribute.codes))
        for attribute in class_list.attributes
        if attribute.is_declared
    )


def _worst_gap(class_list: ClassList, codes: tuple[int | None, ...]) -> tuple[int, int]:
    k, sizes = class_list.class_count, class_list.sizes
    is_even = max(sizes) - min(sizes) <= 1
    held = Counter(zip(codes, class_list.classes, strict=True))
    worst = (0, 0)
    for code, total in Counter(codes).items():
        counts = [held[code, c] for c in range(k)]
        share_low = total * min(sizes) // sum(sizes)
        share_high = -(-total * max(sizes) // sum(sizes))
        best = int(total % k > 0) if is_even else share_high - share_low
        gap = max(counts) - min(counts)
        worst = max(worst, (gap, best), key=lambda pair: (pair[0] - pair[1], pair[0]))
    return worst
