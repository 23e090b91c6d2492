"""Putting a backup in the place of what stands: all of it, or nothing.

Everything is proved, brought up to date and written down in the copy first; then entries of the
data folder are exchanged by renaming, and last the database, in one step (see `journal`).
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from filelock import FileLock, Timeout

from junheng.ceremony.flushing import flush_files, flush_names
from junheng.core.access import SystemActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.audit.models import AuditEntry
from junheng.core.backup import databases, schema
from junheng.core.backup.events import PlatformRestored
from junheng.core.backup.journal import (
    OLD,
    Journal,
    end_interrupted_restore,
    restore_folder,
    was_interrupted,
)
from junheng.core.backup.layout import top_entries, working_folder
from junheng.core.backup.ledgers import SessionLedger, log_restore, read_ledgers
from junheng.core.backup.making import disk_refusal
from junheng.core.backup.opening import OpenedBackup, make_empty, open_backup
from junheng.core.backup.paper_head import HeadOnPaper
from junheng.core.secrets.codes import new_code
from junheng.core.secrets.installation import data_folder, start_key_file
from junheng.core.secrets.models import YearKey
from junheng.core.secrets.services import forget_keys
from junheng.core.secrets.start_key import announced_fingerprint
from junheng.engine.errors import JunhengError

_BY = SystemActor("restore")


@dataclass(frozen=True)
class RestoreOrder:
    """What is to be restored, and what was confirmed.

    `paper` is the newest head known on paper, None when somebody said that there is none.
    `replaces` confirms that what stands goes away, `despite_alarm` that a backup is taken although
    the head on paper is not in it.
    """

    file: Path
    passphrase: str
    paper: HeadOnPaper | None
    replaces: bool
    despite_alarm: bool
    at: datetime


@dataclass(frozen=True)
class Restored:
    """What was done; `kept` holds what stood before, `has_key` whether the key file fits."""

    code: str
    backup: OpenedBackup
    has_alarm: bool
    ledgers: int
    kept: Path | None
    has_key: bool


def restore(order: RestoreOrder) -> Restored:
    """Restore a backup. Whatever is raised, everything stands as it stood.

    Raises `platform_running`, `restore_place_not_empty`, `restore_other_database`,
    `restore_newer_program`, `database_unreachable`, `backup_ledger_damaged`,
    `backup_chain_broken`, `restore_rolled_back`
    (the alarm of SG1 §11.5), `backup_disk_full`, `backup_folder_not_writable`, and what
    `open_backup` and `databases.load_dump` raise.
    """
    try:
        data_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        with platform_lock():
            databases.refuse_unreachable()
            end_interrupted_restore()
            if not order.replaces and _holds_something():
                raise JunhengError("restore_place_not_empty")
            try:
                return _restored(order)
            finally:
                # Taken back unless it was done; then there is nothing left to end.
                end_interrupted_restore()
                forget_keys()
    except OSError as problem:
        raise disk_refusal(problem) from problem


def make_ready() -> None:
    """Before a start: end a restore that was cut off, and refuse a database nobody can use.

    Raises `platform_running` and what `databases.refuse_unusable` raises.
    """
    databases.refuse_unreachable()
    if was_interrupted():
        with platform_lock():
            end_interrupted_restore()
    databases.refuse_unusable()


@contextmanager
def platform_lock() -> Iterator[None]:
    """Held by the running platform and by a restore; raises `platform_running`."""
    lock = FileLock(working_folder("platform.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise JunhengError("platform_running") from None
    try:
        yield
    finally:
        lock.release()


def _holds_something() -> bool:
    if top_entries(data_folder()):
        return True
    try:
        has_trail = AuditEntry._meta.db_table in connection.introspection.table_names()  # noqa: SLF001 - Django's documented name
        return has_trail and AuditEntry.objects.exists()
    except DatabaseError:
        return True  # a damaged file: whatever it held


def _restored(order: RestoreOrder) -> Restored:
    opened = open_backup(order.file, order.passphrase, make_empty(restore_folder()))
    if opened.kind != databases.kind_of_database():
        raise JunhengError("restore_other_database")
    ledgers = read_ledgers(opened.data)
    _flush_below(opened.data)
    code = new_code()
    moves = _moves(opened)
    replacing = _replacing_file if opened.kind == "sqlite" else _replacing_on_server
    with replacing(opened.database, code, moves):
        has_alarm = _prove(opened, ledgers, order)
        _write_down(opened, ledgers, order, code, has_alarm=has_alarm)
        has_key = _has_key()
    kept = Journal(code, moves, None).finish()
    return Restored(code, opened, has_alarm, len(ledgers), kept, has_key)


def _moves(opened: OpenedBackup) -> list[tuple[Path, Path]]:
    """Old entries out of the way, then new ones into their places."""
    folder, old = data_folder(), restore_folder() / OLD
    out = [(entry, old / entry.name) for entry in top_entries(folder)]
    into = [(entry, folder / entry.name) for entry in sorted(opened.data.iterdir())]
    return out + into


@contextmanager
def _replacing_file(copy: Path, code: str, moves: list[tuple[Path, Path]]) -> Iterator[None]:
    """Work on the copy; when all went well it takes the place of the SQLite file."""
    place = Path(str(connection.settings_dict["NAME"]))
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    staged = place.with_name(f"{place.name}.restoring-{code}")
    try:
        shutil.copy2(copy, staged)
        with databases.as_default(staged):
            yield
        connection.close()
        if place.exists():
            databases.fold_log_in(place)
        # A log that could not be folded in belongs to the old file and must not meet the new one.
        for log in ("-wal", "-shm"):
            beside = place.with_name(place.name + log)
            if beside.exists():
                moves.append((beside, beside.with_name(f"{beside.name}.before-{code}")))
        _flush(staged)
        journal = Journal(code, moves, staged)
        journal.write()
        journal.carry_out()
        _keep(place)
        staged.replace(place)
    except BaseException:
        end_interrupted_restore()
        staged.unlink(missing_ok=True)
        raise


@contextmanager
def _replacing_on_server(copy: Path, code: str, moves: list[tuple[Path, Path]]) -> Iterator[None]:
    """Load and work in one transaction; its end is the step that decides."""
    try:
        with transaction.atomic():
            databases.load_dump(copy)
            yield
            journal = Journal(code, moves, None)
            journal.write()
            journal.carry_out()
    except BaseException:
        end_interrupted_restore()
        raise


def _prove(opened: OpenedBackup, ledgers: tuple[SessionLedger, ...], order: RestoreOrder) -> bool:
    """Check program, chain and head; return whether the alarm was overridden."""
    if schema.look().unknown:
        raise JunhengError("restore_newer_program")
    forget_keys()
    report = audit.check_chain()
    if report.faults or report.head != opened.head:
        raise JunhengError("backup_chain_broken")
    if order.paper is None or _is_inside(order.paper, ledgers):
        return False
    if not order.despite_alarm:
        raise JunhengError(
            "restore_rolled_back",
            at=opened.at[:16].replace("T", " "),
            found=opened.head.sequence,
        )
    return True


def _is_inside(paper: HeadOnPaper, ledgers: tuple[SessionLedger, ...]) -> bool:
    entries = AuditEntry.objects.filter(digest=paper.digest)
    if paper.sequence is not None:
        entries = entries.filter(sequence=paper.sequence)
    if entries.exists():
        return True
    return paper.sequence is None and any(paper.digest in ledger.heads() for ledger in ledgers)


def _write_down(
    opened: OpenedBackup,
    ledgers: tuple[SessionLedger, ...],
    order: RestoreOrder,
    code: str,
    *,
    has_alarm: bool,
) -> None:
    """Bring the copy up to this program and write the restore into trail and ledgers."""
    call_command("migrate", verbosity=0, interactive=False)
    paper = order.paper or HeadOnPaper("", 0)
    event = PlatformRestored(
        subject=Subject("restore", code),
        backup=opened.code,
        found=opened.head.sequence,
        found_digest=opened.head.digest,
        paper=paper.sequence or 0,
        paper_digest=paper.digest,
        alarm=has_alarm,
    )
    with audit.act():
        audit.record(event, by=_BY, at=order.at)
    for ledger in ledgers:
        head = ledger.chain.head
        log_restore(ledger, backup=opened.code, found=head, paper=paper.digest or head, at=order.at)


def _has_key() -> bool:
    newest = YearKey.objects.filter(destroyed_at__isnull=True).last()
    return newest is None or announced_fingerprint(start_key_file()) == newest.wrapped_by


def _keep(place: Path) -> None:
    """Keep the old database beside the old files, without moving it away from its place."""
    if place.exists():
        kept = restore_folder() / OLD / place.name
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            os.link(place, kept)
        except OSError:
            with suppress(OSError):
                shutil.copy2(place, kept)


def _flush_below(folder: Path) -> None:
    """Bring what was unpacked to the disk before the database rests on it."""
    entries = list(folder.rglob("*"))
    flush_files([entry for entry in entries if entry.is_file()])
    flush_names([folder, *(entry for entry in entries if entry.is_dir())])


def _flush(file: Path) -> None:
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())
