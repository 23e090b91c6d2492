"""Plain dealing by gender, for comparison: what the draw without balance would have given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from junheng.engine.randomness.stream import keystream_words

_CELLS_AT_ONCE = 1 << 17

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class SimulatedDeals:
    """What the deals came to.

    `excesses` holds the total excess of each deal. `mean_gaps_hundredths` holds, per attribute
    and code, the mean over the deals of the largest count minus the smallest, times 100.
    """

    excesses: tuple[int, ...]
    mean_gaps_hundredths: tuple[Mapping[int, int], ...]


def gender_stratified_deals(
    codes_of_gender: Sequence[int],
    class_count: int,
    deals: int,
    key: bytes,
    rows: Sequence[Sequence[int]],
) -> SimulatedDeals:
    """Simulate `deals` plain deals.

    A deal shuffles each gender and deals it in turn to the classes, from a random class on; the
    next gender goes on where the last one ended. `rows` holds the codes of each attribute, one
    per position. The excess is, summed over all codes, the largest count minus the smallest minus
    what division alone enforces, as in `Certificate.excess_range`.
    """
    genders = np.asarray(codes_of_gender, dtype=np.int64)
    coded = [np.unique(np.asarray(codes), return_inverse=True) for codes in rows]
    at_once = max(1, _CELLS_AT_ONCE // len(genders))
    excesses: list[int] = []
    gap_sums = [np.zeros(len(codes), dtype=np.int64) for codes, _ in coded]
    word = 0
    while len(excesses) < deals:
        count = min(at_once, deals - len(excesses))
        needed = count * (1 + 2 * len(genders))
        words = np.array(keystream_words(key, word, needed), dtype=np.uint64)
        word += needed
        classes = _deal(genders, class_count, words.reshape(count, -1))
        total = np.zeros(count, dtype=np.int64)
        for (codes, column), sums in zip(coded, gap_sums, strict=True):
            gaps = _gaps(classes, column, len(codes), class_count)
            enforced = np.bincount(column, minlength=len(codes)) % class_count > 0
            total += np.maximum(0, gaps - enforced).sum(axis=1)
            np.add(sums, gaps.sum(axis=0), out=sums)
        excesses += total.tolist()
    return SimulatedDeals(
        excesses=tuple(excesses),
        mean_gaps_hundredths=tuple(
            dict(zip(codes.tolist(), (100 * sums // max(1, deals)).tolist(), strict=True))
            for (codes, _), sums in zip(coded, gap_sums, strict=True)
        ),
    )


def _deal(genders: Integers, class_count: int, words: npt.NDArray[np.uint64]) -> Integers:
    """Return the class of each position (columns) in each deal (lines).

    Sorting by 64 random bits shuffles: equal bits are less likely than 1 in 10^12 per deal.
    """
    n = len(genders)
    first = words[:, :1] * np.uint64(class_count) >> np.uint64(32)
    bits = words[:, 1 : n + 1] << np.uint64(32) | words[:, n + 1 :]
    shuffled = np.argsort(bits, axis=1, kind="stable")
    by_gender = np.argsort(genders[shuffled], axis=1, kind="stable")
    dealt = np.take_along_axis(shuffled, by_gender, axis=1)
    turns = (first.astype(np.int64) + np.arange(n)) % class_count
    classes = np.empty_like(turns)
    np.put_along_axis(classes, dealt, turns, axis=1)
    return classes


def _gaps(classes: Integers, column: Integers, code_count: int, class_count: int) -> Integers:
    """Return the gap of each code (columns) in each deal (lines)."""
    deals = len(classes)
    cells = (np.arange(deals)[:, None] * code_count + column) * class_count + classes
    counts = np.bincount(cells.ravel(), minlength=deals * code_count * class_count)
    counts = counts.reshape(deals, code_count, class_count)
    gaps: Integers = counts.max(axis=2) - counts.min(axis=2)
    return gaps
