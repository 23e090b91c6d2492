"""The sealed package (封存包): a zip with a signed list of its files (SG1 §10.3).

The same files give the same bytes: names are sorted, dates fixed, and members are stored without
compression, so that no compression library has a say. The reader trusts nothing in the archive
but what the signed manifest names.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite, suite_named
from junheng.engine.record.canonical import Document, canonical_bytes, parse_canonical
from junheng.engine.record.documents import engine_file, manifest_document
from junheng.engine.record.signatures import check_signature, sign_document
from junheng.engine.record.values import is_hash

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig.json"
LARGEST_PACKAGE = 2 << 30

_NAME = re.compile(r"(?:public|private|engine|spec|evidence)/(?!\.{1,2}$)[A-Za-z0-9._-]{1,80}")
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_READABLE_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_FLAG = 0x1
_LARGEST_MANIFEST = 1 << 24


@dataclass(frozen=True)
class Package:
    """An opened package whose files all are as its signed manifest says."""

    manifest: Document
    signature: Document
    files: Mapping[str, bytes]

    @property
    def suite(self) -> Suite:
        """The hash suite of the package."""
        return suite_named(self.manifest["suite"])


def build_package(
    suite: Suite,
    *,
    session: str,
    files: Mapping[str, bytes],
    signing_key: bytes,
    kind: str | None = None,
) -> bytes:
    """Return the package as a zip; `session` is the session's hash, `files` are by name.

    Raises `package_name_forbidden` with the name.
    """
    for name in files:
        _check_name(name)
    entries = [engine_file(suite, name, content) for name, content in files.items()]
    manifest = manifest_document(suite=suite, session=session, files=entries, kind=kind)
    members = {
        MANIFEST: canonical_bytes(manifest),
        SIGNATURE: canonical_bytes(sign_document(signing_key, manifest)),
        **{name: files[name] for name in sorted(files)},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, _FIXED_DATE)
            member.create_system = 3
            member.external_attr = 0o100600 << 16
            archive.writestr(member, content)
    return packed.getvalue()


def read_package(raw: bytes, *, public_key: str, most_bytes: int = LARGEST_PACKAGE) -> Package:
    """Open a package strictly and check every file in it.

    `public_key` is the key announced by the session. Raises `package_unreadable`,
    `package_too_large`, `package_name_forbidden`, `package_file_twice`, `package_file_missing`,
    `package_file_extra`, `package_file_changed` (with the name), `package_manifest_malformed`,
    what `parse_canonical` raises about the manifest and what `check_signature` raises.
    """
    package = open_package(raw, most_bytes=most_bytes)
    check_signature(package.manifest, package.signature, public_key)
    return package


def open_package(raw: bytes, *, most_bytes: int = LARGEST_PACKAGE) -> Package:
    """Open a package as `read_package` does, but leave its signature to the caller.

    For one who has to look inside the package to learn which key the session announced.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _read(archive, most_bytes)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
    ):
        raise JunhengError("package_unreadable") from None


def engine_member(path: str) -> str:
    """Return the name of an engine source in a package: a member has no folders but its area."""
    return "engine/" + path.replace("/", ".")


def _read(archive: zipfile.ZipFile, most_bytes: int) -> Package:
    members = _members(archive.infolist(), most_bytes)
    for name in (MANIFEST, SIGNATURE):
        if name not in members:
            raise JunhengError("package_file_missing", name=name)
        if members[name].file_size > _LARGEST_MANIFEST:
            raise JunhengError("package_too_large")
    manifest = parse_canonical(_content(archive, members.pop(MANIFEST)), "sg1/manifest")
    signature = parse_canonical(_content(archive, members.pop(SIGNATURE)), "sg1/sig")
    suite, entries = _manifest_entries(manifest)
    for name in members:
        if name not in entries:
            raise JunhengError("package_file_extra", name=name)
    files = {}
    for name, entry in entries.items():
        if name not in members:
            raise JunhengError("package_file_missing", name=name)
        files[name] = _content(archive, members[name])
        if engine_file(suite, name, files[name]) != entry:
            raise JunhengError("package_file_changed", name=name)
    return Package(manifest, signature, files)


def _members(infos: Iterable[zipfile.ZipInfo], most_bytes: int) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    total = 0
    for info in infos:
        if info.filename not in (MANIFEST, SIGNATURE):
            _check_name(info.filename)
        if info.filename in members:
            raise JunhengError("package_file_twice", name=info.filename)
        if info.compress_type not in _READABLE_METHODS or info.flag_bits & _ENCRYPTED_FLAG:
            raise JunhengError("package_unreadable")
        members[info.filename] = info
        total += info.file_size
    if total > most_bytes:
        raise JunhengError("package_too_large")
    return members


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    # A member may unpack to more than it claims: never read beyond the claimed size.
    with archive.open(info) as member:
        content = member.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise JunhengError("package_unreadable")
    return content


def _manifest_entries(manifest: Document) -> tuple[Suite, dict[str, Any]]:
    listed = manifest.get("files")
    if (
        not is_hash(manifest.get("session"))
        or not isinstance(listed, list)
        or not all(
            isinstance(entry, dict)
            and set(entry) == {"path", "size", "h"}
            and isinstance(entry["path"], str)
            for entry in listed
        )
    ):
        raise JunhengError("package_manifest_malformed")
    paths = [entry["path"] for entry in listed]
    for path in paths:
        _check_name(path)
    if paths != sorted(set(paths)):
        raise JunhengError("package_manifest_malformed")
    return suite_named(str(manifest.get("suite"))), {entry["path"]: entry for entry in listed}


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise JunhengError("package_name_forbidden")
