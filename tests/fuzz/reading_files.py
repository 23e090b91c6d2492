"""Targets: everything that opens a packed, sealed or uploaded file, and files of settings."""

import io
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from PIL import Image

from junheng.ceremony.archive import image, opening, packages
from junheng.core.backup import opening as backups
from junheng.core.files.pictures import clean_picture
from junheng.core.outbox import configuration
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import GM, INTL, Suite
from junheng.engine.record import container
from junheng.engine.record.canonical import (
    Document,
    canonical_bytes,
    document_hash,
    parse_canonical,
)
from junheng.engine.record.documents import engine_file, manifest_document
from junheng.engine.record.package import build_package, open_package
from junheng.engine.record.signatures import sign_document
from junheng.profiles import load_profile
from junheng.verifier import container as verifiers_container
from junheng.verifier import verify_package
from junheng.verifier.archive import ArchiveError, read_archive
from tests.fuzz.oracle import Target
from tests.fuzz.reading_records import must_be_a_report
from tests.fuzz.reading_sheets import file_of
from tests.fuzz.zips import as_text, packed
from tests.verifier.builder import PASSPHRASE, zipped
from tests.verifier.records_made import honest_record

_SIGNING_KEY: Final = bytes(range(32))
_SESSION: Final = "0" * 64
_ISO_MOMENT: Final = "2026-09-12T09:00:00+08:00"


@contextmanager
def _quick_keys() -> Iterator[None]:
    """The dear part of a passphrase is left out: what is read before and after it is meant."""

    def engines(_suite: Suite, _passphrase: str, **_costs: object) -> bytes:
        return bytes(32 if _suite.name == "intl" else 16)

    def verifiers(kdf: str, _passphrase: bytes, _salt: bytes, _work: int) -> bytes:
        return bytes(32 if kdf == "scrypt" else 16)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(container, "passphrase_key", engines)
        patch.setattr(verifiers_container, "_key", verifiers)
        yield


def sealed(content: bytes) -> None:
    """A container by engine and verifier: what the engine opens is what the verifier opens."""
    with _quick_keys():
        by_the_verifier: bytes | None = None
        with suppress(verifiers_container.ContainerError):
            by_the_verifier = verifiers_container.open_container(content, PASSPHRASE)
        found = container.open_container(content, PASSPHRASE)
    assert by_the_verifier == found


def package(content: bytes) -> None:
    """A package by its members: by the verifier as it stands, by the engine signed anew."""
    raw = packed(content)
    must_be_a_report(verify_package(raw, None))
    with suppress(JunhengError):
        open_package(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        files = {
            name: archive.read(name)
            for name in archive.namelist()
            if not name.startswith("manifest.")
        }
    raw = build_package(
        INTL, session=_SESSION, files=files, signing_key=_SIGNING_KEY, kind="internal"
    )
    found = packages.opened_package(raw, PASSPHRASE)
    with TemporaryDirectory(prefix="junheng-fuzz-") as folder:
        out = Path(folder) / "out"
        opened = opening.open_sealed(raw, PASSPHRASE, out)
        inside = sorted(str(file.relative_to(out)) for file in out.rglob("*") if file.is_file())
        assert sorted(Path(name).as_posix() for name in opened.names) == inside
        assert [entry.name for entry in Path(folder).iterdir()] == ["out"], "written outside"
    assert found.files.keys() == files.keys()


def zip_of_a_package(content: bytes) -> None:
    """Any bytes as the zip of a package: what the strict reader takes the engine's takes too."""
    try:
        files = read_archive(content)
    except ArchiveError:
        files = None
    with suppress(JunhengError):
        open_package(content)
    if files is not None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == files


def backup(content: bytes) -> None:
    """A backup by its members, signed anew: nothing is written beside the folder."""
    with TemporaryDirectory(prefix="junheng-fuzz-") as folder:
        into = Path(folder) / "into"
        into.mkdir()
        file = Path(folder) / "backup.sgx"
        file.write_bytes(b"")
        raw = _signed(content)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(backups, "_decrypt", lambda _file, _words, plain: plain.write_bytes(raw))
            try:
                backups.open_backup(file, PASSPHRASE, into)
            finally:
                assert {entry.name for entry in Path(folder).iterdir()} == {"into", file.name}


def _signed(content: bytes) -> bytes:
    """The zip of a backup whose manifest, if it is a document, bears a good signature.

    Of an empty manifest a whole one is made, so that a changed member is not only a wrong hash.
    """
    with zipfile.ZipFile(io.BytesIO(packed(content))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = _document(files.pop("manifest.json", b""))
    if manifest == {"_t": "sg1/manifest"}:
        listed = [
            engine_file(INTL, name, content)
            for name, content in files.items()
            if name != "manifest.sig.json"
        ]
        facts = _document(files.get("backup.json", b"")) or {"_t": "sg1/backup"}
        manifest = manifest_document(
            suite=INTL, session=document_hash(INTL, facts), files=listed, kind="backup"
        )
    if manifest is not None:
        files["manifest.json"] = canonical_bytes(manifest)
        files["manifest.sig.json"] = canonical_bytes(sign_document(_SIGNING_KEY, manifest))
    return packed(as_text(files))


def _document(raw: bytes) -> Document | None:
    try:
        return parse_canonical(raw)
    except JunhengError:
        return None


def disc(content: bytes) -> None:
    """An image of the archive: its names, and every file in it."""
    with file_of(content, "disc.iso") as file, image.opened_image(file) as opened:
        with suppress(OSError):
            opened.other_names()
        for name in list(opened.names)[:20]:
            read = 0

            def count(piece: bytes) -> None:
                nonlocal read
                read += len(piece)
                assert read <= len(content) + image.SECTOR, "more than the image holds"

            with suppress(OSError):
                opened.pour(name)(count)


def picture(content: bytes) -> None:
    """An uploaded picture: what comes out is a JPEG with nothing in it but the picture."""
    cleaned = clean_picture([content])
    with Image.open(io.BytesIO(cleaned)) as made:
        assert made.format == "JPEG"
        assert not made.getexif()
        assert max(made.size) <= 2560
        assert "comment" not in made.info


def settings(content: bytes) -> None:
    """The rules of a place, and the settings of messages; both are TOML."""
    tree: dict[str, Any] = {}
    with suppress(ValueError):
        tree = tomllib.loads(content.decode("utf-8-sig"))
    with suppress(JunhengError):
        configuration._configuration(tree)
    with file_of(content, "rules.toml") as file:
        load_profile(file)


def _members_of_a_package() -> bytes:
    record = honest_record("intl")
    files = {
        name: content
        for name, content in record.package_files().items()
        if not name.startswith("private/sealed")
    }
    names = canonical_bytes(
        {"_t": "sg1/names", "names": [{"member": "evidence/a.pdf", "name": "签字表/一.pdf"}]}
    )
    return as_text({
        **files, "evidence/a.pdf": b"%PDF", "private/names.json": names,
        "manifest.json": b"{}", "manifest.sig.json": b"{}",
    })  # fmt: skip


def _members_of_a_backup() -> bytes:
    facts = {
        "_t": "sg1/backup", "code": "b1", "at": _ISO_MOMENT, "database": "sqlite",
        "head": {"n": 1, "h": "0" * 64},
    }  # fmt: skip
    return as_text({
        "manifest.json": b'{"_t":"sg1/manifest"}',
        "backup.json": canonical_bytes(facts),
        "database/db.sqlite3": b"SQLite",
        "data/files/aa/aabb": b"x",
    })  # fmt: skip


def _members_of_a_listed_backup() -> bytes:
    with zipfile.ZipFile(io.BytesIO(_signed(_members_of_a_backup()))) as archive:
        return as_text({name: archive.read(name) for name in archive.namelist()})


def _containers() -> list[bytes]:
    with _quick_keys():
        return [
            container.seal_container(
                suite, PASSPHRASE, b"content", salt=bytes(16), prefix=bytes(7), cost=1024
            )
            for suite in (INTL, GM)
        ]


def _pictures() -> list[bytes]:
    made = []
    for kind, mode in (("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")):
        output = io.BytesIO()
        Image.new(mode, (9, 7)).save(output, kind)
        made.append(output.getvalue())
    exif = Image.Exif()
    exif[0x0112] = 6
    output = io.BytesIO()
    Image.new("L", (9, 7)).save(output, "JPEG", exif=exif)
    return [*made, output.getvalue()]


def _discs() -> list[bytes]:
    with file_of(b"%PDF-1.7", "a.pdf") as file:
        target = file.with_name("disc.iso")
        image.write_image(
            target,
            {"名册/签字表.pdf": file, "manifest.json": file},
            volume="JUNHENG",
            at=datetime.fromisoformat(_ISO_MOMENT),
        )
        return [target.read_bytes()]


def _toml() -> list[bytes]:
    data = Path(__file__).parents[2] / "src/junheng/profiles/data"
    messages = """gateway = "http"
per_minute = 5
quiet_from = "21:00"
[http]
url = "https://sms.example.cn/send"
body = '{"to": "{phone}", "text": "{text}"}'
timeout_seconds = 3
success_field = "code"
success_values = ["0"]
[http.headers]
Authorization = "Bearer x"
"""
    return [(data / "national.toml").read_bytes(), messages.encode()]


TARGETS: Final = (
    Target(
        "container",
        "a sealed container, by engine and verifier alike",
        sealed,
        _containers,
        largest=2048,
        words=("SGX1", "scrypt", "pbkdf2-sm3", '"size":', '"n":'),
    ),
    Target(
        "package",
        "a package by its members, and the way out of it for a supervisor",
        package,
        lambda: [_members_of_a_package()],
        shape="parts",
        largest=65536,
        words=("private/", "public/", "evidence/", "engine/", "../", '"member":', '"name":'),
    ),
    Target(
        "package-zip",
        "any bytes as the zip of a package",
        zip_of_a_package,
        lambda: [
            zipped({"manifest.json": b"{}", "public/a.json": b"x" * 99}),
            build_package(
                INTL, session=_SESSION, files={"public/a": b"b"}, signing_key=_SIGNING_KEY
            ),
        ],
        largest=4096,
        words=("PK\x01\x02", "PK\x03\x04", "PK\x05\x06"),
    ),
    Target(
        "backup",
        "a backup by its members",
        backup,
        lambda: [_members_of_a_backup(), _members_of_a_listed_backup()],
        shape="parts",
        words=("database/", "data/", "../", "/", "data/keys/", "sg1/manifest", '"size":'),
    ),
    Target("disc", "an image of the archive", disc, _discs, largest=131072),
    Target("picture", "an uploaded picture", picture, _pictures, largest=4096),
    Target(
        "settings",
        "the rules of a place and the settings of messages",
        settings,
        _toml,
        shape="text",
        largest=16384,
        words=(
            "extends = ",
            "[documents]",
            "[[attributes]]",
            "nan",
            "inf",
            "1979-05-27",
            "value = ",
            "weight = ",
            "[http]",
            "true",
        ),
    ),
)
