"""Backups and the care of every night, beside the pages."""

from junheng.apps.care.services import backups, drills, nights
from junheng.apps.care.states import Reason
from junheng.apps.schools.queries import is_set_up
from junheng.core.jobs.declaration import job
from junheng.core.jobs.running import RunningJob


@job("care.backup", lock_key="care")
def backup(running: RunningJob, *, reason: str) -> None:
    """Make a backup in the backup folder."""
    backups.back_up(Reason(reason), by=running.asked_by, at=running.now())


@job("care.drill", lock_key="care", tries=1)
def drill(running: RunningJob) -> None:
    """Prove that the newest backup can be restored; begun again it would only start anew."""
    drills.drill_newest(by=running.asked_by, clock=running.now)


@job("care.nightly", lock_key="care", daily_from=2)
def nightly(running: RunningJob) -> None:
    """Care for the platform, part by part; a part that was done is not repeated."""
    if not is_set_up():
        return
    run = nights.begin(running.code, at=running.now())
    for part in range(running.done, len(nights.PARTS)):
        found = nights.take_part(run, part, at=running.now())
        with running.step(part + 1, of=len(nights.PARTS)):
            nights.note(run, found)
    nights.finish(run, at=running.now())
