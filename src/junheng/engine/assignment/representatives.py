"""Parents' representatives (家长代表) of each class, and the order in which they draw (SG1 §8).

Extension 10 of docs/method/record.md: one ranking of the whole roster decides, so a family that
was passed over would see it from its own ticket.
"""

from collections.abc import Mapping, Sequence
from itertools import islice

from junheng.engine.randomness.stream import RandomStream

MOST_REPRESENTATIVES = 5
"""Per class; the Guiyang procedure of 2024 asks for five, the first of whom draws."""


def ranked_leaves(leaves: Sequence[str], key: bytes) -> tuple[str, ...]:
    """Return the roster's leaf hashes in the order of their ranks, the first to be asked first.

    `leaves` are in ascending order, as published; `key` is the 32-byte stage key
    `representatives`.
    """
    positions = list(range(len(leaves)))
    RandomStream(key).shuffle(positions)
    return tuple(leaves[position] for position in positions)


def representatives_of_classes(
    ranked: Sequence[str], class_of: Mapping[str, int], class_count: int
) -> tuple[tuple[str, ...], ...]:
    """Return per class the leaves of the lowest ranks, at most 5, in the order of rank.

    `class_of` gives the class, counted from 0, of every leaf. The first of a class is its drawer
    (抽签家长).
    """
    return tuple(
        tuple(islice((leaf for leaf in ranked if class_of[leaf] == index), MOST_REPRESENTATIVES))
        for index in range(class_count)
    )


def order_of_classes(class_count: int, key: bytes) -> tuple[int, ...]:
    """Return the classes, counted from 0, in the order in which their drawers come forward.

    `key` is the 32-byte stage key `representatives-order`.
    """
    order = list(range(class_count))
    RandomStream(key).shuffle(order)
    return tuple(order)
