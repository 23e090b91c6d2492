"""What the session announced is held: beacon, seeds, late batches, class sizes, recusals."""

import json
from typing import Any

import pytest

from junheng.verifier import verify_public
from tests.verifier.builder import Record
from tests.verifier.forging import reissue
from tests.verifier.hashing import canonical
from tests.verifier.records_made import (
    UNITS,
    drawn_record,
    frozen_record,
    honest_record,
)


def with_beacon(record: Record, beacon: str, **body: Any) -> Record:
    """Finish the ceremony of a session that announced a public beacon."""
    rules = {**record.public["session"]["ceremony"], "beacon": "drand"}
    record.public["session"]["ceremony"] = rules
    record.find("SESSION")["body"]["session"] = record.hash.of(record.public["session"])
    record.public["freezes"].clear()
    record.public["rosters"].clear()
    del record.events[1:]
    record.relink()
    record.freeze("2026-08-25T09:00:00")
    document = record.public["freezes"][0]
    old = record.hash.of(document)
    document["ceremony"] = rules
    new = record.hash.of(document)
    record.public = json.loads(canonical(record.public).decode().replace(old, new))
    record.relink()
    record.ceremony("2026-08-28")
    locked = record.find("SEED_LOCKED")["body"]
    locked["lines"][-1] = f"beacon={beacon}"
    locked.update(seed=record.seed(locked["lines"]), **body)
    record.relink()
    return record


QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"

# SHA-256 of 48 zero bytes, as any hash tool prints it.
RANDOMNESS = "17b0761f87b081d5cf10757ccc89f12be355c70e2e29df288b65b30710dcbcd1"


def test_a_beacon_is_checked_as_far_as_possible() -> None:
    record = with_beacon(
        frozen_record(), f"drand:{QUICKNET}:657413:{RANDOMNESS}", beacon_sig="0" * 96
    )

    report = verify_public(record.public_bytes(), notice=record.frozen)

    assert report.codes("failed") == []
    assert "beacon_signature" in report.codes("pending")


def test_a_beacon_that_does_not_fit_is_named() -> None:
    wrong = with_beacon(frozen_record(), f"drand:{QUICKNET}:1:{'0' * 64}", beacon_sig="0" * 96)
    unsigned = with_beacon(frozen_record(), f"drand:{QUICKNET}:1:{RANDOMNESS}")
    missing = with_beacon(frozen_record(), "none")

    assert verify_public(wrong.public_bytes()).codes("failed") == ["beacon"]
    assert verify_public(unsigned.public_bytes()).codes("failed") == ["beacon"]
    assert verify_public(missing.public_bytes()).codes("failed") == ["seed_beacon"]


@pytest.mark.parametrize(
    ("place", "line", "expected"),
    [
        (3, "public=b10:83470192837465019283", {"seed_public_kind"}),
        (3, "public=d10:8347019283746501928x", {"seed_public_symbol"}),
        (3, "public=d10:834701928374650192830", {"seed_public_length"}),
        (3, "public=d99:83470192837465019283", {"seed_public_kind"}),
        (4, "envelope.1=lucky", {"seed_envelope"}),
        (4, "envelope.1=void", {"seed_quorum"}),
        (4, "envelope.2=48213377", {"ledger_seed_lines", "seed_text"}),
    ],
)
def test_a_seed_that_breaks_the_announced_rules_is_named(
    place: int, line: str, expected: set[str]
) -> None:
    record = frozen_record()
    record.ceremony("2026-08-28")
    locked = record.find("SEED_LOCKED")["body"]
    locked["lines"][place] = line
    locked["seed"] = record.seed(locked["lines"])
    record.find("PUBLIC_DRAWN")["body"]["public"] = locked["lines"][3].removeprefix("public=")
    record.relink()

    assert set(verify_public(record.public_bytes()).codes("failed")) == expected


def test_a_late_child_without_any_choice_is_flagged() -> None:
    record = drawn_record()
    result = record.public["results"][0]
    result["groups"] = [{"g": "G1", "n": 9}, {"g": "G2", "n": 9}, {"g": "G3", "n": 6}]
    number = record.hash.of(result)
    record.find("DRAW")["body"]["result"] = number
    record.public["result_leaves"][0]["result"] = number
    record.relink()
    # 9, 9, 6 and one arrival: T0 = 9, T = max(9, min(10, 6 + 2)) = 9, so only G3 has seats.
    record.late("2026-09-03", [9, 9, 6], [2, 2, 2], 1, forced=1)

    report = verify_public(record.public_bytes(), notice=record.frozen)

    assert report.codes("failed") == ["result_difference"]
    assert report.codes("warning") == ["late_no_choice"]


def test_a_second_late_batch_counts_the_first() -> None:
    record = drawn_record()
    record.late("2026-09-03", [8, 8, 8], [0, 0, 1, 1, 2, 2], 1)
    placed = record.find("LATE_DRAW")["body"]["out"][0]["g"]
    sizes = [9 if placed == f"G{i}" else 8 for i in (1, 2, 3)]
    tokens = [c for c, size in enumerate(sizes) for _ in range(10 - size)]
    record.late("2026-09-10", sizes, tokens, 1)

    report = verify_public(record.public_bytes(), notice=record.frozen)

    assert report.verdict == "green"


def test_after_an_approved_change_late_sizes_are_left_open() -> None:
    record = drawn_record()
    record.event("CHANGE", "2026-09-02T09:00:00", unit=UNITS[0], kind="leave", count=1)
    record.late("2026-09-03", [8, 7, 8], [0, 1, 1, 2], 1)
    record.events.pop()
    record.relink()

    report = verify_public(record.public_bytes(), notice=record.frozen)

    assert report.codes("failed") == []
    assert {*report.codes("warning"), *report.codes("pending")} == {"late_sizes", "late_awaited"}


def test_a_late_list_nobody_froze_is_named() -> None:
    record = honest_record()
    spare = json.loads(canonical(record.public["late"][0]))
    spare["doc"]["batch"] = 2
    record.public["late"].append(spare)

    assert verify_public(record.public_bytes()).codes("failed") == ["late_recorded"]


def test_a_late_bag_with_too_few_seats_is_named() -> None:
    record = honest_record()
    record.public["late"][0]["doc"]["cap"] = 8
    number = record.hash.of(record.public["late"][0]["doc"])
    old = record.find("LATE_FREEZE")["body"]["late"]
    record.public = json.loads(canonical(record.public).decode().replace(old, number))
    record.relink()

    report = verify_public(record.public_bytes())

    assert set(report.codes("failed")) == {"ledger_seed_hash", "late_rules", "late_placed"}


def test_a_recusal_exchanges_two_teachers_before_the_result() -> None:
    record = drawn_record()
    record.lots("2026-08-29T15:00:00")
    document = record.public["lots"][0]
    # Lots 3, 2, 1 for T1, T2, T3; T1 and T3 exchange, so T1 has class 1 and T3 class 3.
    document["swaps"] = [{"t1": "T1", "t2": "T3", "why": "recusal"}]
    for row in document["out"]:
        row["t"] = {1: "T1", 2: "T2", 3: "T3"}[row["class"]]
    record.find("LOTS")["body"]["lots"] = record.hash.of(document)
    record.relink()

    assert verify_public(record.public_bytes(), notice=record.frozen).verdict == "green"


def test_given_sizes_replace_the_difference_rule() -> None:
    record = Record()
    leaves = [
        record.leaf(UNITS[0], f"B{i:03d}", "甲", {"gender": 1, "migrant": 0, "sen": 0}, {})
        for i in range(1, 9)
    ]
    pins = {"together": 0, "apart": 0, "fixed": 0}
    record.roster(UNITS[0], 2, leaves, pins=pins, sizes=[6, 2])
    record.freeze("2026-08-25T09:00:00")
    record.draw_all("2026-08-28", record.ceremony("2026-08-28"))

    assert verify_public(record.public_bytes()).codes("failed") == []


def test_a_reduced_class_is_a_warning_where_it_is_announced() -> None:
    record = drawn_record()
    # The second unit keeps seats empty; sizes of 12 and 8 go beyond the difference of 2.
    reissue(record, 1, groups=[{"g": "G1", "n": 12}, {"g": "G2", "n": 8}])

    report = verify_public(record.public_bytes(), notice=record.frozen)

    assert report.codes("failed") == []
    assert report.codes("warning") == ["result_reduced_sizes"]
