"""The public file and tickets: honest ones pass, everything else is named."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junheng.verifier import verify_public
from tests.verifier import forgeries
from tests.verifier.builder import (
    UNITS,
    Document,
    Record,
    canonical,
    drawn_record,
    frozen_record,
    honest_record,
    identity_number,
    rehearsed_record,
)

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
    assert opened(report) == {"late_sizes", "late_awaited"}


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
    forgeries.reissue(record, 1, groups=[{"g": "G1", "n": 12}, {"g": "G2", "n": 8}])

    report = verify_public(record.public_bytes(), notice=record.frozen)

    assert report.codes("failed") == []
    assert report.codes("warning") == ["result_reduced_sizes"]


@pytest.mark.parametrize("form", ["public", "ticket"])
def test_one_flipped_byte_is_refused(form: str) -> None:
    record = honest_record()
    files = {"public": record.public_bytes(), "ticket": canonical(record.ticket())}
    step = {"public": 211, "ticket": 17}[form]

    for place in range(0, len(files[form]), step):
        spoilt = bytearray(files[form])
        spoilt[place] ^= 1
        report = verify_public(
            bytes(spoilt) if form == "public" else files["public"],
            notice=record.frozen,
            ticket=bytes(spoilt) if form == "ticket" else files["ticket"],
            identity_number=identity_number("B001"),
        )
        assert report.verdict == "red", place


JUNK = st.recursive(
    st.booleans() | st.integers(-3, 2**53) | st.sampled_from(["", "G1", "0" * 64, "sg1/result"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["_t", "n", "unit", "leaves"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container with every key or index of it."""
    found: list[tuple[Any, Any]] = []
    keys = value.keys() if isinstance(value, dict) else range(len(value))
    for key in list(keys):
        found.append((value, key))
        if isinstance(value[key], dict | list):
            found += places(value[key])
    return found


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(st.data())
def test_any_mutation_gives_a_report_with_a_failed_step(data: st.DataObject) -> None:
    record = honest_record()
    document: Document = json.loads(record.public_bytes())
    container, key = data.draw(st.sampled_from(places(document)).map(lambda p: p))
    before = json.dumps(document, sort_keys=True)
    if data.draw(st.booleans()):
        container[key] = data.draw(JUNK)
    else:
        del container[key]
    unchanged = json.dumps(document, sort_keys=True) == before

    report = verify_public(
        canonical(document), notice=record.frozen, ticket=canonical(record.ticket())
    )

    assert report.verdict == ("green" if unchanged else "red")
    assert all(step.sentence for step in report.steps)


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(st.data())
def test_any_mutated_and_relinked_ledger_gives_a_report(data: st.DataObject) -> None:
    record = honest_record()
    container, key = data.draw(st.sampled_from(places(record.public["events"])))
    container[key] = data.draw(JUNK)
    try:
        record.relink()
    except TypeError:
        return

    report = verify_public(record.public_bytes(), ticket=canonical(record.ticket()))

    assert all(step.sentence for step in report.steps)


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(st.binary(max_size=200), JUNK)
def test_any_bytes_give_a_report(raw: bytes, junk: Any) -> None:
    honest = honest_record().public_bytes()

    for spoilt in (raw, canonical(junk), honest[: len(raw) * 50], honest + raw[:1] + b" "):
        assert verify_public(spoilt, ticket=raw).verdict == "red"


def test_an_event_of_an_unknown_kind_is_mentioned() -> None:
    record = honest_record()
    record.event("WEATHER", "2026-10-01T00:00:00", sky="blue")

    report = verify_public(record.public_bytes(), notice=record.frozen)

    assert (report.verdict, report.codes("warning")) == ("amber", ["ledger_unknown_event"])
