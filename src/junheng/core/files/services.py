"""Storing, reading and removing files."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes
from django.db import transaction

from junheng.core.audit.events import Author, Subject
from junheng.core.audit.services import record
from junheng.core.files import disk, temporary
from junheng.core.files.events import FileRemoved
from junheng.core.files.kinds import MEBIBYTE, FileKind
from junheng.core.files.models import StoredFile
from junheng.core.secrets.codes import new_code
from junheng.core.secrets.services import destroyed_years, keyring, keyring_with, suite_in_use
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite

PIECE_BYTES = MEBIBYTE
ORPHAN_AGE = timedelta(days=1)


@dataclass(frozen=True)
class WrittenFile:
    """A file that is on the disk and has no row yet; without one it is swept away after a day."""

    code: str
    kind: FileKind
    digest: str
    size: int
    key_id: str


def write(kind: FileKind, content: Iterable[bytes]) -> WrittenFile:
    """Write a file to the disk, outside any transaction, because disks are slow.

    Raises `stored_file_empty`, `stored_file_too_large`, `stored_file_upload_broken` and what
    `disk.write_whole` raises.
    """
    meter = _Meter(suite_in_use(), kind.largest_bytes)
    code, pieces, key_id = new_code(), meter.passing(_even(content)), ""
    if kind.is_private:
        keys = keyring()
        key_id = keys.newest
        sealed = (
            keys.seal_chunk(key_id, _associated(code, index, is_last=is_last), piece)
            for index, piece, is_last in _numbered(pieces)
        )
        pieces = disk.pieces_with_lengths(sealed)
    disk.write_whole(code, pieces)
    return WrittenFile(code, kind, meter.digest, meter.size, key_id)


def keep(written: WrittenFile, *, at: datetime) -> StoredFile:
    """Give a written file its row, inside the transaction of the act that brings it."""
    kind = written.kind
    return StoredFile.objects.create(
        code=written.code,
        kind=kind.name,
        suffix=kind.suffix,
        media_type=kind.media_type,
        digest=written.digest,
        size=written.size,
        key_id=written.key_id,
        stored_at=at,
        keep_until=None if kind.kept_for is None else at + kind.kept_for,
    )


def store(kind: FileKind, content: Iterable[bytes], *, at: datetime) -> StoredFile:
    """Write a file and give it its row; raises as `write` does."""
    return keep(write(kind, content), at=at)


def read(stored: StoredFile) -> Iterator[bytes]:
    """The pieces of a file; the last one comes only when all of it proved to be what was stored.

    Raises `stored_file_removed`, `stored_file_missing`, `stored_file_damaged` and `key_not_held`.
    """
    if stored.is_removed:
        raise JunhengError("stored_file_removed")
    meter = _Meter(suite_in_use(), stored.size)
    held: bytes | None = None
    try:
        for piece in meter.passing(_opened(stored)):
            if held is not None:
                yield held
            held = piece
    except FileNotFoundError:
        raise JunhengError("stored_file_missing", file=stored.code) from None
    except OSError:
        raise JunhengError("stored_file_damaged", file=stored.code) from None
    except JunhengError as problem:
        if problem.code == "key_not_held":
            raise
        raise JunhengError("stored_file_damaged", file=stored.code) from None
    if held is None or (meter.digest, meter.size) != (stored.digest, stored.size):
        raise JunhengError("stored_file_damaged", file=stored.code)
    yield held


def read_bytes(stored: StoredFile) -> bytes:
    """A whole file, proved to be what was stored; raises as `read` does."""
    return b"".join(read(stored))


def remove(stored: StoredFile, *, by: Author, at: datetime) -> None:
    """Destroy a file; its row and digest stay. The bytes go when the transaction commits."""
    with transaction.atomic():
        row = StoredFile.objects.select_for_update().get(pk=stored.pk)
        if row.is_removed:
            return
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        event = FileRemoved(subject=Subject("file", row.code), kind=row.kind, digest=row.digest)
        record(event, by=by, at=at)
        transaction.on_commit(_removal(row.code))


def remove_due(*, by: Author, at: datetime) -> int:
    """Destroy every file whose time is up; return how many."""
    due = list(StoredFile.objects.filter(keep_until__lte=at, removed_at=None))
    for stored in due:
        remove(stored, by=by, at=at)
    return len(due)


def sweep(*, at: datetime) -> int:
    """Take away what nothing leads to: torn writes, files whose act rolled back, removed ones.

    Younger than a day they may belong to an act that is still going on. What a killed process left
    in its temporary folder goes at any age. Return how many.
    """
    swept = temporary.clear_abandoned()
    for file in list(disk.written_files()):
        try:
            written_at = file.stat().st_mtime
        except FileNotFoundError:
            continue  # it got its name, or was removed, a moment ago
        is_young = written_at > (at - ORPHAN_AGE).timestamp()
        is_kept = StoredFile.objects.filter(code=file.name, removed_at=None).exists()
        is_torn = file.parent == disk.incoming_folder()
        if not is_young and (is_torn or not is_kept):
            file.unlink(missing_ok=True)
            swept += 1
    return swept


def damaged_files() -> Iterator[tuple[StoredFile, str]]:
    """Every kept file that cannot be read back as it was stored, with the code of its fault.

    What was closed with keys that were destroyed since is not meant to be read back.
    """
    destroyed = destroyed_years()
    for stored in StoredFile.objects.filter(removed_at=None).iterator():
        try:
            for _ in read(stored):
                pass
        except JunhengError as problem:
            if problem.code != "key_not_held" or stored.key_id not in destroyed:
                yield stored, problem.code


class _Meter:
    """Counts and digests what passes."""

    def __init__(self, suite: Suite, largest: int) -> None:
        self._hash = hashes.Hash(hashes.SHA256() if suite.name == "intl" else hashes.SM3())
        self._largest = largest
        self.size = 0
        self.digest = ""

    def passing(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.size += len(piece)
            if self.size > self._largest:
                raise JunhengError("stored_file_too_large", limit=self._largest // MEBIBYTE)
            self._hash.update(piece)
            yield piece
        if not self.size:
            raise JunhengError("stored_file_empty")
        self.digest = self._hash.finalize().hex()


def _even(content: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size, whatever the sender's pieces were."""
    waiting = bytearray()
    for part in _received(content):
        waiting += part
        while len(waiting) >= PIECE_BYTES:
            yield bytes(waiting[:PIECE_BYTES])
            del waiting[:PIECE_BYTES]
    if waiting:
        yield bytes(waiting)


def _received(content: Iterable[bytes]) -> Iterator[bytes]:
    """What the sender gives; a line that breaks is no fault of our disk."""
    try:
        yield from content
    except OSError as problem:
        raise JunhengError("stored_file_upload_broken") from problem


def _numbered(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Each piece with its number and whether it is the last."""
    held: tuple[int, bytes] | None = None
    for index, piece in enumerate(pieces):
        if held is not None:
            yield *held, False
        held = (index, piece)
    if held is not None:
        yield *held, True


def _opened(stored: StoredFile) -> Iterator[bytes]:
    place = disk.place_of(stored.code)
    if not stored.key_id:
        yield from disk.read_plain(place, PIECE_BYTES)
        return
    keys = keyring_with(stored.key_id)
    for index, sealed, is_last in _numbered(disk.read_with_lengths(place)):
        associated = _associated(stored.code, index, is_last=is_last)
        yield keys.open_chunk(stored.key_id, associated, sealed)


def _associated(code: str, index: int, *, is_last: bool) -> bytes:
    return f"SG1-FILE/1\n{code}\n{index}\n{int(is_last)}".encode()


def _removal(code: str) -> Callable[[], None]:
    return lambda: disk.remove(code)
