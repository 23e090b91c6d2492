"""The container SGX1: a sealed package under a passphrase of two halves (SG1 §11.4).

Salt and nonce prefix come from the caller: the engine touches no randomness of the machine.
"""

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.digits import uniform_digits
from junheng.engine.randomness.suites import Suite, suite_named
from junheng.engine.record.canonical import Document, canonical_bytes, parse_canonical
from junheng.engine.record.encryption import TAG_BYTES, decrypt, encrypt, key_bytes

MAGIC = b"SGX1"
CHUNK_BYTES = 1 << 20
SALT_BYTES = 16
PREFIX_BYTES = 7
HALF_DIGITS = 20

_COSTS = {"scrypt": 1 << 17, "pbkdf2-sm3": 600_000}
_HIGHEST_COSTS = {"scrypt": 1 << 20, "pbkdf2-sm3": 10_000_000}
_LARGEST_HEADER = 4096
LARGEST_CONTENT = 1 << 32
"""Bytes that are opened in memory; `open_pieces` takes more, when it is told so."""


@dataclass(frozen=True)
class Passphrase:
    """40 digits in two halves of 20, printed on two sheets for two offices."""

    first: str
    second: str

    def __post_init__(self) -> None:
        for half, digits in enumerate((self.first, self.second), start=1):
            if not re.fullmatch(rf"[0-9]{{{HALF_DIGITS}}}", digits):
                raise JunhengError("passphrase_half_malformed", half=half)

    @property
    def whole(self) -> str:
        """Both halves together, as the container takes them."""
        return self.first + self.second

    @classmethod
    def drawn_from(cls, entropy: Callable[[int], bytes]) -> "Passphrase":
        """Draw the digits from a source of random bytes, each digit equally likely."""
        digits = uniform_digits(entropy, 2 * HALF_DIGITS)
        return cls(digits[:HALF_DIGITS], digits[HALF_DIGITS:])

    @classmethod
    def typed(cls, first: str, second: str) -> "Passphrase":
        """Read the two halves as people type them, with spaces or hyphens between digits.

        Raises `passphrase_half_malformed` with the half at fault.
        """
        return cls(*(re.sub(r"[\s-]", "", half) for half in (first, second)))


def seal_container(
    suite: Suite,
    passphrase: str,
    content: bytes,
    *,
    salt: bytes,
    prefix: bytes,
    cost: int | None = None,
) -> bytes:
    """Return the container of `content`; `salt` is 16 and `prefix` 7 fresh random bytes.

    `cost` is N of scrypt or the iterations of PBKDF2; tests alone choose one of their own. Raises
    `container_random_length_wrong`.
    """
    pieces = seal_pieces(
        suite, passphrase, io.BytesIO(content), len(content), salt=salt, prefix=prefix, cost=cost
    )
    return b"".join(pieces)


def seal_pieces(
    suite: Suite,
    passphrase: str,
    content: BinaryIO,
    size: int,
    *,
    salt: bytes,
    prefix: bytes,
    cost: int | None = None,
) -> Iterator[bytes]:
    """Yield the container of `size` bytes read from `content`, which may be larger than memory.

    Salt, prefix and cost as in `seal_container`. Raises `container_random_length_wrong`, and
    `container_length_wrong` when `content` ends early.
    """
    if len(salt) != SALT_BYTES or len(prefix) != PREFIX_BYTES:
        raise JunhengError("container_random_length_wrong")
    derivation = _derivation(suite)
    header: Document = {
        "_t": "sg1/box",
        "suite": suite.name,
        "kdf": derivation,
        "n": cost or _COSTS[derivation],
        "salt": salt.hex(),
        "prefix": prefix.hex(),
        "chunk": CHUNK_BYTES,
        "size": size,
    }
    raw_header = canonical_bytes(header)
    key = _key(suite, passphrase, header)
    associated = suite.digest(raw_header)
    yield b"".join((MAGIC, len(raw_header).to_bytes(4, "big"), raw_header))
    for nonce, start, end in _chunks(prefix, size):
        plain = content.read(end - start)
        if len(plain) != end - start:
            raise JunhengError("container_length_wrong")
        yield encrypt(suite, key, nonce, plain, associated)


def open_container(raw: bytes, passphrase: str) -> bytes:
    """Return the content of a container; raises as `open_pieces` does."""
    return b"".join(open_pieces(io.BytesIO(raw), len(raw), passphrase))


def open_pieces(
    container: BinaryIO, length: int, passphrase: str, *, most_bytes: int = LARGEST_CONTENT
) -> Iterator[bytes]:
    """Yield the content of a container of `length` bytes, a proved piece at a time.

    What was yielded is genuine; that it is all of it is known at the end only. Raises
    `container_not_recognised`, `container_header_malformed`, `container_length_wrong` (cut or
    with bytes added) and `decryption_failed` (wrong passphrase or any changed byte).
    """
    if container.read(len(MAGIC)) != MAGIC:
        raise JunhengError("container_not_recognised")
    header_length = int.from_bytes(container.read(4), "big")
    if header_length > min(length - 8, _LARGEST_HEADER):
        raise JunhengError("container_header_malformed")
    raw_header = container.read(header_length)
    header = _read_header(raw_header, most_bytes)
    suite, size = suite_named(header["suite"]), header["size"]
    count = max(1, -(-size // CHUNK_BYTES))
    if length != 8 + header_length + size + TAG_BYTES * count:
        raise JunhengError("container_length_wrong")
    key = _key(suite, passphrase, header)
    associated = suite.digest(raw_header)
    for nonce, start, end in _chunks(bytes.fromhex(header["prefix"]), size):
        sealed = container.read(end - start + TAG_BYTES)
        yield decrypt(suite, key, nonce, sealed, associated)


def passphrase_key(suite: Suite, passphrase: str, *, salt: bytes, cost: int | None = None) -> bytes:
    """Return the key that a passphrase gives: scrypt in `intl`, PBKDF2 with SM3 in `gm`.

    `cost` is N of scrypt or the iterations of PBKDF2; without one the protocol's.
    """
    secret, cost = passphrase.encode(), cost or _COSTS[_derivation(suite)]
    if suite.name == "intl":
        memory = 128 * 8 * cost + (1 << 20)
        return hashlib.scrypt(
            secret, salt=salt, n=cost, r=8, p=1, maxmem=memory, dklen=key_bytes(suite)
        )
    return PBKDF2HMAC(hashes.SM3(), key_bytes(suite), salt, cost).derive(secret)


def _read_header(raw: bytes, most_bytes: int) -> Document:
    try:
        header = parse_canonical(raw, "sg1/box")
        suite = suite_named(header["suite"])
        # What a container may cost its reader is limited before anything is computed.
        is_sound = (
            set(header) == {"_t", "suite", "kdf", "n", "salt", "prefix", "chunk", "size"}
            and header["kdf"] == _derivation(suite)
            and type(header["n"]) is int
            and 1 < header["n"] <= _HIGHEST_COSTS[header["kdf"]]
            and (header["kdf"] != "scrypt" or header["n"] & (header["n"] - 1) == 0)
            and len(bytes.fromhex(header["salt"])) == SALT_BYTES
            and len(bytes.fromhex(header["prefix"])) == PREFIX_BYTES
            and header["chunk"] == CHUNK_BYTES
            and type(header["size"]) is int
            and 0 <= header["size"] <= most_bytes
        )
    except (JunhengError, KeyError, TypeError, ValueError):
        is_sound = False
        header = {}
    if not is_sound:
        raise JunhengError("container_header_malformed")
    return header


def _derivation(suite: Suite) -> str:
    return "scrypt" if suite.name == "intl" else "pbkdf2-sm3"


def _key(suite: Suite, passphrase: str, header: Document) -> bytes:
    return passphrase_key(suite, passphrase, salt=bytes.fromhex(header["salt"]), cost=header["n"])


def _chunks(prefix: bytes, size: int) -> Iterator[tuple[bytes, int, int]]:
    """Nonce, start and end of each chunk; the last byte of the nonce marks the last chunk."""
    count = max(1, -(-size // CHUNK_BYTES))
    for index in range(count):
        is_last = index == count - 1
        nonce = prefix + index.to_bytes(4, "big") + (b"\x01" if is_last else b"\x00")
        yield nonce, index * CHUNK_BYTES, min(size, (index + 1) * CHUNK_BYTES)
