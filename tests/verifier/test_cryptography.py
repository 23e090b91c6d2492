"""Hashes, ciphers, signatures, streams and trees against OpenSSL and the published vectors."""

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from junheng.verifier import ciphers, hashes, seeds
from junheng.verifier.canonical import NotCanonicalError, canonical_bytes, parse_canonical
from junheng.verifier.container import ContainerError, open_container
from junheng.verifier.hashes import SUITES
from junheng.verifier.lots_check import late_tokens
from junheng.verifier.merkle import leaf_hash, root_from_path, tree_root
from junheng.verifier.public_check import typed_code
from junheng.verifier.signature import signature_holds
from junheng.verifier.stream import Stream, keystream

VECTORS = json.loads(Path("tests/data/protocol-vectors.json").read_text(encoding="utf-8"))
CT_ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
UNIT = "520123.gyxx.p1.2026"
SUITE_NAMES = ("intl", "gm")


@pytest.mark.parametrize("length", [0, 3, 55, 56, 63, 64, 65, 200])
def test_plain_sm3_agrees_with_openssl(length: int) -> None:
    message = bytes(range(length))

    assert hashes.sm3(message) == hashlib.new("sm3", message).digest()


@pytest.mark.parametrize("name", SUITE_NAMES)
def test_hashes_match_the_vectors(name: str) -> None:
    suite, vector = SUITES[name], VECTORS[name]

    assert suite.digest(b"abc").hex() == vector["H(abc)"]
    assert suite.hmac(bytes(range(32)), b"abc").hex() == vector["HMAC(key=00..1f, abc)"]
    assert suite.hmac(bytes(100), b"x") == suite.hmac(suite.digest(bytes(100)), b"x")


@pytest.mark.parametrize("name", SUITE_NAMES)
def test_trees_match_the_vectors(name: str) -> None:
    suite, vector = SUITES[name], VECTORS[name]
    leaves = [suite.digest(b"\x00" + entry) for entry in CT_ENTRIES]

    roots = [tree_root(suite, leaves[:count]).hex() for count in range(1, 9)]
    path = [bytes.fromhex(node) for node in vector["ct path of leaf 5 in tree 8"]]

    assert tree_root(suite, []).hex() == vector["empty tree"]
    assert roots == vector["ct tree roots 1..8"]
    assert root_from_path(suite, leaves[5], 5, 8, path) == bytes.fromhex(roots[7])
    assert root_from_path(suite, leaves[5], 5, 8, path[:2]) is None
    assert root_from_path(suite, leaves[5], 5, 8, [*path, path[0]]) is None
    assert root_from_path(suite, leaves[5], 8, 8, path) is None


@pytest.mark.parametrize("name", SUITE_NAMES)
def test_seeds_and_streams_match_the_vectors(name: str) -> None:
    suite, vector = SUITES[name], VECTORS[name]
    lines = vector["seed text"].splitlines()
    seed = suite.digest(seeds.seed_bytes(lines))
    freeze = vector["freeze hash"]
    key = seeds.stage_key(suite, seed, UNIT, "draw")
    words, numbers, wide, mixed = Stream(key), Stream(key), Stream(key), list(range(12))

    Stream(key).shuffle(mixed)

    assert seed.hex() == vector["seed"]
    assert key.hex() == vector["stage key draw"]
    assert [f"{words.word():08x}" for _ in range(12)] == vector["stream first 12 u32 (hex)"]
    assert [numbers.below(10) for _ in range(20)] == vector["stream below(10) x 20"]
    assert [wide.below(2**32 - 1) for _ in range(3)] == vector["stream below(2^32-1) x 3"]
    assert mixed == vector["shuffle 0..11"]
    assert seeds.rehearsal_seed(suite, freeze, 1).hex() == vector["rehearsal seed 1"]
    assert seeds.draw_id(suite, freeze, UNIT) == vector["draw id"]


def test_the_stream_is_chacha20_for_many_blocks() -> None:
    key = bytes(range(32))
    expected = Cipher(algorithms.ChaCha20(key, bytes(16)), None).encryptor().update(bytes(64000))
    stream = Stream(key)

    words = b"".join(stream.word().to_bytes(4, "little") for _ in range(16000))

    assert words == expected
    assert stream.words_used == 16000
    assert keystream(key, 3, 1) == keystream(key, 0, 4)[48:]


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 1000])
def test_both_ciphers_open_what_openssl_sealed(length: int) -> None:
    content, key, nonce = bytes(range(256)) * 4, bytes(range(32)), bytes(range(12))
    content = content[:length]
    sealed = AESGCM(key).encrypt(nonce, content, b"header")
    encryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(b"header")
    sealed_gm = encryptor.update(content) + encryptor.finalize() + encryptor.tag

    assert ciphers.opened("intl", key, nonce, sealed, b"header") == content
    assert ciphers.opened("gm", key[:16], nonce, sealed_gm, b"header") == content
    assert ciphers.opened("intl", key, nonce, sealed, b"other") is None
    assert ciphers.opened("intl", key, nonce, sealed[:15], b"header") is None


@pytest.mark.parametrize("passphrase", [b"0123456789", bytes(80)])
def test_plain_pbkdf2_agrees_with_openssl(
    passphrase: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = hashlib.pbkdf2_hmac("sm3", passphrase, b"salt" * 20, 5, 16)

    fast = ciphers.pbkdf2_sm3_key(passphrase, b"salt" * 20, 5)
    monkeypatch.setattr(ciphers, "OPENSSL_HAS_SM3", False)
    slow = ciphers.pbkdf2_sm3_key(passphrase, b"salt" * 20, 5)

    assert fast == slow == expected


@pytest.mark.parametrize("name", SUITE_NAMES)
def test_the_container_of_the_vectors_opens_with_its_passphrase_only(name: str) -> None:
    box = bytes.fromhex(VECTORS[name]["box (n=1024)"])

    assert open_container(box, "1234567890" * 4) == b"hello SG1"
    assert open_container(box, "12345 67890-" * 4) == b"hello SG1"
    with pytest.raises(ContainerError) as refused:
        open_container(box, "0" * 40)

    assert refused.value.code == "box_refused"


def test_signatures_agree_with_openssl() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public, message = key.public_key().public_bytes_raw(), b"message"
    signature = key.sign(message)
    order = 2**252 + 27742317777372353535851937790883648493
    scalar = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")

    assert signature_holds(public, message, signature)
    assert not signature_holds(public, b"other", signature)
    assert not signature_holds(public, message, signature[:63])
    assert not signature_holds(public, message, signature[:32] + scalar)
    assert not signature_holds(b"\xff" * 32, message, signature)
    assert not signature_holds((2).to_bytes(32, "little"), message, signature)


def test_a_key_of_small_order_signs_nothing() -> None:
    neutral = (1).to_bytes(32, "little")

    assert not signature_holds(neutral, b"any", neutral + bytes(32))


@pytest.mark.parametrize("name", SUITE_NAMES)
def test_leaves_and_freeze_match_the_vectors(name: str) -> None:
    suite, vector = SUITES[name], VECTORS[name]
    raw = vector["leaf-s B00001 bytes"].encode()

    assert leaf_hash(suite, parse_canonical(raw)).hex() == vector["leaf-s B00001 hash"]
    assert suite.digest(vector["freeze bytes"].encode()).hex() == vector["freeze hash"]
    assert typed_code(vector["freeze hash on paper"]) == vector["freeze hash"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{} ",
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":null}',
        b'{"a":9007199254740992}',
        b'{"A":1}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xe2\x80\x8b"}',
        '{"a":"e\u0301"}'.encode(),
        b"[" * 17 + b"]" * 17,
        b"[" * 100_000,
        b'{"a":' + b"1" * 5000 + b"}",
        b"\xff",
    ],
)
def test_anything_but_the_one_canonical_form_is_refused(raw: bytes) -> None:
    with pytest.raises(NotCanonicalError):
        parse_canonical(raw)


def test_canonical_form_is_read_back() -> None:
    document = {"_t": "sg1/x", "a": [1, True, "张三"], "b": {"c": -5}}

    assert parse_canonical(canonical_bytes(document)) == document


@pytest.mark.parametrize(
    "typed",
    ["", "2d60", "g" * 64, "2d60d2c7109b64d4/1" + "0" * 48, "2d60d2c7109b64d4/0" * 3, "/" * 64],
)
def test_a_mistyped_code_is_not_read(typed: str) -> None:
    assert typed_code(typed) is None


def test_a_code_may_be_typed_in_groups_and_wide_characters() -> None:
    assert typed_code("\uff12\uff2460 d2c7\n" + "0" * 56) == "2d60d2c7" + "0" * 56


@pytest.mark.parametrize(
    ("sizes", "m", "expected"),
    [
        ([4, 4, 4], 2, [0, 0, 1, 1, 2, 2]),
        ([45, 45, 44, 45], 1, [0, 1, 2, 2, 3]),
        ([45, 45, 43, 45], 1, [2, 2]),
    ],
)
def test_late_tokens_match_the_vectors(sizes: list[int], m: int, expected: list[int]) -> None:
    assert late_tokens(sizes, m, 2, 46 if max(sizes) > 40 else 45) == expected


def test_absurd_late_numbers_make_no_bag() -> None:
    assert late_tokens([], 1, 2, 45) is None
    assert late_tokens([0] * 2000, 200_000, 200_000, 200_000) == [
        c for c in range(2000) for _ in range(101)
    ]
    assert late_tokens([0, 150_000] * 1000, 1, 2, 200_000) is None
