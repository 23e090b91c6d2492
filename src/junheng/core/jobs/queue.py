"""The queue: one declared task of django-tasks that leads to a `JobRun`."""

from collections.abc import Callable
from uuid import UUID

from django_tasks import task


class OnDuty:
    """Who carries out jobs in this process: a worker puts itself here while it works."""

    carries_out: Callable[[str], None] | None = None


@task()
def carry_out(code: str) -> None:
    """Carry out the job of a code, in the worker's process."""
    if OnDuty.carries_out is None:
        raise RuntimeError("jobs are carried out by a worker on duty")
    OnDuty.carries_out(code)


def put_into_queue(code: str) -> UUID:
    """Enter a job into the queue; a row of the same database, in the same transaction."""
    return UUID(carry_out.enqueue(code=code).id)
