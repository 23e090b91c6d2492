"""The plan's randomness: streams that a printed seed and a name determine."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from junheng.engine.randomness.stream import RandomStream

T = TypeVar("T")


class Dice:
    """One stream for each name, so that threads do not take each other's numbers."""

    def __init__(self, seed: int, name: str) -> None:
        self._stream = RandomStream(hashlib.sha256(f"faults {seed} {name}".encode()).digest())

    def below(self, bound: int) -> int:
        """A number from 0 up to, not including, `bound`."""
        return self._stream.below(bound)

    def one_of(self, things: Sequence[T]) -> T:
        """One of them."""
        return things[self.below(len(things))]

    def seconds(self, least: float, most: float) -> float:
        """A time between two, to the millisecond."""
        return least + self.below(int((most - least) * 1000) + 1) / 1000

    def digits(self, count: int) -> str:
        """Digits as they are rolled."""
        return "".join(str(self.below(10)) for _ in range(count))
