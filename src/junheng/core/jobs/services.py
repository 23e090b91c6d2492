"""Asking for a job, and what becomes of it."""

from datetime import datetime, timedelta, timezone
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from junheng.core.access import SystemActor
from junheng.core.audit.events import Author
from junheng.core.audit.services import act
from junheng.core.jobs.declaration import Job, daily_jobs, declared_job, jobs_by_need
from junheng.core.jobs.models import JobRun, JobState
from junheng.core.jobs.queue import put_into_queue
from junheng.core.jobs.running import RunningJob, Shift
from junheng.core.secrets.codes import new_code

CLOCKS_APART: Final = timedelta(minutes=5)
"""By how much two machines' clocks may differ before one takes the other's worker for dead."""

_CHINA_TIME: Final = timezone(timedelta(hours=8))


def enqueue(job: Job, *, by: Author, at: datetime, **arguments: object) -> JobRun:
    """Ask for a job in the transaction of the act that needs it.

    Job and queue entry are rows of the same database: they are there when the act commits, and
    not if it rolls back. The same job with the same arguments that still waits is not asked for
    twice. Raises TypeError for arguments the handler does not take.
    """
    job.check_arguments(arguments)
    with transaction.atomic():
        waiting = JobRun.objects.filter(
            job=job.name, arguments=arguments, state=JobState.WAITING
        ).first()
        if waiting is not None:
            return waiting
        run = JobRun(
            job=job.name,
            arguments=arguments,
            lock_key=job.lock_of(arguments),
            asked_by_kind=by.kind,
            asked_by_id=by.ident,
            asked_by_name=by.name,
            asked_by_school_code=by.school_code or "",
            asked_at=at,
        )
        run.task_id = put_into_queue(run.code)
        run.save()
    return run


def enqueue_daily(at: datetime) -> int:
    """Ask for every daily job that nobody asked for since its hour last came; return how many.

    A computer that was switched off at that hour does its work when it is on again.
    """
    asked = 0
    for job in daily_jobs():
        if not _was_asked_today(job, at):
            with act():  # one after the other: of two workers the second sees the first's
                if not _was_asked_today(job, at):
                    enqueue(job, by=SystemActor(job.name), at=at)
                    asked += 1
    return asked


def enqueue_due(at: datetime) -> int:
    """Ask for every job that has work now and is not asked for yet; return how many."""
    asked = 0
    for job in jobs_by_need():
        if job.is_due is None or _is_underway(job) or not job.is_due(at):
            continue
        with act():  # as with the daily ones
            if not _is_underway(job):
                enqueue(job, by=SystemActor(job.name), at=at)
                asked += 1
    return asked


def _is_underway(job: Job) -> bool:
    states = (JobState.WAITING, JobState.RUNNING)
    return JobRun.objects.filter(job=job.name, state__in=states).exists()


def _was_asked_today(job: Job, at: datetime) -> bool:
    """What was asked for in the future was asked for before the clock was set right."""
    today = (_last_time(job, at), at + CLOCKS_APART)
    return JobRun.objects.filter(job=job.name, asked_at__range=today).exists()


def _last_time(job: Job, at: datetime) -> datetime:
    """When the hour of a daily job came last."""
    today = at.astimezone(_CHINA_TIME).replace(
        hour=job.daily_from or 0, minute=0, second=0, microsecond=0
    )
    return today if today <= at else today - timedelta(days=1)


def claim(code: str, shift: Shift) -> RunningJob | None:
    """Take a waiting job for this worker; None when it is not to be had.

    A job whose key another one holds leaves the queue; that one's end puts it back.
    """
    try:
        with transaction.atomic():
            run = (
                JobRun.objects.select_for_update().filter(code=code, state=JobState.WAITING).first()
            )
            if run is None:
                return None
            if _is_locked(run):
                JobRun.objects.filter(pk=run.pk).update(task_id=None)
                return None
            run.state = JobState.RUNNING
            run.claim, run.worker = new_code(), shift.worker
            run.attempts += 1
            run.started_at = run.started_at or shift.now()
            run.lease_until = shift.now() + shift.lease
            run.save()
    except IntegrityError:
        # Another worker took a job of the same key in this very moment.
        JobRun.objects.filter(code=code, state=JobState.WAITING).update(task_id=None)
        return None
    return RunningJob(run, shift)


def release_next(lock_key: str) -> None:
    """Put the oldest job that waits for a key back into the queue."""
    if not lock_key:
        return
    with transaction.atomic():
        waiting = JobRun.objects.filter(lock_key=lock_key, state=JobState.WAITING, task_id=None)
        following = waiting.select_for_update().order_by("id").first()
        if following is not None:
            following.task_id = put_into_queue(following.code)
            following.save(update_fields=["task_id"])


def prolong_leases(shift: Shift) -> None:
    """Say that this worker lives."""
    JobRun.objects.filter(worker=shift.worker, state=JobState.RUNNING).update(
        lease_until=shift.now() + shift.lease
    )


def return_lost_jobs(shift: Shift, *, dead_worker: str = "") -> int:
    """Give the jobs of dead workers to living ones; return how many.

    Lost is a running job whose lease ran out or reaches further than any lease can, or whose
    worker is known to be dead, and a waiting one that no queue entry leads to. A job over which
    its last allowed worker died is given up.
    """
    # A lease from before the clock was set back would otherwise run for as long as it was set back.
    too_late = shift.now() + shift.lease + CLOCKS_APART
    is_dead = Q(lease_until__lt=shift.now()) | Q(lease_until__gt=too_late)
    if dead_worker:
        is_dead |= Q(worker=dead_worker)
    running = JobRun.objects.filter(is_dead, state=JobState.RUNNING)
    returned = 0
    for code in list(running.values_list("code", flat=True)):
        with transaction.atomic():
            # Skipped: one whose step is being committed right now lives.
            run = running.select_for_update(skip_locked=True).filter(code=code).first()
            if run is not None:
                _return_or_give_up(run, shift)
                returned += 1
    for run in JobRun.objects.filter(state=JobState.WAITING).order_by("id")[:500]:
        returned += _lead_back(run.code, shift, dead_worker)
    return returned


def _return_or_give_up(run: JobRun, shift: Shift) -> None:
    job = declared_job(run.job)
    run.claim, run.worker, run.lease_until = "", "", None
    if job is not None and run.attempts < job.tries:
        run.state = JobState.WAITING
        run.task_id = put_into_queue(run.code)
        run.save()
        return
    run.state, run.finished_at = JobState.CRASHED, shift.now()
    run.fault_code = "job_given_up"
    run.fault_params = {"tries": run.attempts, "code": run.code}
    run.save()
    release_next(run.lock_key)


def _lead_back(code: str, shift: Shift, dead_worker: str) -> bool:
    """Put a waiting job back into the queue when nothing there leads to it any more."""
    with transaction.atomic():
        run = (
            JobRun.objects.select_for_update(skip_locked=True)
            .filter(code=code, state=JobState.WAITING)
            .first()
        )
        if run is None or (run.task_id is None and _is_locked(run)):
            return False
        entry = DBTaskResult.objects.filter(id=run.task_id).first() if run.task_id else None
        if entry is not None and _is_alive(entry, shift, dead_worker):
            return False
        run.task_id = put_into_queue(run.code)
        run.save(update_fields=["task_id"])
    return True


def _is_alive(entry: DBTaskResult[..., None], shift: Shift, dead_worker: str) -> bool:
    if entry.status == TaskResultStatus.READY:
        return True
    if entry.status != TaskResultStatus.RUNNING or dead_worker in entry.worker_ids[-1:]:
        return False
    now = shift.now()
    return entry.started_at is not None and (
        now - shift.lease < entry.started_at < now + CLOCKS_APART
    )


def _is_locked(run: JobRun) -> bool:
    return (
        run.lock_key != ""
        and JobRun.objects.filter(lock_key=run.lock_key, state=JobState.RUNNING).exists()
    )
