"""Pairs of positions: how often chance alone lets them share a class, and which rules part them."""

from math import exp, lgamma, log, log1p

import numpy as np
import numpy.typing as npt

from junheng.engine.assignment.problem import Problem

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEAST_PAIRS_OF_A_KIND = 500
"""Rarer kinds are judged with all pairs that are alike in the first attribute alone."""


def left_to_chance(problem: Problem) -> Flags:
    """Return which pairs (n × n) neither a together group nor two fixed seats decide."""
    decided = np.zeros((problem.position_count,) * 2, dtype=bool)
    fixed = [position for position, _ in problem.fixed]
    for group in [*problem.together, fixed]:
        decided[np.ix_(group, group)] = True
    return ~decided


def kept_apart(problem: Problem) -> Flags:
    """Return which pairs (n × n) a rule keeps in different classes.

    An apart group, a cap of one, a code with no more holders than classes (balance puts one into
    each), a code that leaves room for one other in any class, or any of these between members of
    their together groups.
    """
    k = problem.class_count
    apart = np.zeros((problem.position_count,) * 2, dtype=bool)
    groups = [list(group) for group in problem.apart]
    singled_out = {(cap.attribute, cap.code) for cap in problem.caps if cap.most <= 1}
    for attribute in problem.attributes:
        codes = np.asarray(attribute.codes)
        for code in np.unique(codes).tolist():
            holders = np.flatnonzero(codes == code).tolist()
            if len(holders) <= k or (attribute.name, code) in singled_out:
                groups.append(holders)
            if problem.largest_class - len(holders) // k <= 1:
                groups.append(np.flatnonzero(codes != code).tolist())
    for group in groups:
        apart[np.ix_(group, group)] = True
    np.fill_diagonal(apart, val=False)
    for members in problem.together:
        linked = list(members)
        apart[linked] = apart[linked].any(axis=0)
        apart[:, linked] = apart[linked].T
    return apart


def expected_share(
    problem: Problem, pairs: tuple[Integers, Integers], shared: Integers, rehearsals: int
) -> Floats:
    """Return for each pair how often other pairs of its kind share a class, per rehearsal.

    A kind is alike and unlike in the same attributes. The pair itself is left out, so that it
    cannot hide behind its own frequency.
    """
    first, second = pairs
    kind = np.zeros(len(first), dtype=np.int64)
    for attribute in problem.attributes:
        codes = np.asarray(attribute.codes)
        kind = 2 * kind + (codes[first] == codes[second])
    coarse = kind >> max(0, len(problem.attributes) - 1)
    expected, size = _mean_of_others(kind, shared, rehearsals)
    coarse_expected, _ = _mean_of_others(coarse, shared, rehearsals)
    return np.where(size >= LEAST_PAIRS_OF_A_KIND, expected, coarse_expected)


def upper_tail(successes: int, trials: int, chance: float) -> float:
    """Return the exact binomial probability of `successes` or more."""
    if successes <= 0 or chance >= 1:
        return 1.0
    if chance <= 0:
        return 0.0
    probability = 0.0
    for x in range(successes, trials + 1):
        ways = lgamma(trials + 1) - lgamma(x + 1) - lgamma(trials - x + 1)
        probability += exp(ways + x * log(chance) + (trials - x) * log1p(-chance))
    return probability


def _mean_of_others(kind: Integers, shared: Integers, rehearsals: int) -> tuple[Floats, Integers]:
    _, number, size = np.unique(kind, return_inverse=True, return_counts=True)
    total = np.bincount(number, weights=shared, minlength=len(size))
    others = np.maximum(1, size[number] - 1)
    return (total[number] - shared) / (others * rehearsals), size[number]
