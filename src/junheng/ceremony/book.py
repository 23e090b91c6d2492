"""The ledger of a folder as the steps use it: read once, append one event at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from junheng.ceremony.chain import EventChain
from junheng.ceremony.folder import INTERNAL, CeremonyFolder
from junheng.ceremony.surroundings import Surroundings
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import Document, canonical_bytes

VOIDED = f"{INTERNAL}/voided.json"
"""The public file as the last void left it: what was void stays published in every later one."""


class LedgerBook:
    """The events of one session, in the folder's `ledger.jsonl`.

    `events` are all of them. `bodies` and `has` speak of the newest freeze alone: after a void and
    a new freeze, what happened to the void one is history, not a step already taken.
    """

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
        is_after_void = any(event["type"] == "VOID" for event in self._chain.events)
        self.voided: Mapping[str, Any] = (
            folder.read_json(VOIDED) if is_after_void and (folder.path / VOIDED).exists() else {}
        )

    @property
    def events(self) -> Sequence[Document]:
        """All events, in order."""
        return self._chain.events

    @property
    def head(self) -> str:
        """The head (账尾): 64 hex digits."""
        return self._chain.head

    def now(self) -> str:
        """The moment as the record writes it."""
        return self._surroundings.timestamp()

    def append(self, kind: str, by: str, body: Mapping[str, Any]) -> Document:
        """Add one event and return it; it is on the disk by then.

        A clock that was set back does not turn time: the event has the moment of the one before.
        """
        self._chain.append(
            at=self._surroundings.timestamp(),
            kind=kind,
            by=by,
            body=body,
            write=lambda event: self._folder.append_event(canonical_bytes(event)),
        )
        return self._chain.events[-1]

    def bodies(self, kind: str) -> list[Mapping[str, Any]]:
        """The bodies of all events of one kind, in order."""
        return [event["body"] for event in self._of_newest_freeze() if event["type"] == kind]

    def has(self, kind: str) -> bool:
        """Whether an event of this kind happened."""
        return any(event["type"] == kind for event in self._of_newest_freeze())

    @property
    def is_void(self) -> bool:
        """Whether the newest freeze was made void, so that only a new freeze can follow."""
        return self.has("VOID")

    def _of_newest_freeze(self) -> Sequence[Document]:
        """The events after the void that the newest freeze supersedes, if there was one."""
        start = last_void = 0
        for number, event in enumerate(self.events, start=1):
            if event["type"] == "VOID":
                last_void = number
            elif event["type"] == "FREEZE":
                start = last_void
        return self.events[start:]
