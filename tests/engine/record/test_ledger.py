import pytest

from junheng.core.messages import sentence
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import INTL
from junheng.engine.record.canonical import canonical_bytes, document_hash, parse_canonical
from junheng.engine.record.events import EVENT_KINDS
from junheng.engine.record.ledger import (
    check_ledger,
    ledger_head,
    new_event,
    private_document,
)
from tests.engine.record.forgeries import (
    FORGERIES,
    Forgery,
    at,
    chained,
    forged,
    later,
    second_unit_drawn,
    with_representatives,
)
from tests.engine.record.samples import SampleRecord, attacks, copied, rebuilt

LAST_MOMENT = "2026-12-31T23:59:59+08:00"
STEPS = ("FREEZE", "ENVELOPES_SEALED", "PUBLIC_DRAWN", "OPENING", "SEED_LOCKED", "DRAW")
ALLOWED = {
    "FREEZE": "CPD",
    "ENVELOPES_SEALED": "PD",
    "PUBLIC_DRAWN": "PD",
    "OPENING": "D",
    "SEED_LOCKED": "TERD",
    "DRAW": "TERD",
}
"""SG1 §7.4 by hand: the reasons allowed after each step; X stands for any other."""


@pytest.fixture(params=["intl", "gm"])
def record(request: pytest.FixtureRequest) -> SampleRecord:
    return rebuilt(request.param)


@pytest.mark.parametrize("index", range(2))
def test_the_published_honest_ledgers_are_in_order(index: int) -> None:
    assert check_ledger(attacks()["session"], attacks()["good"][index], INTL) == []


@pytest.mark.parametrize("index", range(48))
def test_each_published_attack_is_refused(index: int) -> None:
    findings = check_ledger(attacks()["session"], attacks()["bad"][index], INTL)

    assert findings
    assert all(sentence(finding.code, finding.params) for finding in findings)


def test_there_are_48_published_attacks() -> None:
    assert len(attacks()["bad"]) == 48


def test_the_sample_ledger_is_in_order(record: SampleRecord) -> None:
    assert check_ledger(record.session, record.events, record.suite) == []


def test_an_empty_ledger_is_in_order_and_its_head_is_the_session(record: SampleRecord) -> None:
    assert check_ledger(record.session, [], record.suite) == []
    head = ledger_head(record.suite, record.session, [])
    assert head == document_hash(record.suite, record.session)


def test_one_freeze_may_have_draws_of_several_units(record: SampleRecord) -> None:
    assert check_ledger(record.session, second_unit_drawn(record), record.suite) == []


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.name)
def test_each_forgery_is_refused_by_its_rule(forgery: Forgery, record: SampleRecord) -> None:
    findings = check_ledger(record.session, forged(forgery, record), record.suite)

    assert forgery.code in [finding.code for finding in findings]
    assert all(sentence(finding.code, finding.params) for finding in findings)


@pytest.mark.parametrize("reason", "CPTERDX")
@pytest.mark.parametrize("step", STEPS)
def test_a_void_is_allowed_only_for_its_reasons(
    step: str, reason: str, record: SampleRecord
) -> None:
    events = list(record.events[: at(record.events, step) + 1])
    freeze = record.events[at(record.events, "FREEZE")]["body"]["freeze"]
    void = {**later(events[0]), "type": "VOID", "body": {"freeze": freeze, "reason": reason}}

    findings = check_ledger(
        record.session, chained(record.suite, record.session, [*events, void]), record.suite
    )

    codes = [finding.code for finding in findings]
    assert codes == ([] if reason in ALLOWED[step] else ["void_not_allowed"])


def test_representatives_come_between_draw_and_lots(record: SampleRecord) -> None:
    events = chained(record.suite, record.session, with_representatives(list(record.events)))

    assert check_ledger(record.session, events, record.suite) == []


def test_a_voided_result_has_no_lots(record: SampleRecord) -> None:
    events = copied(list(record.events[: at(record.events, "DRAW") + 1]))
    void = {**later(events[0]), "type": "VOID"}
    void["body"] = {"freeze": events[-1]["body"]["freeze"], "reason": "E"}
    lots = later(record.events[at(record.events, "LOTS")])

    findings = check_ledger(
        record.session, chained(record.suite, record.session, [*events, void, lots]), record.suite
    )

    assert [finding.code for finding in findings] == ["lots_without_result"]


def test_a_void_lets_the_next_freeze_in(record: SampleRecord) -> None:
    events = list(record.events)
    freeze = events[at(events, "FREEZE")]["body"]["freeze"]
    void = new_event(
        record.suite,
        record.session,
        events,
        at=LAST_MOMENT,
        kind="VOID",
        by="bureau+inspector",
        body={"freeze": freeze, "reason": "E", "stage": "DRAWN", "signers": ["纪检监察"]},
    )

    refrozen = new_event(
        record.suite,
        record.session,
        [*events, void],
        at=LAST_MOMENT,
        kind="FREEZE",
        by="bureau",
        body={"freeze": "f" * 64, "no": 2, "supersedes": freeze},
    )

    assert check_ledger(record.session, [*events, void, refrozen], record.suite) == []


def test_a_new_void_must_name_stage_and_signers(record: SampleRecord) -> None:
    freeze = record.events[at(record.events, "FREEZE")]["body"]["freeze"]

    with pytest.raises(JunhengError) as refusal:
        new_event(
            record.suite,
            record.session,
            record.events,
            at=LAST_MOMENT,
            kind="VOID",
            by="bureau",
            body={"freeze": freeze, "reason": "E"},
        )

    assert refusal.value.code == "event_field_missing"
    assert refusal.value.params == {"kind": "VOID", "field": "stage", "event": 16}


def test_an_event_that_breaks_a_rule_cannot_be_written(record: SampleRecord) -> None:
    draw = record.events[at(record.events, "DRAW")]["body"]

    with pytest.raises(JunhengError) as refusal:
        new_event(
            record.suite,
            record.session,
            record.events,
            at=LAST_MOMENT,
            kind="DRAW",
            by="host",
            body=draw,
        )

    assert refusal.value.code == "draw_twice"
    assert refusal.value.params["event"] == 16


def test_private_detail_enters_by_its_hash_alone(record: SampleRecord) -> None:
    detail = private_document(salt=bytes(range(32)), body={"who": "x"})
    detail_hash = document_hash(record.suite, detail)

    event = new_event(
        record.suite,
        record.session,
        record.events,
        at=LAST_MOMENT,
        kind="PIN",
        by="school:gyxx",
        body={"unit": "u", "kind": "together", "count": 1},
        private=detail_hash,
    )

    assert detail == {"_t": "sg1/priv", "salt": bytes(range(32)).hex(), "body": {"who": "x"}}
    assert event["priv"] == detail_hash
    assert check_ledger(record.session, [*record.events, event], record.suite) == []


@pytest.mark.slow
def test_a_flipped_byte_anywhere_in_the_ledger_is_noticed() -> None:
    record = rebuilt("intl")
    head = ledger_head(record.suite, record.session, record.events)
    unnoticed = 0

    for index, event in enumerate(record.events):
        raw = canonical_bytes(event)
        for position in range(len(raw)):
            flipped = bytearray(raw)
            flipped[position] ^= 1
            try:
                changed = parse_canonical(bytes(flipped))
            except JunhengError:
                continue
            events = [*record.events[:index], changed, *record.events[index + 1 :]]
            is_same_head = document_hash(record.suite, events[-1]) == head
            if is_same_head and not check_ledger(record.session, events, record.suite):
                unnoticed += 1

    assert unnoticed == 0


def test_a_session_without_rules_cannot_be_checked(record: SampleRecord) -> None:
    session = {**record.session, "ceremony": {"public": "d10"}}

    with pytest.raises(JunhengError) as refusal:
        check_ledger(session, [], record.suite)

    assert refusal.value.code == "ceremony_rules_malformed"


def test_the_catalogue_marks_the_acts_of_two_people() -> None:
    marked = {name for name, kind in EVENT_KINDS.items() if kind.needs_two}

    assert marked == {
        "PIN",
        "FREEZE",
        "SEED_LOCKED",
        "REPRESENTATIVES",
        "LOTS",
        "LATE_FREEZE",
        "LATE_DRAW",
        "CHANGE",
        "VOID",
        "CLOCK",
        "RESTORE",
        "KEY_DESTROYED",
    }


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("CHECK_OPEN", {"unit": "u"}),
        ("FREEDOM", {"freeze": "a" * 64, "unit": "u", "r": 400, "flagged": 0, "report": "b" * 64}),
        ("REHEARSAL", {"freeze": "a" * 64, "j": 1}),
        ("PUBLISH", {"public": "a" * 64}),
        ("CHANGE", {"unit": "u", "kind": "move", "approval": "2026-1", "count": 1}),
        ("RECONCILE", {"unit": "u", "compared": 12, "mismatched": 0, "report": "a" * 64}),
        ("ANCHOR", {"kind": "paper", "head": "a" * 64, "ref": "x"}),
        ("ACCESS", {"day": "2026-08-30", "queries": 3, "lockouts": 0}),
        ("CLOCK", {"old": "x", "new": "y"}),
        ("RESTORE", {"backup": "x", "found": "a" * 64, "paper": "b" * 64}),
        ("KEY_DESTROYED", {"what": "K_salt"}),
        ("DISC", {"copies": 3, "box": "a" * 64, "readback": 3}),
    ],
)
def test_events_outside_the_ceremony_are_accepted(
    kind: str, body: dict[str, object], record: SampleRecord
) -> None:
    event = new_event(
        record.suite,
        record.session,
        record.events,
        at=LAST_MOMENT,
        kind=kind,
        by="bureau",
        body=body,
    )

    assert check_ledger(record.session, [*record.events, event], record.suite) == []


@pytest.mark.parametrize(
    "out",
    [
        [{"g": "G1"}],
        [{"g": "G1", "s": "a" * 64}],
        [{"g": "G1", "s": ["a" * 63]}],
        [{"g": 1, "s": []}],
        [{"g": "G1", "s": [], "name": "x"}],
        ["G1"],
        {"g": "G1", "s": []},
    ],
)
def test_lists_of_representatives_hold_groups_and_leaves_only(
    out: object, record: SampleRecord
) -> None:
    events = chained(
        record.suite, record.session, with_representatives(list(record.events), out=out)
    )

    codes = [finding.code for finding in check_ledger(record.session, events, record.suite)]

    assert codes == ["event_field_malformed"]
