"""SG-JSON: the one way to write a document as bytes, and a reader that accepts nothing else.

A subset of RFC 8785 (JCS) without floats and nulls (SG1 §3.2). Canonical bytes are the file, so
the hash of a file is the hash of its document.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, TypeAlias

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite

Document: TypeAlias = dict[str, Any]
"""A document of the public record: JSON values whose `_t` names the type."""

DEEPEST = 16
LARGEST_INTEGER = 2**53 - 1

_KEY = re.compile(r"_t|[a-z][a-z0-9_]{0,31}")
_TYPE = re.compile(r"sg1/[a-z0-9-]{1,32}")
_FORBIDDEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)


def canonical_bytes(document: object) -> bytes:
    """Return the canonical bytes of a document or of a JSON value inside one.

    Raises, with the `place` of the value such as `units[0].n`: `document_type_forbidden` (floats,
    nulls, anything that is not JSON), `document_number_too_large`, `document_key_forbidden`,
    `document_text_forbidden` (control and invisible characters, lone surrogates),
    `document_text_not_nfc`, `document_too_deep`.
    """
    document = dict(document) if isinstance(document, Mapping) else document
    _check_value(document, place="", depth=0)
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def parse_canonical(raw: bytes, kind: str | None = None) -> Document:
    """Read a document strictly: `raw` must be exactly the canonical bytes.

    `kind` is the type to expect, such as `sg1/public`. Raises `document_not_json`,
    `document_duplicate_key`, `document_not_canonical` (spaces, key order, `1e2`, escapes),
    `document_type_missing`, `document_type_wrong` and what `canonical_bytes` raises.
    """
    try:
        document = json.loads(raw.decode("utf-8"), object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError):
        raise JunhengError("document_not_json") from None
    if canonical_bytes(document) != raw:
        raise JunhengError("document_not_canonical")
    found = document_type(document)
    if kind is not None and found != kind:
        raise JunhengError("document_type_wrong", expected=kind, found=found)
    return dict(document)


def document_type(document: object) -> str:
    """Return the type of a document, such as `sg1/freeze`; raises `document_type_missing`."""
    found = document.get("_t") if isinstance(document, Mapping) else None
    if not isinstance(found, str) or not _TYPE.fullmatch(found):
        raise JunhengError("document_type_missing")
    return found


def document_hash(suite: Suite, document: Mapping[str, Any]) -> str:
    """Return the hash of a document as 64 hex digits; raises as `canonical_bytes` does."""
    document_type(document)
    return suite.digest(canonical_bytes(document)).hex()


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Document:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise JunhengError("document_duplicate_key")
    return document


def _check_value(value: object, *, place: str, depth: int) -> None:
    if depth > DEEPEST:
        raise JunhengError("document_too_deep", place=place)
    if isinstance(value, str):
        _check_text(value, place)
    elif isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise JunhengError("document_number_too_large", place=place)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check_value(item, place=f"{place}[{index}]", depth=depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not _KEY.fullmatch(key):
                raise JunhengError("document_key_forbidden", place=place)
            _check_value(item, place=f"{place}.{key}".lstrip("."), depth=depth + 1)
    else:
        raise JunhengError("document_type_forbidden", place=place)


def _check_text(text: str, place: str) -> None:
    if _FORBIDDEN.search(text):
        raise JunhengError("document_text_forbidden", place=place)
    if not unicodedata.is_normalized("NFC", text):
        raise JunhengError("document_text_not_nfc", place=place)
