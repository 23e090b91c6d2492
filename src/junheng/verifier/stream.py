"""The one source of randomness: a ChaCha20 keystream (RFC 8439, SG1 §6).

Many blocks are computed at once: word w of all blocks sits in one long integer, one block in
each 64-bit lane, so that plain Python makes a word in about a quarter of a microsecond.
"""

from collections.abc import Iterator
from itertools import chain
from struct import pack, unpack
from typing import Any

WORD = 1 << 32
_MASK = WORD - 1
_CONSTANTS = unpack("<4I", b"expand 32-byte k")
_QUARTERS = (
    (0, 4, 8, 12),
    (1, 5, 9, 13),
    (2, 6, 10, 14),
    (3, 7, 11, 15),
    (0, 5, 10, 15),
    (1, 6, 11, 12),
    (2, 7, 8, 13),
    (3, 4, 9, 14),
)
_MOST_BLOCKS = 1024


def keystream(key: bytes, first_block: int, blocks: int) -> list[int]:
    """Return the 16·`blocks` little-endian words of the keystream from block `first_block`."""
    ones = int.from_bytes(b"\x01\x00\x00\x00\x00\x00\x00\x00" * blocks, "little")
    mask = ones * _MASK
    counters = pack(f"<{blocks}Q", *((first_block + i) & _MASK for i in range(blocks)))
    initial = [word * ones for word in _CONSTANTS + unpack("<8I", key)]
    initial += [int.from_bytes(counters, "little"), 0, 0, 0]
    x = list(initial)
    for _ in range(10):
        for p, q, r, s in _QUARTERS:
            a, b, c, d = x[p], x[q], x[r], x[s]
            a = (a + b) & mask
            d ^= a
            d = (d << 16 | d >> 16) & mask
            c = (c + d) & mask
            b ^= c
            b = (b << 12 | b >> 20) & mask
            a = (a + b) & mask
            d ^= a
            d = (d << 8 | d >> 24) & mask
            c = (c + d) & mask
            b ^= c
            b = (b << 7 | b >> 25) & mask
            x[p], x[q], x[r], x[s] = a, b, c, d
    words = [0] * (16 * blocks)
    for place, (now, then) in enumerate(zip(x, initial, strict=True)):
        lanes = ((now + then) & mask).to_bytes(8 * blocks, "little")
        words[place::16] = unpack(f"<{blocks}Q", lanes)
    return words


class Stream:
    """Words of the keystream in order, and what is drawn from them.

    `word()` returns the next 32-bit word.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._made = 0
        self._batch: Any = iter(())
        self.word = chain.from_iterable(self._batches()).__next__

    def _batches(self) -> Iterator[Iterator[int]]:
        blocks, first = 4, 0
        while True:
            self._batch = iter(keystream(self._key, first, blocks))
            first += blocks
            self._made = 16 * first
            yield self._batch
            blocks = min(4 * blocks, _MOST_BLOCKS)

    @property
    def words_used(self) -> int:
        """How many words have been taken."""
        return self._made - int(self._batch.__length_hint__())

    def below(self, m: int) -> int:
        """Return a number 0 … m-1, each exactly equally likely (1 ≤ m ≤ 2^32)."""
        short = WORD % m
        v = self.word() * m
        while v & _MASK < short:
            v = self.word() * m
        return v >> 32

    def shuffle(self, items: list[Any]) -> None:
        """Shuffle in place (Fisher–Yates from the end)."""
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]
