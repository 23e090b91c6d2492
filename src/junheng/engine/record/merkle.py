"""The Merkle tree of RFC 9162 §2.1, over leaves sorted by their hash (SG1 §3.3).

The order of the leaves says nothing about the students, and a leaf that occurs twice is an error.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import canonical_bytes


def leaf_hash(suite: Suite, entry: bytes) -> bytes:
    """Return the hash of one entry as a leaf: H(00 ‖ entry)."""
    return suite.digest(b"\x00" + entry)


def document_leaf(suite: Suite, document: Mapping[str, Any]) -> bytes:
    """Return the leaf hash of a document."""
    return leaf_hash(suite, canonical_bytes(document))


def tree_root(suite: Suite, leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes in the order given; of no leaves the hash of nothing."""
    return _levels(suite, leaf_hashes)[-1][0] if leaf_hashes else suite.digest(b"")


def inclusion_path(suite: Suite, index: int, leaf_hashes: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return the sibling hashes from leaf `index` up to the root (RFC 9162 §2.1.3.1).

    Raises `leaf_index_out_of_range`.
    """
    if not 0 <= index < len(leaf_hashes):
        raise JunhengError("leaf_index_out_of_range", index=index)
    return _path(_levels(suite, leaf_hashes), index)


def root_from_path(
    suite: Suite, leaf: bytes, index: int, leaf_count: int, path: Sequence[bytes]
) -> bytes:
    """Return the root that a leaf and its path lead to (RFC 9162 §2.1.3.2).

    Raises `leaf_index_out_of_range`, and `path_length_wrong` when the path cannot belong to that
    place in a tree of `leaf_count` leaves.
    """
    if not 0 <= index < leaf_count:
        raise JunhengError("leaf_index_out_of_range", index=index)
    node, last, reached = index, leaf_count - 1, leaf
    for sibling in path:
        if last == 0:
            raise JunhengError("path_length_wrong")
        if node & 1 or node == last:
            reached = _node(suite, sibling, reached)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            reached = _node(suite, reached, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise JunhengError("path_length_wrong")
    return reached


@dataclass(frozen=True)
class LeafTree:
    """A tree over leaves sorted by hash; computes all its levels once."""

    suite: Suite
    hashes: tuple[bytes, ...]

    @classmethod
    def of_documents(cls, suite: Suite, documents: Iterable[Mapping[str, Any]]) -> "LeafTree":
        """Build the tree over leaf documents; raises `leaf_twice`."""
        hashes = sorted(document_leaf(suite, document) for document in documents)
        if len(set(hashes)) != len(hashes):
            raise JunhengError("leaf_twice")
        return cls(suite, tuple(hashes))

    @property
    def root(self) -> str:
        """The root as 64 hex digits."""
        return (self._levels[-1][0] if self.hashes else tree_root(self.suite, ())).hex()

    @property
    def leaves(self) -> list[str]:
        """The leaf hashes in order, in hex, as they stand in the public file."""
        return [entry.hex() for entry in self.hashes]

    def index_of(self, document: Mapping[str, Any]) -> int:
        """Return the place of a leaf document; raises `leaf_not_in_tree`."""
        try:
            return self._places[document_leaf(self.suite, document)]
        except KeyError:
            raise JunhengError("leaf_not_in_tree") from None

    def path_of(self, index: int) -> list[str]:
        """Return the inclusion path of leaf `index` in hex."""
        return [sibling.hex() for sibling in _path(self._levels, index)]

    @cached_property
    def _levels(self) -> list[list[bytes]]:
        return _levels(self.suite, self.hashes)

    @cached_property
    def _places(self) -> dict[bytes, int]:
        return {entry: index for index, entry in enumerate(self.hashes)}


def _node(suite: Suite, left: bytes, right: bytes) -> bytes:
    return suite.digest(b"\x01" + left + right)


def _levels(suite: Suite, leaf_hashes: Sequence[bytes]) -> list[list[bytes]]:
    # Pairing neighbours and moving an odd last node up unchanged gives the tree of RFC 9162,
    # which splits at the largest power of two below n.
    levels = [list(leaf_hashes)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [_node(suite, below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
        levels.append(above + below[len(below) - len(below) % 2 :])
    return levels


def _path(levels: list[list[bytes]], index: int) -> tuple[bytes, ...]:
    path = []
    for level in levels[:-1]:
        if index ^ 1 < len(level):
            path.append(level[index ^ 1])
        index >>= 1
    return tuple(path)
