"""The ledger (流水账): a chain of events, and the rules that every verifier applies (SG1 §7).

Every body is public and without personal data, so the whole ledger can be published and checked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import Document, canonical_bytes, document_hash
from junheng.engine.record.events import check_body
from junheng.engine.record.ledger_rules import LedgerRules
from junheng.engine.record.values import is_hash, is_moment


@dataclass(frozen=True)
class Finding:
    """One broken rule: the number of the event, counted from 1, and the code of the sentence.

    `params` fill the places of the sentence and hold the number of the event again.
    """

    event: int
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


def ledger_head(
    suite: Suite, session: Mapping[str, Any], events: Sequence[Mapping[str, Any]]
) -> str:
    """Return the head (账尾): the hash of the last event, or of the session before any."""
    return document_hash(suite, events[-1] if events else session)


def private_document(*, salt: bytes, body: Mapping[str, Any]) -> Document:
    """Return the private detail of an event; its hash is the event's `priv` (SG1 §7.1)."""
    return {"_t": "sg1/priv", "salt": salt.hex(), "body": dict(body)}


def new_event(
    suite: Suite,
    session: Mapping[str, Any],
    events: Sequence[Mapping[str, Any]],
    *,
    at: str,
    kind: str,
    by: str,
    body: Mapping[str, Any],
    private: str | None = None,
) -> Document:
    """Return the next event after `events`, which is not appended.

    `at` is the moment, never before the last event's; `private` the hash of a private document.
    Raises `JunhengError` with the code of the first rule that the ledger would break, so an act
    that no verifier would accept is refused before it happens.
    """
    number = len(events) + 1
    event: Document = {
        "_t": "sg1/event",
        "n": number,
        "prev": ledger_head(suite, session, events),
        "at": at,
        "type": kind,
        "by": by,
        "body": dict(body),
        **({"priv": private} if private is not None else {}),
    }
    try:
        check_body(kind, event["body"], is_written=True)
    except JunhengError as refusal:
        raise JunhengError(refusal.code, **refusal.params, event=number) from None
    findings = check_ledger(session, [*events, event], suite)
    if findings:
        raise JunhengError(findings[0].code, **findings[0].params)
    return event


def check_ledger(
    session: Mapping[str, Any], events: Sequence[Mapping[str, Any]], suite: Suite
) -> list[Finding]:
    """Return every broken rule of SG1 §7.3 and §7.4, in the order of the events.

    Seeds are also held against the ceremony that the session announced. An empty list means that
    the ledger is in order; that the documents behind its hashes are right is checked elsewhere.
    Raises `ceremony_rules_malformed` when the session itself cannot be read.
    """
    return list(_findings(session, events, suite))


def _findings(
    session: Mapping[str, Any], events: Sequence[Mapping[str, Any]], suite: Suite
) -> Iterator[Finding]:
    rules = LedgerRules(session, suite)
    head, last_moment = document_hash(suite, session), ""
    for number, event in enumerate(events, start=1):
        try:
            canonical_bytes(event)
            _check_shape(event)
        except JunhengError as refusal:
            yield _finding(number, refusal.code, **refusal.params)
            # Nothing can be said about what follows an event that cannot be read.
            return
        for code in _chain_faults(number, event, head, last_moment):
            yield _finding(number, code)
        head, last_moment = document_hash(suite, event), event["at"]
        try:
            rules.apply(number, event["type"], event["body"])
        except JunhengError as refusal:
            yield _finding(number, refusal.code, **refusal.params)


def _finding(number: int, code: str, **params: object) -> Finding:
    return Finding(number, code, {**params, "event": number})


def _chain_faults(
    number: int, event: Mapping[str, Any], head: str, last_moment: str
) -> Iterator[str]:
    if event["n"] != number:
        yield "event_number_wrong"
    if event["prev"] != head:
        yield "chain_broken"
    if not is_moment(event["at"]):
        yield "event_time_malformed"
    elif event["at"] < last_moment:
        yield "time_goes_back"


def _check_shape(event: Mapping[str, Any]) -> None:
    if not isinstance(event, dict):
        raise JunhengError("event_malformed")
    expected = {"_t": str, "n": int, "prev": str, "at": str, "type": str, "by": str, "body": dict}
    found = {name: type(value) for name, value in event.items() if name != "priv"}
    if found != expected or event["_t"] != "sg1/event":
        raise JunhengError("event_malformed")
    if "priv" in event and not is_hash(event["priv"]):
        raise JunhengError("event_malformed")
    check_body(event["type"], event["body"], is_written=False)
