"""The two encrypted files of the disc: the sealed package renewed, and the internal papers.

Salt and nonce prefix follow from what is sealed, under the key of all salts: the same content gives
the same bytes, and two contents never meet under one key and nonce.
"""

from collections.abc import Mapping
from pathlib import Path

from junheng.ceremony.frozen import Frozen
from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import (
    Document,
    canonical_bytes,
    document_hash,
    parse_canonical,
)
from junheng.engine.record.container import (
    PREFIX_BYTES,
    SALT_BYTES,
    Passphrase,
    open_container,
    seal_container,
)
from junheng.engine.record.package import Package, build_package, open_package, read_package

RECORDINGS_MEMBER = "evidence/videos.json"
PUBLIC_MEMBER = "public/public.json"
NAMES_MEMBER = "private/names.json"
INTERNAL_KIND = "internal"
MOST_INTERNAL = 1 << 30
"""Bytes of papers and scans: they are encrypted in memory."""

_MAGIC_OF_ZIP = b"PK"


def renewed_package(
    frozen: Frozen,
    sealed: bytes,
    passphrase: Passphrase,
    *,
    public: bytes,
    recordings: Document,
) -> bytes:
    """The sealed package of the draw with the newest public file and the list of recordings.

    The programs in it stay those that ran on the day. Raises `archive_passphrase_wrong` and what
    `read_package` raises.
    """
    packed = opened(sealed, passphrase.whole)
    package = read_package(packed, public_key=str(frozen.session["key"]["pub"]))
    files = {
        **package.files,
        PUBLIC_MEMBER: public,
        RECORDINGS_MEMBER: canonical_bytes(recordings),
    }
    return _sealed(frozen, passphrase, files)


def internal_package(
    frozen: Frozen, papers: Mapping[str, Path], passphrase: Passphrase, *, public: bytes
) -> bytes:
    """The container of what holds people's names; `papers` are files by their whole name.

    Inside, members are numbered, because a package knows no Chinese names; a table keeps those.
    Raises `archive_too_large`, and OSError for a paper that cannot be read.
    """
    if sum(file.stat().st_size for file in papers.values()) > MOST_INTERNAL:
        raise JunhengError("archive_too_large", most=MOST_INTERNAL >> 20)
    files: dict[str, bytes] = {PUBLIC_MEMBER: public}
    names = []
    for number, (name, file) in enumerate(sorted(papers.items()), start=1):
        member = f"private/{number:05}"
        files[member] = file.read_bytes()
        names.append({"member": member, "name": name})
    files[NAMES_MEMBER] = canonical_bytes({"_t": "sg1/names", "names": names})
    return _sealed(frozen, passphrase, files, kind=INTERNAL_KIND)


def opened(raw: bytes, passphrase: str) -> bytes:
    """The zip inside a container, or the bytes themselves when they are one already.

    Raises `archive_passphrase_wrong`, `archive_container_damaged`.
    """
    if raw.startswith(_MAGIC_OF_ZIP):
        return raw
    try:
        return open_container(raw, passphrase)
    except JunhengError as refusal:
        if refusal.code == "decryption_failed":
            raise JunhengError("archive_passphrase_wrong") from None
        raise JunhengError("archive_container_damaged") from None


def opened_package(raw: bytes, passphrase: str) -> Package:
    """A package from its container, checked with the key that its own public file announces.

    Raises what `opened` and `read_package` raise, and `archive_container_damaged` where no public
    file is inside.
    """
    packed = opened(raw, passphrase)
    session = session_in(open_package(packed).files)
    return read_package(packed, public_key=str(session["key"]["pub"]))


def session_in(files: Mapping[str, bytes]) -> Document:
    """The session announced by the public file in a package; raises `archive_container_damaged`."""

    try:
        session: Document = parse_canonical(files[PUBLIC_MEMBER], "sg1/public")["session"]
        str(session["key"]["pub"])
    except (JunhengError, KeyError, TypeError):
        raise JunhengError("archive_container_damaged") from None
    return session


def _sealed(
    frozen: Frozen, passphrase: Passphrase, files: Mapping[str, bytes], kind: str | None = None
) -> bytes:
    suite = frozen.suite
    packed = build_package(
        suite,
        session=document_hash(suite, frozen.session),
        files=files,
        signing_key=bytes.fromhex(frozen.signing_key),
        kind=kind,
    )
    derived = suite.hmac(frozen.salt_key, b"SG1-DISC/1\n" + suite.digest(packed))
    return seal_container(
        suite,
        passphrase.whole,
        packed,
        salt=derived[:SALT_BYTES],
        prefix=derived[SALT_BYTES : SALT_BYTES + PREFIX_BYTES],
    )
