"""Telling families by message, once the classes are published; and what is done every night."""

from junheng.apps.guardians.services import announcing, signing_in
from junheng.apps.students.services.own_child import fill_query_indexes
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


@job("guardians.nightly", lock_key="families", daily_from=3)
def nightly(running: RunningJob) -> None:
    """Forget failures of yesterday, and index query codes from before there was an index."""
    if running.done:
        return
    signing_in.forget_failures(at=running.now())
    fill_query_indexes()
    with running.step(1, of=1):
        pass
