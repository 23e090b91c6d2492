"""Telling families by message, once the classes are published."""

from junheng.apps.guardians.services import announcing
from junheng.core.jobs.declaration import job
from junheng.core.jobs.running import RunningJob


@job(announcing.ANNOUNCE_JOB, lock_key="announce", is_due=announcing.has_news)
def announce(running: RunningJob) -> None:
    """Write the messages of every grade published lately, one grade after the other."""
    cohorts = announcing.cohorts_to_announce(running.now())
    for number, cohort in enumerate(cohorts, 1):
        announcing.announce_classes(cohort, by=running.asked_by, at=running.now())
        with running.step(number, of=len(cohorts)):
            pass
