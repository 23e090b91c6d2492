"""The ledger of a folder as the steps use it: read once, append one event at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from junheng.ceremony.chain import EventChain
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.surroundings import Surroundings
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import Document, canonical_bytes


class LedgerBook:
    """The events of one session, in the folder's `ledger.jsonl`."""

    def __init__(
        self,
        folder: CeremonyFolder,
        suite: Suite,
        session: Mapping[str, Any],
        surroundings: Surroundings,
    ) -> None:
        """Read the ledger and refuse to go on from a broken one (SG1 §7.1)."""
        self._chain = EventChain(suite, session, folder.events())
        self._folder = folder
        self._surroundings = surroundings

    @property
    def events(self) -> Sequence[Document]:
        """All events, in order."""
        return self._chain.events

    @property
    def head(self) -> str:
        """The head (账尾): 64 hex digits."""
        return self._chain.head

    def append(self, kind: str, by: str, body: Mapping[str, Any]) -> None:
        """Add one event; it is on the disk when this returns.

        A clock that was set back does not turn time: the event has the moment of the one before.
        """
        self._chain.append(
            at=self._surroundings.timestamp(),
            kind=kind,
            by=by,
            body=body,
            write=lambda event: self._folder.append_event(canonical_bytes(event)),
        )

    def bodies(self, kind: str) -> list[Mapping[str, Any]]:
        """The bodies of all events of one kind, in order."""
        return [event["body"] for event in self.events if event["type"] == kind]

    def has(self, kind: str) -> bool:
        """Whether an event of this kind happened."""
        return any(event["type"] == kind for event in self.events)
