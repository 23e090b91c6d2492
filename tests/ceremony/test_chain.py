"""The growing ledger beside the one that is checked as a whole."""

from typing import Any

import pytest

from junheng.ceremony.chain import EventChain
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import INTL
from junheng.engine.record.canonical import document_hash
from junheng.engine.record.documents import session_document
from junheng.engine.record.ledger import ledger_head, new_event
from tests.ceremonies_made import RULES

AT = "2026-08-20T09:00:00+08:00"
LATER = "2026-08-20T10:00:00+08:00"
FREEZE = "f" * 64


def _session() -> dict[str, Any]:
    return session_document(
        suite=INTL,
        session_id="s",
        title="t",
        host="h",
        planned=AT,
        place="p",
        rules="0" * 64,
        engine="0" * 64,
        verifier="0" * 64,
        public_key="0" * 64,
        ceremony=RULES,
    )


SESSION = _session()
STEPS: list[tuple[str, dict[str, Any]]] = [
    ("SESSION", {"session": document_hash(INTL, SESSION)}),
    ("FREEZE", {"freeze": FREEZE, "no": 1}),
    ("NOTICE_POSTED", {"freeze": FREEZE, "where": "校门口"}),
    ("ENVELOPES_SEALED", {"freeze": FREEZE, "count": 3, "seats": ["纪检", "人大", "家长"]}),
    ("PUBLIC_DRAWN", {"freeze": FREEZE, "public": "d10:83470192837465019283"}),
]


def _chain(steps: int) -> EventChain:
    chain = EventChain(INTL, SESSION)
    for kind, body in STEPS[:steps]:
        chain.append(at=AT, kind=kind, by="host", body=body)
    return chain


def test_the_events_are_those_of_the_whole_check() -> None:
    chain = _chain(len(STEPS))
    events: list[dict[str, Any]] = []
    for kind, body in STEPS:
        events.append(new_event(INTL, SESSION, events, at=AT, kind=kind, by="host", body=body))

    assert chain.events == events
    assert chain.head == ledger_head(INTL, SESSION, events)


@pytest.mark.parametrize("step", range(1, len(STEPS)))
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("OPENING", {"freeze": FREEZE}),
        ("ENVELOPES_SEALED", {"freeze": FREEZE, "count": 2, "seats": ["一", "二", "三"]}),
        ("FREEZE", {"freeze": FREEZE, "no": 2}),
        ("DRAW", {"freeze": FREEZE, "unit": "u", "draw": "0" * 64, "seed": "0" * 64,
                  "result": "0" * 64}),
        ("VOID", {"freeze": FREEZE, "reason": "T", "stage": "FROZEN", "signers": []}),
        ("PARTY", {}),
        ("OPENING", {"freeze": "short"}),
        ("NOTICE_POSTED", {"freeze": FREEZE, "where": "门\u200b口"}),
    ],
)  # fmt: skip
def test_what_the_whole_check_refuses_is_refused_with_the_same_code_and_forgotten(
    step: int, kind: str, body: dict[str, Any]
) -> None:
    chain = _chain(step)
    before = list(chain.events)

    try:
        new_event(INTL, SESSION, before, at=AT, kind=kind, by="host", body=body)
        expected = None
    except JunhengError as refusal:
        expected = (refusal.code, dict(refusal.params))
    try:
        chain.append(at=AT, kind=kind, by="host", body=body)
        found = None
    except JunhengError as refusal:
        found = (refusal.code, dict(refusal.params))

    assert found == expected
    if expected is not None:
        assert chain.events == before
        for next_kind, next_body in STEPS[step:]:
            chain.append(at=AT, kind=next_kind, by="host", body=next_body)
        assert chain.events == _chain(len(STEPS)).events


def test_a_clock_that_was_set_back_does_not_turn_time() -> None:
    chain = _chain(2)
    chain.append(at=LATER, kind=STEPS[2][0], by="host", body=STEPS[2][1])

    chain.append(at=AT, kind=STEPS[3][0], by="host", body=STEPS[3][1])

    assert [event["at"] for event in chain.events] == [AT, AT, LATER, LATER]


def test_an_event_that_could_not_be_written_did_not_happen() -> None:
    chain = _chain(3)
    kind, body = STEPS[3]

    def fails(_event: object) -> None:
        raise JunhengError("disk_full")

    with pytest.raises(JunhengError):
        chain.append(at=AT, kind=kind, by="host", body=body, write=fails)
    chain.append(at=AT, kind=kind, by="host", body=body)

    assert chain.events == _chain(4).events


def test_a_broken_ledger_is_not_gone_on_from() -> None:
    events = _chain(4).events
    del events[2]

    with pytest.raises(JunhengError) as refusal:
        EventChain(INTL, SESSION, events)

    assert refusal.value.code == "ledger_damaged"
