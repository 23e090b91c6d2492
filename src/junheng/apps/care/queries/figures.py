"""Figures of the platform's running for the program that watches over it: counts and moments.

No name, no code, nothing of a school or a person: whoever reads them learns how the computer is.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Min, Q

from junheng.apps.care.models import BackupCopy, BackupDrill, BackupKey, CareRun
from junheng.apps.care.queries import is_backup_folder_gone
from junheng.apps.schools import queries as schools
from junheng.apps.trail.queries import newest_check
from junheng.core.audit import services as audit
from junheng.core.jobs.models import JobRun, JobState
from junheng.core.outbox.models import Message
from junheng.core.outbox.states import MessageState
from junheng.core.secrets.installation import start_key_file

LATELY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Figures:
    """What the database says; a moment is None where there was none."""

    is_set_up: bool
    has_start_key: bool
    jobs: dict[str, int]
    """Jobs waiting and running now, and those that came to a bad end within a day."""
    waiting_since: datetime | None
    running_since: datetime | None
    has_backup_key: bool
    backup_at: datetime | None
    backup_bytes: int
    has_backup_folder: bool
    """False when backups were made in a folder that is not there any more."""
    drill_at: datetime | None
    drill_is_good: bool
    first_backup_at: datetime | None
    night_at: datetime | None
    night_is_finished: bool
    night_faults: int
    trail_entries: int
    check_at: datetime | None
    check_faults: int
    messages: dict[str, int]


def figures(at: datetime) -> Figures:
    """All of them, by a dozen small questions."""
    jobs = JobRun.objects.order_by().aggregate(
        waiting=Count("id", filter=Q(state=JobState.WAITING)),
        running=Count("id", filter=Q(state=JobState.RUNNING)),
        crashed=Count("id", filter=Q(state=JobState.CRASHED, finished_at__gt=at - LATELY)),
        refused=Count("id", filter=Q(state=JobState.REFUSED, finished_at__gt=at - LATELY)),
        waiting_since=Min("asked_at", filter=Q(state=JobState.WAITING)),
        running_since=Min("started_at", filter=Q(state=JobState.RUNNING)),
    )
    waiting_since, running_since = jobs.pop("waiting_since"), jobs.pop("running_since")
    backup = BackupCopy.objects.first()
    drill = BackupDrill.objects.first()
    night, check = CareRun.objects.first(), newest_check()
    unsent = Message.objects.filter(state__in=(MessageState.WAITING, MessageState.FAILED))
    messages = unsent.order_by().aggregate(
        waiting=Count("id", filter=Q(state=MessageState.WAITING)),
        failed=Count("id", filter=Q(state=MessageState.FAILED)),
    )
    return Figures(
        is_set_up=schools.is_set_up(),
        has_start_key=os.access(start_key_file(), os.R_OK),
        jobs=jobs,
        waiting_since=waiting_since,
        running_since=running_since,
        has_backup_key=BackupKey.objects.exists(),
        backup_at=backup.made_at if backup else None,
        backup_bytes=backup.size if backup else 0,
        has_backup_folder=not is_backup_folder_gone(),
        drill_at=drill.finished_at if drill else None,
        drill_is_good=drill is not None and drill.is_good,
        first_backup_at=BackupCopy.objects.aggregate(first=Min("made_at"))["first"],
        night_at=night.started_at if night else None,
        night_is_finished=night is not None and night.finished_at is not None,
        night_faults=len(night.faults) if night else 0,
        trail_entries=audit.head().sequence,
        check_at=check.at if check else None,
        check_faults=len(check.faults) if check else 0,
        messages=messages,
    )
