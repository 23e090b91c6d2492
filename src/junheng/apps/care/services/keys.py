"""The administrators' acts on the keys: a new year, the end of a year, another start key."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.timezone import localdate

from junheng.apps.accounts.services.second_factor import renew_seals
from junheng.apps.care import queries
from junheng.apps.care.events import (
    DestructionProved,
    StartKeyChanged,
    YearDestroyed,
    YearOpened,
)
from junheng.apps.care.models import KeyDestruction
from junheng.apps.care.queries.records import year_records
from junheng.core.access import ADMINISTRATORS, Permission, Role, StaffActor
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import TwoPersonAct, declare_act, propose
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.secrets import services as secrets
from junheng.core.secrets.destruction import census, count_opened, digest_of_keys
from junheng.engine.errors import JunhengError


def open_year(*, key_id: str, by: StaffActor, at: datetime) -> None:
    """Make the keys of a further year, and close anew what must outlive the older ones.

    Raises `key_id_used`, `key_id_malformed` and what reading the start key raises.
    """
    by.must(Permission.CARE_KEYS)
    try:
        with audit.act():
            secrets.open_year(key_id=key_id, at=at)
            renew_seals()
            for key in queries.backup_keys():
                key.passphrase, key.signing_key = key.passphrase, key.signing_key
                key.save(update_fields=["passphrase", "signing_key"])
            event = YearOpened(subject=Subject("year_key", key_id), key_id=key_id)
            audit.record(event, by=by, at=at)
    except BaseException:
        secrets.forget_keys()  # nothing may be closed with keys that were rolled back
        raise


def propose_destruction(*, key_id: str, by: StaffActor, at: datetime) -> Proposal:
    """Ask to destroy the keys of a year whose retention ended.

    Raises `key_not_held`, `key_in_use`, and `key_retention_runs` before that day.
    """
    by.must(Permission.CARE_KEYS)
    held = [key.key_id for key in queries.year_keys() if key.destroyed_at is None]
    if key_id not in held:
        raise JunhengError("key_not_held", key_id=key_id)
    if key_id == held[0]:
        raise JunhengError("key_in_use", key_id=key_id)
    _refuse_early(key_id, at)
    summary = (
        f"销毁 {key_id} 年度的密钥（用它加密的姓名、证件号和文件永远不能再打开），"
        "并清除这一年度和更早年度现场会文件夹里的名册、名单、凭条、表格、封存包和光盘镜像"
    )
    return propose(DESTROY_YEAR, summary=summary, what={"key_id": key_id}, by=by, at=at)


def change_start_key(*, passphrase: str | None, by: StaffActor, at: datetime) -> None:
    """Wrap all keys by a new start key; raises `start_passphrase_short`."""
    by.must(Permission.CARE_KEYS)
    secrets.change_start_key(passphrase=passphrase)
    with audit.act():
        audit.record(StartKeyChanged(has_passphrase=passphrase is not None), by=by, at=at)


def _refuse_early(key_id: str, at: datetime) -> None:
    until = queries.kept_until(key_id)
    if localdate(at) <= until:
        raise JunhengError("key_retention_runs", key_id=key_id, day=until.isoformat())


def _destroy_year(proposal: Proposal, by: StaffActor, at: datetime) -> str:
    """Count what the keys close, destroy them, try that nothing opens, and keep the proof.

    What applications keep beside the keys in clear is written down to go: it goes soon after.
    """
    key_id = str(proposal.what["key_id"])
    _refuse_early(key_id, at)  # the rules may have changed since it was asked for
    held = census(key_id)
    files, files_digest = queries.files_closed_with(key_id)
    key_digest = digest_of_keys(queries.wrapped_keys(key_id))
    secrets.destroy_year(key_id=key_id, at=at)
    opened = count_opened(held.samples)
    if opened:
        raise JunhengError("destruction_still_opens", count=opened)
    audit.record(YearDestroyed(subject=Subject("year_key", key_id), key_id=key_id), by=by, at=at)
    for records in year_records():
        records.begin(key_id, by, at)
    KeyDestruction.objects.create(
        key_id=key_id,
        suite=secrets.suite_in_use().name,
        destroyed_at=at,
        columns=dict(held.columns),
        values=held.values,
        values_digest=held.digest,
        tried=len(held.samples),
        files=files,
        files_digest=files_digest,
        key_digest=key_digest,
        backups=queries.backups_of_before(at),
        asked_by_name=proposal.asked_by_name,
        asked_at=proposal.asked_at,
        confirmed_by_name=by.name,
    )
    event = DestructionProved(
        subject=Subject("year_key", key_id),
        key_id=key_id,
        values=held.values,
        values_digest=held.digest,
        files=files,
        files_digest=files_digest,
        key_digest=key_digest,
        tried=len(held.samples),
    )
    audit.record(event, by=by, at=at)
    return ""


DESTROY_YEAR: Final = declare_act(
    TwoPersonAct(
        "care.destroy_year",
        "销毁年度密钥",
        frozenset((Role.SYSTEM_ADMIN,)),
        ADMINISTRATORS,
        timedelta(days=2),
        _destroy_year,
    )
)
