"""Recordings of the ceremony: their sizes and hashes, taken on the day (SG1 §10.3)."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from junheng.ceremony.archive.hashing import PIECE, FileHash
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import Document


def recordings_document(suite: Suite, files: Sequence[Path]) -> Document:
    """The list `sg1/recordings` of the files, by name.

    Raises `recording_unreadable`, `recording_twice` and `recording_changes` for one that is still
    being written.
    """
    names = [file.name for file in files]
    for name in names:
        if names.count(name) > 1:
            raise JunhengError("recording_twice", file=name)
    entries = [recording_entry(suite, file) for file in files]
    return {"_t": "sg1/recordings", "files": sorted(entries, key=lambda entry: entry["path"])}


def recording_entry(suite: Suite, file: Path) -> dict[str, Any]:
    """Name, size and hash of one recording; read a piece at a time, it may be larger than memory.

    Raises `recording_unreadable`, `recording_changes`.
    """
    found = FileHash(suite)
    try:
        before = file.stat()
        with file.open("rb") as stream:
            while piece := stream.read(PIECE):
                found.update(piece)
            after = os.fstat(stream.fileno())
    except OSError as problem:
        raise JunhengError("recording_unreadable", file=file.name) from problem
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise JunhengError("recording_changes", file=file.name)
    entry, _ = found.finish(file.name)
    return entry


def comparison(entry: Mapping[str, Any], listed: Sequence[Mapping[str, Any]]) -> str:
    """How a recording stands to the list: "same", "renamed", "changed" or "unknown"."""
    alike = [
        known for known in listed if (known["size"], known["h"]) == (entry["size"], entry["h"])
    ]
    if any(known["path"] == entry["path"] for known in alike):
        return "same"
    if alike:
        return "renamed"
    return "changed" if any(known["path"] == entry["path"] for known in listed) else "unknown"
