"""Writing into the audit trail and checking it."""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Subquery
from django.db.transaction import TransactionManagementError

from junheng.core.audit.chain import GENESIS, ChainCheck, ChainHead, ChainReport
from junheng.core.audit.events import AuditEvent, Author, check_identifier
from junheng.core.audit.models import AuditEntry, AuditHead
from junheng.core.secrets.services import suite_in_use
from junheng.engine.randomness.suites import INTL, suite_named


@contextmanager
def act() -> Iterator[None]:
    """One act: a transaction that takes its place in the line of acts before it locks anything.

    Acts are so one after the other on PostgreSQL as they are on SQLite, and two of them never wait
    for each other. Keep slow work (printing, drawing, reading a workbook) outside.
    """
    with transaction.atomic():
        if connection.features.has_select_for_update:  # elsewhere the transaction is the line
            _locked_head()
        yield


def record(event: AuditEvent, *, by: Author, at: datetime) -> AuditEntry:
    """Write an event into the transaction of the act that it tells of.

    If it cannot be written the act fails with it. Raises `audit_payload_forbidden`, and
    TransactionManagementError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("an event belongs into the transaction of its act")
    payload = event.payload()
    for place, text in (
        ("actor_id", by.ident),
        ("subject_kind", event.subject.kind),
        ("subject_code", event.subject.code),
        ("school_code", event.subject.school_code + (by.school_code or "")),
    ):
        check_identifier(place, text)
    # A savepoint: a caller who catches the refusal must not be left with half an entry.
    with transaction.atomic():
        last = _locked_head()
        entry = AuditEntry(
            sequence=last.sequence + 1,
            at=at,
            actor_kind=by.kind,
            actor_id=by.ident,
            actor_name=unicodedata.normalize("NFC", by.name),
            actor_school_code=by.school_code or "",
            event=event.NAME,
            subject_kind=event.subject.kind,
            subject_code=event.subject.code,
            subject_school_code=event.subject.school_code,
            payload=payload,
            previous_digest=last.digest,
        )
        entry.digest = entry.link().digest(suite_named(last.suite))
        entry.save()
        last.sequence, last.digest = entry.sequence, entry.digest
        last.save(update_fields=["sequence", "digest"])
    return entry


def record_refusal(event: AuditEvent, *, by: Author, at: datetime) -> AuditEntry:
    """Write what was refused, in a transaction of its own that nothing rolls back.

    Call it after the refused act rolled back; raises RuntimeError inside a transaction.
    """
    with transaction.atomic(durable=True):
        return record(event, by=by, at=at)


def head() -> ChainHead:
    """How far the trail has come, for the foot of every notice."""
    last = AuditHead.objects.filter(pk=1).first()
    return ChainHead(last.sequence, last.digest) if last else ChainHead()


def check_chain(known_heads: Iterable[ChainHead] = ()) -> ChainReport:
    """Read the whole trail and name everything that is not as it was written.

    `known_heads` come from outside the database: posted notices, discs, the ledger.
    """
    last = AuditHead.objects.filter(pk=1)
    # One statement sees the rows and the head at one moment, while others go on writing.
    entries = AuditEntry.objects.order_by("sequence").annotate(
        head_sequence=Subquery(last.values("sequence")[:1]),
        head_digest=Subquery(last.values("digest")[:1]),
    )
    stored_head = last.first()
    check = ChainCheck(suite_named(stored_head.suite) if stored_head else INTL, known_heads)
    reached = ChainHead(stored_head.sequence, stored_head.digest) if stored_head else ChainHead()
    for entry in entries.iterator(chunk_size=2000):
        check.read(entry.link(), entry.digest)
        reached = ChainHead(entry.head_sequence or 0, entry.head_digest or GENESIS)
    return check.finish(reached)


def _locked_head() -> AuditHead:
    held = AuditHead.objects.select_for_update().filter(pk=1).first()
    if held is None:  # the first entry of a new platform
        suite = suite_in_use().name
        held, _ = AuditHead.objects.select_for_update().get_or_create(
            pk=1, defaults={"suite": suite}
        )
    return held
