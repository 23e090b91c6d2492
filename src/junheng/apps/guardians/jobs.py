"""What the worker does for families once classes are published, and what it does every night."""

from junheng.apps.guardians.services import announcing, preparing, signing_in, telephones
from junheng.apps.guardians.services.sheets import prepare_session
from junheng.apps.students.services.own_child import fill_query_indexes
from junheng.core.jobs.declaration import job
from junheng.core.jobs.running import RunningJob


@job(preparing.PREPARE_JOB, lock_key="sheets", is_due=preparing.has_stale_sheets)
def prepare(running: RunningJob) -> None:
    """Make the sheets of every session published lately, one session after the other."""
    sessions = preparing.sessions_to_prepare(running.now())
    for number, session in enumerate(sessions, 1):
        prepare_session(session)
        with running.step(number, of=len(sessions)):
            pass


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
    """Forget failures of yesterday and telephones of old news; index query codes without one."""
    if running.done:
        return
    signing_in.forget_failures(at=running.now())
    fill_query_indexes()
    telephones.forget_phones(by=running.asked_by, at=running.now())
    with running.step(1, of=1):
        pass
