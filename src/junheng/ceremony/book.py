"""The ledger of a folder as the steps use it: read once, append one event at a time."""

from collections.abc import Mapping
from typing import Any

from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.surroundings import Surroundings
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import canonical_bytes
from junheng.engine.record.ledger import check_ledger, ledger_head, new_event


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
        self.suite = suite
        self.session = session
        self.events = list(folder.events())
        self._folder = folder
        self._surroundings = surroundings
        if check_ledger(session, self.events, suite):
            raise JunhengError("ledger_damaged")

    @property
    def head(self) -> str:
        """The head (账尾): 64 hex digits."""
        return ledger_head(self.suite, self.session, self.events)

    def append(self, kind: str, by: str, body: Mapping[str, Any]) -> None:
        """Add one event; it is on the disk when this returns."""
        event = new_event(
            self.suite,
            self.session,
            self.events,
            at=self.moment(),
            kind=kind,
            by=by,
            body=body,
        )
        self._folder.append_event(canonical_bytes(event))
        self.events.append(event)

    def moment(self) -> str:
        """Now, but never before the last event: a clock that was set back does not turn time."""
        last = str(self.events[-1]["at"]) if self.events else ""
        return max(last, self._surroundings.timestamp())

    def bodies(self, kind: str) -> list[Mapping[str, Any]]:
        """The bodies of all events of one kind, in order."""
        return [event["body"] for event in self.events if event["type"] == kind]

    def has(self, kind: str) -> bool:
        """Whether an event of this kind happened."""
        return any(event["type"] == kind for event in self.events)
