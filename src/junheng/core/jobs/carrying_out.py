"""One job from its claim to its end, and how each kind of end is told."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import format_tb

from junheng.core.full_disk import is_disk_full
from junheng.core.jobs.declaration import declared_job
from junheng.core.jobs.models import JobRun, JobState
from junheng.core.jobs.queue import OnDuty
from junheng.core.jobs.running import JobLost, RunningJob, Shift
from junheng.core.jobs.services import claim, release_next
from junheng.core.secrets.codes import new_code
from junheng.engine.errors import JunhengError

logger = logging.getLogger("junheng.jobs")


@contextmanager
def on_duty(shift: Shift) -> Iterator[None]:
    """Let this process carry out what the queue hands out."""
    OnDuty.carries_out = lambda code: carry_out_job(code, shift)
    try:
        yield
    finally:
        OnDuty.carries_out = None


def carry_out_job(code: str, shift: Shift) -> None:
    """Carry out one job if it is still to be had; what goes wrong ends in its row, not here."""
    running = claim(code, shift)
    if running is None:
        return
    run = JobRun.objects.get(code=code)
    try:
        _handle(run, running)
    except JobLost:
        logger.warning("job %s was given to another worker", code)
        return
    except BaseException:
        # The process was told to stop: the next worker goes on at once.
        running.give_back()
        raise
    release_next(run.lock_key)


def _handle(run: JobRun, running: RunningJob) -> None:
    job = declared_job(run.job)
    if job is None:
        running.finish(JobState.CRASHED, "job_unknown", job=run.job)
        return
    try:
        job.handler(running, **run.arguments)
    except JobLost:
        raise
    except JunhengError as refusal:
        running.finish(JobState.REFUSED, refusal.code, **refusal.params)
    except Exception as crash:  # noqa: BLE001 - a handler's defect must not stop the worker
        if is_disk_full(crash):
            logger.error("job %s stopped: no room on the disk", run.job)  # noqa: TRY400 - as below
            running.finish(JobState.REFUSED, "job_disk_full")
            return
        crash_id = new_code()
        # Where it happened, not what it said: the text of an exception may hold personal data.
        logger.error(  # noqa: TRY400
            "job %s crashed, %s: %s\n%s",
            run.job, crash_id, type(crash).__name__, "".join(format_tb(crash.__traceback__)),
        )  # fmt: skip
        running.finish(JobState.CRASHED, "job_crashed", crash_id=crash_id)
    else:
        running.finish(JobState.DONE)
