"""A job in the hands of one worker: what its handler sees, and the fence around its effects."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from junheng.core.jobs.models import JobRun, JobState


class JobLost(Exception):  # noqa: N818 - it is no error of the handler's
    """This attempt was taken for dead and the job given to another worker: stop, write nothing."""


@dataclass(frozen=True)
class JobAuthor:
    """Who asked for a job, as the audit trail writes it."""

    kind: str
    ident: str
    name: str
    school_code: str | None


@dataclass(frozen=True)
class Shift:
    """What a worker brings: its name, the clock, and how long it may be silent."""

    worker: str
    now: Callable[[], datetime]
    lease: timedelta


class RunningJob:
    """What a handler is given.

    `done` is how many steps earlier attempts committed: a handler goes on from there.
    """

    def __init__(self, run: JobRun, shift: Shift) -> None:
        self.code = run.code
        self.done = run.done
        self.attempt = run.attempts
        self.asked_by = JobAuthor(
            run.asked_by_kind,
            run.asked_by_id,
            run.asked_by_name,
            run.asked_by_school_code or None,
        )
        self._claim = run.claim
        self._shift = shift

    def now(self) -> datetime:
        """This moment, by the worker's clock: the `at` of services the handler calls."""
        return self._shift.now()

    @contextmanager
    def step(self, done: int, *, of: int) -> Iterator[None]:
        """Do one step: its effects and the progress `done` of `of` are committed together.

            for index in range(running.done, len(units)):
                paper = printed(units[index])            # slow work outside
                with running.step(index + 1, of=len(units)):
                    services.file_paper(paper, …)        # effects inside

        Raises JobLost, before any effect, when this attempt no longer holds the job.
        """
        with transaction.atomic():
            mine = JobRun.objects.filter(code=self.code, claim=self._claim)
            # Locked until the step commits, so that nobody takes the job away in its middle.
            if mine.select_for_update().first() is None:
                raise JobLost
            yield
            lease_until = self.now() + self._shift.lease
            mine.update(done=done, total=of, lease_until=lease_until)
        self.done = done

    def finish(self, state: JobState, fault_code: str = "", **fault_params: object) -> bool:
        """Bring the job to its end; False when this attempt no longer holds it."""
        return bool(
            JobRun.objects.filter(code=self.code, claim=self._claim).update(
                state=state,
                finished_at=self.now(),
                lease_until=None,
                claim="",
                fault_code=fault_code,
                fault_params={
                    name: value if isinstance(value, int) else str(value)
                    for name, value in fault_params.items()
                },
            )
        )

    def give_back(self) -> None:
        """Let the job wait again: the worker was told to stop, which is no death to be counted."""
        JobRun.objects.filter(code=self.code, claim=self._claim).update(
            state=JobState.WAITING,
            lease_until=None,
            claim="",
            worker="",
            attempts=F("attempts") - 1,
        )
