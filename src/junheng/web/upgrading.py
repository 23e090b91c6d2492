"""From an older database to this program: a backup first, then all steps in one act, said aloud.

Killed at any moment, or with a full disk, the database is as it was or as it shall be.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING, Final

from junheng import __version__
from junheng.core.access import SystemActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.backup import schema
from junheng.core.backup.events import PlatformUpgraded
from junheng.core.backup.restoring import platform_lock
from junheng.core.backup.schema import ProgramNote, Schema, SchemaState
from junheng.core.full_disk import is_disk_full
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError
from junheng.engine.record.container import Passphrase
from junheng.web import heartbeat

if TYPE_CHECKING:
    from junheng.apps.care.services.backups import Closing, MadeCopy

Say = Callable[[str], None]
NewPassphrase = Callable[[Passphrase], None]

logger = logging.getLogger("junheng.web")

BY: Final = SystemActor("upgrade")


@dataclass(frozen=True)
class Done:
    """What an upgrade did."""

    steps: int
    backup: str
    entry: int


def bring_up_to_date(
    *,
    at: datetime,
    say: Say,
    passphrase: Passphrase | None = None,
    tell_new: NewPassphrase | None = None,
    target: Path | None = None,
) -> Done | None:
    """Leave the database as this program needs it, or as it was; None when nothing was to be done.

    `passphrase` closes the backup of a platform that has none of its own yet; without it one is
    drawn and handed to `tell_new` before anything is changed. Raises `database_newer`,
    `upgrade_workers_run`, `platform_running`, `upgrade_needs_passphrase`, `upgrade_backup_failed`,
    `upgrade_failed`, `upgrade_disk_full`.
    """
    found = schema.look()
    if found.state is SchemaState.NEWER:
        raise schema.newer_refusal()
    done = None
    if found.state is SchemaState.EMPTY:
        schema.migrate_in_one_act(_unheard, _unheard)
    elif found.state is SchemaState.OLDER:
        with platform_lock():
            done = _upgraded(found, at, say, _closing(passphrase, tell_new), target)
    note = schema.read_note()
    opened = ProgramNote(__version__, note.backup if note else "")
    if note != opened:
        schema.write_note(opened)
    return done


def _unheard(*_: object) -> None:
    """Nobody needs to hear of the tables of a new platform."""


def _closing(passphrase: Passphrase | None, tell_new: NewPassphrase | None) -> "Closing":
    """With what the backup is closed; a passphrase that is new is told before it is used."""
    from junheng.apps.care.services import backups  # noqa: PLC0415 - models are ready only now

    try:
        held = backups.closing_in_use()
    except JunhengError as problem:
        raise JunhengError("upgrade_backup_failed", reason=describe(problem)) from problem
    if held is not None:
        return held
    if passphrase is None:
        if tell_new is None:
            raise JunhengError("upgrade_needs_passphrase")
        passphrase = Passphrase.drawn_from(token_bytes)
        tell_new(passphrase)
    return backups.new_closing(passphrase)


def _upgraded(
    found: Schema, at: datetime, say: Say, closing: "Closing", target: Path | None
) -> Done:
    from junheng.apps.care.services import backups  # noqa: PLC0415 - models are ready only now

    alive = heartbeat.alive(at)
    if alive:
        raise JunhengError("upgrade_workers_run", count=alive)
    note = schema.read_note()
    # One that was begun and cut off has left its own version there.
    older = (note.came_from or note.version) if note else ""
    say(f"数据库要升级到程序版本 {__version__}，共 {len(found.missing)} 步。先备份，请稍候……")
    try:
        made = backups.make_copy(closing, at=at, target=target)
    except JunhengError as problem:
        raise JunhengError("upgrade_backup_failed", reason=describe(problem)) from problem
    say(f"升级前的备份已做好，已读回核对：{made.file}（{made.size / 1_000_000:.1f} MB）")
    schema.write_note(ProgramNote(__version__, str(made.file), came_from=older))
    entries: list[int] = []

    def write_down() -> None:
        copy = backups.keep_copy(made, closing, by=BY, at=at)
        event = PlatformUpgraded(
            subject=Subject("backup", copy.code),
            from_version=older,
            to_version=__version__,
            steps=len(found.missing),
            backup=copy.file,
        )
        entries.append(audit.record(event, by=BY, at=at).sequence)

    try:
        steps = schema.migrate_in_one_act(
            lambda step, of: say(f"　第 {step} 步，共 {of} 步"), write_down
        )
    except Exception as problem:
        raise _refusal(problem, made) from problem
    logger.warning("upgraded, %d steps, %s", steps, made.file.name)
    say(f"升级完成，已记入审计记录第 {entries[0]} 条。")
    say(f"要退回原来的版本：停止平台，换回原来的程序，运行 junheng restore {made.file} --replace")
    return Done(steps, made.file.name, entries[0])


def _refusal(problem: Exception, made: "MadeCopy") -> JunhengError:
    """Where it failed, never what it said: the text of an exception may hold a child's data."""
    if is_disk_full(problem):
        return JunhengError("upgrade_disk_full", backup=str(made.file))
    nearest = traceback.extract_tb(problem.__traceback__)[-1]
    return JunhengError(
        "upgrade_failed",
        kind=type(problem).__name__,
        place=f"{Path(nearest.filename).name}:{nearest.lineno}",
        backup=str(made.file),
    )
