"""Every published vector, in both suites."""

import pytest

from junheng.engine.randomness.keys import draw_id, rehearsal_seed, stage_key, unit_seed
from junheng.engine.randomness.seeds import SeedText
from junheng.engine.randomness.stream import RandomStream
from junheng.engine.record.canonical import canonical_bytes, document_hash, parse_canonical
from junheng.engine.record.commitments import identity_commitment, salt_key, student_salt
from junheng.engine.record.container import Passphrase, open_container, seal_container
from junheng.engine.record.documents import (
    lots_outcome,
    sealed_document,
    ticket_document,
)
from junheng.engine.record.engine_inputs import engine_problem_inputs
from junheng.engine.record.fields import FieldPlace, open_field, seal_field
from junheng.engine.record.merkle import (
    document_leaf,
    inclusion_path,
    leaf_hash,
    tree_root,
)
from junheng.engine.record.paper import paper_lines, parse_paper_lines
from junheng.engine.record.signatures import check_signature, public_key_of, sign_document
from tests.engine.record.samples import (
    DIGITS,
    RANDOM32,
    SIGNING_KEY,
    UNIT,
    SampleRecord,
    identity_number,
    rebuilt,
    sample,
    vectors,
)

CT_ENTRIES = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
]
"""The test entries of Certificate Transparency, as in RFC 6962 and RFC 9162 implementations."""

PASSPHRASE = "1234567890" * 4


@pytest.fixture(params=["intl", "gm"])
def record(request: pytest.FixtureRequest) -> SampleRecord:
    return rebuilt(request.param)


def test_hashes(record: SampleRecord) -> None:
    published = vectors(record.suite.name)

    assert record.suite.name == published["suite"]
    assert record.suite.digest(b"abc").hex() == published["H(abc)"]
    keyed = record.suite.hmac(bytes(range(32)), b"abc").hex()
    assert keyed == published["HMAC(key=00..1f, abc)"]


def test_trees(record: SampleRecord) -> None:
    published = vectors(record.suite.name)
    hashes = [leaf_hash(record.suite, entry) for entry in CT_ENTRIES]

    roots = [tree_root(record.suite, hashes[:count]).hex() for count in range(1, 9)]
    path = inclusion_path(record.suite, 5, hashes)

    assert tree_root(record.suite, []).hex() == published["empty tree"]
    assert roots == published["ct tree roots 1..8"]
    assert [entry.hex() for entry in path] == published["ct path of leaf 5 in tree 8"]


def test_commitments(record: SampleRecord) -> None:
    published = vectors(record.suite.name)
    key = salt_key(record.suite, RANDOM32, DIGITS)
    salt = student_salt(record.suite, key, "s", UNIT, "B00001")

    assert key.hex() == published["K_salt"]
    assert salt.hex() == published["salt s B00001"]
    commitment = identity_commitment(record.suite, salt, identity_number(0).lower())
    assert commitment == published["idc B00001"]
    leaf = record.leaves[0]
    assert canonical_bytes(leaf).decode() == published["leaf-s B00001 bytes"]
    assert document_leaf(record.suite, leaf).hex() == published["leaf-s B00001 hash"]
    assert record.roster.root == published["roster root"]


def test_the_freeze(record: SampleRecord) -> None:
    published = vectors(record.suite.name)
    code = document_hash(record.suite, record.freeze)

    assert canonical_bytes(record.freeze).decode() == published["freeze bytes"]
    assert canonical_bytes(record.freeze) == sample(record.suite.name, "freeze.json")
    assert code == published["freeze hash"]
    assert "\n".join(paper_lines(code)) == published["freeze hash on paper"]
    assert parse_paper_lines(published["freeze hash on paper"]) == code


def test_seeds_and_keys(record: SampleRecord) -> None:
    published, suite = vectors(record.suite.name), record.suite
    seed = record.seed_text.seed()
    of_unit = unit_seed(suite, seed, UNIT)

    assert record.seed_text.text().decode() == published["seed text"]
    assert record.seed_text.text() == sample(suite.name, "seed.txt")
    assert seed.hex() == published["seed"]
    assert of_unit.hex() == published["unit seed"]
    assert stage_key(suite, of_unit, "draw").hex() == published["stage key draw"]
    freeze_hash = published["freeze hash"]
    assert rehearsal_seed(suite, freeze_hash, 1).hex() == published["rehearsal seed 1"]
    assert draw_id(suite, freeze_hash, UNIT).hex() == published["draw id"]


def test_the_stream_under_the_draw_key(record: SampleRecord) -> None:
    published = vectors(record.suite.name)
    key = bytes.fromhex(published["stage key draw"])

    words = RandomStream(key)
    below_ten = RandomStream(key)
    below_most = RandomStream(key)
    shuffled = list(range(12))
    RandomStream(key).shuffle(shuffled)

    assert [f"{words.word():08x}" for _ in range(12)] == published["stream first 12 u32 (hex)"]
    assert [below_ten.below(10) for _ in range(20)] == published["stream below(10) x 20"]
    largest = [below_most.below(2**32 - 1) for _ in range(3)]
    assert largest == published["stream below(2^32-1) x 3"]
    assert shuffled == published["shuffle 0..11"]


def test_the_engine_order(record: SampleRecord) -> None:
    published = vectors(record.suite.name)
    of_unit = unit_seed(record.suite, record.seed_text.seed(), UNIT)
    params = record.public["params"][0]

    inputs = engine_problem_inputs(record.suite, record.leaves, params, of_unit)

    named = published["engine order (positions of B00001..B00012)"]
    assert [inputs.leaf_at.index(leaf) for leaf in range(12)] == named
    assert inputs.draw_key.hex() == published["stage key draw"]


def test_the_result(record: SampleRecord) -> None:
    published = vectors(record.suite.name)

    leaf = canonical_bytes(record.result_leaves[0]).decode()
    assert leaf == published["leaf-r B00001 bytes"]
    assert record.outcome.root == published["result root"]
    assert canonical_bytes(record.result).decode() == published["result bytes"]
    assert canonical_bytes(record.result) == sample(record.suite.name, "result.json")
    assert document_hash(record.suite, record.result) == published["result hash"]


def test_lots(record: SampleRecord) -> None:
    published, suite = vectors(record.suite.name), record.suite
    seed_text = SeedText(
        "SG1-SEED-LOTS/1",
        suite,
        published["result hash"],
        "d10:19283746",
        ("11112222", "33334444"),
    )
    of_unit = unit_seed(suite, seed_text.seed(), UNIT)
    tables = []
    for stage, field, letter in (("lots-groups", "g", "G"), ("lots-teachers", "t", "T")):
        lots = [1, 2, 3]
        RandomStream(stage_key(suite, of_unit, stage)).shuffle(lots)
        tables.append([{field: f"{letter}{i}", "lot": lot} for i, lot in enumerate(lots, start=1)])

    assert document_hash(suite, record.lots) == published["lots hash"]
    assert seed_text.text().decode() == published["electronic lots seed text"]
    assert tables == published["electronic lots"]
    assert [row["class"] for row in lots_outcome(*tables)] == [1, 2, 3]


def test_the_late_batch(record: SampleRecord) -> None:
    published, suite = vectors(record.suite.name), record.suite
    late_seed = record.late_seed_text.seed()
    bag = list(published["late tokens"])
    RandomStream(stage_key(suite, unit_seed(suite, late_seed, UNIT), "late")).shuffle(bag)

    assert record.late_seed_text.text().decode() == published["late seed text"]
    assert dict(zip(sorted(published["late out"]), bag, strict=False)) == published["late out"]


def test_the_ledger(record: SampleRecord) -> None:
    published, suite = vectors(record.suite.name), record.suite
    signature = sign_document(SIGNING_KEY, record.checkpoint)

    assert canonical_bytes(record.events[0]).decode() == published["event 1 bytes"]
    assert document_hash(suite, record.events[-1]) == published["ledger head"]
    assert canonical_bytes(record.checkpoint).decode() == published["checkpoint bytes"]
    assert signature["sig"] == published["checkpoint sig"]
    check_signature(record.checkpoint, signature, public_key_of(SIGNING_KEY))


def test_the_public_file(record: SampleRecord) -> None:
    published = vectors(record.suite.name)
    raw = sample(record.suite.name, "public.json")

    assert canonical_bytes(record.public) == raw
    assert document_hash(record.suite, record.public) == published["public.json hash"]
    assert record.suite.digest(raw).hex() == published["public.json hash"]
    assert parse_canonical(raw, "sg1/public") == record.public


def test_the_ticket(record: SampleRecord) -> None:
    ticket = ticket_document(
        session=document_hash(record.suite, record.session),
        freeze=document_hash(record.suite, record.freeze),
        result=document_hash(record.suite, record.result),
        roster=record.roster,
        roster_leaf=record.leaves[0],
        outcome=record.outcome,
        result_leaf=record.result_leaves[0],
    )

    raw = canonical_bytes(ticket)

    assert raw == sample(record.suite.name, "ticket-B00001.json")
    assert len(raw) == vectors(record.suite.name)["ticket bytes (length)"]


def test_the_sealed_roster(record: SampleRecord) -> None:
    sealed = sealed_document(unit=UNIT, leaves=record.leaves, results=record.result_leaves)

    assert canonical_bytes(sealed) == sample(record.suite.name, "sealed-roster.json")


def test_the_container(record: SampleRecord) -> None:
    published = bytes.fromhex(vectors(record.suite.name)["box (n=1024)"])

    sealed = seal_container(
        record.suite,
        Passphrase(PASSPHRASE[:20], PASSPHRASE[20:]).whole,
        b"hello SG1",
        salt=bytes(range(16)),
        prefix=bytes(range(7)),
        cost=1024,
    )

    assert sealed == published
    assert open_container(published, PASSPHRASE) == b"hello SG1"


def test_the_encrypted_field(record: SampleRecord) -> None:
    published = vectors(record.suite.name)["field"]
    key = bytes(range(32 if record.suite.name == "intl" else 16))
    place = FieldPlace("student", "id_no", "B00001")

    sealed = seal_field(
        record.suite,
        key_id="k1",
        key=key,
        nonce=bytes(range(12)),
        place=place,
        text=identity_number(0),
    )

    assert sealed == published
    assert open_field(record.suite, key=key, place=place, sealed=published) == identity_number(0)
