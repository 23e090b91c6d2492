"""What the complainant does later, with number and code: look, add, withdraw."""

from dataclasses import dataclass
from datetime import datetime

from junheng.apps.complaints import queries
from junheng.apps.complaints.events import NoteWritten, StatePageOpened, StatePageRefused
from junheng.apps.complaints.models import Complaint, Note
from junheng.apps.complaints.rules.texts import plain
from junheng.apps.complaints.services import knocking
from junheng.apps.complaints.services.handling import took_step
from junheng.apps.complaints.services.receiving import LONGEST_CONTENT, secret_indexes
from junheng.apps.complaints.states import ComplaintStep, NoteKind
from junheng.core.access import StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.engine.errors import JunhengError


@dataclass(frozen=True)
class Complainant:
    """Whoever knows number and code, as the audit trail writes him: nobody."""

    kind = "public"
    ident = "complainant"
    name = ""
    school_code = None


_BY = Complainant()


def prove(number: str, secret: str, *, address: str, at: datetime) -> str:
    """The complaint's inner code for whoever has number and secret.

    One refusal for everything: a number that is not there, a wrong code, too many failures from
    this address (JunhengError `complaint_not_found`). The same work is done each time.
    """
    is_locked = knocking.recent(knocking.FAIL, address, at) >= knocking.MOST_FAILURES
    found = queries.find_by_number(_number(number))
    given = secret_indexes(secret)
    is_right = found is not None and found.secret_index in given
    if found is not None and is_right and not is_locked:
        return found.code
    failures = knocking.count(knocking.FAIL, address, at)
    if failures <= knocking.MOST_FAILURES:
        with audit.act():
            audit.record(StatePageRefused(count=failures), by=_BY, at=at)
    raise JunhengError("complaint_not_found", minutes=30)


def open_state_page(code: str, *, at: datetime) -> Complaint:
    """The complaint of whoever proved that it is his; written down. Raises NotVisible."""
    complaint = queries.complaint_of_code(code)
    event = StatePageOpened(subject=Subject("complaint", complaint.code), number=complaint.number)
    with audit.act():
        audit.record(event, by=_BY, at=at)
    return complaint


def add_supplement(code: str, text: str, *, at: datetime) -> Note:
    """Add the complainant's words. Raises StepRefused at the end, JunhengError as receiving."""
    complaint = queries.complaint_of_code(code)
    if not complaint.is_open:
        raise StepRefused("complaint_is_over", state=complaint.get_state_display())
    if not plain(text):
        raise JunhengError("complaint_needs_words")
    if len(text) > LONGEST_CONTENT:
        raise JunhengError("complaint_too_long", most=LONGEST_CONTENT)
    with audit.act():
        if complaint.notes.filter(kind=NoteKind.SUPPLEMENT).count() >= knocking.MOST_OF_ADDRESS:
            raise JunhengError("complaint_too_many_supplements")
        note = Note.objects.create(
            complaint=complaint, kind=NoteKind.SUPPLEMENT, text=text, at=at, by=_BY.ident
        )
        event = NoteWritten(
            subject=Subject("complaint", complaint.code),
            number=complaint.number,
            kind=NoteKind.SUPPLEMENT.value,
        )
        audit.record(event, by=_BY, at=at)
    return note


def withdraw_by_complainant(code: str, *, at: datetime) -> Complaint:
    """Withdraw one's own complaint. Raises StepRefused once it was replied to."""
    complaint = queries.complaint_of_code(code)
    return took_step(complaint, ComplaintStep.WITHDRAW, by=_BY, at=at)


def _number(typed: str) -> str:
    """2026-0001 as people type it: with other dashes, spaces, or without."""
    digits = "".join(char for char in plain(typed) if char.isdigit())
    return f"{digits[:4]}-{digits[4:]}"
