"""The test of a list in the hands of a worker."""

from junheng.apps.inspections.services.testing import scrutinise_waiting, write_scrutiny
from junheng.core.jobs.declaration import job
from junheng.core.jobs.running import RunningJob


@job("inspections.scrutinise", lock_key="inspections.list:{list_code}")
def scrutinise_list(running: RunningJob, *, list_code: str) -> None:
    """Test a list as found in class; the result and the end of what waited are one step."""
    if running.done:
        return
    tested = scrutinise_waiting(list_code)
    with running.step(1, of=1):
        write_scrutiny(list_code, tested, by=running.asked_by, at=running.now())
