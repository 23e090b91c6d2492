"""The freedom report (自由度报告): does the draw leave every pair of students to chance?

Rehearsals with seeds that the freeze fixes (SG1 §4.4) show what the rules allow. A pair that
shares a class far more often than pairs of its kind was steered by something. It cannot find a
trigger that fires on the real seed only; the independent re-run does.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from math import log

import numpy as np

from junheng.engine.assignment.pairs import expected_share, kept_apart, left_to_chance, upper_tail
from junheng.engine.assignment.problem import Problem
from junheng.engine.errors import JunhengError

LEAST_REHEARSALS = 200
SUSPICIOUS = 1e-10
"""A pair is flagged when chance alone would do this with a smaller probability."""

_WORTH_A_TAIL = 4.0

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class FlaggedPair:
    """Two positions that share a class too often, in how many rehearsals, and how unlikely it is.

    `expected` is the chance per rehearsal of a pair of their kind; `tail` the exact binomial
    probability of sharing so often or oftener.
    """

    first: int
    second: int
    shared: int
    expected: float
    z: float
    tail: float


@dataclass(frozen=True, slots=True)
class FreedomReport:
    """What rehearsals show. Publish the numbers; the pairs are for the inspector.

    `smallest_reach` is the smallest number of classes that any position not fixed came into;
    `never_together` counts the pairs that never met although no rule explains it and chance does
    not either; `top_z` is the largest z of a pair not pinned together.
    """

    rehearsals: int
    flagged: tuple[FlaggedPair, ...]
    smallest_reach: int
    never_together: int
    top_z: float


def freedom_report(
    problem: Problem,
    rehearse: Callable[[int], Sequence[int]],
    rehearsals: int = LEAST_REHEARSALS,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> FreedomReport:
    """Rehearse and report.

    `rehearse(j)` makes rehearsal j, counted from 1, the whole way that the real draw goes, and
    returns the class of each position of `problem`; it is called in other processes.
    `workers` processes share the work (None: one per core); `progress` is told how many rehearsals
    of how many are done. Raises JunhengError("rehearsals_too_few") below 200.
    """
    if rehearsals < LEAST_REHEARSALS:
        raise JunhengError("rehearsals_too_few", least=LEAST_REHEARSALS, rehearsals=rehearsals)
    numbers = range(1, rehearsals + 1)
    count = workers or os.cpu_count() or 1
    if count == 1:
        return weigh_rehearsals(problem, _told(map(rehearse, numbers), rehearsals, progress))
    with ProcessPoolExecutor(count) as pool:
        drawn = pool.map(rehearse, numbers, chunksize=max(1, rehearsals // (8 * count)))
        return weigh_rehearsals(problem, _told(drawn, rehearsals, progress))


def weigh_rehearsals(problem: Problem, outcomes: Iterable[Sequence[int]]) -> FreedomReport:
    """Report on outcomes (a class per position each) of one problem."""
    n, k = problem.position_count, problem.class_count
    met = np.zeros((n, n), dtype=np.float32)
    reached = np.zeros((n, k), dtype=bool)
    rehearsals = 0
    for classes in outcomes:
        seats = np.zeros((n, k), dtype=np.float32)
        seats[np.arange(n), classes] = 1
        met += seats @ seats.T
        reached |= seats > 0
        rehearsals += 1
    first, second = np.nonzero(np.triu(left_to_chance(problem), 1))
    shared = met[first, second].astype(np.int64)
    expected = expected_share(problem, (first, second), shared, rehearsals)
    spread = np.sqrt(np.maximum(rehearsals * expected * (1 - expected), 1e-12))
    z = (shared - rehearsals * expected) / spread
    flagged = []
    for pair in np.flatnonzero(z > _WORTH_A_TAIL).tolist():
        chance = float(expected[pair])
        tail = upper_tail(int(shared[pair]), rehearsals, chance)
        if tail < SUSPICIOUS:
            places = int(first[pair]), int(second[pair])
            flagged.append(FlaggedPair(*places, int(shared[pair]), chance, float(z[pair]), tail))
    never_by_chance = rehearsals * np.log1p(-np.minimum(expected, 1 - 1e-12)) >= log(SUSPICIOUS)
    unexplained = (shared == 0) & ~never_by_chance & ~kept_apart(problem)[first, second]
    fixed = dict(problem.fixed)
    reach = reached.sum(axis=1).tolist()
    return FreedomReport(
        rehearsals=rehearsals,
        flagged=tuple(sorted(flagged, key=lambda pair: -pair.z)),
        smallest_reach=min((reach[p] for p in range(n) if p not in fixed), default=k),
        never_together=int(unexplained.sum()),
        top_z=float(z.max(initial=0.0)),
    )


def _told(
    outcomes: Iterable[Sequence[int]], total: int, progress: Progress | None
) -> Iterator[Sequence[int]]:
    for done, outcome in enumerate(outcomes, start=1):
        yield outcome
        if progress is not None:
            progress(done, total)
