"""The Merkle tree of RFC 9162 §2.1 over sorted leaf hashes (SG1 §3.3)."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from .canonical import canonical_bytes
from .hashes import Suite


def leaf_hash(suite: Suite, document: Any) -> bytes:
    """Hash of one leaf: H(00 ‖ canonical bytes)."""
    return suite.digest(b"\x00" + canonical_bytes(document))


def ascends(leaves: Sequence[str]) -> bool:
    """Say whether leaf hashes are sorted and none comes twice."""
    return all(one < other for one, other in pairwise(leaves))


def tree_root(suite: Suite, leaves: Sequence[bytes]) -> bytes:
    """Root over leaf hashes; pairs are joined level by level, an odd last one moves up."""
    if not leaves:
        return suite.digest(b"")
    level = list(leaves)
    while len(level) > 1:
        joined = [
            suite.digest(b"\x01" + left + right)
            for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        level = joined + level[2 * len(joined) :]
    return level[0]


def root_from_path(
    suite: Suite, leaf: bytes, index: int, count: int, path: Sequence[bytes]
) -> bytes | None:
    """Root that an inclusion path leads to (RFC 9162 §2.1.3.2); None if the path cannot fit."""
    if not 0 <= index < count:
        return None
    place, last, node = index, count - 1, leaf
    for other in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            node = suite.digest(b"\x01" + other + node)
            while place and not place & 1:
                place >>= 1
                last >>= 1
        else:
            node = suite.digest(b"\x01" + node + other)
        place >>= 1
        last >>= 1
    return node if last == 0 else None
