"""Hashes of files that may be larger than memory, a piece at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes

from junheng.engine.randomness.suites import Suite

PIECE = 1 << 20

Pour = Callable[[Callable[[bytes], object]], None]
"""Hands the pieces of one file to a function, in order; may raise OSError."""


class FileHash:
    """Size, suite hash and SHA-256 of one file."""

    def __init__(self, suite: Suite) -> None:
        self.size = 0
        self._own = hashes.Hash(hashes.SM3()) if suite.name == "gm" else None
        self._sha256 = hashes.Hash(hashes.SHA256())

    def update(self, piece: bytes) -> None:
        """Take the next piece."""
        self.size += len(piece)
        self._sha256.update(piece)
        if self._own is not None:
            self._own.update(piece)

    def finish(self, path: str) -> tuple[dict[str, Any], str]:
        """The manifest's entry of the file at `path`, and its SHA-256 for people's tools."""
        sha256 = self._sha256.finalize().hex()
        own = sha256 if self._own is None else self._own.finalize().hex()
        return {"path": path, "size": self.size, "h": own}, sha256


def hash_pieces(suite: Suite, path: str, pour: Pour) -> tuple[dict[str, Any], str]:
    """Hash what `pour` hands over; the result of `FileHash.finish`. Raises OSError."""
    found = FileHash(suite)
    pour(found.update)
    return found.finish(path)


def pour_file(file: Path) -> Pour:
    """Hand over the pieces of a file on this machine."""

    def pour(write: Callable[[bytes], object]) -> None:
        with file.open("rb") as stream:
            while piece := stream.read(PIECE):
                write(piece)

    return pour
