"""Opens the sealed container SGX1 (封存盒, SG1 §11.4)."""

import struct
from collections.abc import Callable
from contextlib import closing
from typing import Any

from .canonical import NotCanonicalError, parse_canonical
from .ciphers import opened, pbkdf2_sm3_key, scrypt_key
from .documents import BOX, fits
from .hashes import SUITES
from .processes import dealt_out

MAGIC = b"SGX1"
_LENGTH = struct.Struct(">I")
_TAG = 16
_KDF = {"intl": "scrypt", "gm": "pbkdf2-sm3"}
_MOST_HEADER = 4096
_LEAST_WORK = 1024
_MOST_SCRYPT = 1 << 18
_MOST_ROUNDS = 2_000_000
_FEW_PARTS = 32  # opened sooner than other processes are started
Progress = Callable[[str, int, int], None]


class ContainerError(Exception):
    """The container cannot be opened; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def open_container(
    raw: bytes, passphrase: str, progress: Progress | None = None, processes: int = 1
) -> bytes:
    """Return what was sealed; many parts are dealt out to so many processes.

    Raises:
        ContainerError: `box_malformed`, or `box_refused` (wrong passphrase or a changed byte).
    """
    start = len(MAGIC) + _LENGTH.size
    if raw[: len(MAGIC)] != MAGIC or len(raw) < start:
        raise ContainerError("box_malformed")
    (length,) = _LENGTH.unpack(raw[len(MAGIC) : start])
    header = raw[start : start + length]
    if length > _MOST_HEADER:
        raise ContainerError("box_malformed")
    box = _box(header)
    suite = SUITES[box["suite"]]
    key = _key(box["kdf"], _bare(passphrase), bytes.fromhex(box["salt"]), box["n"])
    prefix, bound = bytes.fromhex(box["prefix"]), suite.digest(header)
    sealed = raw[start + length :]
    step = box["chunk"] + _TAG
    count = max(1, -(-len(sealed) // step))
    sealed_parts = (
        (
            suite.name,
            key,
            prefix + _LENGTH.pack(i) + (b"\x01" if i == count - 1 else b"\x00"),
            sealed[i * step : (i + 1) * step],
            bound,
        )
        for i in range(count)
    )
    parts = []
    processes = min(processes, count) if count >= _FEW_PARTS else 1
    with closing(dealt_out(_open_part, sealed_parts, processes)) as opened_parts:
        for part in opened_parts:
            if part is None:
                raise ContainerError("box_refused")
            parts.append(part)
            if progress is not None:
                progress("open", len(parts), count)
    content = b"".join(parts)
    if len(content) != box["size"]:
        raise ContainerError("box_refused")
    return content


def _open_part(part: tuple[str, bytes, bytes, bytes, bytes]) -> bytes | None:
    return opened(*part)


def _box(header: bytes) -> dict[str, Any]:
    try:
        box: dict[str, Any] = parse_canonical(header)
    except NotCanonicalError as fault:
        raise ContainerError("box_malformed") from fault
    if not fits(box, BOX) or _KDF[box["suite"]] != box["kdf"]:
        raise ContainerError("box_malformed")
    return box


def _bare(passphrase: str) -> bytes:
    """Drop the spaces and hyphens that only group the digits on paper."""
    grouped = "".join(passphrase.split()).replace("-", "")
    return (grouped if grouped.isdigit() else passphrase.strip()).encode()


def _key(kdf: str, passphrase: bytes, salt: bytes, work: int) -> bytes:
    if kdf == "scrypt":
        if not _LEAST_WORK <= work <= _MOST_SCRYPT or work & (work - 1):
            raise ContainerError("box_malformed")
        return scrypt_key(passphrase, salt, work)
    if not _LEAST_WORK <= work <= _MOST_ROUNDS:
        raise ContainerError("box_malformed")
    return pbkdf2_sm3_key(passphrase, salt, work)
