"""The public file and tickets: honest ones pass, everything else is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from junheng.verifier import verify_public
from tests.verifier.builder import Record
from tests.verifier.hashing import canonical
from tests.verifier.records_made import (
    UNITS,
    drawn_record,
    frozen_record,
    honest_record,
    rehearsed_record,
)
from tests.verifier.sessions_made import identity_number

SAMPLE = Path("tests/data/protocol-sample")
SUITE_NAMES = ("intl", "gm")


def opened(report: Any) -> set[str]:
    return set(report.codes("warning")) | set(report.codes("pending"))


@pytest.mark.parametrize("suite", SUITE_NAMES)
def test_the_published_sample_passes(suite: str) -> None:
    folder = SAMPLE / suite
    vectors = json.loads(Path("tests/data/protocol-vectors.json").read_text(encoding="utf-8"))

    report = verify_public(
        (folder / "public.json").read_bytes(),
        notice=vectors[suite]["freeze hash on paper"],
        ticket=(folder / "ticket-B00001.json").read_bytes(),
    )

    assert report.verdict == "green"
    assert "乙老师" in " ".join(step.sentence for step in report.steps) or suite == "gm"


def test_a_parent_reads_the_record_in_words() -> None:
    # The sample's ticket holds ethnic 0, gender 1, migrant 1, sen 0.
    folder = SAMPLE / "intl"

    report = verify_public(
        (folder / "public.json").read_bytes(),
        ticket=(folder / "ticket-B00001.json").read_bytes(),
    )

    (read,) = [step.sentence for step in report.steps if step.code == "ticket_record"]
    for words in ("性别 男", "随迁子女 是", "随班就读 否", "民族（国标代码） 0"):
        assert words in read


@pytest.mark.parametrize("suite", SUITE_NAMES)
@pytest.mark.parametrize("form", ["ticket", "slip"])
def test_an_honest_record_passes(suite: str, form: str) -> None:
    record = honest_record(suite)
    ticket = record.ticket() if form == "ticket" else record.slip()

    report = verify_public(
        record.public_bytes(),
        notice=record.frozen,
        ticket=canonical(ticket),
        identity_number=identity_number("B001").lower(),
    )

    assert report.verdict == "green"
    assert "ticket_teacher" in report.codes("passed")


@pytest.mark.parametrize("suite", SUITE_NAMES)
def test_a_late_arrivals_slip_passes(suite: str) -> None:
    record = honest_record(suite)
    slip = record.late_slip()

    report = verify_public(
        record.public_bytes(),
        notice=record.frozen,
        ticket=canonical(slip),
        identity_number=identity_number("L10"),
    )

    assert report.verdict == "green"
    group = record.find("LATE_DRAW")["body"]["out"][0]["g"]
    (shown,) = [step for step in report.steps if step.code == "ticket_teacher"]
    assert shown.params["g"] == group
    (read,) = [step.sentence for step in report.steps if step.code == "ticket_record"]
    assert "补录原因 补报" in read


def test_a_late_arrivals_slip_before_the_draw_stays_open() -> None:
    record = honest_record()
    record.events.remove(record.find("LATE_DRAW"))
    record.relink()

    report = verify_public(record.public_bytes(), ticket=canonical(record.late_slip()))

    assert report.codes("failed") == []
    assert "ticket_late_class" in report.codes("pending")


def test_a_late_slip_of_a_voided_result_is_named() -> None:
    record = honest_record()
    record.event("VOID", "2026-09-10T00:00:00", freeze=record.frozen, reason="E")

    report = verify_public(record.public_bytes(), ticket=canonical(record.late_slip()))

    assert "ticket_late_batch" in report.codes("failed")


def test_every_family_reads_whether_it_was_drawn() -> None:
    record = honest_record()
    unit, out = UNITS[0], record.find("REPRESENTATIVES")["body"]["out"]
    sids = {record.hash.leaf(leaf): leaf["sid"] for leaf in record.sealed[unit]["leaves"]}
    places = {leaf: place for row in out for place, leaf in enumerate(row["s"], 1)}
    public = record.public_bytes()

    shown = {}
    for leaf, sid in sids.items():
        report = verify_public(public, ticket=canonical(record.ticket(sid)))
        (step,) = [s for s in report.steps if s.code.endswith("_representative")]
        shown[leaf] = (step.outcome, step.params.get("place"))

    # 24 children in 3 classes: five of each are drawn.
    assert len(places) == 15
    assert shown == {leaf: ("passed", places.get(leaf)) for leaf in sids}


def test_without_the_notice_code_the_verdict_stays_open() -> None:
    report = verify_public(honest_record().public_bytes(), notice=" ")

    assert (report.verdict, opened(report)) == ("amber", {"notice"})


def test_a_wrong_or_unreadable_notice_code_is_named() -> None:
    raw = honest_record().public_bytes()

    assert verify_public(raw, notice="0" * 64).codes("failed") == ["notice"]
    assert verify_public(raw, notice="1234").codes("failed") == ["notice_readable"]


def test_an_identity_number_needs_a_ticket() -> None:
    record = honest_record()

    report = verify_public(record.public_bytes(), notice=record.frozen, identity_number="1")

    assert opened(report) == {"ticket"}


@pytest.mark.parametrize("ticket", [b"", b"x", b"{}", b'{"_t":"sg1/ticket"}'])
def test_what_is_not_a_ticket_is_named(ticket: bytes) -> None:
    report = verify_public(honest_record().public_bytes(), ticket=ticket)

    assert report.codes("failed") == ["ticket"]


def test_before_the_draw_a_child_is_found_in_the_frozen_roster() -> None:
    record = frozen_record()

    report = verify_public(
        record.public_bytes(), notice=record.frozen, ticket=canonical(record.ticket(kind="pre"))
    )

    assert report.codes("failed") == []
    assert opened(report) == {"result_awaited", "ticket_class"}


def test_a_rehearsal_is_announced_as_such() -> None:
    record = rehearsed_record()

    for ticket in (record.ticket(kind="q"), record.slip(kind="q")):
        report = verify_public(
            record.public_bytes(), notice=record.frozen, ticket=canonical(ticket)
        )

        assert report.codes("failed") == []
        assert opened(report) == {"rehearsal_only", "result_awaited", "ticket_rehearsal"}
        assert "这是演练，不是正式结果。" in [step.sentence for step in report.steps]


def test_a_rehearsal_beside_the_result_is_mentioned() -> None:
    record = frozen_record()
    record.rehearse("2026-08-26T10:00:00", 1)
    record.draw_all("2026-08-28", record.ceremony("2026-08-28"))

    report = verify_public(record.public_bytes(), notice=record.frozen)

    assert report.verdict == "green"
    assert "rehearsal_besides" in report.codes("passed")


def _unlogged(record: Record) -> None:
    record.events.remove(record.find("REHEARSAL"))
    record.relink()


def _promoted(record: Record) -> None:
    rehearsal = record.public["rehearsals"].pop(0)["doc"]
    record.public["results"].append(rehearsal)


@pytest.mark.parametrize(
    ("forge", "expected"),
    [
        (_unlogged, {"rehearsal_recorded"}),
        (_promoted, {"public_shape"}),
        (lambda r: r.public["rehearsals"][0]["doc"].update(seed="a" * 64), {"result_seed"}),
        (lambda r: r.public["rehearsals"][0]["leaves"].pop(), {"result_leaves", "result_root"}),
    ],
)
def test_a_forged_rehearsal_is_named(forge: Any, expected: set[str]) -> None:
    record = rehearsed_record()

    forge(record)

    assert set(verify_public(record.public_bytes()).codes("failed")) == expected


def test_void_results_stay_visible_and_the_notice_code_of_a_void_freeze_fails() -> None:
    record = drawn_record()
    first = record.frozen
    record.event("VOID", "2026-08-28T12:00:00", freeze=first, reason="E")
    record.freeze("2026-08-29T09:00:00", supersedes=first)
    record.ceremony("2026-08-30")

    report = verify_public(record.public_bytes(), notice=first)

    assert report.codes("failed") == ["notice_void"]
    assert opened(report) == {
        "voids",
        "result_void",
        "notice_posted",
        "notice_time",
        "result_awaited",
    }
    # Void after the seed was known: at least 72 hours until the next seed, here 24.
    assert [s.params["hours"] for s in report.steps if s.code == "notice_time"] == [72, 24]


def test_one_clerk_in_one_sitting_is_a_warning() -> None:
    record = frozen_record(mode="clerk")
    record.events.pop()
    record.relink()
    record.draw_all("2026-08-25", record.ceremony("2026-08-25"))

    report = verify_public(record.public_bytes(), notice=record.frozen)

    assert report.codes("failed") == []
    assert report.codes("warning") == ["mode_clerk", "notice_posted", "notice_time"]


def test_pins_to_a_class_are_a_warning() -> None:
    record = Record()
    leaves = [
        record.leaf(UNITS[0], "B001", "甲", {"gender": 1, "migrant": 0, "sen": 0}, {"fixed": 0}),
        record.leaf(UNITS[0], "B002", "乙", {"gender": 2, "migrant": 0, "sen": 0}, {}),
    ]
    record.roster(UNITS[0], 2, leaves, pins={"together": 0, "apart": 0, "fixed": 1})
    record.freeze("2026-08-25T09:00:00")

    report = verify_public(
        record.public_bytes(), notice=record.frozen, ticket=canonical(record.ticket(kind="pre"))
    )

    assert report.codes("warning") == ["pins", "ticket_pin"]


def test_an_event_of_an_unknown_kind_is_mentioned() -> None:
    record = honest_record()
    record.event("WEATHER", "2026-10-01T00:00:00", sky="blue")

    report = verify_public(record.public_bytes(), notice=record.frozen)

    assert (report.verdict, report.codes("warning")) == ("amber", ["ledger_unknown_event"])
