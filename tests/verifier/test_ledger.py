"""The rules of the ledger against the published attacks."""

import json
from pathlib import Path
from typing import Any

import pytest

from junheng.verifier.hashes import SUITES
from junheng.verifier.ledger import read_ledger
from tests.verifier.builder import Record
from tests.verifier.records_made import frozen_record, honest_record

ATTACKS = json.loads(Path("tests/data/protocol-sample/attacks.json").read_text(encoding="utf-8"))
FREEZE_2 = {"no": 2, "freeze": "f" * 64}


def codes(session: dict[str, Any], events: list[Any]) -> list[str]:
    return [finding.code for finding in read_ledger(session, events, SUITES["intl"]).findings]


def codes_of(record: Record) -> list[str]:
    record.relink()
    return codes(record.public["session"], record.events)


@pytest.mark.parametrize("place", [0, 1])
def test_an_honest_ledger_is_accepted(place: int) -> None:
    assert codes(ATTACKS["session"], ATTACKS["good"][place]) == []


@pytest.mark.parametrize("place", range(48))
def test_every_published_attack_is_refused(place: int) -> None:
    assert codes(ATTACKS["session"], ATTACKS["bad"][place]) != []


def test_there_are_48_attacks() -> None:
    assert len(ATTACKS["bad"]) == 48


@pytest.mark.parametrize(
    ("forge", "expected"),
    [
        (lambda r: r.events[1].update(at="2026-08-25"), "ledger_event_malformed"),
        (lambda r: r.events[1].update(at="2026-02-30T00:00:00+08:00"), "ledger_event_malformed"),
        (lambda r: r.find("FREEZE")["body"].pop("no"), "ledger_body_malformed"),
        (lambda r: r.find("FREEZE")["body"].update(supersedes="a" * 64),
         "ledger_freeze_supersedes"),
        (lambda r: r.find("SESSION")["body"].update(session="a" * 64), "ledger_session_wrong"),
        (lambda r: r.find("ENVELOPES_SEALED")["body"].update(seats=[]), "ledger_seats_wrong"),
        (lambda r: r.find("DRAW")["body"].update(draw="a" * 64), "ledger_draw_id"),
        (lambda r: r.find("LOTS")["body"].update(result="a" * 64), "ledger_lots_without_result"),
        (lambda r: r.find("LATE_DRAW")["body"].update(unit="other"), "ledger_late_without_freeze"),
        (lambda r: r.find("LATE_FREEZE")["body"].update(unit="other"),
         "ledger_late_without_result"),
        (lambda r: r.find("NOTICE_POSTED")["body"].update(freeze="a" * 64),
         "ledger_freeze_unknown"),
        (lambda r: r.event("REHEARSAL", "2026-09-10T00:00:00", freeze="a" * 64, j=1),
         "ledger_freeze_unknown"),
        (lambda r: r.event("DRAW", "2026-09-10T00:00:00",
                           **{**r.find("DRAW")["body"], "freeze": "a" * 64}),
         "ledger_freeze_unknown"),
        (lambda r: r.event("VOID", "2026-09-10T00:00:00", freeze="a" * 64, reason="D"),
         "ledger_freeze_unknown"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named(forge: Any, expected: str) -> None:
    record = honest_record()

    forge(record)

    assert expected in codes_of(record)


def test_lots_after_a_void_are_refused() -> None:
    record = honest_record()
    lots = record.events.pop(record.events.index(record.find("LOTS", 1)))
    record.event("VOID", "2026-09-10T00:00:00", freeze=record.frozen, reason="E")
    record.event("LOTS", "2026-09-10T01:00:00", **lots["body"])

    assert codes_of(record) == ["ledger_lots_without_result"]


def test_a_new_freeze_names_the_void_one() -> None:
    record = frozen_record()
    first = record.frozen
    record.event("VOID", "2026-08-26T00:00:00", freeze=first, reason="C")
    record.event("FREEZE", "2026-08-26T01:00:00", **FREEZE_2, supersedes=first)

    assert codes_of(record) == []


def test_an_unknown_event_is_listed_but_breaks_nothing() -> None:
    record = frozen_record()
    record.event("WEATHER", "2026-08-26T00:00:00")
    record.event("CHANGE", "2026-08-26T00:00:00", unit="u")
    record.event("CLOCK", "2026-08-26T00:00:00", old=1, new=2)

    ledger = read_ledger(record.public["session"], record.events, SUITES["intl"])

    assert (ledger.findings, ledger.unknown, ledger.changes) == ([], [4], [(5, "u")])
