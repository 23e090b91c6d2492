import pytest

from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import Document
from junheng.engine.record.signatures import check_signature, public_key_of, sign_document

KEY = bytes(range(32))
DOCUMENT: Document = {"_t": "sg1/checkpoint", "n": 15}


def refused(document: Document, signature: Document, public_key: str) -> str:
    with pytest.raises(JunhengError) as refusal:
        check_signature(document, signature, public_key)
    return refusal.value.code


def test_the_public_key_is_that_of_rfc_8032() -> None:
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")

    assert public_key_of(secret) == (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )


def test_a_signature_holds_for_its_document_alone() -> None:
    signature = sign_document(KEY, DOCUMENT)

    check_signature(DOCUMENT, signature, public_key_of(KEY))

    changed = {**DOCUMENT, "n": 16}
    assert refused(changed, signature, public_key_of(KEY)) == "signature_wrong"


def test_a_flipped_byte_anywhere_in_a_signature_is_noticed() -> None:
    signature = sign_document(KEY, DOCUMENT)
    raw = bytes.fromhex(signature["sig"])

    for position in range(len(raw)):
        flipped = bytearray(raw)
        flipped[position] ^= 1
        forged = {**signature, "sig": flipped.hex()}
        assert refused(DOCUMENT, forged, public_key_of(KEY)) == "signature_wrong"


def test_another_key_is_refused() -> None:
    other = bytes(32)

    signature = sign_document(other, DOCUMENT)

    assert refused(DOCUMENT, signature, public_key_of(KEY)) == "signature_by_other_key"


@pytest.mark.parametrize(
    "changes",
    [{"alg": "sm2-sm3"}, {"sig": "xy"}, {"sig": 1}, {"sig": None}],
)
def test_a_malformed_signature_is_refused(changes: Document) -> None:
    signature = {**sign_document(KEY, DOCUMENT), **changes}

    assert refused(DOCUMENT, signature, public_key_of(KEY)) == "signature_malformed"


def test_a_malformed_key_is_refused() -> None:
    signature = {**sign_document(KEY, DOCUMENT), "pub": "ab"}

    assert refused(DOCUMENT, signature, "ab") == "signature_malformed"
