"""Checking the chain beside the pages."""

from junheng.apps.trail import services
from junheng.core.jobs.declaration import job
from junheng.core.jobs.running import RunningJob


@job("trail.check_chain", lock_key="trail.check")
def check_chain(running: RunningJob) -> None:
    """Check the whole chain and keep the result."""
    services.check_now(by=running.asked_by, at=running.now())
