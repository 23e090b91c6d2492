import json
from collections import Counter

import pytest

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import GM, INTL, Suite
from junheng.engine.record.canonical import canonical_bytes
from junheng.engine.record.container import (
    CHUNK_BYTES,
    Passphrase,
    open_container,
    seal_container,
)

PASSPHRASE = "1234567890" * 4
SALT, PREFIX = bytes(range(16)), bytes(range(7))


def sealed(suite: Suite, content: bytes, cost: int = 2) -> bytes:
    return seal_container(suite, PASSPHRASE, content, salt=SALT, prefix=PREFIX, cost=cost)


def refused(raw: bytes, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(JunhengError) as refusal:
        open_container(raw, passphrase)
    return refusal.value.code


def with_header(raw: bytes, **changes: object) -> bytes:
    """The container with another header, as a forger would write it."""
    end = 8 + int.from_bytes(raw[4:8], "big")
    header = canonical_bytes({**json.loads(raw[8:end]), **changes})
    return b"SGX1" + len(header).to_bytes(4, "big") + header + raw[end:]


@pytest.mark.parametrize("suite", [INTL, GM])
@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1])
def test_content_of_any_size_comes_back(suite: Suite, size: int) -> None:
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)

    assert open_container(sealed(suite, content), PASSPHRASE) == content


@pytest.mark.parametrize("suite", [INTL, GM])
def test_a_flipped_byte_anywhere_is_noticed(suite: Suite) -> None:
    raw = sealed(suite, b"content")

    for position in range(len(raw)):
        flipped = bytearray(raw)
        flipped[position] ^= 1
        assert refused(bytes(flipped)) in {
            "container_not_recognised",
            "container_header_malformed",
            "container_length_wrong",
            "decryption_failed",
        }


def test_a_cut_or_lengthened_container_is_refused() -> None:
    raw = sealed(INTL, b"content")

    assert refused(raw[:-1]) == "container_length_wrong"
    assert refused(raw + b"x") == "container_length_wrong"
    assert refused(raw[:20]) == "container_header_malformed"
    assert refused(b"") == "container_not_recognised"
    assert refused(b"PK\x03\x04") == "container_not_recognised"


@pytest.mark.parametrize("suite", [INTL, GM])
def test_swapped_chunks_are_noticed(suite: Suite) -> None:
    raw = sealed(suite, bytes(3 * CHUNK_BYTES))
    start, step = 8 + int.from_bytes(raw[4:8], "big"), CHUNK_BYTES + 16
    first, second, third = (raw[start + i * step : start + (i + 1) * step] for i in range(3))

    assert refused(raw[:start] + second + first + third) == "decryption_failed"


@pytest.mark.parametrize("suite", [INTL, GM])
def test_one_half_of_the_passphrase_does_not_open(suite: Suite) -> None:
    raw = sealed(suite, b"content")

    assert refused(raw, PASSPHRASE[:20]) == "decryption_failed"
    assert refused(raw, PASSPHRASE[:-1] + "1") == "decryption_failed"


@pytest.mark.parametrize(
    "changes",
    [
        {"n": 1 << 21},
        {"n": 3},
        {"n": 1},
        {"n": "2"},
        {"kdf": "pbkdf2-sm3"},
        {"suite": "gm"},
        {"suite": "md5"},
        {"salt": "00"},
        {"salt": 1},
        {"prefix": "zz"},
        {"chunk": 1},
        {"size": -1},
        {"size": 1 << 33},
        {"size": "7"},
        {"again": 1},
        {"_t": "sg1/manifest"},
    ],
)
def test_a_header_with_other_values_is_refused(changes: dict[str, object]) -> None:
    raw = with_header(sealed(INTL, b"content"), **changes)

    assert refused(raw) == "container_header_malformed"


def test_a_header_of_sound_values_is_still_bound_to_the_content() -> None:
    raw = sealed(INTL, b"content")

    assert refused(with_header(raw, n=4)) == "decryption_failed"
    assert refused(with_header(raw, size=8)) == "container_length_wrong"


def test_a_huge_header_is_refused() -> None:
    assert refused(b"SGX1\xff\xff\xff\xff" + bytes(10_000)) == "container_header_malformed"
    assert refused(b"SGX1\x00\x00\x20\x00" + bytes(10_000)) == "container_header_malformed"


@pytest.mark.slow
@pytest.mark.parametrize(("suite", "cost"), [(INTL, 1 << 17), (GM, 600_000)])
def test_the_default_cost_is_that_of_the_protocol(suite: Suite, cost: int) -> None:
    raw = seal_container(suite, PASSPHRASE, b"", salt=SALT, prefix=PREFIX)

    assert json.loads(raw[8 : 8 + int.from_bytes(raw[4:8], "big")])["n"] == cost


@pytest.mark.parametrize(("salt", "prefix"), [(b"", PREFIX), (SALT, b""), (SALT * 2, PREFIX)])
def test_random_bytes_of_wrong_length_are_refused(salt: bytes, prefix: bytes) -> None:
    with pytest.raises(JunhengError) as refusal:
        seal_container(INTL, PASSPHRASE, b"", salt=salt, prefix=prefix, cost=2)

    assert refusal.value.code == "container_random_length_wrong"


def test_a_passphrase_is_forty_digits_from_the_source_given() -> None:
    asked = []

    def entropy(count: int) -> bytes:
        asked.append(count)
        return bytes([255, 250, 249, 0, 11] * 8)

    passphrase = Passphrase.drawn_from(entropy)

    assert passphrase.first == "901" * 6 + "90"
    assert passphrase.whole == ("901" * 8 + "901" * 8)[:40]
    assert asked == [40, 40]


def test_every_digit_is_equally_likely() -> None:
    # All 256 bytes once: 250 of them count, 25 for each digit.
    source = iter([bytes(range(40 * i, 40 * i + 40)) for i in range(6)])
    digits = "".join(Passphrase.drawn_from(lambda _: next(source)).whole for _ in range(6))

    assert set(Counter(digits).values()) == {24}


def test_typed_halves_may_hold_spaces_and_hyphens() -> None:
    passphrase = Passphrase.typed(" 12345 67890 12345 67890\n", "09876-54321-09876-54321")

    assert passphrase == Passphrase("12345678901234567890", "09876543210987654321")


@pytest.mark.parametrize(
    ("first", "second", "half"),
    [("1" * 19, "1" * 20, 1), ("1" * 20, "1" * 21, 2), ("1" * 20, "1" * 19 + "x", 2)],
)
def test_a_malformed_half_is_named(first: str, second: str, half: int) -> None:
    with pytest.raises(JunhengError) as refusal:
        Passphrase.typed(first, second)

    assert refusal.value.code == "passphrase_half_malformed"
    assert refusal.value.params == {"half": half}
