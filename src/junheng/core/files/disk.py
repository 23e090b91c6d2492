"""Bytes on the disk: a file appears under its name only when all of it is safely there."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from junheng.core.full_disk import is_disk_full
from junheng.core.secrets.installation import data_folder
from junheng.engine.errors import JunhengError

_LENGTH_BYTES = 4


def files_folder() -> Path:
    """Where all kept files lie."""
    return data_folder() / "files"


def place_of(code: str) -> Path:
    """Where the file of a code lies; few files in each folder."""
    return files_folder() / code[:2] / code


def incoming_folder() -> Path:
    """Where files are written before they get their name."""
    return files_folder() / "incoming"


def write_whole(code: str, pieces: Iterable[bytes]) -> None:
    """Write a file under its code, whole or not at all, flushed to the disk.

    Raises `stored_file_disk_full` and `stored_file_folder_not_writable`.
    """
    beside, place = incoming_folder() / code, place_of(code)
    try:
        for folder in (incoming_folder(), place.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            for piece in pieces:
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(place)
        _flush_names(place.parent)
    except OSError as problem:
        if is_disk_full(problem):
            raise JunhengError("stored_file_disk_full") from problem
        raise JunhengError("stored_file_folder_not_writable") from problem
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def remove(code: str) -> None:
    """Take a file away, if it is there."""
    place_of(code).unlink(missing_ok=True)


def pieces_with_lengths(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Encrypted pieces as they lie on the disk: each after its length."""
    for piece in pieces:
        yield len(piece).to_bytes(_LENGTH_BYTES, "big") + piece


def read_with_lengths(place: Path) -> Iterator[bytes]:
    """The encrypted pieces of a file; a last one that is cut short is given as it is."""
    with place.open("rb") as stream:
        while head := stream.read(_LENGTH_BYTES):
            yield stream.read(int.from_bytes(head, "big"))


def read_plain(place: Path, piece_bytes: int) -> Iterator[bytes]:
    """The pieces of a file that is not encrypted."""
    with place.open("rb") as stream:
        while piece := stream.read(piece_bytes):
            yield piece


def written_files() -> Iterator[Path]:
    """Every file in the folder, also those still being written."""
    yield from (file for file in files_folder().glob("*/*") if file.is_file())


def _flush_names(folder: Path) -> None:
    """Flush the names in a folder, where the system can (Windows does it by itself)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
