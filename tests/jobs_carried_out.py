"""Jobs carried out at once, in the test's own process and database."""

from datetime import datetime, timedelta

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from junheng.core.jobs.carrying_out import on_duty
from junheng.core.jobs.queue import carry_out
from junheng.core.jobs.running import Shift


def carry_out_jobs(at: datetime) -> int:
    """Carry out everything in the queue as a worker does, at the moment `at`; return how many."""
    carried_out = 0
    with on_duty(Shift("test", lambda: at, timedelta(seconds=30))):
        while (entry := DBTaskResult.objects.ready().first()) is not None:
            entry.claim("test")
            carry_out.call(**entry.args_kwargs["kwargs"])
            DBTaskResult.objects.filter(pk=entry.pk).update(status=TaskResultStatus.SUCCESSFUL)
            carried_out += 1
    return carried_out
