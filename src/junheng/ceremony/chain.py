"""A ledger that grows event by event, each checked once.

`engine.record.ledger.new_event` checks the whole ledger again for each event, which is right for a
reader and quadratic for a county of two hundred schools. Here the rules keep what they have seen.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import Document, canonical_bytes, document_hash
from junheng.engine.record.events import check_body
from junheng.engine.record.ledger import check_ledger
from junheng.engine.record.ledger_rules import LedgerRules


class EventChain:
    """The events of one session in order; nothing enters that breaks a rule of SG1 §7.3."""

    def __init__(
        self, suite: Suite, session: Mapping[str, Any], events: Sequence[Document] = ()
    ) -> None:
        """Take events over; raises `ledger_damaged` where they break a rule."""
        if check_ledger(session, events, suite):
            raise JunhengError("ledger_damaged")
        self.events = list(events)
        self.head = document_hash(suite, events[-1] if events else session)
        self._suite = suite
        self._session = session
        self._rules = self._rules_so_far()

    def append(
        self,
        *,
        at: str,
        kind: str,
        by: str,
        body: Mapping[str, Any],
        write: Callable[[Document], None] | None = None,
    ) -> None:
        """Add the next event after `write` has kept it.

        `at` becomes the last event's moment where the clock went back. Raises JunhengError with
        the code of the first rule the event would break, or what `write` raises, and adds nothing
        then.
        """
        event: Document = {
            "_t": "sg1/event",
            "n": len(self.events) + 1,
            "prev": self.head,
            "at": max(at, str(self.events[-1]["at"])) if self.events else at,
            "type": kind,
            "by": by,
            "body": dict(body),
        }
        try:
            self._check(event)
            if write is not None:
                write(event)
        except BaseException:
            # The rules may have counted the event already: let them forget it.
            self._rules = self._rules_so_far()
            raise
        self.events.append(event)
        self.head = document_hash(self._suite, event)

    def _check(self, event: Document) -> None:
        number = event["n"]
        try:
            check_body(event["type"], event["body"], is_written=True)
            canonical_bytes(event)
            self._rules.apply(number, event["type"], event["body"])
        except JunhengError as refusal:
            raise JunhengError(refusal.code, **{**refusal.params, "event": number}) from None

    def _rules_so_far(self) -> LedgerRules:
        rules = LedgerRules(self._session, self._suite)
        for number, event in enumerate(self.events, start=1):
            rules.apply(number, event["type"], event["body"])
        return rules
