"""The end of a session's retention: what is personal leaves the disk, what is public stays.

K_salt, signing key, lists, tickets, papers, sealed package and disc go; ledger, public file and
the documents without students' data stay, so that the record verifies for ever (SG1 §10.5, §11.6).

Nothing is half done silently. What will go is counted in `internal/destroyed.json` before anything
else happens; then the ledger says it, the public file is signed a last time, the files go, and the
signing key and K_salt go last. Done again after a cut, each step finds itself done.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from junheng.ceremony.archive.hashing import hash_pieces, pour_file
from junheng.ceremony.book import VOIDED
from junheng.ceremony.flushing import flush_names
from junheng.ceremony.folder import (
    DESTROYED,
    FREEZE_FILE,
    FROZEN,
    INTERNAL,
    LEDGER,
    LOCK,
    PRIVATE,
    VERIFIER_FILE,
    CeremonyFolder,
    disk_refusal,
)
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.public_record import published, with_events
from junheng.ceremony.publishing import PUBLIC_FILE
from junheng.ceremony.seeding import SEED_FILE
from junheng.engine.randomness.suites import Suite

EVENT: Final = "KEY_DESTROYED"
STAYS: Final = (
    *(LEDGER, FROZEN, DESTROYED, VOIDED, f"{INTERNAL}/void-*/frozen.json"),
    *(f"{INTERNAL}/lots-*.json", f"{INTERNAL}/charts.json", "results/*.json"),
    *(PUBLIC_FILE, FREEZE_FILE, VERIFIER_FILE, SEED_FILE, "balance.html", "balance.json"),
)
"""What is no student's: everything else goes, also what nobody thought of."""

_KINDS: Final = (
    ("keys", ("private.json",)),
    ("lists", ("lists.xlsx", "*.csv")),
    ("tickets", ("tickets/*", "late-slips/*")),
    ("papers", ("forms/*",)),
    ("later", ("late-*.json", "change-*.json")),
    ("sealed", ("*.sgx",)),
)
_DISC, _OTHER = "disc", "other"
KINDS: Final = (*(kind for kind, _ in _KINDS), _DISC, _OTHER)
"""Kinds of what goes, by which it is counted, in the order in which people are told."""

_BY: Final = "system-admin"
_UNREADABLE: Final = "-"


@dataclass(frozen=True)
class Destruction:
    """What left one session's folder: `kinds` pairs files and bytes by kind.

    `at` is the moment as the record writes it, `key_id` the keys of the year that went with it.
    `digest` is over a line for each file in the order of names: its place, its digest, a tab
    between and a line feed after; places begin with `session/` or `disc/`, and the digest of what
    could not be read is `-`. The lines themselves are not kept.
    """

    at: str
    key_id: str
    kinds: Mapping[str, tuple[int, int]]
    digest: str

    @property
    def files(self) -> int:
        """How many."""
        return sum(files for files, _ in self.kinds.values())

    @property
    def size(self) -> int:
        """All of them, in bytes."""
        return sum(size for _, size in self.kinds.values())


def destroy_record(ceremony: Ceremony, disc: Path, *, key_id: str) -> None:
    """Take everything personal out of a session's folder, and the folder of its disc away.

    `ceremony` is opened for reading, because a cut may have left no private file; `disc` need not
    exist. May be done again at any time. Raises `ceremony_file_unreadable` and the disk's codes.
    """
    folder, book = ceremony.folder, ceremony.book
    counted = find_destruction(folder)
    if counted is None:
        counted = _counted(ceremony, disc, key_id)
        folder.place({DESTROYED: json.dumps(asdict(counted)).encode()})
    if all(event["type"] != EVENT for event in book.events):
        book.append(EVENT, _BY, {"what": _words(counted)})
    _publish(ceremony)
    _remove(folder, disc)


def find_destruction(folder: CeremonyFolder) -> Destruction | None:
    """What was written down of a destruction that was begun here."""
    if not (folder.path / DESTROYED).exists():
        return None
    held = folder.read_json(DESTROYED)
    kinds = {kind: (files, size) for kind, (files, size) in held["kinds"].items()}
    return Destruction(held["at"], held["key_id"], kinds, held["digest"])


def what_goes(folder: Path, disc: Path) -> dict[str, Path]:
    """Every file that a destruction takes, by its place; empty once it is done."""
    found = {f"session/{name}": file for name, file in _files_below(folder) if not _stays(name)}
    return found | {f"{_DISC}/{name}": file for name, file in _files_below(disc)}


def _files_below(top: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(top.rglob("*")):
        if file.is_symlink() or not file.is_dir():
            yield file.relative_to(top).as_posix(), file


def _stays(name: str) -> bool:
    return name == LOCK or any(fnmatchcase(name, pattern) for pattern in STAYS)


def _counted(ceremony: Ceremony, disc: Path, key_id: str) -> Destruction:
    suite = ceremony.frozen.suite
    counts = dict.fromkeys(KINDS, (0, 0))
    lines = []
    for name, file in sorted(what_goes(ceremony.folder.path, disc).items()):
        size, digest = _hashed(suite, file)
        kind = _kind_of(name)
        files, bytes_so_far = counts[kind]
        counts[kind] = (files + 1, bytes_so_far + size)
        lines.append(f"{name}\t{digest}\n")
    return Destruction(
        at=ceremony.book.now(),
        key_id=key_id,
        kinds={kind: count for kind, count in counts.items() if count[0]},
        digest=suite.digest("".join(lines).encode()).hex(),
    )


def _hashed(suite: Suite, file: Path) -> tuple[int, str]:
    """Size and digest; a bad block must not keep a file alive."""
    try:
        entry, _ = hash_pieces(suite, "", pour_file(file))
    except OSError:
        return 0, _UNREADABLE
    return int(entry["size"]), str(entry["h"])


def _kind_of(name: str) -> str:
    place, _, inner = name.partition("/")
    if place == _DISC:
        return _DISC
    inner = inner.removeprefix(f"{INTERNAL}/")
    if inner.startswith("void-"):
        inner = inner.partition("/")[2]
    for kind, patterns in _KINDS:
        if any(fnmatchcase(inner, pattern) for pattern in patterns):
            return kind
    return _OTHER


def _words(counted: Destruction) -> str:
    """What the ledger says: public, and without any person."""
    return (
        f"K_salt、签名私钥、名册、名单、凭条、表格、封存包和光盘镜像，共 {counted.files} 个文件"
        f"（{counted.size} 字节），清单摘要 {counted.digest}；同时销毁 {counted.key_id} 年度的密钥"
    )


def _publish(ceremony: Ceremony) -> None:
    """Let the public file say it too, as long as there is a key to sign it with."""
    folder, events = ceremony.folder, ceremony.book.events
    if not (folder.path / PUBLIC_FILE).exists():
        return
    public: Mapping[str, Any] = published(ceremony)
    if all(event["type"] != EVENT for event in public["events"]):
        folder.place({PUBLIC_FILE: with_events(ceremony.frozen, public, events)})


def _remove(folder: CeremonyFolder, disc: Path) -> None:
    """Remove the files; the private ones only when the others are gone for good."""
    going = list(what_goes(folder.path, disc).values())
    private = [file for file in going if file.name == Path(PRIVATE).name]
    try:
        for files in ([file for file in going if file not in private], private):
            for file in files:
                file.unlink(missing_ok=True)
            flush_names({file.parent for file in files})
        for top in (folder.path, disc):
            places = (place for place in top.rglob("*") if place.is_dir())
            for place in sorted(places, reverse=True):
                if not any(place.iterdir()):
                    place.rmdir()
        if disc.is_dir() and not any(disc.iterdir()):
            disc.rmdir()
        flush_names({folder.path, folder.path / INTERNAL, disc.parent})
    except OSError as problem:
        raise disk_refusal(problem) from problem
