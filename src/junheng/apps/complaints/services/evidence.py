"""Files that come with a complaint: pictures made anew, papers only from staff."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from junheng.apps.complaints import queries
from junheng.apps.complaints.events import EvidenceAdded, EvidenceOpened
from junheng.apps.complaints.models import PAPER_FILE, PICTURE_FILE, Complaint, Evidence
from junheng.core.access import NotAllowed, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author, Subject
from junheng.core.files import services as files
from junheng.core.files.evidence import write_evidence
from junheng.core.files.services import WrittenFile
from junheng.engine.errors import JunhengError

_MOST_IN_ALL = 20


def keep_evidence(
    complaint: Complaint, written: Sequence[WrittenFile], *, by: Author, at: datetime
) -> list[Evidence]:
    """Give written files their rows, inside an act."""
    first = complaint.evidence.count() + 1
    if first + len(written) > _MOST_IN_ALL + 1:
        raise JunhengError("evidence_too_many", most=_MOST_IN_ALL)
    return [
        Evidence.objects.create(
            complaint=complaint,
            place=place,
            file=files.keep(one, at=at),
            added_at=at,
            added_by=by.ident,
        )
        for place, one in enumerate(written, first)
    ]


def add_evidence(code: str, received: Iterable[bytes], *, by: StaffActor, at: datetime) -> Evidence:
    """Add a file that was found or came later. Raises NotVisible, NotAllowed, and as writing."""
    complaint = queries.get_complaint(by, code)
    if not queries.may_handle(by, complaint):
        raise NotAllowed("complaint_not_declared")
    written = write_evidence([received], picture=PICTURE_FILE, paper=PAPER_FILE, most=1)
    with audit.act():
        [evidence] = keep_evidence(complaint, written, by=by, at=at)
        event = EvidenceAdded(
            subject=Subject("complaint", complaint.code),
            number=complaint.number,
            digest=evidence.file.digest,
        )
        audit.record(event, by=by, at=at)
    return evidence


def note_evidence_opened(evidence: Evidence, *, by: StaffActor, at: datetime) -> None:
    """Write down that a file was opened."""
    complaint = evidence.complaint
    event = EvidenceOpened(
        subject=Subject("complaint", complaint.code),
        number=complaint.number,
        digest=evidence.file.digest,
    )
    with audit.act():
        audit.record(event, by=by, at=at)
