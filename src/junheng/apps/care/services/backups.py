"""Making backups, by whoever asked, and clearing away those whose time is over."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from secrets import token_bytes
from typing import Final

from junheng.apps.care import queries
from junheng.apps.care.events import BackupAsked, BackupKeyMade, BackupMade
from junheng.apps.care.models import BackupCopy, BackupKey
from junheng.apps.care.states import Reason
from junheng.core.access import Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.chain import ChainHead
from junheng.core.audit.events import Author, Subject
from junheng.core.backup.layout import SUFFIX
from junheng.core.backup.making import BackupOrder, make_backup
from junheng.core.backup.retention import moments_kept
from junheng.core.jobs.declaration import job_named
from junheng.core.jobs.models import JobRun
from junheng.core.jobs.services import enqueue
from junheng.core.secrets.codes import new_code
from junheng.engine.errors import JunhengError
from junheng.engine.record.container import Passphrase
from junheng.engine.record.signatures import public_key_of

_CHINA_TIME: Final = timezone(timedelta(hours=8))


def make_backup_key(
    *, by: Author, at: datetime, passphrase: Passphrase | None = None
) -> tuple[BackupKey, Passphrase]:
    """Make what backups are closed and signed with from now on.

    The two halves are told once, to be written down for two offices; older backups keep opening
    with the older ones.
    """
    drawn = passphrase or Passphrase.drawn_from(token_bytes)
    with audit.act():
        key = _keep_key(drawn.whole, token_bytes(32), by=by, at=at)
    return key, drawn


def change_backup_key(*, by: StaffActor, at: datetime) -> Passphrase:
    """Draw a new passphrase on a person's wish; what is returned is shown once."""
    by.must(Permission.CARE_BACKUP)
    return make_backup_key(by=by, at=at)[1]


def ask_for_backup(*, by: StaffActor, at: datetime) -> JobRun:
    """Ask for a backup from the page; raises `backup_key_missing`."""
    by.must(Permission.CARE_BACKUP)
    return backup_soon(Reason.ASKED, by=by, at=at)


def backup_soon(reason: Reason, *, by: Author, at: datetime) -> JobRun:
    """Ask for a backup as a job, such as before and after each step of a ceremony (SG1 §11.5).

    Call it inside an act or outside; the backup begins when that commits. Raises
    `backup_key_missing`.
    """
    if queries.newest_backup_key() is None:
        raise JunhengError("backup_key_missing")
    with audit.act():
        run = enqueue(job_named(queries.BACKUP_JOB), by=by, at=at, reason=reason.value)
        audit.record(BackupAsked(reason=reason.value), by=by, at=at)
    return run


def back_up(reason: Reason, *, by: Author, at: datetime, target: Path | None = None) -> BackupCopy:
    """Make a backup now, in the backup folder or as `target`, and keep its row.

    Raises `backup_key_missing`, `backup_folder_gone` and what `make_backup` raises. Call it
    outside an act.
    """
    closing = closing_in_use()
    if closing is None:
        raise JunhengError("backup_key_missing")
    if target is None and queries.is_backup_folder_gone():
        # Made anew it would lie on the platform's own disk, and nobody would know.
        raise JunhengError("backup_folder_gone")
    made = make_copy(closing, at=at, target=target)
    with audit.act():
        return keep_copy(made, closing, by=by, at=at, reason=reason)


@dataclass(frozen=True)
class Closing:
    """What a backup is closed and signed with; `is_new` while no row of the database holds it."""

    passphrase: str = field(repr=False)
    signing_key: bytes = field(repr=False)
    is_new: bool


@dataclass(frozen=True)
class MadeCopy:
    """A backup on the disk that no row tells of yet."""

    code: str
    file: Path
    size: int
    digest: str
    head: ChainHead
    is_in_folder: bool


def closing_in_use() -> Closing | None:
    """What backups are closed with now; None before a passphrase was made.

    Asked also of databases of older programs, before an upgrade.
    """
    key = queries.closing_key()
    if key is None:
        return None
    return Closing(key.passphrase, bytes.fromhex(key.signing_key), is_new=False)


def new_closing(passphrase: Passphrase) -> Closing:
    """What a backup is closed with whose key gets its row only later."""
    return Closing(passphrase.whole, token_bytes(32), is_new=True)


def make_copy(closing: Closing, *, at: datetime, target: Path | None = None) -> MadeCopy:
    """Make a backup and write nothing into the database; raises what `make_backup` raises."""
    code = new_code()
    file = queries.where_backups_lie() / _name(code, at)
    if target is not None:
        file = target / _name(code, at) if target.suffix != SUFFIX else target
    made = make_backup(BackupOrder(code, file, closing.passphrase, closing.signing_key, at))
    return MadeCopy(code, made.file, made.size, made.digest, made.head, target is None)


def keep_copy(
    made: MadeCopy, closing: Closing, *, by: Author, at: datetime, reason: Reason = Reason.UPGRADE
) -> BackupCopy:
    """Keep the row of a backup that was made, and of its key where that is new; inside an act."""
    if closing.is_new:
        _keep_key(closing.passphrase, closing.signing_key, by=by, at=at)
    copy = BackupCopy.objects.create(
        code=made.code,
        reason=reason,
        file=made.file.name,
        is_in_folder=made.is_in_folder,
        size=made.size,
        digest=made.digest,
        head_sequence=made.head.sequence,
        head_digest=made.head.digest,
        made_at=at,
        made_by_name=by.name,
    )
    event = BackupMade(
        subject=Subject("backup", made.code),
        reason=reason.value,
        size=made.size,
        digest=made.digest,
        head=made.head.sequence,
    )
    audit.record(event, by=by, at=at)
    return copy


def clear_old_backups(*, at: datetime) -> int:
    """Take away the backups whose time is over (7 days, 4 weeks, 12 months); return how many.

    Only files of the backup folder that this platform wrote: what was copied elsewhere stays. What
    lies on a stick that is not there now neither takes a place nor counts as gone.
    """
    folder = queries.where_backups_lie()
    rows = BackupCopy.objects.filter(is_in_folder=True, removed_at=None)
    held = [copy for copy in rows if (folder / copy.file).exists()]
    kept = moments_kept((copy.made_at for copy in held), at=at)
    gone = [copy for copy in held if copy.made_at not in kept]
    for copy in gone:
        with suppress(OSError):
            (folder / copy.file).unlink()
            BackupCopy.objects.filter(pk=copy.pk).update(removed_at=at)
    return len(gone)


def _keep_key(passphrase: str, signing_key: bytes, *, by: Author, at: datetime) -> BackupKey:
    key = BackupKey.objects.create(
        passphrase=passphrase,
        signing_key=signing_key.hex(),
        public_key=public_key_of(signing_key),
        made_at=at,
        made_by_name=by.name,
    )
    event = BackupKeyMade(subject=Subject("backup_key", key.code), public_key=key.public_key)
    audit.record(event, by=by, at=at)
    return key


def _name(code: str, at: datetime) -> str:
    return f"junheng-{at.astimezone(_CHINA_TIME):%Y%m%d-%H%M}-{code}{SUFFIX}"
