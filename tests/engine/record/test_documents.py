import hashlib
from dataclasses import replace
from typing import Any

import pytest

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import CeremonyRules, SeedText
from junheng.engine.randomness.suites import GM, INTL
from junheng.engine.record.canonical import canonical_bytes, document_hash
from junheng.engine.record.commitments import rehearsal_leaf
from junheng.engine.record.documents import (
    Cap,
    FrozenRoster,
    Numeric,
    Reduction,
    Swap,
    balance_of,
    engine_document,
    engine_file,
    freeze_document,
    late_entry,
    late_slip_document,
    lots_document,
    lots_outcome,
    params_document,
    pre_ticket_document,
    public_document,
    rehearsal_document,
    rehearsal_entry,
    rehearsal_ticket_document,
    sealed_rehearsal_document,
    session_document,
    slip_document,
)
from junheng.engine.record.merkle import LeafTree, document_leaf
from junheng.engine.record.values import check_moments, is_moment
from tests.engine.record.samples import UNIT, rebuilt

HASH = "a" * 64
SESSION: dict[str, Any] = {
    "suite": INTL,
    "session_id": "520123-2026-01",
    "title": "分班",
    "host": "某县教育局",
    "planned": "2026-08-28T09:30:00+08:00",
    "place": "会议室",
    "rules": HASH,
    "engine": HASH,
    "verifier": HASH,
    "public_key": HASH,
    "ceremony": CeremonyRules(),
}
PARAMS: dict[str, Any] = {
    "unit": "u",
    "class_count": 3,
    "max_difference": 2,
    "cap": 45,
    "engine": HASH,
    "attributes": [("gender", 100)],
    "pins": {},
}
RESULT: dict[str, Any] = {
    "freeze": HASH,
    "unit": "u",
    "draw": HASH,
    "seed": HASH,
    "engine": HASH,
    "roster": HASH,
    "root": HASH,
    "group_sizes": [4, 3],
    "balance": [],
}


def refusal_of(call: Any, **named: Any) -> tuple[str, dict[str, object]]:
    with pytest.raises(JunhengError) as refusal:
        call(**named)
    return refusal.value.code, dict(refusal.value.params)


def test_a_clerk_alone_may_announce_a_smaller_ceremony() -> None:
    rules = CeremonyRules(min_env=1)

    session = session_document(**{**SESSION, "ceremony": rules, "mode": "clerk"})

    assert session["mode"] == "clerk"
    assert "mode" not in session_document(**SESSION)
    weak = {**SESSION, "ceremony": rules}
    assert refusal_of(session_document, **weak) == ("ceremony_rules_weak", {"rule": "min_env"})


@pytest.mark.parametrize("field", ["rules", "engine", "verifier", "public_key"])
def test_a_malformed_hash_is_named(field: str) -> None:
    wrong = {**SESSION, field: HASH.upper()}

    assert refusal_of(session_document, **wrong) == ("hash_malformed", {"field": field})


@pytest.mark.parametrize(
    "moment",
    [
        "2026-08-28 09:30:00+08:00",
        "2026-08-28T09:30:00Z",
        "2026-08-28T09:30:00.0+08:00",
        "2026-02-30T09:30:00+08:00",
        "2026-08-28T09:30:00+08:00\n",
        "\uff12026-08-28T09:30:00+08:00",
        20260828,
    ],
)
def test_a_malformed_moment_is_named(moment: object) -> None:
    assert not is_moment(moment)
    assert refusal_of(check_moments, at=moment) == ("moment_malformed", {"field": "at"})


def test_engine_files_stand_in_the_order_of_their_paths() -> None:
    files = [engine_file(GM, path, b"x") for path in ("b.py", "a/c.py", "a.py")]

    document = engine_document(files=files)

    assert [entry["path"] for entry in document["files"]] == ["a.py", "a/c.py", "b.py"]
    assert (document["name"], document["version"]) == ("junheng", "SG1-ENGINE/1")
    assert document["files"][0] == {"path": "a.py", "size": 1, "h": GM.digest(b"x").hex()}
    twice = refusal_of(engine_document, files=[*files, files[0]])
    assert twice == ("path_twice", {"path": "b.py"})


def test_parameters_leave_out_what_is_empty() -> None:
    plain = params_document(**PARAMS)
    full = params_document(
        **PARAMS,
        numerics=[Numeric("month", 5, 1, 2)],
        caps=[Cap("sen", 1, 3)],
        sizes=[45, 45, 40],
        reduction=Reduction("sen", 1, 2),
    )

    assert plain == {
        "_t": "sg1/params",
        "unit": "u",
        "k": 3,
        "maxdiff": 2,
        "cap": 45,
        "engine": HASH,
        "attrs": ["gender"],
        "weights": {"gender": 100},
        "budget": 4096,
        "pins": {"together": 0, "apart": 0, "fixed": 0},
    }
    assert full == plain | {
        "numerics": [{"name": "month", "weight": 5, "tolerance": 1, "unit": 2}],
        "caps": [{"attr": "sen", "code": 1, "most": 3}],
        "sizes": [45, 45, 40],
        "reduction": {"attr": "sen", "code": 1, "seats": 2},
    }


def test_a_freeze_may_supersede_a_voided_one() -> None:
    roster = FrozenRoster(unit="u", n=12, k=3, roster=HASH, params=HASH, teachers=HASH)
    named: dict[str, Any] = {
        "suite": INTL,
        "session": HASH,
        "number": 2,
        "at": "2026-08-26T16:00:00+08:00",
        "engine": HASH,
        "ceremony": CeremonyRules(),
        "units": [roster],
        "ledger_count": 2,
        "ledger_head": HASH,
    }

    assert freeze_document(**named, supersedes="b" * 64)["supersedes"] == "b" * 64
    assert "supersedes" not in freeze_document(**named)
    malformed = named | {"units": [replace(roster, roster="x")]}
    assert refusal_of(freeze_document, **malformed) == ("hash_malformed", {"field": "roster"})
    assert refusal_of(freeze_document, **named, supersedes="x")[1] == {"field": "supersedes"}


def test_balance_counts_only_cells_of_five_and_more() -> None:
    students = [
        {"gender": 1 + (i % 2), "sen": int(i < 4), "town": 0 if i < 10 else 1 if i < 16 else 2}
        for i in range(20)
    ]
    classes = [0] * 6 + [1] * 6 + [0, 0, 1, 1, 0, 0, 0, 0]

    balance = balance_of(["gender", "sen", "town"], students, classes, 2)

    # Gender: six to four of each. Disability: four students, left out. Towns: six to four of the
    # first, two to four of the second; the third has four students and does not count.
    assert balance == [{"attr": "gender", "max_diff": 2}, {"attr": "town", "max_diff": 2}]


def test_balance_of_a_code_no_class_holds_evenly() -> None:
    students = [{"sen": int(i < 5)} for i in range(10)]

    assert balance_of(["sen"], students, [0] * 5 + [1] * 5, 2) == [{"attr": "sen", "max_diff": 5}]
    assert balance_of(["sen"], students, [0] * 5 + [1] * 5, 3) == [{"attr": "sen", "max_diff": 5}]


def test_balance_leaves_out_five_students_spread_over_small_codes() -> None:
    students = [{"town": i if i < 5 else 9} for i in range(8)]

    # Five differ from the most common town, but no town has five students to count.
    assert balance_of(["town"], students, [0, 1] * 4, 2) == [{"attr": "town", "max_diff": 0}]
    assert balance_of(["town"], [], [], 2) == []


def test_a_result_counts_its_groups() -> None:
    rehearsal = rehearsal_document(j=3, **RESULT)

    assert rehearsal["groups"] == [{"g": "G1", "n": 4}, {"g": "G2", "n": 3}]
    assert (rehearsal["n"], rehearsal["k"]) == (7, 2)
    assert (rehearsal["_t"], rehearsal["j"]) == ("sg1/rehearsal", 3)


GROUPS = [{"g": "G1", "lot": 2}, {"g": "G2", "lot": 3}, {"g": "G3", "lot": 1}]
TEACHERS = [{"t": "T1", "lot": 3}, {"t": "T2", "lot": 1}, {"t": "T3", "lot": 2}]


def test_swaps_are_applied_in_their_order_before_the_outcome() -> None:
    swaps = [Swap("T1", "T2"), Swap("T2", "T3")]

    lots = lots_document(
        unit="u",
        result=HASH,
        mode="physical",
        group_lots=[2, 3, 1],
        teacher_lots=[("T1", 3), ("T2", 1), ("T3", 2)],
        swaps=swaps,
    )

    # After the first swap T1 holds lot 1 and T2 lot 3; after the second T2 lot 2 and T3 lot 3.
    assert lots["out"] == [
        {"class": 1, "g": "G3", "t": "T1"},
        {"class": 2, "g": "G1", "t": "T2"},
        {"class": 3, "g": "G2", "t": "T3"},
    ]
    assert lots["swaps"][0] == {"t1": "T1", "t2": "T2", "why": "recusal"}
    assert lots["groups"] == GROUPS
    assert lots["teachers"] == TEACHERS


@pytest.mark.parametrize(
    ("groups", "teachers", "table"),
    [
        ([*GROUPS[:2], {"g": "G3", "lot": 2}], TEACHERS, "groups"),
        ([*GROUPS[:2], {"g": "G1", "lot": 1}], TEACHERS, "groups"),
        (GROUPS, [*TEACHERS[:2], {"t": "T3", "lot": 4}], "teachers"),
        (GROUPS, [{"t": "T1", "lot": 1}], "teachers"),
    ],
)
def test_lots_must_be_permutations(groups: Any, teachers: Any, table: str) -> None:
    refusal = refusal_of(lots_outcome, groups=groups, teachers=teachers)

    assert refusal == ("lots_not_a_permutation", {"table": table})


@pytest.mark.parametrize("swap", [Swap("T1", "T9"), Swap("T9", "T1")])
def test_a_swap_of_an_unknown_teacher_is_refused(swap: Swap) -> None:
    refusal = refusal_of(lots_outcome, groups=GROUPS, teachers=TEACHERS, swaps=[swap])

    assert refusal[0] == "swap_of_unknown_teacher"


@pytest.mark.parametrize("suite_name", ["intl", "gm"])
def test_a_rehearsal_never_looks_like_a_draw(suite_name: str) -> None:
    record = rebuilt(suite_name)
    placed = [
        rehearsal_leaf(
            record.suite,
            record.salt_key,
            1,
            unit=UNIT,
            sid=leaf["sid"],
            roster_leaf_hash=document_leaf(record.suite, leaf).hex(),
            group="G1",
        )
        for leaf in record.leaves
    ]
    tree = LeafTree.of_documents(record.suite, placed)
    rehearsal = rehearsal_document(j=1, **{**RESULT, "root": tree.root})
    rehearsal_hash = document_hash(record.suite, rehearsal)

    ticket = rehearsal_ticket_document(
        rehearsal=rehearsal_hash,
        session=document_hash(record.suite, record.session),
        freeze=document_hash(record.suite, record.freeze),
        roster=record.roster,
        roster_leaf=record.leaves[0],
        outcome=tree,
        result_leaf=placed[0],
    )
    sealed = sealed_rehearsal_document(unit=UNIT, leaves=record.leaves, rehearsals=placed)

    assert ticket["_t"] == "sg1/ticket-q"
    assert ticket["rehearsal"] == rehearsal_hash
    assert "result" not in ticket
    assert set(sealed) == {"_t", "unit", "leaves", "rehearsals"}
    entry = rehearsal_entry(rehearsal, tree)
    assert entry == {"doc": rehearsal, "leaves": tree.leaves} == late_entry(rehearsal, tree)
    public = public_document(
        suite=record.suite,
        **{
            field: record.public[field]
            for field in (
                *("session", "engine", "params", "teachers", "freezes", "rosters"),
                *("results", "result_leaves", "lots", "late", "events", "checkpoint"),
            )
        },
        signature=record.public["sig"],
        rehearsals=[entry],
    )
    assert public == record.public | {"rehearsals": [entry]}


def test_a_pre_ticket_holds_the_roster_half_alone() -> None:
    record = rebuilt("intl")

    ticket = pre_ticket_document(
        session=HASH, freeze=HASH, roster=record.roster, roster_leaf=record.leaves[0]
    )

    assert set(ticket) == {"_t", "suite", "session", "freeze", "n", "s", "si", "sp"}
    assert ticket["_t"] == "sg1/ticket"


def test_a_slip_is_small_enough_for_paper() -> None:
    record = rebuilt("intl")

    slip = slip_document(
        freeze=document_hash(record.suite, record.freeze),
        roster_leaf=record.leaves[0],
        result_leaf=record.result_leaves[0],
    )

    assert slip["s"] == record.leaves[0]
    assert slip["r"] == record.result_leaves[0]
    # QR version 19-M holds 624 bytes (ISO/IEC 18004).
    assert len(canonical_bytes(slip)) <= 624


def test_a_late_slip_holds_the_batch_and_the_leaf() -> None:
    record = rebuilt("intl")

    slip = late_slip_document(late=HASH, roster_leaf=record.leaves[0])

    assert slip == {"_t": "sg1/late-slip", "late": HASH, "s": record.leaves[0]}


def test_electronic_lots_hold_their_own_seed_text() -> None:
    text = SeedText(
        "SG1-SEED-LOTS/1", INTL, HASH, "d10:13572468", envelopes=("10293847", "56473829")
    )

    lots = lots_document(
        unit="u",
        result=HASH,
        mode="electronic",
        group_lots=[2, 1],
        teacher_lots=[("T1", 1), ("T2", 2)],
        seed_text=text,
    )

    lines = "".join(f"{line}\n" for line in lots["lines"]).encode()
    assert lots["lines"][2] == f"result={HASH}"
    assert lots["seed"] == hashlib.sha256(lines).hexdigest()
