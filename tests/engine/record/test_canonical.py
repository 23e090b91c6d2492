import json
import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from junheng.core.messages import describe
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import GM, INTL
from junheng.engine.record.canonical import (
    canonical_bytes,
    document_hash,
    document_type,
    parse_canonical,
)
from tests.engine.record.samples import rebuilt

KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,31}", fullmatch=True)
ALLOWED = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Cf", "Cs", "Cn"),
    exclude_characters="\ufffc\ufffd",
)
TEXTS = st.text(ALLOWED).map(lambda text: unicodedata.normalize("NFC", text))
INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.one_of(st.booleans(), INTEGERS, TEXTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=5).map(lambda body: {"_t": "sg1/x", **body})


def nested(depth: int) -> Any:
    """A list inside a list, `depth` times below the document."""
    value: Any = []
    for _ in range(depth - 1):
        value = [value]
    return value


@pytest.mark.slow
@settings(derandomize=True, max_examples=150, deadline=None)
@given(DOCUMENTS)
def test_bytes_are_those_of_rfc_8785_and_read_back(document: dict[str, Any]) -> None:
    raw = canonical_bytes(document)

    assert raw == rfc8785.dumps(document)
    assert raw.startswith(b'{"_t":"sg1/x"')
    assert parse_canonical(raw, "sg1/x") == document


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.0, "document_type_forbidden"),
        (None, "document_type_forbidden"),
        ((1, 2), "document_type_forbidden"),
        (b"x", "document_type_forbidden"),
        (2**53, "document_number_too_large"),
        (-(2**53), "document_number_too_large"),
        ({"A": 1}, "document_key_forbidden"),
        ({"1a": 1}, "document_key_forbidden"),
        ({"": 1}, "document_key_forbidden"),
        ({"a" * 33: 1}, "document_key_forbidden"),
        ({"a\n": 1}, "document_key_forbidden"),
        ({"_x": 1}, "document_key_forbidden"),
        ({1: 1}, "document_key_forbidden"),
        ("e\u0301", "document_text_not_nfc"),
        ("\uf900", "document_text_not_nfc"),
        (nested(17), "document_too_deep"),
    ],
)
def test_what_the_subset_leaves_out_is_refused_with_its_place(value: object, code: str) -> None:
    with pytest.raises(JunhengError) as refusal:
        canonical_bytes(
            {"_t": "sg1/x", "units": [{"n": value}]}
            if code != "document_too_deep"
            else {"_t": "sg1/x", "n": value}
        )

    assert refusal.value.code == code
    assert str(refusal.value.params["place"]).startswith(
        "n[0]" if code == "document_too_deep" else "units[0].n"
    )
    assert describe(refusal.value)


FORBIDDEN = [
    *(0x00, 0x0A, 0x1F, 0x7F, 0x9F, 0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x206F),
    *(0xFEFF, 0xFFF9, 0xFFFE, 0xFFFF, 0xD800, 0xDFFF),
]
NEIGHBOURS = [0x20, 0x7E, 0xA0, 0x200A, 0x2010, 0x2029, 0x202F, 0x205F, 0x2070, 0xFEFE, 0xFFF8]


@pytest.mark.parametrize("code_point", FORBIDDEN)
def test_a_forbidden_character_is_refused(code_point: int) -> None:
    with pytest.raises(JunhengError) as refusal:
        canonical_bytes({"_t": "sg1/x", "name": f"张{chr(code_point)}三"})

    assert refusal.value.code == "document_text_forbidden"
    assert refusal.value.params == {"place": "name"}


@pytest.mark.parametrize("code_point", [*NEIGHBOURS, 0xE000, 0x3400, 0x20000, 0xB7])
def test_its_neighbours_and_rare_characters_are_allowed(code_point: int) -> None:
    raw = canonical_bytes({"_t": "sg1/x", "name": chr(code_point)})

    assert parse_canonical(raw)["name"] == chr(code_point)


def test_sixteen_levels_are_allowed() -> None:
    document = {"_t": "sg1/x", "n": nested(16)}

    assert parse_canonical(canonical_bytes(document)) == document


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "document_not_json"),
        (b"{", "document_not_json"),
        (b'{"_t":"sg1/x"}\n\n{', "document_not_json"),
        (b'{"_t":"sg1/x","a":"\xff"}', "document_not_json"),
        (b"[" * 100_000, "document_not_json"),
        (b'{"_t":"sg1/x","a":' + b"9" * 5000 + b"}", "document_not_json"),
        (b'{"_t":"sg1/x"}\n', "document_not_canonical"),
        (b' {"_t":"sg1/x"}', "document_not_canonical"),
        (b'\xef\xbb\xbf{"_t":"sg1/x"}', "document_not_json"),
        (b'{"a":1,"_t":"sg1/x"}', "document_not_canonical"),
        (b'{"_t":"sg1/x","a": 1}', "document_not_canonical"),
        (b'{"_t":"sg1/x","a":-0}', "document_not_canonical"),
        (b'{"_t":"sg1/x","a":"\\u5f20"}', "document_not_canonical"),
        (b'{"_t":"sg1/x","a":"\\/"}', "document_not_canonical"),
        (b'{"_t":"sg1/x","a":1,"a":1}', "document_duplicate_key"),
        (b'{"_t":"sg1/x","b":{"a":1,"a":1}}', "document_duplicate_key"),
        (b'{"_t":"sg1/x","a":1.0}', "document_type_forbidden"),
        (b'{"_t":"sg1/x","a":1e2}', "document_type_forbidden"),
        (b'{"_t":"sg1/x","a":NaN}', "document_type_forbidden"),
        (b'{"_t":"sg1/x","a":null}', "document_type_forbidden"),
        (b'{"_t":"sg1/x","a":"\\ud800"}', "document_text_forbidden"),
        (b'{"a":1}', "document_type_missing"),
        (b'{"_t":1}', "document_type_missing"),
        (b'{"_t":"sg2/x"}', "document_type_missing"),
        (b'["_t"]', "document_type_missing"),
    ],
)
def test_bytes_that_are_not_canonical_are_refused(raw: bytes, code: str) -> None:
    with pytest.raises(JunhengError) as refusal:
        parse_canonical(raw)

    assert refusal.value.code == code


def test_another_type_than_expected_is_refused() -> None:
    with pytest.raises(JunhengError) as refusal:
        parse_canonical(b'{"_t":"sg1/result"}', "sg1/freeze")

    assert refusal.value.code == "document_type_wrong"
    assert refusal.value.params == {"expected": "sg1/freeze", "found": "sg1/result"}


def test_a_hash_needs_a_type() -> None:
    with pytest.raises(JunhengError) as refusal:
        document_hash(INTL, {"a": 1})

    assert refusal.value.code == "document_type_missing"
    assert document_type({"_t": "sg1/leaf-s"}) == "sg1/leaf-s"


@pytest.mark.parametrize("name", ["session", "freeze", "result", "lots", "late", "checkpoint"])
def test_a_flipped_byte_anywhere_changes_the_hash(name: str) -> None:
    for suite, record in ((INTL, rebuilt("intl")), (GM, rebuilt("gm"))):
        document = getattr(record, name)
        raw, expected = canonical_bytes(document), document_hash(suite, document)
        for position in range(len(raw)):
            flipped = bytearray(raw)
            flipped[position] ^= 1
            try:
                changed = parse_canonical(bytes(flipped))
            except JunhengError:
                continue
            assert document_hash(suite, changed) != expected


def test_a_twin_in_one_line_gives_the_same_bytes() -> None:
    public = rebuilt("intl").public

    twin = json.dumps(public, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert canonical_bytes(public) == twin.encode()
    assert rfc8785.dumps(public) == twin.encode()
