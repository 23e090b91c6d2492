"""The chain over audit rows: what is hashed, and how it is checked; knows no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import document_hash

GENESIS = "0" * 64
_CHINA_TIME = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class ChainHead:
    """How far the trail has come: the number of its last event (0: none) and its digest."""

    sequence: int = 0
    digest: str = GENESIS


@dataclass(frozen=True)
class Link:
    """One row of the trail as the chain sees it."""

    sequence: int
    at: datetime
    author: Mapping[str, str]
    event: str
    subject: Mapping[str, str]
    payload: Mapping[str, Any]
    previous: str

    def digest(self, suite: Suite) -> str:
        """64 hex digits over the canonical bytes of the whole row and of the head before it."""
        return document_hash(
            suite,
            {
                "_t": "sg1/audit",
                "n": self.sequence,
                "prev": self.previous,
                "at": self.at.astimezone(_CHINA_TIME).isoformat(timespec="microseconds"),
                "by": dict(self.author),
                "event": self.event,
                "subject": dict(self.subject),
                "payload": dict(self.payload),
            },
        )


@dataclass(frozen=True)
class ChainFault:
    """Where the trail is not what was written: `code` has its sentence in `core.messages`."""

    code: str
    sequence: int


@dataclass(frozen=True)
class ChainReport:
    """The outcome of a check: events read, the head they lead to, and every fault."""

    events: int
    head: ChainHead
    faults: tuple[ChainFault, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed, left out, put in or cut off."""
        return not self.faults


class ChainCheck:
    """Reads the trail from its first event on and names every fault.

    `known_heads` are heads that stand outside the database, such as on a posted notice: only they
    find a history that was rewritten as a whole.
    """

    def __init__(self, suite: Suite, known_heads: Iterable[ChainHead] = ()) -> None:
        self._suite = suite
        self._known = {head.sequence: head.digest for head in known_heads if head.sequence}
        self._reached = ChainHead()
        self._events = 0
        self._faults: list[ChainFault] = []

    def read(self, link: Link, stored: str) -> None:
        """Check one row against its stored digest and the row before it.

        After a fault the check goes on from the stored digest: one changed row is one fault.
        """
        if link.sequence != self._reached.sequence + 1:
            self._note("audit_event_missing", link.sequence)
        elif link.previous != self._reached.digest:
            self._note("audit_event_out_of_chain", link.sequence)
        if link.digest(self._suite) != stored:
            self._note("audit_event_changed", link.sequence)
        if self._known.pop(link.sequence, stored) != stored:
            self._note("audit_head_differs", link.sequence)
        self._reached = ChainHead(link.sequence, stored)
        self._events += 1

    def finish(self, stored_head: ChainHead) -> ChainReport:
        """Compare where the rows lead to with the head the database holds."""
        if self._reached != stored_head:
            self._note("audit_end_differs", stored_head.sequence)
        for sequence in sorted(self._known):
            self._note("audit_head_missing", sequence)
        return ChainReport(self._events, self._reached, tuple(self._faults))

    def _note(self, code: str, sequence: int) -> None:
        self._faults.append(ChainFault(code, sequence))
