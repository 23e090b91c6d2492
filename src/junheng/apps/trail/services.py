"""Checking the chain, and taking a part of the trail away; both leave a trace in it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from junheng.apps.trail import queries
from junheng.apps.trail.events import ChainChecked, TrailExported
from junheng.apps.trail.models import ChainCheck
from junheng.apps.trail.queries import Search
from junheng.core.access import Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.chain import ChainHead
from junheng.core.audit.events import Author
from junheng.core.audit.models import AuditEntry
from junheng.core.jobs.declaration import job_named
from junheng.core.jobs.models import JobRun
from junheng.core.jobs.services import enqueue

Witness = Callable[[], Iterable[ChainHead]]
_WITNESSES: Final[list[Witness]] = []


def ask_for_check(*, by: StaffActor, at: datetime) -> JobRun:
    """Ask for a check of the whole chain, which takes a while in a trail of years."""
    by.must(Permission.TRAIL_CHECK)
    with audit.act():
        return enqueue(job_named(queries.CHECK_JOB), by=by, at=at)


def declare_witness(heads: Witness) -> None:
    """Say where heads stand that left the chain, such as on notices; every check looks there."""
    if heads not in _WITNESSES:
        _WITNESSES.append(heads)


def check_now(*, by: Author, at: datetime) -> ChainCheck:
    """Read the whole chain, keep what was found, and say so in the trail.

    A chain that was rewritten as a whole is found by the heads that its witnesses hold. The
    reading is outside the act: others go on meanwhile.
    """
    report = audit.check_chain([head for heads in _WITNESSES for head in heads()])
    with audit.act():
        check = ChainCheck.objects.create(
            at=at,
            by_name=by.name,
            events=report.events,
            head_sequence=report.head.sequence,
            head_digest=report.head.digest,
            faults=[[fault.code, fault.sequence] for fault in report.faults],
        )
        audit.record(ChainChecked(events=report.events, faults=len(report.faults)), by=by, at=at)
    return check


def take_for_export(search: Search, *, by: StaffActor, at: datetime) -> list[AuditEntry]:
    """The entries looked for, at most `MOST_EXPORTED` of the newest, and the trace of it."""
    by.must(Permission.TRAIL_EXPORT)
    found = list(queries.find_entries(by, search)[: queries.MOST_EXPORTED])
    with audit.act():
        event = TrailExported(
            rows=len(found),
            first=found[-1].sequence if found else 0,
            last=found[0].sequence if found else 0,
        )
        audit.record(event, by=by, at=at)
    return found
