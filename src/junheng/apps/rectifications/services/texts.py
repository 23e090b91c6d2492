"""Words beside a rectification: what must be said, and writing an entry."""

from datetime import datetime
from typing import Final

from junheng.apps.rectifications.events import EntryWritten
from junheng.apps.rectifications.models import Entry, Rectification
from junheng.apps.rectifications.states import EntryKind
from junheng.core.access import StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.engine.errors import JunhengError

SHORTEST_WORDS: Final = 5
LONGEST_WORDS: Final = 2000


def must_say(text: str) -> str:
    """The text without its margins.

    Raises JunhengError `rectification_needs_words`, `rectification_too_long`.
    """
    text = text.strip()
    if len(text) < SHORTEST_WORDS:
        raise JunhengError("rectification_needs_words", least=SHORTEST_WORDS)
    if len(text) > LONGEST_WORDS:
        raise JunhengError("rectification_too_long", most=LONGEST_WORDS)
    return text


def write_entry(
    rectification: Rectification, kind: EntryKind, text: str, *, by: StaffActor, at: datetime
) -> Entry:
    """Write something beside a rectification, inside an act."""
    entry = Entry.objects.create(
        rectification=rectification, kind=kind, text=text, at=at, by=by.ident, by_name=by.name
    )
    event = EntryWritten(
        subject=subject_of(rectification), number=rectification.number, kind=kind.value
    )
    audit.record(event, by=by, at=at)
    return entry


def subject_of(rectification: Rectification) -> Subject:
    """What an event is about."""
    return Subject("rectification", rectification.code, rectification.school_code)
