"""Making a backup: database, files, sessions; a signed list of them; one encrypted file.

A backup appears under its name when all of it is on the disk and was read back. What is cut off
leaves a folder of its own behind, which the next one takes away; the platform is only read.
"""

import os
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_bytes
from typing import Any

from django.db import DatabaseError
from filelock import FileLock, Timeout

from junheng.ceremony.archive.hashing import FileHash
from junheng.ceremony.flushing import flush_names
from junheng.ceremony.surroundings import record_moment
from junheng.core.audit.chain import ChainHead
from junheng.core.backup.copying import copy_entry, is_immutable, ledgers_below
from junheng.core.backup.databases import DatabaseCopy, copy_database
from junheng.core.backup.layout import (
    DATA,
    DATABASE,
    FACTS,
    KIND,
    MANIFEST,
    SIGNATURE,
    SUFFIX,
    check_member,
    files_below,
    top_entries,
    working_folder,
)
from junheng.core.full_disk import is_disk_full
from junheng.core.secrets.installation import data_folder
from junheng.core.secrets.services import suite_in_use
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import Document, canonical_bytes, document_hash
from junheng.engine.record.container import PREFIX_BYTES, SALT_BYTES, open_pieces, seal_pieces
from junheng.engine.record.documents import manifest_document
from junheng.engine.record.signatures import sign_document

PIECE = 1 << 20
MOST_BYTES = 1 << 40
TRIES = 10
PAUSE_SECONDS = 1.0
SESSIONS = "sessions"
_MAKING = "backup-"
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class BackupOrder:
    """What is wanted: the code of the backup, its file, and what closes and signs it."""

    code: str
    target: Path
    passphrase: str
    signing_key: bytes
    at: datetime


@dataclass(frozen=True)
class MadeBackup:
    """A backup on the disk: SHA-256 or SM3 of the file, and the head of the trail inside."""

    file: Path
    size: int
    digest: str
    head: ChainHead


def make_backup(order: BackupOrder) -> MadeBackup:
    """Make a backup; nothing of the platform is changed.

    Raises `backup_goes_on`, `backup_disk_full`, `backup_folder_not_writable`,
    `backup_folder_changes`, `backup_read_back_differs`, what `copy_database` raises.
    """
    with _disk_problems(), _alone(order.target.parent):
        staging = working_folder(_MAKING + order.code)
        beside = order.target.with_name(f".{order.target.name}.part")
        try:
            staging.mkdir(mode=0o700)
            order.target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            suite = suite_in_use()
            head = _pack(suite, order, staging)
            digest = _seal(suite, order, staging / "plain.zip", beside)
            beside.replace(order.target)
            with suppress(OSError):  # not every share can
                flush_names([order.target.parent])
        finally:
            shutil.rmtree(staging, ignore_errors=True)
            with suppress(OSError):
                beside.unlink(missing_ok=True)
    return MadeBackup(order.target, order.target.stat().st_size, digest, head)


def _pack(suite: Suite, order: BackupOrder, staging: Path) -> ChainHead:
    """Write the zip, still in clear, below the data folder."""
    copy = _copy(staging)
    facts: Document = {
        "_t": "sg1/backup",
        "code": order.code,
        "at": record_moment(order.at),
        "suite": suite.name,
        "database": copy.kind,
        "head": {"n": copy.head.sequence, "h": copy.head.digest},
    }
    with zipfile.ZipFile(staging / "plain.zip", "w") as packed:
        entries = [_add_bytes(packed, suite, FACTS, canonical_bytes(facts))]
        database = f"{DATABASE}/{copy.file.name}"
        entries.append(_add(packed, suite, database, copy.file, method=zipfile.ZIP_DEFLATED))
        kept = [entry for entry in top_entries(data_folder()) if is_immutable(entry)]
        for entry in sorted([*kept, *top_entries(staging / DATA)], key=lambda entry: entry.name):
            entries += _add_entry(packed, suite, entry)
        manifest = manifest_document(
            suite=suite, session=document_hash(suite, facts), files=entries, kind=KIND
        )
        signature = sign_document(order.signing_key, manifest)
        _add_bytes(packed, suite, MANIFEST, canonical_bytes(manifest))
        _add_bytes(packed, suite, SIGNATURE, canonical_bytes(signature))
    return copy.head


def _copy(staging: Path) -> DatabaseCopy:
    """Copy the database, then what changes in the data folder, with no event written between.

    A power cut leaves a ledger ahead of the database together with the act that is underway. An
    event written after the database was copied would stand there without its act, and the platform
    would not start on what is restored. Raises `backup_folder_changes`, and as `copy_database`.
    """
    for attempt in range(TRIES):
        time.sleep(attempt * PAUSE_SECONDS)
        for left in (DATABASE, DATA):
            shutil.rmtree(staging / left, ignore_errors=True)
        before = ledgers_below(data_folder())
        copy = copy_database(staging / DATABASE)
        for entry in top_entries(data_folder()):
            if not is_immutable(entry):
                copy_entry(entry, staging / DATA / entry.name)
        if ledgers_below(staging / DATA) == before:
            return copy
    raise JunhengError("backup_folder_changes", folder=SESSIONS)


def _add_entry(packed: zipfile.ZipFile, suite: Suite, entry: Path) -> Iterator[dict[str, Any]]:
    for file in files_below(entry):
        name = "/".join((DATA, entry.name, *file.relative_to(entry).parts))
        # A kept file whose time came while this goes on is rightly gone.
        with suppress(FileNotFoundError):
            yield _add(packed, suite, name, file)


def _add(
    packed: zipfile.ZipFile,
    suite: Suite,
    name: str,
    file: Path,
    *,
    method: int = zipfile.ZIP_STORED,
) -> dict[str, Any]:
    check_member(name)
    found = FileHash(suite)
    with file.open("rb") as source, packed.open(_member(name, method), "w", force_zip64=True) as to:
        while piece := source.read(PIECE):
            found.update(piece)
            to.write(piece)
    return found.finish(name)[0]


def _add_bytes(packed: zipfile.ZipFile, suite: Suite, name: str, content: bytes) -> dict[str, Any]:
    found = FileHash(suite)
    found.update(content)
    packed.writestr(_member(name, zipfile.ZIP_STORED), content)
    return found.finish(name)[0]


def _member(name: str, method: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _FIXED_DATE)
    member.compress_type = method
    member.create_system = 3
    member.external_attr = 0o100600 << 16
    return member


def _seal(suite: Suite, order: BackupOrder, plain: Path, target: Path) -> str:
    """Write the container, flush it, read it back, and return its digest."""
    closed, inside = FileHash(suite), FileHash(suite)
    with plain.open("rb") as content, _new_file(target) as stream:
        pieces = seal_pieces(
            suite,
            order.passphrase,
            content,
            plain.stat().st_size,
            salt=token_bytes(SALT_BYTES),
            prefix=token_bytes(PREFIX_BYTES),
        )
        for piece in pieces:
            closed.update(piece)
            stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())
    with target.open("rb") as container:
        length = target.stat().st_size
        for piece in open_pieces(container, length, order.passphrase, most_bytes=MOST_BYTES):
            inside.update(piece)
    if inside.finish("")[0]["h"] != _digest(suite, plain):
        raise JunhengError("backup_read_back_differs")
    return str(closed.finish("")[0]["h"])


def _digest(suite: Suite, file: Path) -> str:
    found = FileHash(suite)
    with file.open("rb") as stream:
        while piece := stream.read(PIECE):
            found.update(piece)
    return str(found.finish("")[0]["h"])


def _new_file(file: Path) -> Any:
    file.unlink(missing_ok=True)
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """One backup at a time; what an earlier one left that was cut off is taken away.

    In `target`, which may be a stick with other things on it, only what bears our name.
    """
    lock = FileLock(working_folder("backup.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise JunhengError("backup_goes_on") from None
    try:
        for left in data_folder().glob(f".{_MAKING}*"):
            shutil.rmtree(left, ignore_errors=True)
        for part in target.glob(f".junheng-*{SUFFIX}.part"):
            part.unlink(missing_ok=True)
        yield
    finally:
        lock.release()


@contextmanager
def _disk_problems() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise disk_refusal(problem) from problem
    except DatabaseError as problem:
        # SQLite's word for a file that is damaged, at whatever question it meets the damage.
        if type(problem.__cause__) is sqlite3.DatabaseError:
            raise JunhengError("backup_database_damaged") from problem
        raise


def disk_refusal(problem: OSError) -> JunhengError:
    """The refusal for a disk that does not take a backup."""
    if is_disk_full(problem):
        return JunhengError("backup_disk_full")
    return JunhengError("backup_folder_not_writable")
