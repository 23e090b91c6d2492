"""Forgetting who knocked."""

from junheng.apps.complaints.services import knocking
from junheng.core.jobs.declaration import job
from junheng.core.jobs.running import RunningJob


@job("complaints.forget", daily_from=3)
def forget(running: RunningJob) -> None:
    """Let the counts of addresses go that are older than two days."""
    with running.step(1, of=1):
        knocking.forget(running.now())
