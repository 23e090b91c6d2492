"""The worker: takes jobs from the queue until it is told to stop.

Beside the loop of django-tasks-db a second thread says that this worker lives and returns the
jobs of those that do not.
"""

import logging
import os
import signal
import sys
import threading
from datetime import timedelta

from django.db import DatabaseError, connections
from django_tasks_db.management.commands.db_worker import Worker

from junheng.core.jobs.carrying_out import on_duty
from junheng.core.jobs.running import Shift
from junheng.core.jobs.services import (
    enqueue_daily,
    enqueue_due,
    prolong_leases,
    return_lost_jobs,
)

LEASE = timedelta(seconds=30)
PAUSE_SECONDS = 0.3

logger = logging.getLogger("junheng.jobs")


def work(
    shift: Shift,
    *,
    instead_of: str = "",
    is_batch: bool = False,
    ends_with_stdin: bool = False,
    has_daily_duty: bool = False,
) -> None:
    """Carry out jobs until SIGTERM or SIGINT; a job in hand is finished first.

    `instead_of` is a worker known to be dead, whose jobs are returned at once. `is_batch` ends
    when nothing is left. `ends_with_stdin` ends when the other end of standard input is gone,
    which is how a worker notices that the server beside it was killed. With `has_daily_duty` it
    also asks for the daily jobs and for those that have work.
    """
    for name in ("django_tasks", "django_tasks_db"):
        logging.getLogger(name).setLevel(logging.ERROR)  # their English is not for an office
    return_lost_jobs(shift, dead_worker=instead_of)
    loop = Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=PAUSE_SECONDS,
        batch=is_batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=shift.worker,
    )
    loop.configure_signals()
    is_over = threading.Event()
    beat = (shift, is_over, has_daily_duty)
    threading.Thread(target=_keep_alive, args=beat, daemon=True).start()
    if ends_with_stdin:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    try:
        with on_duty(shift):
            loop.run()
    finally:
        is_over.set()


def _keep_alive(shift: Shift, is_over: threading.Event, has_daily_duty: bool) -> None:  # noqa: FBT001 - a thread's argument
    """Prolong the lease of the job in hand and look after others, three times in each lease."""
    while not is_over.wait(shift.lease.total_seconds() / 3):
        try:
            prolong_leases(shift)
            return_lost_jobs(shift)
            if has_daily_duty:
                enqueue_daily(shift.now())
                enqueue_due(shift.now())
        except DatabaseError as problem:
            # A busy or restarting database: the lease outlives two missed turns.
            logger.warning("the worker's lease was not prolonged: %s", type(problem).__name__)
        finally:
            connections.close_all()


def _end_with_stdin() -> None:
    # Not by `sys.stdin`, whose lock this thread would hold when the worker ends by itself: Ctrl+C
    # reaches both, and the interpreter aborts on a lock that it cannot take.
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
