"""The statistics once more, from their definitions, with fractions and without any table."""

from collections import Counter
from fractions import Fraction
from itertools import combinations


def spread(codes, classes):
    """Pearson's chi-square, where classes and codes have the totals they have."""
    held, by_code, sizes = (
        Counter(zip(codes, classes, strict=True)),
        Counter(codes),
        Counter(classes),
    )
    n = len(codes)
    return sum(
        (held[code, c] - Fraction(total * size, n)) ** 2 / Fraction(total * size, n)
        for code, total in by_code.items()
        for c, size in sizes.items()
    )


def gap(codes, classes):
    """Largest less smallest count above the share, summed over codes."""
    held, by_code, sizes = (
        Counter(zip(codes, classes, strict=True)),
        Counter(codes),
        Counter(classes),
    )
    total_gap = 0
    for code, total in by_code.items():
        above = [held[code, c] - Fraction(total * size, len(codes)) for c, size in sizes.items()]
        total_gap += max(above) - min(above)
    return total_gap


def prominence(codes, classes, only=None):
    """Largest squared correlation of a code with a class that holds more than its share."""
    held, by_code, sizes = (
        Counter(zip(codes, classes, strict=True)),
        Counter(codes),
        Counter(classes),
    )
    n, most = len(codes), Fraction(0)
    for code, total in by_code.items():
        for c, size in sizes.items():
            above = n * held[code, c] - total * size
            if above > 0 and (only is None or code == only):
                most = max(most, Fraction(above**2, total * size * (n - total) * (n - size)))
    return most


def pairs(codes, classes):
    """Pairs of positions alike in code and class, counted one by one."""
    both = list(zip(codes, classes, strict=True))
    return sum(a == b for a, b in combinations(both, 2))


def between(values, classes):
    """Sum of squares between classes."""
    mean = Fraction(sum(values), len(values))
    return sum(
        Counter(classes)[c]
        * (
            Fraction(
                sum(v for v, d in zip(values, classes, strict=True) if d == c), Counter(classes)[c]
            )
            - mean
        )
        ** 2
        for c in set(classes)
    )


def neighbours(order, classes, lag):
    """Positions that share a class with the one `lag` places further on."""
    return sum(
        classes[order[place]] == classes[order[place + lag]] for place in range(len(order) - lag)
    )


def blocks(order, classes, length):
    """Pairs in one class among each `length` in a row."""
    return sum(
        classes[a] == classes[b]
        for begin in range(0, len(order), length)
        for a, b in combinations(order[begin : begin + length], 2)
    )


def energy(columns, classes):
    """What counts outside floor and floor + 1 of the even share cost, as the draw has it."""
    k, cost = len(set(classes)), 0
    for codes in columns:
        held = Counter(zip(codes, classes, strict=True))
        for code, total in Counter(codes).items():
            for c in range(k):
                excess = max(total // k - held[code, c], held[code, c] - total // k - 1, 0)
                cost += excess * (excess + 1) // 2
    return cost


def share(answers, observed, side):
    """The exact p-value: the share of lists at least as far out."""
    if side == "even":
        return sum(answer <= observed for answer in answers) / len(answers)
    return sum(answer >= observed for answer in answers) / len(answers)


def every_list(sizes):
    """Every list with these class sizes, by choosing the members of one class after the other."""

    def fill(places, left):
        if len(left) == 1:
            yield dict.fromkeys(places, sum(1 for _ in sizes) - 1)
            return
        c = len(sizes) - len(left)
        for members in combinations(places, left[0]):
            chosen = set(members)
            rest = [place for place in places if place not in chosen]
            for others in fill(rest, left[1:]):
                yield {**dict.fromkeys(members, c), **others}

    for found in fill(list(range(sum(sizes))), list(sizes)):
        yield [found[place] for place in range(sum(sizes))]
