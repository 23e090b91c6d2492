from dataclasses import replace

import pytest

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import GM, INTL, Suite
from junheng.engine.record.encryption import key_bytes
from junheng.engine.record.fields import FieldPlace, field_key_id, open_field, seal_field

PLACE = FieldPlace("student", "phone", "17")


def sealed(suite: Suite, text: str = "13800000000") -> str:
    key = bytes(range(key_bytes(suite)))
    return seal_field(suite, key_id="k1", key=key, nonce=bytes(12), place=PLACE, text=text)


def opened(suite: Suite, field: str, place: FieldPlace = PLACE) -> str:
    return open_field(suite, key=bytes(range(key_bytes(suite))), place=place, sealed=field)


@pytest.mark.parametrize("suite", [INTL, GM])
@pytest.mark.parametrize("text", ["", "x", "阿依古丽·买买提", "1" * 500])
def test_a_field_opens_in_its_place(suite: Suite, text: str) -> None:
    field = sealed(suite, text)

    assert opened(suite, field) == text
    assert field_key_id(field) == "k1"


@pytest.mark.parametrize("suite", [INTL, GM])
@pytest.mark.parametrize("moved", [{"table": "teacher"}, {"column": "name"}, {"row_key": "18"}])
def test_a_field_does_not_open_elsewhere(suite: Suite, moved: dict[str, str]) -> None:
    with pytest.raises(JunhengError) as refusal:
        opened(suite, sealed(suite), replace(PLACE, **moved))

    assert refusal.value.code == "decryption_failed"


@pytest.mark.parametrize("suite", [INTL, GM])
def test_a_changed_character_anywhere_is_noticed(suite: Suite) -> None:
    field = sealed(suite)

    for position, character in enumerate(field):
        other = "A" if character != "A" else "B"
        with pytest.raises(JunhengError) as refusal:
            opened(suite, field[:position] + other + field[position + 1 :])
        assert refusal.value.code in {"field_malformed", "decryption_failed"}


def test_the_same_bytes_have_one_form_only() -> None:
    field = sealed(INTL, "1")
    # 29 bytes are 39 characters, the last of which has two spare bits: they must be zero.
    spare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = field[:-1] + spare[spare.index(field[-1]) + 1]

    with pytest.raises(JunhengError) as refusal:
        opened(INTL, other)

    assert refusal.value.code == "field_malformed"


@pytest.mark.parametrize("field", ["", "sgf1.k1", "sgf1..AAAA", "sgf1.k1.A", "sgf1.k1.AA=="])
def test_a_malformed_field_is_refused(field: str) -> None:
    with pytest.raises(JunhengError) as refusal:
        opened(INTL, field)

    assert refusal.value.code == "field_malformed"


def test_a_field_without_a_tag_is_refused() -> None:
    with pytest.raises(JunhengError) as refusal:
        opened(INTL, "sgf1.k1.AAAA")

    assert refusal.value.code == "decryption_failed"


def test_a_key_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(JunhengError) as refusal:
        open_field(GM, key=bytes(32), place=PLACE, sealed=sealed(GM))

    assert refusal.value.code == "encryption_key_length_wrong"
    assert refusal.value.params == {"expected": 16}


def test_a_malformed_key_name_is_refused() -> None:
    with pytest.raises(JunhengError) as refusal:
        seal_field(INTL, key_id="k.1", key=bytes(32), nonce=bytes(12), place=PLACE, text="x")

    assert refusal.value.code == "field_key_id_malformed"
