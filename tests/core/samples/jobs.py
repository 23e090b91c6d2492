"""Jobs that count, die, refuse and crash."""

import errno
import os
import signal
import time

from junheng.core.jobs.declaration import job
from junheng.core.jobs.running import RunningJob
from junheng.engine.errors import JunhengError
from tests.core.samples.models import Tally


def _count(running: RunningJob, name: str, steps: int, pause: int) -> None:
    for index in range(running.done, steps):
        with running.step(index + 1, of=steps):
            Tally.objects.create(job=name, step=index, worker=os.getpid())
        time.sleep(pause / 1000)


@job("samples.count", tries=20)
def count(running: RunningJob, *, name: str, steps: int, pause: int) -> None:
    """Write one row for each step, pausing some milliseconds after each."""
    _count(running, name, steps, pause)


@job("samples.count_alone", lock_key="tally:{key}")
def count_alone(running: RunningJob, *, key: str, name: str, steps: int, pause: int) -> None:
    """The same, never beside another of the same key."""
    _count(running, name, steps, pause)


@job("samples.die")
def die(running: RunningJob, *, point: str) -> None:
    """Kill the worker, in the first attempt, at a point of the third of five steps."""

    def killed_at(here: str) -> None:
        if (running.attempt, here) == (1, point):
            os.kill(os.getpid(), signal.SIGKILL)

    killed_at("at the start")
    for index in range(running.done, 5):
        if index == 2:
            killed_at("between two steps")
        with running.step(index + 1, of=5):
            Tally.objects.create(job="die", step=index)
            if index == 2:
                killed_at("inside a step")
    killed_at("at the end")


@job("samples.die_always", lock_key="tally:a", tries=2)
def die_always(running: RunningJob) -> None:
    """Kill every worker that takes it."""
    del running
    os.kill(os.getpid(), signal.SIGKILL)


@job("samples.refuse")
def refuse(running: RunningJob, *, file: str) -> None:
    """Run into something that a person can put right."""
    with running.step(1, of=2):
        Tally.objects.create(job="refuse", step=0)
    with running.step(2, of=2):
        Tally.objects.create(job="refuse", step=1)
        raise JunhengError("start_key_missing", file=file)


@job("samples.fill")
def fill(running: RunningJob) -> None:
    """Run into a full disk in the second of two steps."""
    with running.step(1, of=2):
        Tally.objects.create(job="fill", step=0)
    with running.step(2, of=2):
        Tally.objects.create(job="fill", step=1)
        raise OSError(errno.ENOSPC, "No space left on device")


@job("samples.crash")
def crash(running: RunningJob) -> None:
    """Run into a defect whose text names a child."""
    del running
    child = "张" + "三"  # not whole in the source, which a log may show
    raise ValueError(child)
