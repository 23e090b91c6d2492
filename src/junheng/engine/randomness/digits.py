"""Decimal digits from random bytes, for the numbers that people copy by hand."""

from collections.abc import Callable

_UNBIASED = 250  # the largest multiple of ten in a byte: above it some digits would be likelier


def uniform_digits(entropy: Callable[[int], bytes], count: int) -> str:
    """Return `count` digits, each equally likely; `entropy(n)` gives n random bytes."""
    digits = ""
    while len(digits) < count:
        digits += "".join(str(byte % 10) for byte in entropy(count) if byte < _UNBIASED)
    return digits[:count]
