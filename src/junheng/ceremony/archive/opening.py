"""Opening a sealed package for a supervisor: checked first, then written for their eyes alone."""

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from junheng.ceremony.archive.packages import (
    INTERNAL_KIND,
    NAMES_MEMBER,
    opened_package,
    session_in,
)
from junheng.ceremony.folder import disk_refusal
from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import parse_canonical
from junheng.engine.record.package import Package

_UNSAFE = ("", ".", "..")


@dataclass(frozen=True)
class Opened:
    """What was written; `key` is the session's public key, to be compared with the notice."""

    names: tuple[str, ...]
    key: str
    title: str
    is_internal: bool


def open_sealed(raw: bytes, passphrase: str, out: Path) -> Opened:
    """Write the members of a sealed package into a new folder that only its owner may enter.

    Raises `open_place_taken`, `open_name_unsafe`, `archive_container_damaged`, what
    `opened_package` raises, and the refusals of a full or closed disk; then nothing stays behind.
    """
    package = opened_package(raw, passphrase)
    members = _named_members(package)
    session = session_in(package.files)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise JunhengError("open_place_taken")
    written: list[Path] = []
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        out.chmod(0o700)
        for name, content in members.items():
            target = out / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            written.append(target)
            _write_private(target, content)
    except OSError as problem:
        for file in written:
            file.unlink(missing_ok=True)
        raise disk_refusal(problem) from problem
    return Opened(
        names=tuple(sorted(members)),
        key=str(session["key"]["pub"]),
        title=str(session["title"]),
        is_internal=package.manifest.get("kind") == INTERNAL_KIND,
    )


def _named_members(package: Package) -> dict[str, bytes]:
    """The members by the names that people know.

    Raises `open_name_unsafe` and `archive_container_damaged`.
    """
    if package.manifest.get("kind") != INTERNAL_KIND:
        return dict(package.files)
    rows = parse_canonical(package.files.get(NAMES_MEMBER, b""), "sg1/names").get("names")
    if not isinstance(rows, list) or not all(_is_named(row, package) for row in rows):
        # Whoever makes a package can sign it with a key of his own.
        raise JunhengError("archive_container_damaged")
    named = {}
    for row in rows:
        name = row["name"]
        if name.startswith("/") or any(part in _UNSAFE for part in name.split("/")):
            raise JunhengError("open_name_unsafe")
        if PurePosixPath(name).is_absolute() or "\\" in name or ":" in name:
            raise JunhengError("open_name_unsafe")
        named[name] = package.files[row["member"]]
    return named


def _is_named(row: object, package: Package) -> bool:
    return (
        isinstance(row, dict)
        and isinstance(row.get("name"), str)
        and isinstance(row.get("member"), str)
        and row["member"] in package.files
    )


def _write_private(target: Path, content: bytes) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
