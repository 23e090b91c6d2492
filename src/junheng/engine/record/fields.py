"""Encrypted values of single database fields (SG1 §11.3).

The place of a value is authenticated with it: moved to another row or column it does not open.
"""

import base64
import re
from dataclasses import dataclass

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.encryption import NONCE_BYTES, decrypt, encrypt

_SEALED = re.compile(r"sgf1\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]+)")
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True)
class FieldPlace:
    """Where a value is kept: table, column and primary key of the row."""

    table: str
    column: str
    row_key: str


def seal_field(
    suite: Suite, *, key_id: str, key: bytes, nonce: bytes, place: FieldPlace, text: str
) -> str:
    """Return `sgf1.<key id>.<base64url>` of a text; the 12-byte nonce must be fresh and random.

    Raises `field_key_id_malformed` and `encryption_key_length_wrong`.
    """
    if not _KEY_ID.fullmatch(key_id):
        raise JunhengError("field_key_id_malformed")
    sealed = encrypt(suite, key, nonce, text.encode(), _associated(suite, key_id, place))
    encoded = base64.urlsafe_b64encode(nonce + sealed).decode("ascii").rstrip("=")
    return f"sgf1.{key_id}.{encoded}"


def field_key_id(sealed: str) -> str:
    """Return which key a sealed field needs; raises `field_malformed`."""
    return _parts(sealed)[0]


def open_field(suite: Suite, *, key: bytes, place: FieldPlace, sealed: str) -> str:
    """Return the text of a sealed field; raises `field_malformed` and `decryption_failed`."""
    key_id, encoded = _parts(sealed)
    raw = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    # base64 has spare bits at its end: the same bytes must not have two forms.
    if base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=") != encoded:
        raise JunhengError("field_malformed")
    associated = _associated(suite, key_id, place)
    return decrypt(suite, key, raw[:NONCE_BYTES], raw[NONCE_BYTES:], associated).decode()


def _parts(sealed: str) -> tuple[str, str]:
    matched = _SEALED.fullmatch(sealed)
    # One character more than a multiple of four is no base64.
    if matched is None or len(matched[2]) % 4 == 1:
        raise JunhengError("field_malformed")
    return matched[1], matched[2]


def _associated(suite: Suite, key_id: str, place: FieldPlace) -> bytes:
    parts = ("SG1-FIELD/1", suite.name, key_id, place.table, place.column, place.row_key)
    return "\n".join(parts).encode()
