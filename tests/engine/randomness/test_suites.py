import pytest

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import GM, INTL, Suite, suite_named


def hmac_by_definition(suite: Suite, key: bytes, message: bytes) -> bytes:
    """RFC 2104 written out, with blocks of 64 bytes."""
    block = (suite.digest(key) if len(key) > 64 else key).ljust(64, b"\0")
    inner = suite.digest(bytes(byte ^ 0x36 for byte in block) + message)
    return suite.digest(bytes(byte ^ 0x5C for byte in block) + inner)


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_gm_hashes_as_the_examples_of_the_standard(message: bytes, digest: str) -> None:
    assert GM.digest(message).hex() == digest


def test_intl_hashes_as_the_example_of_fips_180() -> None:
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    assert INTL.digest(b"abc").hex() == expected


def test_intl_keyed_hash_is_that_of_rfc_4231() -> None:
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

    assert INTL.hmac(b"Jefe", b"what do ya want for nothing?").hex() == expected


@pytest.mark.parametrize("suite", [INTL, GM])
@pytest.mark.parametrize("length", [0, 1, 32, 63, 64, 65, 200])
def test_the_keyed_hash_follows_its_definition(suite: Suite, length: int) -> None:
    key = bytes(range(length))

    assert suite.hmac(key, b"message") == hmac_by_definition(suite, key, b"message")


def test_a_suite_is_found_by_its_name() -> None:
    assert suite_named("intl") is INTL
    assert suite_named("gm") is GM


def test_an_unknown_suite_is_refused() -> None:
    with pytest.raises(JunhengError) as refusal:
        suite_named("md5")

    assert refusal.value.code == "suite_unknown"
