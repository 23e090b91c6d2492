"""Files that show what was done."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from junheng.apps.rectifications.events import EvidenceAdded, EvidenceOpened
from junheng.apps.rectifications.models import PAPER_FILE, PICTURE_FILE, Evidence
from junheng.apps.rectifications.services.texts import subject_of
from junheng.apps.rectifications.services.working import to_work_on
from junheng.core.access import StaffActor
from junheng.core.audit import services as audit
from junheng.core.files import services as files
from junheng.core.files.evidence import write_evidence
from junheng.engine.errors import JunhengError

MOST_FILES: Final = 20


def add_evidence(
    code: str, title: str, received: Iterable[bytes], *, by: StaffActor, at: datetime
) -> Evidence:
    """Add a picture or a scanned paper.

    Raises NotVisible, NotAllowed, StepRefused, JunhengError `evidence_too_many`, and as
    `write_evidence`.
    """
    held = to_work_on(code, by)
    [written] = write_evidence([received], picture=PICTURE_FILE, paper=PAPER_FILE, most=1)
    with audit.act():
        place = held.evidence.count() + 1
        if place > MOST_FILES:
            raise JunhengError("evidence_too_many", most=MOST_FILES)
        evidence = Evidence.objects.create(
            rectification=held,
            place=place,
            file=files.keep(written, at=at),
            title=title.strip(),
            added_at=at,
            added_by=by.ident,
            added_by_name=by.name,
        )
        event = EvidenceAdded(
            subject=subject_of(held), number=held.number, digest=evidence.file.digest
        )
        audit.record(event, by=by, at=at)
    return evidence


def note_evidence_opened(evidence: Evidence, *, by: StaffActor, at: datetime) -> None:
    """Write down that a file was opened."""
    held = evidence.rectification
    event = EvidenceOpened(
        subject=subject_of(held), number=held.number, digest=evidence.file.digest
    )
    with audit.act():
        audit.record(event, by=by, at=at)
