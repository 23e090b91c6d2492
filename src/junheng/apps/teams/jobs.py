"""Finding teams, in the hands of a worker."""

from junheng.apps.teams.services import proposing
from junheng.core.jobs.declaration import job
from junheng.core.jobs.running import RunningJob


@job(proposing.PROPOSE_JOB, lock_key="teams:{proposal_code}")
def propose(running: RunningJob, *, proposal_code: str) -> None:
    """Find the most equal teams of a proposal; the same list gives the same teams."""
    if running.done:
        return
    answer = proposing.answer_of(proposal_code)
    with running.step(1, of=1):
        proposing.keep_answer(proposal_code, answer, by=running.asked_by, at=running.now())
