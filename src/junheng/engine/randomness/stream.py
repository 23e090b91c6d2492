"""The one source of random numbers: a ChaCha20 keystream read as words (SG1 §6)."""

import sys
from array import array

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20

BLOCK_WORDS = 16
_WORDS = 1 << 32
_FIRST_READ = 1 << 10
_LONGEST_READ = 1 << 14
"""64 kB: what is longer is fetched from the operating system anew for each read, which takes three
times as long as making the words."""


def keystream_words(key: bytes, first_word: int, count: int) -> "array[int]":
    """Return `count` words of the keystream of `key`, starting at word `first_word`.

    RFC 8439: nonce 0, block counter from 0, every block read as 16 little-endian 32-bit words.
    """
    block, skipped = divmod(first_word, BLOCK_WORDS)
    counter_and_nonce = block.to_bytes(4, "little") + bytes(12)
    encryptor = Cipher(ChaCha20(key, counter_and_nonce), mode=None).encryptor()
    encryptor.update(bytes(4 * skipped))
    zeros = bytes(4 * count)
    words = array("I", zeros)
    encryptor.update_into(zeros, memoryview(words).cast("B"))
    if sys.byteorder == "big":  # pragma: no cover - no such machine in the test suite
        words.byteswap()
    return words


class RandomStream:
    """Words, numbers below a bound and shuffles from one 32-byte key.

    The same key gives the same sequence on any machine; `words_used` counts what was read.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._words: array[int] = array("I")
        self._at = 0
        self._before = 0  # words of the keystream in front of `_words`

    @property
    def words_used(self) -> int:
        """How many words of the keystream were consumed."""
        return self._before + self._at

    def word(self) -> int:
        """Return the next word, 0 <= word < 2^32."""
        if self._at == len(self._words):
            self._read(1)
        value = self._words[self._at]
        self._at += 1
        return value

    def below(self, bound: int) -> int:
        """Return a number 0 <= number < bound, every one equally likely (1 <= bound <= 2^32)."""
        unfair = _WORDS % bound
        value = self.word() * bound
        while value % _WORDS < unfair:
            value = self.word() * bound
        return value >> 32

    def shuffle(self, items: list[int]) -> None:
        """Put `items` in a random order in place (Fisher and Yates, from the last item down)."""
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]

    def ahead(self, least: int) -> "tuple[array[int], int]":
        """Return words read ahead and the index of the next one; at least `least` are unused.

        For the walk, which takes its words itself; tell `move_to` how far it came.
        """
        if len(self._words) - self._at < least:
            self._read(least)
        return self._words, self._at

    def move_to(self, at: int) -> None:
        """Consume the words read ahead up to index `at`."""
        self._at = at

    def _read(self, least: int) -> None:
        first = self.words_used
        # Short draws read little, long ones in pieces that stay in the processor's cache.
        count = max(least, min(_LONGEST_READ, max(_FIRST_READ, first)))
        self._words = keystream_words(self._key, first, count)
        self._before, self._at = first, 0
