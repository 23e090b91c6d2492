"""Proving that the newest backup can be restored, and keeping the proof."""

from collections.abc import Callable
from datetime import datetime

from junheng.apps.care import queries
from junheng.apps.care.events import DrillDone
from junheng.apps.care.models import BackupCopy, BackupDrill
from junheng.core.access import Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.chain import ChainHead
from junheng.core.audit.events import Author, Subject
from junheng.core.backup.drilling import DrillOrder, Proved, drill
from junheng.core.jobs.declaration import job_named
from junheng.core.jobs.models import JobRun
from junheng.core.jobs.services import enqueue
from junheng.core.secrets.codes import new_code
from junheng.engine.errors import JunhengError

_NOTHING = Proved(entries=0, files=0, ledgers=0, values=0, opened="", rows={})


def ask_for_drill(*, by: StaffActor, at: datetime) -> JobRun:
    """Ask for a drill from the page; raises `drill_without_backup`."""
    by.must(Permission.CARE_BACKUP)
    if queries.newest_backup_to_drill() is None:
        raise JunhengError("drill_without_backup")
    with audit.act():
        return enqueue(job_named(queries.DRILL_JOB), by=by, at=at)


def ask_when_due(*, by: Author, at: datetime) -> JobRun | None:
    """Ask for the drill that the platform does by itself; None when it is not due."""
    if not queries.is_drill_due(at):
        return None
    with audit.act():
        return enqueue(job_named(queries.DRILL_JOB), by=by, at=at)


def drill_newest(*, by: Author, clock: Callable[[], datetime]) -> BackupDrill:
    """Restore the newest backup of the backup folder into a scratch folder, and keep what came out.

    A backup that cannot be restored is kept as a drill that failed: it is the news. Raises
    `drill_without_backup`. Call it outside an act.
    """
    started_at = clock()
    copy = queries.newest_backup_to_drill()
    if copy is None:
        raise JunhengError("drill_without_backup")
    fault: JunhengError | None = None
    code, proved = new_code(), _NOTHING
    try:
        proved = drill(_order(code, copy, started_at))
    except JunhengError as problem:
        fault = problem
    finished_at = clock()
    with audit.act():
        row = BackupDrill.objects.create(
            code=code,
            backup=copy.code,
            file=copy.file,
            started_at=started_at,
            finished_at=finished_at,
            by_name=by.name,
            is_good=fault is None,
            entries=proved.entries,
            files=proved.files,
            ledgers=proved.ledgers,
            values=proved.values,
            opened=proved.opened,
            rows=dict(proved.rows),
            fault_code=fault.code if fault else "",
            fault_params=_plain(fault) if fault else {},
        )
        event = DrillDone(
            subject=Subject("drill", code),
            backup=copy.code,
            is_good=row.is_good,
            entries=row.entries,
            files=row.files,
            ledgers=row.ledgers,
            values=row.values,
        )
        audit.record(event, by=by, at=finished_at)
    return row


def _order(code: str, copy: BackupCopy, at: datetime) -> DrillOrder:
    """A backup opens with the key that was the newest when it was made."""
    return DrillOrder(
        code=code,
        file=queries.where_backups_lie() / copy.file,
        passphrase=queries.key_of_backup(copy).passphrase,
        head=ChainHead(copy.head_sequence, copy.head_digest),
        at=at,
    )


def _plain(fault: JunhengError) -> dict[str, object]:
    return {
        name: value if isinstance(value, int) else str(value)
        for name, value in fault.params.items()
    }
