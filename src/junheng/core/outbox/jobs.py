"""Sending messages, and forgetting those of long ago."""

from datetime import timedelta
from typing import Final

from junheng.core.jobs.declaration import job
from junheng.core.jobs.running import RunningJob
from junheng.core.outbox import delivering
from junheng.core.outbox.queueing import blank_old

# Other jobs wait for the same worker: a draw must not wait for a slow gateway.
_LASTING: Final = timedelta(seconds=20)


@job("outbox.deliver", lock_key="outbox", is_due=delivering.has_work)
def deliver(running: RunningJob) -> None:
    """Send what may go now; what is left is asked for again."""
    attempts = running.done

    def go_on() -> None:
        nonlocal attempts
        attempts += 1
        with running.step(attempts, of=attempts):
            pass

    delivering.deliver(running.now, go_on=go_on, lasting=_LASTING)


@job("outbox.forget", daily_from=3)
def forget(running: RunningJob) -> None:
    """Blank telephones and texts of messages that ended a month ago."""
    while blanked := blank_old(at=running.now()):
        with running.step(running.done + blanked, of=running.done + blanked):
            pass
