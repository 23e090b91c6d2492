"""Representatives and lots, held against the words of the protocol."""

import hashlib
from collections import Counter

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from hypothesis import given
from hypothesis import strategies as st

from junheng.engine.assignment.lots import drawn_lots
from junheng.engine.assignment.representatives import (
    order_of_classes,
    ranked_leaves,
    representatives_of_classes,
)

KEY = bytes(range(32))
LEAVES = sorted(hashlib.sha256(f"{i}".encode()).hexdigest() for i in range(23))


def shuffled(key: bytes, items: list[object]) -> list[object]:
    """Fisher-Yates of SG1 §6, over a keystream of OpenSSL."""
    words = Cipher(algorithms.ChaCha20(key, bytes(16)), None).encryptor()
    for i in range(len(items) - 1, 0, -1):
        product = int.from_bytes(words.update(bytes(4)), "little") * (i + 1)
        while product % 2**32 < 2**32 % (i + 1):
            product = int.from_bytes(words.update(bytes(4)), "little") * (i + 1)
        items[i], items[product >> 32] = items[product >> 32], items[i]
    return items


def test_the_ranking_is_the_shuffled_list_of_positions() -> None:
    ranked = ranked_leaves(LEAVES, KEY)

    assert list(ranked) == shuffled(KEY, list(LEAVES))


@given(st.data())
def test_a_class_sends_its_five_lowest_ranks(data: st.DataObject) -> None:
    class_of = {leaf: data.draw(st.integers(0, 3)) for leaf in LEAVES}
    ranked = ranked_leaves(LEAVES, KEY)

    chosen = representatives_of_classes(ranked, class_of, 4)

    rank = {leaf: place for place, leaf in enumerate(ranked)}
    for index, leaves in enumerate(chosen):
        members = sorted((leaf for leaf in LEAVES if class_of[leaf] == index), key=rank.__getitem__)
        assert list(leaves) == members[:5]


def test_classes_come_forward_in_a_shuffled_order() -> None:
    assert list(order_of_classes(12, KEY)) == shuffled(KEY, list(range(12)))


@pytest.mark.parametrize("count", [1, 2, 12])
def test_electronic_lots_are_the_shuffled_numbers(count: int) -> None:
    assert list(drawn_lots(count, KEY)) == shuffled(KEY, list(range(1, count + 1)))


def test_every_child_of_a_class_is_the_drawer_as_often_as_another() -> None:
    """Chi-square over 6,000 keys and 6 children: 5 degrees, 1 in a million above 35.9."""
    leaves = LEAVES[:6]
    counts = Counter(
        representatives_of_classes(
            ranked_leaves(leaves, hashlib.sha256(f"{i}".encode()).digest()),
            dict.fromkeys(leaves, 0),
            1,
        )[0][0]
        for i in range(6000)
    )

    assert sum((counts[leaf] - 1000) ** 2 / 1000 for leaf in leaves) < 35.9
