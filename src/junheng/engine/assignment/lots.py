"""Electronic lots of groups and homeroom teachers, from fresh numbers of their own (SG1 §8)."""

from junheng.engine.randomness.stream import RandomStream


def drawn_lots(count: int, key: bytes) -> tuple[int, ...]:
    """Return the lots 1…count in random order: the i-th belongs to the i-th group or teacher.

    `key` is the 32-byte stage key `lots-groups` or `lots-teachers`.
    """
    lots = list(range(1, count + 1))
    RandomStream(key).shuffle(lots)
    return tuple(lots)
