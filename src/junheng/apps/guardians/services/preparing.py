"""Sheets made by the worker once classes are published, so that no family waits for its own."""

from datetime import datetime, timedelta
from typing import Final

from junheng.apps.assignment.models import Session
from junheng.apps.guardians import queries
from junheng.core.jobs.models import JobRun

PREPARE_JOB: Final = "guardians.prepare"
_LOOKED_BACK: Final = timedelta(days=30)
"""Sheets that go stale later than this are made by the first family that asks."""
_NOT_AGAIN_WITHIN: Final = timedelta(minutes=15)
"""A session whose record gives no sheet would otherwise be read every few seconds."""


def sessions_to_prepare(at: datetime) -> list[Session]:
    """Sessions with a school that was published lately and whose sheets are not made yet."""
    parts = queries.parts_without_sheets(since=at - _LOOKED_BACK, until=at)
    return list({part.session_id: part.session for part in parts}.values())


def has_stale_sheets(at: datetime) -> bool:
    """Whether there are sheets to make that the last job of this kind did not try to make.

    A school that was published after that job was asked for is tried at once; whatever that job
    tried in vain waits a quarter of an hour.
    """
    last = JobRun.objects.filter(job=PREPARE_JOB).order_by("-id").first()
    tried_until = at - _LOOKED_BACK
    if last is not None and last.asked_at > at - _NOT_AGAIN_WITHIN:
        tried_until = max(tried_until, last.asked_at)
    return bool(queries.parts_without_sheets(since=tried_until, until=at))
