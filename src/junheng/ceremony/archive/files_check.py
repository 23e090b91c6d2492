"""The files of a disc against its signed list: missing, renamed, cut, changed, or too many."""

from collections.abc import Iterator, Mapping
from typing import Any

from junheng.ceremony.archive import layout
from junheng.ceremony.archive.findings import Finding, failed, passed, warned
from junheng.ceremony.archive.hashing import hash_pieces
from junheng.ceremony.archive.reading import Disc, whole_file
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import Document

Entry = Mapping[str, Any]


def check_files(disc: Disc, suite: Suite, manifest: Document) -> Iterator[Finding]:
    """Read every file of the disc and compare it with the list."""
    wanted = layout.entries_by_path(manifest)
    found: dict[str, Entry] = {}
    sums: dict[str, str] = {}
    faults: list[Finding] = []
    for name in disc.names:
        try:
            found[name], sums[name] = hash_pieces(suite, name, disc.pour(name))
        except OSError:
            faults.append(failed("disc_file_unreadable", file=name))
    spare = [name for name in found if name not in wanted and name not in layout.UNSIGNED]
    for name, entry in wanted.items():
        if name in found:
            faults += _compared(entry, found[name])
        elif name not in disc.names:
            faults.append(_missing(entry, found, spare))
    yield from faults
    if not faults:
        size = sum(entry["size"] for entry in wanted.values())
        yield passed("disc_files_whole", count=len(wanted), size=f"{size / 1_000_000:.1f}")
    for name in spare:
        yield warned("disc_file_spare", file=name)
    if not faults:
        yield _checksums(disc, {name: sums[name] for name in sums if name not in spare})


def check_names(disc: Disc) -> Iterator[Finding]:
    """Windows and Linux read different tables of an image: both must name the same files."""
    try:
        agree = disc.other_names() == disc.names
    except OSError:
        agree = False
    if not agree:
        yield failed("disc_names_differ")


def _compared(entry: Entry, found: Entry) -> list[Finding]:
    name = str(entry["path"])
    if entry["size"] != found["size"]:
        return [failed("disc_file_cut", file=name, wanted=entry["size"], found=found["size"])]
    return [] if entry["h"] == found["h"] else [failed("disc_file_changed", file=name)]


def _missing(entry: Entry, found: Mapping[str, Entry], spare: list[str]) -> Finding:
    """A file that is not there: under another name, perhaps; that name is then no longer spare."""
    for name in spare:
        if (found[name]["size"], found[name]["h"]) == (entry["size"], entry["h"]):
            spare.remove(name)
            return failed("disc_file_renamed", file=str(entry["path"]), now=name)
    return failed("disc_file_missing", file=str(entry["path"]))


def _checksums(disc: Disc, sums: Mapping[str, str]) -> Finding:
    """The list for people's own tools must say what the files are."""
    listed = [(name, sha256) for name, sha256 in sums.items() if name != layout.CHECKSUMS]
    try:
        agrees = whole_file(disc, layout.CHECKSUMS) == layout.checksums_text(listed)
    except OSError:
        agrees = False
    return passed("disc_checksums_agree") if agrees else failed("disc_checksums_differ")
