"""The only road to backups, nights and keys."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.db.models import QuerySet

from junheng.apps.care import rules
from junheng.apps.care.events import YearDestroyed
from junheng.apps.care.models import BackupCopy, BackupKey, CareRun
from junheng.apps.schools import queries as schools
from junheng.core.access import NotVisible, Permission, StaffActor
from junheng.core.access.models import Proposal, ProposalState
from junheng.core.audit.models import AuditEntry
from junheng.core.jobs.models import JobRun, JobState
from junheng.core.messages import sentence
from junheng.core.secrets.installation import backup_folder, start_key_file
from junheng.core.secrets.models import YearKey
from junheng.profiles import load_profile

CARE_DUE_AFTER: Final = timedelta(hours=36)
BACKUP_OLD_AFTER: Final = timedelta(days=2)
BACKUP_JOB: Final = "care.backup"
_SHOWN: Final = 20


@dataclass(frozen=True)
class KeyFile:
    """The start-key file: where it lies, and whether it is there."""

    place: Path
    exists: bool


def backups_visible_to(actor: StaffActor) -> QuerySet[BackupCopy]:
    """All backups for whoever cares for the platform; nobody else sees any."""
    if not actor.may(Permission.CARE_VIEW):
        return BackupCopy.objects.none()
    return BackupCopy.objects.all()


def last_backups(actor: StaffActor) -> list[BackupCopy]:
    """The newest backups."""
    return list(backups_visible_to(actor)[:_SHOWN])


def runs_visible_to(actor: StaffActor) -> QuerySet[CareRun]:
    """The care of all nights for whoever cares for the platform."""
    return CareRun.objects.all() if actor.may(Permission.CARE_VIEW) else CareRun.objects.none()


def last_runs(actor: StaffActor) -> list[CareRun]:
    """The care of the last nights."""
    return list(runs_visible_to(actor)[:_SHOWN])


def last_jobs(actor: StaffActor) -> list[JobRun]:
    """Backups that are under way or did not come to their end lately."""
    if not actor.may(Permission.CARE_VIEW):
        return []
    newest = list(JobRun.objects.filter(job=BACKUP_JOB)[:1])
    return [run for run in newest if run.state != JobState.DONE]


def newest_backup_key() -> BackupKey | None:
    """What backups are closed and signed with now."""
    return BackupKey.objects.last()


def backup_keys() -> list[BackupKey]:
    """All of them: older ones open older backups."""
    return list(BackupKey.objects.all())


def where_backups_lie() -> Path:
    """The backup folder."""
    return backup_folder()


def year_keys() -> list[YearKey]:
    """The keys of all years, newest first."""
    return list(YearKey.objects.order_by("-id"))


def kept_until(key_id: str) -> date:
    """The last day on which the keys of a year must still be held."""
    stages = {stage for school in schools.all_schools() for stage in school.stages}
    bureau = schools.find_bureau()
    profile = load_profile(bureau.profile if bureau else "national")
    return rules.kept_until(key_id, stages, profile.retention_years_after_graduation.value)


@dataclass(frozen=True)
class HeldYear:
    """A year's keys on their page; `is_over` when they may be destroyed."""

    key: YearKey
    kept_until: date
    is_over: bool
    is_newest: bool


def held_years(*, today: date) -> list[HeldYear]:
    """The keys of all years with their retention, newest first."""
    held = []
    for place, key in enumerate(year_keys()):
        until = kept_until(key.key_id)
        held.append(HeldYear(key, until, today > until, is_newest=place == 0))
    return held


@dataclass(frozen=True)
class Destruction:
    """The proof that the keys of a year were destroyed: who, when, and where it is in the trail."""

    key: YearKey
    asked_by: str
    asked_at: datetime
    confirmed_by: str
    entry: int
    digest: str


def destruction_of(actor: StaffActor, key_id: str) -> Destruction:
    """The proof of a destruction; raises NotVisible without one."""
    key = YearKey.objects.filter(key_id=key_id, destroyed_at__isnull=False).first()
    entry = AuditEntry.objects.filter(event=YearDestroyed.NAME, subject_code=key_id).last()
    proposal = Proposal.objects.filter(
        act="care.destroy_year", state=ProposalState.CONFIRMED, what={"key_id": key_id}
    ).last()
    if key is None or entry is None or proposal is None or not actor.may(Permission.CARE_KEYS):
        raise NotVisible
    return Destruction(
        key=key,
        asked_by=proposal.asked_by_name,
        asked_at=proposal.asked_at,
        confirmed_by=proposal.closed_by_name,
        entry=entry.sequence,
        digest=entry.digest,
    )


def start_key_place() -> KeyFile:
    """Where the start key is expected."""
    return KeyFile(start_key_file(), start_key_file().exists())


def problems_for(actor: StaffActor, *, at: datetime) -> list[str]:
    """What whoever cares for the platform has to look after, as sentences; for his workbench."""
    if not actor.may(Permission.CARE_VIEW):
        return []
    return [*_backup_problems(at), *_care_problems(at)]


def _backup_problems(at: datetime) -> list[str]:
    if newest_backup_key() is None:
        return [sentence("backup_key_missing", {})]
    newest = BackupCopy.objects.first()
    if newest is None:
        return [sentence("care_backup_missing", {})]
    if at - newest.made_at > BACKUP_OLD_AFTER:
        return [sentence("care_backup_old", {"days": (at - newest.made_at).days})]
    return []


def _care_problems(at: datetime) -> list[str]:
    newest = CareRun.objects.first()
    if newest is None:
        return []
    found = newest.sentences
    if at - newest.started_at > CARE_DUE_AFTER:
        found.append(sentence("care_overdue", {}))
    elif newest.finished_at is None and at - newest.started_at > timedelta(hours=6):
        found.append(sentence("care_unfinished", {}))
    return found
