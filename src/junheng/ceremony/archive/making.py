"""Making the archive: everything into one folder, the same as an image, read back, recorded."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from junheng.ceremony.archive import contents, layout
from junheng.ceremony.archive.disc_record import public_before_discs
from junheng.ceremony.archive.hashing import Pour, hash_pieces, pour_file
from junheng.ceremony.archive.image import LARGEST_FILE, opened_image, write_image
from junheng.ceremony.archive.names import disc_path
from junheng.ceremony.archive.packages import internal_package, renewed_package
from junheng.ceremony.archive.reading import DISC_FOLDER
from junheng.ceremony.archive.recordings import recordings_document
from junheng.ceremony.finished import finished_draws, publish_again
from junheng.ceremony.flushing import flush_files, flush_names
from junheng.ceremony.folder import CeremonyFolder, disk_refusal
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.publishing import PUBLIC_FILE, SEALED_FILE
from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import canonical_bytes, document_hash
from junheng.engine.record.container import Passphrase
from junheng.engine.record.documents import manifest_document
from junheng.engine.record.signatures import sign_document

IMAGE_FILE = "光盘.iso"
SCANS = "扫描件"
HASH_NAMES = {"intl": "SHA-256", "gm": "SM3"}


@dataclass(frozen=True)
class Order:
    """What is to be archived beside the folder itself, and where to."""

    out: Path
    passphrase: Passphrase
    scans: Path | None
    recordings: tuple[Path, ...]
    copies: int
    has_image: bool
    has_recordings_on_disc: bool


@dataclass(frozen=True)
class Archive:
    """What was made; `code` (光盘码) is the hash of the signed list, for label and ledger."""

    code: str
    folder: Path
    image: Path | None
    file_count: int
    byte_count: int
    scan_count: int
    recording_count: int
    shortened_count: int
    is_recorded_before: bool


def make_archive(ceremony: Ceremony, order: Order) -> Archive:
    """Write the archive of a finished draw and record it as DISC.

    The same folder, scans and recordings give the same bytes again; a disc that is in the ledger
    already is not recorded twice. Raises JunhengError; then the place of the archive is as before.
    """
    _check_places(ceremony.folder, order)
    draws = finished_draws(ceremony)
    publish_again(ceremony, draws)
    staging = order.out.with_name(f".{order.out.name}.junheng-new")
    try:
        shutil.rmtree(staging, ignore_errors=True)
        disc = staging / DISC_FOLDER
        made = _Disc(ceremony, order, disc)
        made.fill()
        image = staging / IMAGE_FILE if order.has_image else None
        if image is not None:
            write_image(image, made.files, volume=_volume(made.at), at=made.at)
        _read_back(made, image)
        _take_place(staging, order.out)
    except OSError as problem:
        raise disk_refusal(problem) from problem
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    known = {str(body["box"]) for body in ceremony.book.bodies("DISC")}
    if made.code not in known:
        body = {"copies": order.copies, "box": made.code, "readback": len(made.files)}
        ceremony.book.append("DISC", "host", body)
    publish_again(ceremony, draws)
    return Archive(
        code=made.code,
        folder=order.out / DISC_FOLDER,
        image=order.out / IMAGE_FILE if order.has_image else None,
        file_count=len(made.files),
        byte_count=sum(path.stat().st_size for path in (order.out / DISC_FOLDER).rglob("*")),
        scan_count=made.scan_count,
        recording_count=len(order.recordings),
        shortened_count=len(made.full_names),
        is_recorded_before=made.code in known,
    )


class _Disc:
    """The disc while it is filled: files by their path on it, hashes as they were written."""

    def __init__(self, ceremony: Ceremony, order: Order, folder: Path) -> None:
        self.ceremony, self.order, self.folder = ceremony, order, folder
        self.files: dict[str, Path] = {}
        self.full_names: dict[str, str] = {}
        self.entries: list[dict[str, Any]] = []
        self.sums: list[tuple[str, str]] = []
        self.scan_count = 0
        self.code = ""
        self.at = datetime.min  # noqa: DTZ901 - set by `fill`

    def fill(self) -> None:
        """Write every file of the disc."""
        frozen, source = self.ceremony.frozen, self.ceremony.folder
        suite = frozen.suite
        public, self.at = public_before_discs(self.ceremony)
        recordings = recordings_document(suite, self.order.recordings)
        for name in contents.public_files(source.path):
            path = self._path(f"{layout.OPEN_FOLDER}/{name}")
            if name == PUBLIC_FILE:
                self._write(path, public)
            else:
                self._copy(path, source.path / name)
        sealed = renewed_package(
            frozen,
            source.read_bytes(SEALED_FILE),
            self.order.passphrase,
            public=public,
            recordings=recordings,
        )
        self._write(layout.SEALED_PACKAGE, sealed)
        del sealed
        internal = internal_package(
            frozen, self._internal_papers(), self.order.passphrase, public=public
        )
        self._write(layout.INTERNAL_PACKAGE, internal)
        del internal
        self._write(layout.RECORDINGS, canonical_bytes(recordings))
        if self.order.has_recordings_on_disc:
            for file in self.order.recordings:
                self._copy(self._path(f"{layout.RECORDING_FOLDER}/{file.name}"), file)
        self._write(layout.GUIDE, layout.guide_text(self._facts()))
        listed = [*self.files, layout.CONTENTS, layout.MANIFEST, layout.SIGNATURE, layout.CHECKSUMS]
        self._write(layout.CONTENTS, layout.contents_text(listed, self.full_names))
        manifest = manifest_document(
            suite=suite,
            session=document_hash(suite, frozen.session),
            files=self.entries,
            kind="disc",
        )
        signature = sign_document(bytes.fromhex(frozen.signing_key), manifest)
        self.code = document_hash(suite, manifest)
        self._write(layout.MANIFEST, canonical_bytes(manifest))
        self._write(layout.SIGNATURE, canonical_bytes(signature))
        self._write(layout.CHECKSUMS, layout.checksums_text(self.sums))

    def _internal_papers(self) -> dict[str, Path]:
        source, scans = self.ceremony.folder.path, self.order.scans
        papers = {name: source / name for name in contents.internal_files(source)}
        if scans is not None:
            scanned = contents.scanned_files(scans)
            self.scan_count = len(scanned)
            papers |= {f"{SCANS}/{name}": scans / name for name in scanned}
        return papers

    def _facts(self) -> layout.DiscFacts:
        frozen = self.ceremony.frozen
        return layout.DiscFacts(
            title=str(frozen.session["title"]),
            host=str(frozen.session["host"]),
            day=f"{self.at:%Y-%m-%d %H:%M}",
            freeze_code=frozen.code,
            key=str(frozen.session["key"]["pub"]),
            hash_name=HASH_NAMES[frozen.suite.name],
            scan_count=self.scan_count,
            recording_count=len(self.order.recordings),
        )

    def _path(self, whole: str) -> str:
        path = disc_path(whole)
        if path != whole:
            self.full_names[path] = whole
        return path

    def _write(self, path: str, content: bytes) -> None:
        def pour(write: Callable[[bytes], object]) -> None:
            write(content)

        self._store(path, pour)

    def _copy(self, path: str, source: Path) -> None:
        self._store(path, pour_file(source))

    def _store(self, path: str, pour: Pour) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:

            def both(keep: Callable[[bytes], object]) -> None:
                def write(piece: bytes) -> None:
                    stream.write(piece)
                    keep(piece)

                pour(write)

            entry, sha256 = hash_pieces(self.ceremony.frozen.suite, path, both)
        self.files[path] = target
        self.sums.append((path, sha256))
        if path not in layout.UNSIGNED:
            self.entries.append(entry)


def _check_places(folder: CeremonyFolder, order: Order) -> None:
    out, source = order.out.resolve(), folder.path.resolve()
    if out == source or source in out.parents or out in source.parents:
        raise JunhengError("archive_inside_folder")
    is_older = (out / DISC_FOLDER / layout.MANIFEST).exists()
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not is_older)):
        raise JunhengError("archive_place_taken")
    if order.scans is not None:
        if not order.scans.is_dir():
            raise JunhengError("archive_scans_missing")
        if not contents.scanned_files(order.scans):
            raise JunhengError("archive_scans_empty")
    for file in order.recordings if order.has_recordings_on_disc else ():
        if file.is_file() and file.stat().st_size > LARGEST_FILE:
            raise JunhengError("archive_recording_too_large", file=file.name)


def _read_back(made: _Disc, image: Path | None) -> None:
    """Read everything again from where it was written; raises `archive_read_back_differs`."""
    wanted = dict(made.sums)
    suite = made.ceremony.frozen.suite

    def compare(names: Sequence[str], pour_of: Callable[[str], Pour]) -> None:
        found = {name: hash_pieces(suite, name, pour_of(name))[1] for name in names}
        if found != wanted:
            raise JunhengError("archive_read_back_differs")

    if image is None:
        compare(list(made.files), lambda name: pour_file(made.files[name]))
        return
    with opened_image(image) as disc:
        if disc.other_names() != disc.names:
            raise JunhengError("archive_read_back_differs")
        compare(list(disc.names), disc.pour)


def _take_place(staging: Path, out: Path) -> None:
    """Put the new archive where it belongs; an older one goes only when the new one is whole.

    It is flushed first: the ledger is about to say that the disc is made.
    """
    places = list(staging.rglob("*"))
    flush_files([place for place in places if place.is_file()])
    flush_names([staging, *(place for place in places if place.is_dir())])
    older = out.with_name(f".{out.name}.junheng-old")
    shutil.rmtree(older, ignore_errors=True)
    if out.exists():
        out.rename(older)
    try:
        staging.rename(out)
    except OSError:
        if older.exists():
            older.rename(out)
        raise
    flush_names([out.parent])
    shutil.rmtree(older, ignore_errors=True)


def _volume(at: datetime) -> str:
    return f"SG1_{at:%Y%m%d}"
