"""What opens a sealed package: AES-256-GCM and SM4-GCM, scrypt and PBKDF2 (SG1 §11.4).

Counter mode enciphers all blocks of a chunk at once: byte p of all blocks is one byte string,
so that a substitution is one `bytes.translate` and an addition one exclusive-or of integers.
"""

import hashlib
import hmac
import struct
from collections.abc import Callable, Sequence

from .hashes import BLOCK, OPENSSL_HAS_SM3, SM3_START, sm3, sm3_compress, sm3_padding

_SIZE = 16
_TAG = 16
Columns = list[bytes]  # 16 byte strings: byte p of every block


def _xored(parts: Sequence[bytes], constant: int) -> bytes:
    """Exclusive-or of equally long byte strings and of one repeated byte."""
    length = len(parts[0])
    total = int.from_bytes(bytes([constant]) * length, "big")
    for part in parts:
        total ^= int.from_bytes(part, "big")
    return total.to_bytes(length, "big")


def _doubled(x: int) -> int:
    """Multiply by x in the field of AES."""
    x <<= 1
    return x ^ 0x11B if x >> 8 else x


def _aes_substitution() -> bytes:
    """Build the S-box of FIPS 197 §5.1.1 from the inverse and the affine map."""
    power, log, x = [0] * 255, [0] * 256, 1
    for i in range(255):
        power[i], log[x] = x, i
        x ^= _doubled(x)
    box = bytearray(256)
    for value in range(256):
        inverse = power[-log[value] % 255] if value else 0
        spread = inverse ^ inverse << 1 ^ inverse << 2 ^ inverse << 3 ^ inverse << 4
        box[value] = (spread ^ spread >> 8) & 0xFF ^ 0x63
    return bytes(box)


_AES = _aes_substitution()
_AES_2 = bytes(_doubled(x) for x in _AES)
_AES_3 = bytes(_doubled(x) ^ x for x in _AES)
_AES_ROUNDS = 14


def _aes_round_keys(key: bytes) -> list[bytes]:
    """Expand a 32-byte key to 15 round keys of 16 bytes (FIPS 197 §5.2)."""
    words = [key[i : i + 4] for i in range(0, 32, 4)]
    factor = 1
    for i in range(8, 4 * (_AES_ROUNDS + 1)):
        word = words[-1]
        if i % 8 == 0:
            word = (word[1:] + word[:1]).translate(_AES)
            word = bytes([word[0] ^ factor]) + word[1:]
            factor = _doubled(factor)
        elif i % 8 == 4:  # noqa: PLR2004  FIPS 197: the middle word of a 256-bit key
            word = word.translate(_AES)
        words.append(bytes(x ^ y for x, y in zip(word, words[i - 8], strict=True)))
    return [b"".join(words[4 * r : 4 * r + 4]) for r in range(_AES_ROUNDS + 1)]


def _aes(key: bytes) -> Callable[[Columns], Columns]:
    keys = _aes_round_keys(key)
    shifted = [(p + 4 * (p % 4)) % 16 for p in range(16)]

    def encipher(columns: Columns) -> Columns:
        state = [_xored([columns[p]], keys[0][p]) for p in range(16)]
        for round_key in keys[1:-1]:
            moved = [state[q] for q in shifted]
            once = [x.translate(_AES) for x in moved]
            twice = [x.translate(_AES_2) for x in moved]
            thrice = [x.translate(_AES_3) for x in moved]
            state = []
            for p in range(16):
                start, row = p - p % 4, p % 4
                q, r, s = (start + (row + step) % 4 for step in (1, 2, 3))
                state.append(_xored([twice[p], thrice[q], once[r], once[s]], round_key[p]))
        return [_xored([state[shifted[p]].translate(_AES)], keys[-1][p]) for p in range(16)]

    return encipher


_SM4 = bytes.fromhex(
    "d690e9fecce13db716b614c228fb2c052b679a762abe04c3aa44132649860699"
    "9c4250f491ef987a33540b43edcfac62e4b31ca9c908e89580df94fa758f3fa6"
    "4707a7fcf37317ba83593c19e6854fa8686b81b27164da8bf8eb0f4b70569d35"
    "1e240e5e6358d1a225227c3b01217887d40046579fd327524c3602e7a0c4c89e"
    "eabf8ad240c738b5a3f7f2cef96115a1e0ae5da49b341a55ad933230f58cb1e3"
    "1df6e22e8266ca60c02923ab0d534e6fd5db3745defd8e2f03ff6a726d6c5b51"
    "8d1baf92bbddbc7f11d95c411f105ad80ac13188a5cd7bbd2d74d012b8e5b4b0"
    "8969974a0c96777e65b9f109c56ec68418f07dec3adc4d2079ee5f3ed7cb3948"
)
_SM4_FK = (0xA3B1BAC6, 0x56AA3350, 0x677D9197, 0xB27022DC)
_SM4_ROUNDS = 32


def _turned(word: int, count: int) -> int:
    return (word << count | word >> (32 - count)) & 0xFFFFFFFF


def _sm4_spread(x: int) -> int:
    """Diffuse one substituted byte in the top place over a word (GB/T 32907-2016 §6.2)."""
    word = _SM4[x] << 24
    total = word
    for count in (2, 10, 18, 24):
        total ^= _turned(word, count)
    return total


_SM4_TABLES = [bytes(_sm4_spread(x) >> (24 - 8 * p) & 0xFF for x in range(256)) for p in range(4)]


def _sm4_round_keys(key: bytes) -> list[bytes]:
    words = [x ^ y for x, y in zip(struct.unpack(">4I", key), _SM4_FK, strict=True)]
    for i in range(_SM4_ROUNDS):
        constant = int.from_bytes(bytes((4 * i + j) * 7 % 256 for j in range(4)), "big")
        mixed = words[i + 1] ^ words[i + 2] ^ words[i + 3] ^ constant
        word = int.from_bytes(mixed.to_bytes(4, "big").translate(_SM4), "big")
        words.append(words[i] ^ word ^ _turned(word, 13) ^ _turned(word, 23))
    return [word.to_bytes(4, "big") for word in words[4:]]


def _sm4(key: bytes) -> Callable[[Columns], Columns]:
    keys = _sm4_round_keys(key)

    def encipher(columns: Columns) -> Columns:
        words = [columns[i : i + 4] for i in range(0, 16, 4)]
        for round_key in keys:
            first, *others = words
            mixed = [_xored([w[p] for w in others], round_key[p]) for p in range(4)]
            new = [
                _xored([first[p]] + [mixed[q].translate(_SM4_TABLES[p - q]) for q in range(4)], 0)
                for p in range(4)
            ]
            words = [*others, new]
        return [column for word in reversed(words) for column in word]

    return encipher


def _ghash(subkey: bytes, message: bytes) -> int:
    """GHASH of NIST SP 800-38D §6.4 with one table for each of the 16 byte places."""
    power = int.from_bytes(subkey, "big")
    multiples = []
    for _ in range(128):
        multiples.append(power)
        power = power >> 1 ^ (0xE1 << 120 if power & 1 else 0)
    tables = []
    for place in range(16):
        table = [0]
        for multiple in reversed(multiples[8 * place : 8 * place + 8]):
            table += [entry ^ multiple for entry in table]
        tables.append(table)
    a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q = tables
    y = 0
    for start in range(0, len(message), _SIZE):
        x = (y ^ int.from_bytes(message[start : start + _SIZE], "big")).to_bytes(_SIZE, "big")
        y = (
            a[x[0]] ^ b[x[1]] ^ c[x[2]] ^ d[x[3]] ^ e[x[4]] ^ f[x[5]] ^ g[x[6]] ^ h[x[7]]
            ^ i[x[8]] ^ j[x[9]] ^ k[x[10]] ^ m[x[11]] ^ n[x[12]] ^ o[x[13]] ^ p[x[14]] ^ q[x[15]]
        )  # fmt: skip
    return y


def _blocks(encipher: Callable[[Columns], Columns], blocks: bytes) -> bytes:
    columns = encipher([blocks[p::_SIZE] for p in range(_SIZE)])
    joined = bytearray(len(blocks))
    for p, column in enumerate(columns):
        joined[p::_SIZE] = column
    return bytes(joined)


def opened(suite_name: str, key: bytes, nonce: bytes, sealed: bytes, header: bytes) -> bytes | None:
    """Open one GCM chunk (ciphertext ‖ 16-byte tag, 12-byte nonce); None if it was changed."""
    if len(sealed) < _TAG:
        return None
    encipher = _sm4(key) if suite_name == "gm" else _aes(key)
    ciphertext, tag = sealed[:-_TAG], sealed[-_TAG:]
    count = -(-len(ciphertext) // _SIZE)
    counters = b"".join(nonce + struct.pack(">I", i) for i in range(1, count + 2))
    pad = _blocks(encipher, bytes(_SIZE) + counters)
    hashed = header + bytes(-len(header) % _SIZE) + ciphertext + bytes(-len(ciphertext) % _SIZE)
    hashed += struct.pack(">QQ", 8 * len(header), 8 * len(ciphertext))
    expected = _ghash(pad[:_SIZE], hashed) ^ int.from_bytes(pad[_SIZE : 2 * _SIZE], "big")
    if not hmac.compare_digest(expected.to_bytes(_TAG, "big"), tag):
        return None
    return _xored([ciphertext, pad[2 * _SIZE :][: len(ciphertext)]], 0)


def scrypt_key(passphrase: bytes, salt: bytes, n: int) -> bytes:
    """Derive a 32-byte key with scrypt (RFC 7914), r = 8, p = 1."""
    return hashlib.scrypt(passphrase, salt=salt, n=n, r=8, p=1, maxmem=2048 * n, dklen=32)


def pbkdf2_sm3_key(passphrase: bytes, salt: bytes, rounds: int) -> bytes:
    """Derive a 16-byte key with PBKDF2-HMAC-SM3; takes about a minute where OpenSSL lacks SM3."""
    if OPENSSL_HAS_SM3:
        return hashlib.pbkdf2_hmac("sm3", passphrase, salt, rounds, dklen=16)
    return plain_pbkdf2_sm3_key(passphrase, salt, rounds)


def plain_pbkdf2_sm3_key(passphrase: bytes, salt: bytes, rounds: int) -> bytes:
    """Do the same in plain Python, keeping the two half-done HMAC states of the passphrase."""
    if len(passphrase) > BLOCK:
        passphrase = sm3(passphrase)
    block = passphrase.ljust(BLOCK, b"\x00")
    inner = sm3_compress(SM3_START, bytes(x ^ 0x36 for x in block))
    outer = sm3_compress(SM3_START, bytes(x ^ 0x5C for x in block))
    tail = sm3_padding(BLOCK + 32)

    def hmac_of(message: bytes) -> bytes:
        state = inner
        padded = message + sm3_padding(BLOCK + len(message))
        for start in range(0, len(padded), BLOCK):
            state = sm3_compress(state, padded[start : start + BLOCK])
        return struct.pack(">8I", *sm3_compress(outer, struct.pack(">8I", *state) + tail))

    value = hmac_of(salt + struct.pack(">I", 1))
    total = int.from_bytes(value, "big")
    for _ in range(rounds - 1):
        value = hmac_of(value)
        total ^= int.from_bytes(value, "big")
    return total.to_bytes(32, "big")[:16]
