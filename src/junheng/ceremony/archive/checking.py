"""Checking a disc years later, from the disc alone: what is there, and whether it is as signed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from junheng.ceremony.archive import layout
from junheng.ceremony.archive.files_check import check_files, check_names
from junheng.ceremony.archive.findings import DiscReport, Finding, failed, passed, warned
from junheng.ceremony.archive.packages import opened, opened_package
from junheng.ceremony.archive.reading import Disc, opened_disc, whole_file
from junheng.ceremony.archive.recordings import comparison, recording_entry
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite, suite_named
from junheng.engine.record.canonical import Document, document_hash, parse_canonical
from junheng.engine.record.signatures import check_signature
from junheng.engine.record.values import is_hash
from junheng.verifier import Report, verify_package, verify_public

_MALFORMED = (JunhengError, KeyError, TypeError)
"""What documents from elsewhere raise when they are not what they should be."""


@dataclass(frozen=True)
class Question:
    """What is to be checked beside the disc itself."""

    passphrase: str | None = None
    notice: str | None = None
    newest_public: bytes | None = None
    recordings: Sequence[Path] = ()


def check_disc(path: Path, question: Question) -> DiscReport:
    """Check an image, a mounted disc or a copy of one.

    What does not agree is a finding. Only a disc that cannot be read at all raises JunhengError:
    what `opened_disc` raises; and a recording of today: `recording_unreadable`,
    `recording_changes`.
    """
    with opened_disc(path) as disc:
        raw = _read(disc, layout.MANIFEST)
        if raw is None:
            return DiscReport((failed("disc_manifest_missing"),), None)
        manifest = _manifest(raw)
        if manifest is None:
            return DiscReport((failed("disc_manifest_malformed"),), None)
        suite = suite_named(manifest["suite"])
        findings = [*check_names(disc), *check_files(disc, suite, manifest)]
        findings.append(_signature(disc, suite, manifest))
        code = document_hash(suite, manifest)
        findings += _contents(disc, manifest, question)
        if question.newest_public is not None:
            findings.append(_recorded(code, question.newest_public))
        findings += _recordings(disc, suite, question.recordings)
        return DiscReport(tuple(findings), code)


def _read(disc: Disc, name: str) -> bytes | None:
    try:
        return whole_file(disc, name)
    except OSError:
        return None


def _manifest(raw: bytes) -> Document | None:
    try:
        manifest = parse_canonical(raw, "sg1/manifest")
        is_sound = (
            manifest["suite"] in {"intl", "gm"}
            and manifest["kind"] == "disc"
            and is_hash(manifest["session"])
            and all(
                isinstance(entry["path"], str)
                and type(entry["size"]) is int
                and is_hash(entry["h"])
                for entry in manifest["files"]
            )
        )
    except _MALFORMED:
        return None
    return manifest if is_sound else None


def _signature(disc: Disc, suite: Suite, manifest: Document) -> Finding:
    """The key is the one that the session announced; the notice has it on paper."""
    try:
        session = parse_canonical(_read(disc, layout.PUBLIC_FILE) or b"", "sg1/public")["session"]
        signature = parse_canonical(_read(disc, layout.SIGNATURE) or b"", "sg1/sig")
        key = str(session["key"]["pub"])
        check_signature(manifest, signature, key)
        is_of_session = document_hash(suite, session) == manifest["session"]
    except _MALFORMED:
        return failed("disc_signature_wrong")
    if not is_of_session:
        return failed("disc_signature_wrong")
    return passed("disc_signature_holds", key=key)


def _contents(disc: Disc, manifest: Document, question: Question) -> Iterator[Finding]:
    """What the files say; one that is missing is a finding already."""
    public = _read(disc, layout.PUBLIC_FILE)
    if public is not None:
        report = verify_public(public, notice=question.notice)
        yield from _of_verifier(
            report, "disc_public_agrees", "disc_public_open", "disc_public_wrong"
        )
    if question.passphrase is None:
        return
    sealed = _read(disc, layout.SEALED_PACKAGE)
    if sealed is not None:
        yield from _package(sealed, question)
    internal = _read(disc, layout.INTERNAL_PACKAGE)
    if internal is not None:
        yield _internal(internal, question.passphrase, manifest)


def _package(sealed: bytes, question: Question) -> Iterator[Finding]:
    """Opened here, because the verifier's own cipher takes its time, and re-run there."""
    try:
        packed = opened(sealed, question.passphrase or "")
    except JunhengError:
        yield failed("disc_package_shut")
        return
    report = verify_package(packed, None, notice=question.notice)
    yield from _of_verifier(
        report, "disc_package_agrees", "disc_package_open", "disc_package_wrong"
    )


def _of_verifier(report: Report, green: str, amber: str, red: str) -> Iterator[Finding]:
    """One finding for the verifier's verdict, then its steps that did not pass, in its words."""
    count = len(report.codes("passed"))
    match report.verdict:
        case "green":
            yield passed(green, count=count)
        case "amber":
            yield warned(amber, count=count)
        case _:
            yield failed(red, count=count)
    for step in report.steps:
        if step.outcome != "passed":
            said = {"said": step.sentence.rstrip("。")}
            yield Finding("disc_verifier_says", step.outcome, said)


def _internal(raw: bytes, passphrase: str, manifest: Document) -> Finding:
    try:
        package = opened_package(raw, passphrase)
    except JunhengError:
        return failed("disc_internal_wrong")
    if package.manifest["session"] != manifest["session"]:
        return failed("disc_internal_wrong")
    members = sum(name.startswith("private/") for name in package.files)
    return passed("disc_internal_whole", count=members - 1)  # one of them is the table of names


def _recorded(code: str, newest: bytes) -> Finding:
    """Whether the public file of today has this disc in its ledger."""
    try:
        events = parse_canonical(newest, "sg1/public")["events"]
        boxes = {event["body"]["box"] for event in events if event["type"] == "DISC"}
    except _MALFORMED:
        return failed("disc_newest_unreadable")
    return passed("disc_recorded") if code in boxes else failed("disc_not_recorded")


def _recordings(disc: Disc, suite: Suite, files: Sequence[Path]) -> Iterator[Finding]:
    """Compare the recordings that were given with the list of the day."""
    if not files:
        return
    try:
        document = parse_canonical(_read(disc, layout.RECORDINGS) or b"", "sg1/recordings")
        listed = list(layout.entries_by_path(document).values())
    except _MALFORMED:
        yield failed("recording_list_unreadable")
        return
    for file in files:
        match comparison(recording_entry(suite, file), listed):
            case "same":
                yield passed("recording_same", file=file.name)
            case "renamed":
                yield passed("recording_renamed", file=file.name)
            case "changed":
                yield failed("recording_changed", file=file.name)
            case _:
                yield failed("recording_unknown", file=file.name)
