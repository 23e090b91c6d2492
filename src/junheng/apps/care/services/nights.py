"""The care of every night: clear away, destroy what is due, look at files and chain, back up, and
once a month ask for the proof that a backup can be restored.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from junheng.apps.care.events import CareTaken
from junheng.apps.care.models import CareRun
from junheng.apps.care.services.backups import back_up, clear_old_backups
from junheng.apps.care.services.drills import ask_when_due
from junheng.apps.care.states import Reason
from junheng.apps.trail.services import check_now
from junheng.core.access import SystemActor
from junheng.core.audit import services as audit
from junheng.core.backup.drilling import clear_what_is_left
from junheng.core.files import services as files
from junheng.engine.errors import JunhengError

BY: Final = SystemActor("care.nightly")
_MOST_NAMED: Final = 50
"""Damaged files that are named; of a disk that dies there are thousands."""
_LONG_PAUSE: Final = timedelta(days=31)

Fault = list[Any]


def begin(job: str, *, at: datetime) -> CareRun:
    """The row of this night; a job that is carried on goes on in it."""
    return CareRun.objects.get_or_create(job=job, defaults={"started_at": at})[0]


def take_part(run: CareRun, part: int, *, at: datetime) -> list[Fault]:
    """Do one of `PARTS`; what is refused is a problem to be shown, and no end of the others."""
    try:
        return PARTS[part](run, at)
    except JunhengError as problem:
        params = {
            name: value if isinstance(value, int) else str(value)
            for name, value in problem.params.items()
        }
        return [[problem.code, params]]
    except OSError:
        return [["care_part_broke_off", {"part": TITLES[part]}]]


def note(run: CareRun, found: list[Fault]) -> None:
    """Keep what a part counted and found, in the step of the job."""
    run.faults = [*run.faults, *found]
    run.save()


def finish(run: CareRun, *, at: datetime) -> None:
    """Close the night."""
    with audit.act():
        run.finished_at = at
        run.save(update_fields=["finished_at"])
        event = CareTaken(swept=run.swept, removed=run.removed, faults=len(run.faults))
        audit.record(event, by=BY, at=at)


def _sweep(run: CareRun, at: datetime) -> list[Fault]:
    run.swept = clear_what_is_left() + files.sweep(at=at)
    return []


def _remove_due(run: CareRun, at: datetime) -> list[Fault]:
    """What is destroyed does not come back: after a long pause the date must hold for a night."""
    before = CareRun.objects.filter(pk__lt=run.pk).first()
    if before is not None and at - before.started_at > _LONG_PAUSE:
        return [["care_long_pause", {"days": (at - before.started_at).days}]]
    run.removed = files.remove_due(by=BY, at=at)
    return []


def _look_at_files(run: CareRun, at: datetime) -> list[Fault]:
    del run, at
    damaged = [stored.code for stored, _ in files.damaged_files()]
    found: list[Fault] = [["care_file_damaged", {"file": code}] for code in damaged[:_MOST_NAMED]]
    if len(damaged) > _MOST_NAMED:
        found.append(["care_files_damaged", {"count": len(damaged) - _MOST_NAMED}])
    return found


def _check_chain(run: CareRun, at: datetime) -> list[Fault]:
    check = check_now(by=BY, at=at)
    run.events = check.events
    return [] if check.is_whole else [["care_chain_faults", {"count": len(check.faults)}]]


def _back_up(run: CareRun, at: datetime) -> list[Fault]:
    run.backup = back_up(Reason.NIGHTLY, by=BY, at=at).code
    clear_old_backups(at=at)
    return []


def _ask_for_drill(run: CareRun, at: datetime) -> list[Fault]:
    """A job of its own, which begins when this one has ended: it takes minutes, and may fail."""
    del run
    ask_when_due(by=BY, at=at)
    return []


PARTS: Final[tuple[Callable[[CareRun, datetime], list[Fault]], ...]] = (
    _sweep,
    _remove_due,
    _look_at_files,
    _check_chain,
    _back_up,
    _ask_for_drill,
)
TITLES: Final = ("清理残留", "销毁到期文件", "核对文件", "检查审计记录", "备份", "恢复演练")
"""Of the parts, for people."""
