import pytest

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import GM, INTL, Suite
from junheng.engine.record.commitments import (
    identity_commitment,
    rehearsal_leaf,
    result_leaf,
    roster_leaf,
    salt_key,
    student_salt,
)

KEY = bytes(range(32))
LEAF_HASH = "c" * 64


@pytest.mark.parametrize(
    ("random32", "digits"),
    [
        (bytes(31), "1" * 20),
        (bytes(33), "1" * 20),
        (bytes(32), "1" * 19),
        (bytes(32), "1" * 21),
        (bytes(32), "1" * 19 + "x"),
        (bytes(32), "1" * 20 + "\n"),
    ],
)
def test_malformed_inputs_of_the_salt_key_are_refused(random32: bytes, digits: str) -> None:
    with pytest.raises(JunhengError) as refusal:
        salt_key(INTL, random32, digits)

    assert refusal.value.code == "salt_key_inputs_malformed"


@pytest.mark.parametrize("suite", [INTL, GM])
def test_the_inspectors_digits_change_every_salt(suite: Suite) -> None:
    keys = [salt_key(suite, bytes(32), digits) for digits in ("1" * 20, "1" * 19 + "2")]

    assert keys[0] != keys[1]


def test_every_student_and_purpose_has_a_salt_of_its_own() -> None:
    salts = {
        student_salt(INTL, KEY, kind, unit, sid)
        for kind in ("s", "r", "q1", "q2")
        for unit in ("u1", "u2")
        for sid in ("B1", "B2")
    }

    assert len(salts) == 16


@pytest.mark.parametrize("kind", ["", "x", "q", "q0", "q01", "s\n"])
def test_an_unknown_kind_of_salt_is_refused(kind: str) -> None:
    with pytest.raises(JunhengError) as refusal:
        student_salt(INTL, KEY, kind, "u", "B1")

    assert refusal.value.code == "salt_kind_unknown"


def test_the_case_of_the_check_letter_does_not_matter() -> None:
    upper = identity_commitment(INTL, KEY, "52012320200110000X")

    assert identity_commitment(INTL, KEY, "52012320200110000x") == upper


def test_a_roster_leaf_has_a_pin_only_when_there_is_one() -> None:
    free, pinned = (
        roster_leaf(
            INTL,
            KEY,
            unit="u",
            sid="B1",
            name="张三",
            identity_number="1",
            attributes={"gender": 1},
            pin=pin,
        )
        for pin in (None, {"together": "T0", "fixed": 0})
    )

    assert set(free) == {"_t", "unit", "sid", "salt", "name", "idc", "a"}
    assert pinned == {**free, "pin": {"together": "T0", "fixed": 0}}


def test_leaves_of_result_and_rehearsal_differ_in_type_and_salt() -> None:
    placed = {"unit": "u", "sid": "B1", "roster_leaf_hash": LEAF_HASH, "group": "G2"}

    real = result_leaf(INTL, KEY, **placed)
    rehearsed = rehearsal_leaf(INTL, KEY, 3, **placed)

    assert real["_t"] == "sg1/leaf-r"
    assert rehearsed["_t"] == "sg1/leaf-q"
    assert rehearsed["salt"] == student_salt(INTL, KEY, "q3", "u", "B1").hex()
    assert real["salt"] != rehearsed["salt"]
    assert {field: real[field] for field in ("unit", "s", "g")} == {
        "unit": "u",
        "s": LEAF_HASH,
        "g": "G2",
    }
