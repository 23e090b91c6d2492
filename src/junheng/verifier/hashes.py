"""The two hash suites of SG1 §3.1: `intl` = SHA-256 and `gm` = SM3 (GB/T 32905-2016)."""

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass

BLOCK = 64
MASK = 0xFFFFFFFF
SM3_START = (
    0x7380166F,
    0x4914B2B9,
    0x172442D7,
    0xDA8A0600,
    0xA96F30BC,
    0x163138AA,
    0xE38DEE4D,
    0xB0FB0E4E,
)
_FIRST_ROUNDS = 16  # rounds 0..15 use XOR and 0x79CC4519, rounds 16..63 the choice functions


def _rotated(value: int, count: int) -> int:
    count %= 32
    return ((value << count) | (value >> (32 - count))) & MASK


_SM3_ROUND = tuple(_rotated(0x79CC4519 if j < _FIRST_ROUNDS else 0x7A879D8A, j) for j in range(64))


def sm3_compress(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    """Run the SM3 compression function over one 64-byte block (GB/T 32905-2016 §5.3)."""
    w = list(struct.unpack(">16I", block))
    for j in range(16, 68):
        x = w[j - 16] ^ w[j - 9]
        y = w[j - 3]
        x ^= (y << 15 | y >> 17) & MASK
        x ^= ((x << 15 | x >> 17) ^ (x << 23 | x >> 9)) & MASK
        y = w[j - 13]
        w.append(x ^ (y << 7 | y >> 25) & MASK ^ w[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        a12 = (a << 12 | a >> 20) & MASK
        s1 = (a12 + e + _SM3_ROUND[j]) & MASK
        s1 = (s1 << 7 | s1 >> 25) & MASK
        if j < _FIRST_ROUNDS:
            t1 = (a ^ b ^ c) + d + (s1 ^ a12) + (w[j] ^ w[j + 4])
            t2 = (e ^ f ^ g) + h + s1 + w[j]
        else:
            t1 = (a & b | a & c | b & c) + d + (s1 ^ a12) + (w[j] ^ w[j + 4])
            t2 = (e & f | ~e & g) + h + s1 + w[j]
        t2 &= MASK
        d, c, b, a = c, (b << 9 | b >> 23) & MASK, a, t1 & MASK
        h, g, f = g, (f << 19 | f >> 13) & MASK, e
        e = t2 ^ (t2 << 9 | t2 >> 23) & MASK ^ (t2 << 17 | t2 >> 15) & MASK
    return tuple(x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h), strict=True))


def sm3_padding(length: int) -> bytes:
    """Return the padding that follows a message of `length` bytes."""
    return b"\x80" + bytes(-(length + 9) % BLOCK) + struct.pack(">Q", 8 * length)


def sm3(message: bytes) -> bytes:
    """SM3 in plain Python, for systems whose OpenSSL lacks it."""
    padded = message + sm3_padding(len(message))
    state: tuple[int, ...] = SM3_START
    for start in range(0, len(padded), BLOCK):
        state = sm3_compress(state, padded[start : start + BLOCK])
    return struct.pack(">8I", *state)


def _openssl_sm3(message: bytes) -> bytes:
    return hashlib.new("sm3", message).digest()


def _sha256(message: bytes) -> bytes:
    return hashlib.sha256(message).digest()


OPENSSL_HAS_SM3 = "sm3" in hashlib.algorithms_available


@dataclass(frozen=True)
class Suite:
    """A hash function of 32 bytes with its HMAC (RFC 2104, block 64)."""

    name: str
    digest: Callable[[bytes], bytes]

    def hmac(self, key: bytes, message: bytes) -> bytes:
        """Return the HMAC of `message` under `key`."""
        if len(key) > BLOCK:
            key = self.digest(key)
        key = key.ljust(BLOCK, b"\x00")
        inner = self.digest(bytes(x ^ 0x36 for x in key) + message)
        return self.digest(bytes(x ^ 0x5C for x in key) + inner)


SUITES = {
    "intl": Suite("intl", _sha256),
    "gm": Suite("gm", _openssl_sm3 if OPENSSL_HAS_SM3 else sm3),
}
