"""The only road to backups, nights and keys."""

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import connection
from django.db.models import Min, QuerySet
from django.utils.timezone import localdate

from junheng.apps.care import rules
from junheng.apps.care.events import BackupKeyMade, DestructionProved, YearDestroyed
from junheng.apps.care.models import (
    BackupCopy,
    BackupDrill,
    BackupKey,
    CareRun,
    KeyDestruction,
)
from junheng.apps.care.queries.records import count_unfinished
from junheng.apps.schools import queries as schools
from junheng.core.access import NotVisible, Permission, StaffActor
from junheng.core.access.models import Proposal, ProposalState
from junheng.core.audit.models import AuditEntry
from junheng.core.backup.layout import KEPT_BEFORE
from junheng.core.files.models import StoredFile
from junheng.core.jobs.models import JobRun, JobState
from junheng.core.messages import sentence
from junheng.core.secrets.destruction import census, count_opened, new_digest
from junheng.core.secrets.installation import (
    backup_folder,
    data_folder,
    days_between_drills,
    start_key_file,
)
from junheng.core.secrets.models import YearKey
from junheng.core.secrets.services import suite_in_use
from junheng.engine.errors import JunhengError
from junheng.profiles import load_profile

CARE_DUE_AFTER: Final = timedelta(hours=36)
CARE_UNFINISHED_AFTER: Final = timedelta(hours=6)
BACKUP_OLD_AFTER: Final = timedelta(days=2)
DRILL_OLD_AT_LATEST: Final = timedelta(days=366)
BACKUP_JOB: Final = "care.backup"
DRILL_JOB: Final = "care.drill"
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
    """Backups and drills that are under way or did not come to their end lately."""
    if not actor.may(Permission.CARE_VIEW):
        return []
    newest = [JobRun.objects.filter(job=job).first() for job in (BACKUP_JOB, DRILL_JOB)]
    return [run for run in newest if run is not None and run.state != JobState.DONE]


def newest_backup_key() -> BackupKey | None:
    """What backups are closed and signed with now."""
    return BackupKey.objects.last()


def closing_key() -> BackupKey | None:
    """The same with no more columns than the first version had: an older database has only them."""
    if BackupKey._meta.db_table not in connection.introspection.table_names():  # noqa: SLF001 - Django's documented name
        return None
    return BackupKey.objects.only("code", "passphrase", "signing_key").last()


def backup_keys() -> list[BackupKey]:
    """All of them: older ones open older backups."""
    return list(BackupKey.objects.all())


def newest_backup_to_drill() -> BackupCopy | None:
    """The newest backup whose file this platform still keeps."""
    return BackupCopy.objects.filter(is_in_folder=True, removed_at=None).first()


def is_drill_due(at: datetime) -> bool:
    """Whether the platform should prove by itself that its newest backup can be restored.

    After a drill that failed the next backup is tried at once. A drill of a wrong date, before the
    clock was set right, counts for no longer than any other.
    """
    every, copy = timedelta(days=days_between_drills()), newest_backup_to_drill()
    if not every or copy is None:
        return False
    last = BackupDrill.objects.first()
    if last is None or not last.is_good:
        return last is None or last.backup != copy.code
    return abs(at - last.finished_at) >= every


def drill_old_after() -> timedelta:
    """A drill is overdue when one of the platform's own was left out, or after a year."""
    by_itself = timedelta(days=2 * days_between_drills())
    return min(by_itself, DRILL_OLD_AT_LATEST) if by_itself else DRILL_OLD_AT_LATEST


def is_backup_folder_gone() -> bool:
    """Whether the folder is not there in which backups were made: a stick that was pulled out."""
    held = BackupCopy.objects.filter(is_in_folder=True, removed_at=None)
    return not os.path.isdir(backup_folder()) and held.exists()  # noqa: PTH112 - a broken share is no folder either


def key_of_backup(copy: BackupCopy) -> BackupKey:
    """With what a backup was closed; raises `backup_key_missing`.

    The newest key whose making stands in the trail inside, whatever the clock said. The first one
    may be younger than its backup: it was kept only when the backup was made.
    """
    made = AuditEntry.objects.filter(
        event=BackupKeyMade.NAME, sequence__lte=copy.head_sequence
    ).last()
    keys = BackupKey.objects.filter(code=made.subject_code) if made else BackupKey.objects.all()
    key = keys.first()
    if key is None:
        raise JunhengError("backup_key_missing")
    return key


def last_drills(actor: StaffActor) -> list[BackupDrill]:
    """The newest drills."""
    if not actor.may(Permission.CARE_VIEW):
        return []
    return list(BackupDrill.objects.all()[:_SHOWN])


def where_backups_lie() -> Path:
    """The backup folder."""
    return backup_folder()


def year_keys() -> list[YearKey]:
    """The keys of all years, newest first."""
    return list(YearKey.objects.order_by("-id"))


def wrapped_keys(key_id: str) -> str:
    """The keys of a year as the database keeps them; empty where they are not held."""
    return YearKey.objects.filter(key_id=key_id).values_list("wrapped", flat=True).first() or ""


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
    """The proof that the keys of a year were destroyed: who, when, what they had closed, and where
    it is in the trail. `proof` is None for keys that an earlier version of the program destroyed.
    """

    key: YearKey
    proof: KeyDestruction | None
    asked_by: str
    asked_at: datetime
    confirmed_by: str
    entry: int
    digest: str


def destruction_of(actor: StaffActor, key_id: str) -> Destruction:
    """The proof of a destruction; raises NotVisible without one."""
    key = YearKey.objects.filter(key_id=key_id, destroyed_at__isnull=False).first()
    events = (DestructionProved.NAME, YearDestroyed.NAME)
    entry = AuditEntry.objects.filter(event__in=events, subject_code=key_id).last()
    proposal = Proposal.objects.filter(
        act="care.destroy_year", state=ProposalState.CONFIRMED, what={"key_id": key_id}
    ).last()
    if key is None or entry is None or proposal is None or not actor.may(Permission.CARE_KEYS):
        raise NotVisible
    return Destruction(
        key=key,
        proof=KeyDestruction.objects.filter(key_id=key_id).first(),
        asked_by=proposal.asked_by_name,
        asked_at=proposal.asked_at,
        confirmed_by=proposal.closed_by_name,
        entry=entry.sequence,
        digest=entry.digest,
    )


@dataclass(frozen=True)
class Recheck:
    """The proof looked at again: what is closed with the destroyed keys today, and what opens."""

    values: int
    values_digest: str
    files: int
    files_digest: str
    tried: int
    opened: int

    def is_as_in(self, proof: KeyDestruction) -> bool:
        """Whether it is still what it was on that day."""
        mine = (self.values, self.values_digest, self.files, self.files_digest)
        return mine == (proof.values, proof.values_digest, proof.files, proof.files_digest)


def recheck(key_id: str) -> Recheck:
    """Count, digest and try again everything that is closed with the keys of a year."""
    found = census(key_id)
    files, files_digest = files_closed_with(key_id)
    return Recheck(
        values=found.values,
        values_digest=found.digest,
        files=files,
        files_digest=files_digest,
        tried=len(found.samples),
        opened=count_opened(found.samples),
    )


def files_closed_with(key_id: str) -> tuple[int, str]:
    """How many kept files the keys of a year close, and the digest over a line for each of them:
    its code and its digest with a tab between and a line feed after.
    """
    found, count = new_digest(suite_in_use()), 0
    held = StoredFile.objects.filter(key_id=key_id, removed_at=None)
    for code, digest in held.values_list("code", "digest").iterator(chunk_size=2000):
        found.update(f"{code}\t{digest}\n".encode())
        count += 1
    return count, found.finalize().hex()


def kept_before_restores() -> list[str]:
    """Names of the folders that restores left: whole copies of an older state, in clear."""
    return sorted(place.name for place in data_folder().glob(f"{KEPT_BEFORE}*"))


def backups_of_before(at: datetime) -> list[str]:
    """The files of backups that still hold keys destroyed at a moment, oldest first."""
    held = BackupCopy.objects.filter(made_at__lte=at, removed_at=None).order_by("id")
    return list(held.values_list("file", flat=True))


def start_key_place() -> KeyFile:
    """Where the start key is expected."""
    return KeyFile(start_key_file(), start_key_file().exists())


def problems_for(actor: StaffActor, *, at: datetime) -> list[str]:
    """What whoever cares for the platform has to look after, as sentences; for his workbench."""
    if not actor.may(Permission.CARE_VIEW):
        return []
    return [*_backup_problems(at), *_drill_problems(at), *_care_problems(at), *_keys_due(at)]


def _backup_problems(at: datetime) -> list[str]:
    if newest_backup_key() is None:
        return [sentence("backup_key_missing", {})]
    newest = BackupCopy.objects.first()
    if newest is None:
        return [sentence("care_backup_missing", {})]
    found = [sentence("backup_folder_gone", {})] if is_backup_folder_gone() else []
    # One of the future was made before the clock was set right, and may be as old as any.
    old = abs(at - newest.made_at)
    if old > BACKUP_OLD_AFTER:
        found.append(sentence("care_backup_old", {"days": old.days}))
    return found


def _drill_problems(at: datetime) -> list[str]:
    """Counted from the first backup, where there was no drill yet."""
    newest = BackupDrill.objects.first()
    if newest is not None and not newest.is_good:
        return [sentence("care_drill_failed", {"reason": newest.fault})]
    if newest is not None:
        since: datetime | None = newest.finished_at
    else:
        since = BackupCopy.objects.aggregate(first=Min("made_at"))["first"]
    old = abs(at - since) if since is not None else timedelta(0)
    return [sentence("care_drill_old", {"days": old.days})] if old > drill_old_after() else []


def _keys_due(at: datetime) -> list[str]:
    """Years whose retention is over: their keys are to be destroyed, by two people; and whether
    what goes with them is gone.
    """
    held = [key for key in year_keys() if key.destroyed_at is None]
    found = []
    for key in held[1:]:
        until = kept_until(key.key_id)
        if localdate(at) > until:
            day = until.isoformat()
            found.append(sentence("care_keys_due", {"key_id": key.key_id, "day": day}))
    unfinished = count_unfinished()
    if unfinished:
        found.append(sentence("care_records_unfinished", {"count": unfinished}))
    return found


def _care_problems(at: datetime) -> list[str]:
    newest = CareRun.objects.first()
    if newest is None:
        return []
    found, passed = newest.sentences, abs(at - newest.started_at)
    if passed > CARE_DUE_AFTER:
        found.append(sentence("care_overdue", {}))
    elif newest.finished_at is None and passed > CARE_UNFINISHED_AFTER:
        found.append(sentence("care_unfinished", {}))
    return found
