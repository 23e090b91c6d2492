"""What a worker does for the monitoring: reads locked lists, works out investments."""

from datetime import datetime

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.services import investing, lists
from junheng.core.jobs.declaration import job
from junheng.core.jobs.running import RunningJob


def _is_due(at: datetime) -> bool:
    del at
    return queries.unread_cohorts().exists()


@job("monitoring.read_lists", lock_key="monitoring.lists", daily_from=3, is_due=_is_due)
def read_lists(running: RunningJob) -> None:
    """Count the classes of locked grades: new ones at once, all of them every night."""
    unread = list(queries.unread_cohorts())
    cohorts = unread or list(queries.locked_cohorts())
    for index in range(running.done, len(cohorts)):
        with running.step(index + 1, of=len(cohorts)):
            lists.read_list(cohorts[index], at=running.now())


@job(investing.JOB, lock_key="monitoring.plan")
def work_out_plan(running: RunningJob, *, plan_code: str) -> None:
    """Work out the cheapest investments that somebody asked for."""
    if running.done:
        return
    plan = queries.plan_of_code(plan_code)
    found = investing.work_out(plan)
    with running.step(1, of=1):
        investing.keep(plan, found)
