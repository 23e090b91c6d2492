"""Real workers in processes of their own, killed at every point; on both databases."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction

from junheng.core.jobs.beside import WorkerBeside
from junheng.core.jobs.models import JobRun, JobState
from junheng.core.jobs.running import Shift
from junheng.core.jobs.services import enqueue
from junheng.core.jobs.worker import work
from junheng.web.clock import now
from tests.conftest import AT
from tests.core.samples import jobs as samples
from tests.core.samples.models import Tally
from tests.core.samples.people import Clerk
from tests.databases import OwnDatabase
from tests.forked import child_doing

pytestmark = pytest.mark.slow

COMMAND = (sys.executable, "-m", "django", "work")
PATIENCE_SECONDS = 30.0


class Worker:
    """A worker in a process of its own, forked so that Django need not be loaded again."""

    def __init__(self, own: OwnDatabase) -> None:
        self.code: int | None = None
        self.pid = child_doing(
            lambda: work(Shift(f"worker-{os.getpid()}", now, timedelta(seconds=1))), own
        )

    def poll(self) -> int | None:
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code

    def send(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def wait(self) -> int | None:
        wait_until(lambda: self.poll() is not None)
        return self.code


@contextmanager
def worker(own: OwnDatabase) -> Iterator[Worker]:
    started = Worker(own)
    try:
        yield started
    finally:
        started.send(signal.SIGKILL)
        started.wait()


def wait_until(is_so: Callable[[], bool]) -> None:
    started = time.monotonic()
    while not is_so():
        if time.monotonic() - started > PATIENCE_SECONDS:
            pytest.fail("waited too long")
        time.sleep(0.02)


def is_finished(run: JobRun) -> bool:
    run.refresh_from_db()
    return run.is_finished


def steps_of(name: str) -> list[int]:
    return list(Tally.objects.filter(job=name).order_by("id").values_list("step", flat=True))


@pytest.mark.parametrize(
    "point", ["at the start", "between two steps", "inside a step", "at the end"]
)
def test_a_worker_killed_at_a_point_loses_nothing_and_repeats_nothing(
    own_database: OwnDatabase, point: str
) -> None:
    run = enqueue(samples.die, by=Clerk(), at=AT, point=point)

    with worker(own_database) as one, worker(own_database) as other:
        wait_until(lambda: is_finished(run))
        killed = [process.poll() for process in (one, other)]

    assert sorted(killed, key=str) == [-signal.SIGKILL, None]
    assert (run.state, run.done) == (JobState.DONE, 5)
    assert run.attempts >= 2
    assert steps_of("die") == [0, 1, 2, 3, 4]


def test_workers_killed_at_any_moment_lose_nothing_and_repeat_nothing(
    own_database: OwnDatabase,
) -> None:
    runs = [
        enqueue(samples.count, by=Clerk(), at=AT, name=name, steps=30, pause=10) for name in "ab"
    ]
    for kills in (1, 2, 3):
        with worker(own_database) as process:
            wait_until(lambda: Tally.objects.count() >= kills * 12)  # noqa: B023 - waited for here
            process.send(signal.SIGKILL)

    with worker(own_database):
        wait_until(lambda: all(is_finished(run) for run in runs))

    assert steps_of("a") == steps_of("b") == list(range(30))
    assert len(set(Tally.objects.values_list("worker", flat=True))) == 4


def runs_of(names: list[str]) -> int:
    """How many unbroken runs of one name there are."""
    return sum(1 for index, name in enumerate(names) if index == 0 or names[index - 1] != name)


@pytest.mark.parametrize(("is_alone", "expected"), [(True, True), (False, False)])
def test_of_two_workers_jobs_of_one_key_never_run_together(
    own_database: OwnDatabase, *, is_alone: bool, expected: bool
) -> None:
    runs = []
    with transaction.atomic():
        for name in "abcd":
            arguments = {"name": name, "steps": 12, "pause": 20}
            runs.append(
                enqueue(samples.count_alone, by=Clerk(), at=AT, key="k", **arguments)
                if is_alone
                else enqueue(samples.count, by=Clerk(), at=AT, **arguments)
            )

    with worker(own_database), worker(own_database):
        wait_until(lambda: all(is_finished(run) for run in runs))

    names = list(Tally.objects.order_by("id").values_list("job", flat=True))
    assert Counter(names) == dict.fromkeys("abcd", 12)
    assert (runs_of(names) == 4) is expected


def test_a_worker_told_to_stop_finishes_the_job_in_hand(own_database: OwnDatabase) -> None:
    first, second = (
        enqueue(samples.count, by=Clerk(), at=AT, name=name, steps=20, pause=20) for name in "ab"
    )
    with worker(own_database) as process:
        wait_until(lambda: Tally.objects.count() > 2)
        process.send(signal.SIGTERM)

        assert process.wait() == 0

    assert (is_finished(first), is_finished(second)) == (True, False)


def test_the_worker_beside_the_server_is_restarted_and_goes_on_at_once(
    own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in own_database.environment.items():
        monkeypatch.setenv(name, value)
    run = enqueue(samples.count, by=Clerk(), at=AT, name="a", steps=40, pause=20)

    # With a lease of ten minutes only the word of its parent tells that a worker is dead.
    with WorkerBeside([*COMMAND, "--lease", "600"], pause_seconds=0) as beside:
        wait_until(lambda: Tally.objects.count() > 5)
        killed = beside.process_id
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: is_finished(run))
        last = beside.process_id

    assert (run.state, run.attempts) == (JobState.DONE, 2)
    assert steps_of("a") == list(range(40))
    assert last != killed
    with pytest.raises(ProcessLookupError):
        os.kill(last, 0)


def test_a_worker_ends_when_the_server_beside_it_is_killed(own_database: OwnDatabase) -> None:
    with ExitStack() as stack:
        process = subprocess.Popen(
            [*COMMAND, "--ends-with-stdin"], env=own_database.environment, stdin=subprocess.PIPE
        )
        stack.callback(process.wait)
        stack.callback(process.kill)
        run = enqueue(samples.count, by=Clerk(), at=AT, name="a", steps=1, pause=0)
        wait_until(lambda: is_finished(run))

        assert process.stdin is not None
        process.stdin.close()

        assert process.wait(PATIENCE_SECONDS) == 0


def test_a_worker_beside_a_server_ends_in_order_when_it_is_told_to(
    own_database: OwnDatabase,
) -> None:
    """As with Ctrl+C, which reaches it while the server still holds the other end of its input."""
    with subprocess.Popen(
        [*COMMAND, "--ends-with-stdin"], env=own_database.environment, stdin=subprocess.PIPE
    ) as process:
        run = enqueue(samples.count, by=Clerk(), at=AT, name="a", steps=1, pause=0)
        wait_until(lambda: is_finished(run))

        process.send_signal(signal.SIGTERM)

        assert process.wait(PATIENCE_SECONDS) == 0


def test_the_database_of_the_test_is_the_one_it_says(own_database: OwnDatabase) -> None:
    assert connection.vendor == own_database.kind
