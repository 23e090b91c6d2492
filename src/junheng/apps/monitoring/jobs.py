"""What a worker does for the monitoring: reads locked lists, works out investments."""

from datetime import datetime

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.services import lists
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
