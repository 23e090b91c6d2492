"""The opened keys of an installation, and what they do to values; knows no database and no file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_bytes

from junheng.core.secrets.start_key import StartKey
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.encryption import (
    NONCE_BYTES,
    TAG_BYTES,
    decrypt,
    encrypt,
    key_bytes,
)
from junheng.engine.record.fields import FieldPlace, field_key_id, open_field, seal_field

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class YearKeys:
    """The two keys of a year: one closes values and files, one makes look-up indexes."""

    data: bytes = field(repr=False)
    index: bytes = field(repr=False)


@dataclass(frozen=True)
class Keyring:
    """All years that can be opened, oldest first; new values are closed with the newest."""

    suite: Suite
    years: Mapping[str, YearKeys] = field(repr=False)

    @property
    def newest(self) -> str:
        """The key id of the newest year."""
        return list(self.years)[-1]

    def seal(self, place: FieldPlace, text: str) -> str:
        """Close a text for its place, with the newest year's key."""
        return seal_field(
            self.suite,
            key_id=self.newest,
            key=self.years[self.newest].data,
            nonce=token_bytes(NONCE_BYTES),
            place=place,
            text=text,
        )

    def open(self, place: FieldPlace, sealed: str) -> str:
        """Open a text; raises `key_not_held` and what `open_field` raises."""
        key = self._year(field_key_id(sealed)).data
        return open_field(self.suite, key=key, place=place, sealed=sealed)

    def index(self, key_id: str, identity_number: str) -> str:
        """The blind index of an identity number under the key of one year: `<key id>.<64 hex>`."""
        return self.blind(key_id, "id", identity_number.strip().upper())

    def blind(self, key_id: str, purpose: str, text: str) -> str:
        """A keyed digest of a text under the key of one year, for one purpose: `<key id>.<hex>`.

        The same text gives another digest for each purpose, so that no column tells of another.
        """
        message = f"{purpose}\n{text}".encode()
        return f"{key_id}.{self.suite.hmac(self._year(key_id).index, message).hex()}"

    def seal_chunk(self, key_id: str, associated: bytes, chunk: bytes) -> bytes:
        """Close a piece of a file: nonce, ciphertext, tag."""
        nonce = token_bytes(NONCE_BYTES)
        key = self._year(key_id).data
        return nonce + encrypt(self.suite, key, nonce, chunk, associated)

    def open_chunk(self, key_id: str, associated: bytes, sealed: bytes) -> bytes:
        """Open a piece of a file; raises `key_not_held` and `decryption_failed`."""
        key, nonce = self._year(key_id).data, sealed[:NONCE_BYTES]
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            raise JunhengError("decryption_failed")
        return decrypt(self.suite, key, nonce, sealed[NONCE_BYTES:], associated)

    def _year(self, key_id: str) -> YearKeys:
        if key_id not in self.years:
            raise JunhengError("key_not_held", key_id=key_id)
        return self.years[key_id]


def fresh_year(suite: Suite) -> YearKeys:
    """Two new random keys; the index key is 32 bytes in both suites."""
    return YearKeys(token_bytes(key_bytes(suite)), token_bytes(32))


def wrap_year(start_key: StartKey, key_id: str, year: YearKeys) -> str:
    """Close the keys of a year with the start key; hex of nonce, ciphertext and tag."""
    nonce = token_bytes(NONCE_BYTES)
    plain = year.data + year.index
    closed = encrypt(
        start_key.suite, start_key.key, nonce, plain, _associated(start_key.suite, key_id)
    )
    return (nonce + closed).hex()


def unwrap_year(start_key: StartKey, key_id: str, wrapped: str) -> YearKeys:
    """Open the keys of a year; raises `decryption_failed`."""
    raw, length = bytes.fromhex(wrapped), key_bytes(start_key.suite)
    plain = decrypt(
        start_key.suite,
        start_key.key,
        raw[:NONCE_BYTES],
        raw[NONCE_BYTES:],
        _associated(start_key.suite, key_id),
    )
    return YearKeys(plain[:length], plain[length:])


def _associated(suite: Suite, key_id: str) -> bytes:
    return f"SG1-YEAR-KEYS/1\n{suite.name}\n{key_id}".encode()
