"""Names on the disc: short enough for Joliet, without what Windows forbids, and always the same."""

import hashlib
import re
from pathlib import PurePosixPath
from unicodedata import normalize

from junheng.ceremony.archive.image import LONGEST_NAME, joliet_units

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*;]')
_MARK_DIGITS = 6
_LONGEST_SUFFIX = 10


def disc_path(path: str) -> str:
    """The path on the disc of a file: every part of it as `disc_part` makes it."""
    return "/".join(disc_part(part) for part in PurePosixPath(path).parts)


def disc_part(name: str) -> str:
    """One name as the disc carries it.

    Forbidden characters become `_`, points and blanks at the end go. A name that was changed or is
    longer than Joliet's 64 units keeps its beginning and its suffix and gets `~` and six hex
    digits of its SHA-256 between them, so that two long names never become one.
    """
    whole = normalize("NFC", name)
    clean = _FORBIDDEN.sub("_", whole).rstrip(". ")
    if clean == name and joliet_units(clean) <= LONGEST_NAME:
        return clean
    mark = f"~{hashlib.sha256(name.encode()).hexdigest()[:_MARK_DIGITS]}"
    suffix = PurePosixPath(clean).suffix
    suffix = suffix if joliet_units(suffix) <= _LONGEST_SUFFIX else ""
    stem = clean.removesuffix(suffix)
    room = LONGEST_NAME - len(mark) - joliet_units(suffix)
    while joliet_units(stem) > room:
        stem = stem[:-1]
    return f"{stem}{mark}{suffix}"
