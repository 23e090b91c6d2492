"""Opening a backup: every byte is proved before anything of it is used."""

import shutil
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from errno import EEXIST, EISDIR, ENAMETOOLONG, ENOTDIR
from pathlib import Path
from typing import Any

from junheng.ceremony.archive.hashing import FileHash
from junheng.core.audit.chain import ChainHead
from junheng.core.backup.layout import (
    DATA,
    DATABASE,
    FACTS,
    KIND,
    MANIFEST,
    SIGNATURE,
    check_member,
)
from junheng.core.backup.making import MOST_BYTES, PIECE
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite, suite_named
from junheng.engine.record.canonical import Document, document_hash, parse_canonical
from junheng.engine.record.container import open_pieces
from junheng.engine.record.signatures import check_signature

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_FLAG = 0x1
_LARGEST_DOCUMENT = 1 << 28
# A file where another name needs a folder, or a name that no disk takes.
_NAMES_THAT_CLASH = (EEXIST, ENOTDIR, EISDIR, ENAMETOOLONG)
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class OpenedBackup:
    """A proved backup, unpacked: its database copy and the data folder's entries."""

    code: str
    at: str
    kind: str
    head: ChainHead
    public_key: str
    database: Path
    data: Path
    file_count: int


def open_backup(file: Path, passphrase: str, into: Path) -> OpenedBackup:
    """Decrypt a backup and unpack it into an empty folder.

    Raises `backup_file_missing`, `container_not_recognised`, `container_header_malformed`,
    `container_length_wrong`, `backup_passphrase_wrong`, `backup_changed`, `backup_not_one`,
    `backup_name_forbidden`, and what `check_signature` raises.
    """
    plain = into / "plain.zip"
    _decrypt(file, passphrase, plain)
    try:
        with zipfile.ZipFile(plain) as packed:
            facts, public_key, count = _unpack(packed, into)
    except _UNREADABLE:
        raise JunhengError("backup_changed") from None
    finally:
        plain.unlink(missing_ok=True)
    (database,) = (into / DATABASE).iterdir()
    (into / DATA).mkdir(exist_ok=True)
    return OpenedBackup(
        code=str(facts["code"]),
        at=str(facts["at"]),
        kind=str(facts["database"]),
        head=ChainHead(int(facts["head"]["n"]), str(facts["head"]["h"])),
        public_key=public_key,
        database=database,
        data=into / DATA,
        file_count=count,
    )


def _decrypt(file: Path, passphrase: str, plain: Path) -> None:
    if not file.is_file():
        raise JunhengError("backup_file_missing")
    is_first = True
    try:
        with file.open("rb") as container, plain.open("wb") as stream:
            length = file.stat().st_size
            for piece in open_pieces(container, length, passphrase, most_bytes=MOST_BYTES):
                stream.write(piece)
                is_first = False
    except JunhengError as problem:
        if problem.code != "decryption_failed":
            raise
        code = "backup_passphrase_wrong" if is_first else "backup_changed"
        raise JunhengError(code) from None


def _unpack(packed: zipfile.ZipFile, into: Path) -> tuple[Document, str, int]:
    members = _members(packed)
    manifest = _document(packed, members.pop(MANIFEST, None), "sg1/manifest")
    signature = _document(packed, members.pop(SIGNATURE, None), "sg1/sig")
    suite, entries = _entries(manifest)
    check_signature(manifest, signature, str(signature.get("pub")))
    if entries.keys() != members.keys():
        raise JunhengError("backup_changed")
    facts = _document(packed, members[FACTS], "sg1/backup")
    if document_hash(suite, facts) != manifest.get("session"):
        raise JunhengError("backup_changed")
    _check_facts(facts)
    for name, entry in entries.items():
        _extract(packed, suite, members[name], entry, into)
    return facts, str(signature["pub"]), len(entries) - 1


def _members(packed: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    for info in packed.infolist():
        check_member(info.filename)
        if info.filename in members or info.compress_type not in _METHODS:
            raise JunhengError("backup_changed")
        if info.flag_bits & _ENCRYPTED_FLAG or info.header_offset < 0:
            raise JunhengError("backup_changed")
        members[info.filename] = info
    return members


def _document(packed: zipfile.ZipFile, info: zipfile.ZipInfo | None, kind: str) -> Document:
    if info is None or info.file_size > _LARGEST_DOCUMENT:
        raise JunhengError("backup_not_one")
    try:
        return parse_canonical(packed.read(info), kind)
    except JunhengError:
        raise JunhengError("backup_not_one") from None


def _entries(manifest: Document) -> tuple[Suite, Mapping[str, Mapping[str, Any]]]:
    try:
        suite = suite_named(manifest["suite"])
        entries = {str(entry["path"]): entry for entry in manifest["files"]}
        has_sizes = all(type(entry["size"]) is int for entry in entries.values())
        databases = [name for name in entries if name.startswith(f"{DATABASE}/")]
    except (JunhengError, KeyError, TypeError):
        raise JunhengError("backup_not_one") from None
    is_one = manifest.get("kind") == KIND and FACTS in entries and len(databases) == 1
    if not has_sizes or not is_one:
        raise JunhengError("backup_not_one")
    return suite, entries


def _check_facts(facts: Document) -> None:
    """The signature proves who wrote it, not that it is a backup."""
    head = facts.get("head")
    if (
        not all(isinstance(facts.get(name), str) for name in ("code", "at", "database"))
        or not isinstance(head, dict)
        or type(head.get("n")) is not int
        or not isinstance(head.get("h"), str)
    ):
        raise JunhengError("backup_not_one")


def _extract(
    packed: zipfile.ZipFile,
    suite: Suite,
    info: zipfile.ZipInfo,
    entry: Mapping[str, Any],
    into: Path,
) -> None:
    target, found = into / info.filename, FileHash(suite)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.touch(mode=0o600, exist_ok=False)
    except OSError as problem:
        if problem.errno in _NAMES_THAT_CLASH:
            raise JunhengError("backup_name_forbidden") from None
        raise
    with packed.open(info) as source, target.open("wb") as stream:
        # A member may unpack to more than the signed list says: never read beyond.
        while found.size <= entry["size"] and (piece := source.read(PIECE)):
            found.update(piece)
            stream.write(piece)
    target.chmod(0o600)
    if found.finish(info.filename)[0] != dict(entry):
        raise JunhengError("backup_changed")


def make_empty(folder: Path) -> Path:
    """A folder of its owner's alone with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return folder
