"""The published sample session of SG1 §13, built again from its paper inputs alone.

Names, attributes and pins are inputs and are read from the sample; salts, commitments, leaves,
trees, documents, events, signatures and the public file are made by our builders. The toy draw of
the sample stands in for the engine.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from junheng.engine.randomness.keys import draw_id
from junheng.engine.randomness.seeds import CeremonyRules, SeedText
from junheng.engine.randomness.suites import Suite, suite_named
from junheng.engine.record.canonical import Document, canonical_bytes, document_hash
from junheng.engine.record.commitments import result_leaf, roster_leaf, salt_key
from junheng.engine.record.documents import (
    FrozenRoster,
    balance_of,
    checkpoint_document,
    engine_document,
    freeze_document,
    late_document,
    leaf_list,
    lots_document,
    params_document,
    public_document,
    result_document,
    session_document,
    teachers_document,
)
from junheng.engine.record.ledger import ledger_head, new_event
from junheng.engine.record.merkle import LeafTree, document_leaf, tree_root
from junheng.engine.record.signatures import public_key_of, sign_document

DATA = Path(__file__).parents[2] / "data"
UNIT = "520123.gyxx.p1.2026"
RANDOM32 = bytes.fromhex("00112233445566778899aabbccddeeff") * 2
DIGITS = "31415926535897932384"
SIGNING_KEY = bytes(range(32))
SEATS = ["纪检监察", "人大代表", "政协委员", "家长代表1", "家长代表2"]
CLASS_COUNT = 3


@cache
def vectors(suite_name: str) -> dict[str, Any]:
    """The published vectors of one suite, by name."""
    read: dict[str, Any] = json.loads((DATA / "protocol-vectors.json").read_bytes())[suite_name]
    return read


def sample(suite_name: str, name: str) -> bytes:
    """One file of the published sample."""
    return (DATA / "protocol-sample" / suite_name / name).read_bytes()


@cache
def attacks() -> dict[str, Any]:
    """The published session, two honest ledgers and 48 forged ones."""
    read: dict[str, Any] = json.loads((DATA / "protocol-sample" / "attacks.json").read_bytes())
    return read


def identity_number(index: int) -> str:
    """The identity number of student B0000(index+1) in the sample."""
    return f"5201232020{1 + index % 9:02d}{10 + index}{index % 10:03d}X"


@dataclass(frozen=True)
class SampleRecord:
    """The sample session, rebuilt."""

    suite: Suite
    salt_key: bytes
    leaves: tuple[Document, ...]
    roster: LeafTree
    session: Document
    freeze: Document
    seed_text: SeedText
    result_leaves: tuple[Document, ...]
    outcome: LeafTree
    result: Document
    lots: Document
    late: Document
    late_seed_text: SeedText
    events: tuple[Document, ...]
    checkpoint: Document
    public: Document


@cache
def rebuilt(suite_name: str) -> SampleRecord:
    """Build the sample session of one suite."""
    suite = suite_named(suite_name)
    published = vectors(suite_name)
    key = salt_key(suite, RANDOM32, DIGITS)
    leaves = _roster_leaves(suite, key)
    roster = LeafTree.of_documents(suite, leaves)
    engine = engine_document(
        name="sg1-toy", version="1", files=[{"path": "sg1.py", "size": 1, "h": "0" * 64}]
    )
    engine_hash = document_hash(suite, engine)
    rules = CeremonyRules()
    session = session_document(
        suite=suite,
        session_id="520123-2026-01",
        title="某县2026年起始年级阳光分班",
        host="某县教育局",
        planned="2026-08-28T09:30:00+08:00",
        place="县教育局一楼会议室",
        rules="a" * 64,
        engine=engine_hash,
        verifier="b" * 64,
        public_key=public_key_of(SIGNING_KEY),
        ceremony=rules,
    )
    session_hash = document_hash(suite, session)
    params = params_document(
        unit=UNIT,
        class_count=CLASS_COUNT,
        max_difference=2,
        cap=45,
        engine=engine_hash,
        attributes=[("ethnic", 20), ("gender", 100), ("migrant", 20), ("sen", 50)],
        pins={"together": 1},
        budget=200000,
    )
    teachers = teachers_document(
        unit=UNIT, teachers=[("T1", "甲老师"), ("T2", "乙老师"), ("T3", "丙老师")]
    )
    events: list[Document] = []

    def record(at: str, kind: str, by: str, **body: Any) -> None:
        events.append(
            new_event(suite, session, events, at=f"2026-{at}:00+08:00", kind=kind, by=by, body=body)
        )

    record("08-24T09:00", "SESSION", "bureau", session=session_hash)
    record("08-25T10:00", "CHECK_CLOSED", "school:gyxx", unit=UNIT, checked=12, disputed=0)
    freeze = freeze_document(
        suite=suite,
        session=session_hash,
        number=1,
        at="2026-08-26T16:00:00+08:00",
        engine=engine_hash,
        ceremony=rules,
        units=[
            FrozenRoster(
                unit=UNIT,
                n=len(leaves),
                k=CLASS_COUNT,
                roster=roster.root,
                params=document_hash(suite, params),
                teachers=document_hash(suite, teachers),
            )
        ],
        ledger_count=len(events),
        ledger_head=ledger_head(suite, session, events),
    )
    freeze_hash = document_hash(suite, freeze)
    record("08-26T16:05", "FREEZE", "bureau", freeze=freeze_hash, no=1)
    where = "县教育局公告栏、官网、12所学校门口"
    record("08-26T17:00", "NOTICE_POSTED", "bureau", freeze=freeze_hash, where=where)
    record(
        "08-28T09:41", "ENVELOPES_SEALED", "host", freeze=freeze_hash, count=5, seats=list(SEATS)
    )
    seed_text = SeedText(
        "SG1-SEED/1",
        suite,
        freeze_hash,
        "d10:83470192837465019283",
        ("48213377", "90817263", "00519428", "void", "77120345"),
    )
    record("08-28T09:47", "PUBLIC_DRAWN", "host", freeze=freeze_hash, public=seed_text.public)
    record("08-28T09:49", "OPENING", "host", freeze=freeze_hash)
    seed = seed_text.seed().hex()
    record(
        "08-28T09:58",
        "SEED_LOCKED",
        "host",
        freeze=freeze_hash,
        lines=list(seed_text.lines()),
        seed=seed,
    )
    result_leaves = _result_leaves(suite, key, leaves)
    outcome = LeafTree.of_documents(suite, result_leaves)
    classes = [int(leaf["g"][1:]) - 1 for leaf in result_leaves]
    draw = draw_id(suite, freeze_hash, UNIT).hex()
    result = result_document(
        freeze=freeze_hash,
        unit=UNIT,
        draw=draw,
        seed=seed,
        engine=engine_hash,
        roster=roster.root,
        root=outcome.root,
        group_sizes=[classes.count(index) for index in range(CLASS_COUNT)],
        balance=balance_of(params["attrs"], [leaf["a"] for leaf in leaves], classes, CLASS_COUNT),
    )
    result_hash = document_hash(suite, result)
    record(
        "08-28T10:01",
        "DRAW",
        "host",
        freeze=freeze_hash,
        unit=UNIT,
        draw=draw,
        seed=seed,
        result=result_hash,
    )
    printed, disc = _printed_and_disc(suite_name)
    record("08-28T10:05", "PRINT", "host", result=result_hash, pages=3, pdf=printed)
    record("08-28T10:20", "SIGN", "host", result=result_hash, roles=list(SEATS))
    record("08-28T10:30", "DISC", "host", copies=3, box=disc)
    lots = _lots(result_hash)
    record(
        "08-29T15:00",
        "LOTS",
        "school:gyxx",
        unit=UNIT,
        result=result_hash,
        lots=document_hash(suite, lots),
    )
    late_hashes = sorted(published["late out"])
    late = late_document(
        unit=UNIT,
        batch=1,
        result=result_hash,
        arrivals=2,
        roster=tree_root(suite, [bytes.fromhex(entry) for entry in late_hashes]).hex(),
        max_difference=2,
        cap=45,
        sizes=[4, 4, 4],
        ledger_count=len(events),
        ledger_head=ledger_head(suite, session, events),
    )
    late_hash = document_hash(suite, late)
    record("09-03T09:00", "LATE_FREEZE", "bureau", unit=UNIT, late=late_hash, m=2)
    late_seed_text = SeedText(
        "SG1-SEED-LATE/1", suite, late_hash, "d10:55081927", ("20260903", "81736455")
    )
    record(
        "09-05T09:30",
        "LATE_DRAW",
        "school:gyxx",
        unit=UNIT,
        late=late_hash,
        lines=list(late_seed_text.lines()),
        seed=late_seed_text.seed().hex(),
        out=[{"s": entry, "g": published["late out"][entry]} for entry in late_hashes],
        forced=0,
    )
    checkpoint = checkpoint_document(
        session=session_hash, count=len(events), head=ledger_head(suite, session, events)
    )
    public = public_document(
        suite=suite,
        session=session,
        engine=engine,
        params=[params],
        teachers=[teachers],
        freezes=[freeze],
        rosters=[leaf_list(UNIT, "freeze", freeze_hash, roster)],
        results=[result],
        result_leaves=[leaf_list(UNIT, "result", result_hash, outcome)],
        lots=[lots],
        late=[{"doc": late, "leaves": late_hashes}],
        events=events,
        checkpoint=checkpoint,
        signature=sign_document(SIGNING_KEY, checkpoint),
    )
    return SampleRecord(
        suite=suite,
        salt_key=key,
        leaves=leaves,
        roster=roster,
        session=session,
        freeze=freeze,
        seed_text=seed_text,
        result_leaves=result_leaves,
        outcome=outcome,
        result=result,
        lots=lots,
        late=late,
        late_seed_text=late_seed_text,
        events=tuple(events),
        checkpoint=checkpoint,
        public=public,
    )


def _roster_leaves(suite: Suite, key: bytes) -> tuple[Document, ...]:
    inputs = json.loads(sample(suite.name, "sealed-roster.json"))["leaves"]
    return tuple(
        roster_leaf(
            suite,
            key,
            unit=UNIT,
            sid=f"B{index + 1:05d}",
            name=student["name"],
            identity_number=identity_number(index),
            attributes=student["a"],
            pin=student.get("pin"),
        )
        for index, student in enumerate(inputs)
    )


def _result_leaves(suite: Suite, key: bytes, leaves: tuple[Document, ...]) -> tuple[Document, ...]:
    drawn = vectors(suite.name)["toy draw by sid"]
    return tuple(
        result_leaf(
            suite,
            key,
            unit=UNIT,
            sid=leaf["sid"],
            roster_leaf_hash=document_leaf(suite, leaf).hex(),
            group=drawn[leaf["sid"]],
        )
        for leaf in leaves
    )


def _lots(result_hash: str) -> Document:
    return lots_document(
        unit=UNIT,
        result=result_hash,
        mode="physical",
        group_lots=[2, 3, 1],
        teacher_lots=[("T1", 3), ("T2", 1), ("T3", 2)],
    )


def _printed_and_disc(suite_name: str) -> tuple[str, str]:
    """What was printed and what was burnt are not part of the sample: their hashes are inputs."""
    printed, _, disc = json.loads(sample(suite_name, "public.json"))["events"][9:12]
    return printed["body"]["pdf"], disc["body"]["box"]


def copied(document: Any) -> Any:
    """A deep copy of a document, for forgeries."""
    return json.loads(canonical_bytes(document))
