"""SG-JSON: the strict subset of RFC 8785 in which every document is written (SG1 §3.2)."""

import json
import re
import unicodedata
from typing import Any

from .hashes import Suite

MOST = 2**53 - 1
_DEPTH = 16
_KEY = re.compile(r"_t|[a-z][a-z0-9_]{0,31}")
_FORBIDDEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)


class NotCanonicalError(ValueError):
    """The bytes are not exactly one SG-JSON document."""


def canonical_bytes(document: Any) -> bytes:
    """Write a document: UTF-8, keys sorted, no spaces."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def parse_canonical(raw: bytes) -> Any:
    """Read one document.

    Raises:
        NotCanonicalError: the bytes differ in any way from what a writer must produce.
    """
    try:
        value = json.loads(raw.decode())
        _check(value, 1)
        if canonical_bytes(value) != raw:
            raise NotCanonicalError
    except (ValueError, RecursionError) as fault:
        raise NotCanonicalError from fault
    return value


def document_hash(suite: Suite, document: Any) -> str:
    """Hash of the canonical bytes, 64 lower-case hex digits."""
    return suite.digest(canonical_bytes(document)).hex()


def _check(value: Any, depth: int) -> None:
    if depth > _DEPTH:
        raise NotCanonicalError
    if isinstance(value, dict):
        for key, part in value.items():
            if not _KEY.fullmatch(key):
                raise NotCanonicalError
            _check(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            _check(part, depth + 1)
    elif isinstance(value, str):
        if _FORBIDDEN.search(value) or unicodedata.normalize("NFC", value) != value:
            raise NotCanonicalError
    elif not isinstance(value, int) or abs(value) > MOST:
        raise NotCanonicalError
