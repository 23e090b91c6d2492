"""What leaves the care of the platform: the proof of a destruction on paper."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.utils.timezone import localtime

from junheng.apps.care.queries import Destruction
from junheng.apps.care.queries.records import RecordShown
from junheng.apps.schools.models import Bureau
from junheng.core.messages import sentence
from junheng.engine.errors import JunhengError
from junheng.engine.record.paper import paper_lines
from junheng.reporting.forms.destruction import (
    DestroyedRecord,
    DestructionProof,
    destruction_proof_pdf,
)
from junheng.reporting.forms.papers import Letterhead


def destruction_response(
    found: Destruction, records: Sequence[RecordShown], bureau: Bureau | None, *, at: datetime
) -> HttpResponse:
    """The proof as PDF/A; its name says the year and nothing else."""
    response = HttpResponse(
        destruction_proof_pdf(proof_of(found, records, bureau, at=at)),
        content_type="application/pdf",
    )
    name = f"key-destruction-{found.key.key_id}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def proof_of(
    found: Destruction, records: Sequence[RecordShown], bureau: Bureau | None, *, at: datetime
) -> DestructionProof:
    """What the paper says."""
    key, proof = found.key, found.proof
    if key.destroyed_at is None:
        raise JunhengError("key_not_held", key_id=key.key_id)
    name = bureau.name if bureau else ""
    return DestructionProof(
        letterhead=Letterhead(
            county=bureau.county_name if bureau else "",
            school=name,
            grade="",
            year=key.made_at.year,
            printed_at=localtime(at),
        ),
        key_id=key.key_id,
        made_at=localtime(key.made_at),
        destroyed_at=localtime(key.destroyed_at),
        asked_by=found.asked_by,
        asked_at=localtime(found.asked_at),
        confirmed_by=found.confirmed_by,
        columns=tuple(sorted(proof.columns.items())) if proof else (),
        values=proof.values if proof else 0,
        values_lines=paper_lines(proof.values_digest) if proof else (),
        files=proof.files if proof else 0,
        files_lines=paper_lines(proof.files_digest) if proof else (),
        key_lines=paper_lines(proof.key_digest) if proof else (),
        tried=proof.tried if proof else 0,
        records=tuple(_record(one) for one in records),
        backups=tuple(proof.backups) if proof else (),
        entry=found.entry,
        entry_lines=paper_lines(found.digest),
        outcome=sentence("key_not_held", {"key_id": key.key_id}),
    )


def _record(shown: RecordShown) -> DestroyedRecord:
    return DestroyedRecord(
        title=f"{shown.title}（{shown.code}）",
        destroyed_at=localtime(shown.destroyed_at) if shown.destroyed_at else None,
        kinds=tuple((words, files) for words, files, _ in shown.kinds),
        files=shown.files,
        size=shown.size,
        lines=shown.lines,
        left=shown.left,
    )
