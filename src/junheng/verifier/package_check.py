"""Checks a sealed package (封存包) completely, to the re-run of every draw (SG1 §10.3)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing

from .archive import ArchiveError, read_archive
from .container import ContainerError, Progress, open_container
from .documents import MANIFEST, MANIFEST_SIGNATURE, SALT_KEY, find_document
from .hashes import SUITES
from .processes import dealt_out
from .public_check import ENGINE, check_public
from .public_file import Document, LeafList, PublicFile, read_public
from .report import Findings, Report
from .seeds import seed_bytes
from .signature import signature_holds
from .unit_check import SealedUnit, check_unit

Files = dict[str, bytes]
ZIP_MAGIC = b"PK"
_FEW_STUDENTS = 2000  # drawn again sooner than other processes are started


def verify_package(
    raw: bytes,
    passphrase: str | None,
    *,
    notice: str | None = None,
    progress: Progress | None = None,
    processes: int = 1,
) -> Report:
    """Check a sealed package: an SGX1 container, or the plain zip that was inside.

    `progress(what, done, total)` is told how far the work has come. A large package is dealt out
    to so many `processes` of this computer; the report is the same for any number.

    Raises:
        UnfinishedError: one of these processes was ended, or had too little memory.
    """
    findings = Findings()
    files = _open(raw, passphrase, findings, progress, processes)
    if files is None:
        return findings.report()
    manifest = _check_manifest(files, findings)
    public = None
    if findings.expect("package_public", holds="public/public.json" in files):
        public = read_public(files["public/public.json"], findings)
    if public is not None:
        check_public(public, findings, notice)
        _check_manifest_signature(files, manifest, public, findings)
        _check_seed_file(files, public, findings)
        _check_engine(files, public, findings)
        _check_page(files, public, findings)
        _check_sealed(files, public, findings, progress, processes)
    return findings.report()


def _open(
    raw: bytes,
    passphrase: str | None,
    findings: Findings,
    progress: Progress | None,
    processes: int,
) -> Files | None:
    if not raw.startswith(ZIP_MAGIC):
        if passphrase is None:
            findings.add("box_passphrase", "failed")
            return None
        try:
            raw = open_container(raw, passphrase, progress, processes)
        except ContainerError as refused:
            findings.add(refused.code, "failed")
            return None
        findings.add("box_opened", "passed")
    try:
        files = read_archive(raw)
    except ArchiveError:
        findings.add("archive", "failed")
        return None
    findings.add("archive", "passed", count=len(files))
    return files


def _check_manifest(files: Files, findings: Findings) -> Document | None:
    manifest: Document | None = find_document(files.get("manifest.json", b""), MANIFEST)
    if not findings.expect("manifest", holds=manifest is not None) or manifest is None:
        return None
    digest = SUITES[manifest["suite"]].digest
    listed = manifest["files"]
    names = [entry["path"] for entry in listed]
    inside = sorted(name for name in files if "/" in name)
    findings.expect("manifest_names", holds=names == inside)
    wrong = [
        entry["path"]
        for entry in listed
        if entry["path"] in files
        and (len(files[entry["path"]]), digest(files[entry["path"]]).hex())
        != (entry["size"], entry["h"])
    ]
    findings.expect("manifest_files", holds=not wrong, names="，".join(wrong), count=len(listed))
    return manifest


def _check_manifest_signature(
    files: Files, manifest: Document | None, public: PublicFile, findings: Findings
) -> None:
    signature = find_document(files.get("manifest.sig.json", b""), MANIFEST_SIGNATURE)
    key = public.session["key"]["pub"]
    findings.expect(
        "manifest_signature",
        holds=signature is not None
        and signature["pub"] == key
        and signature_holds(
            bytes.fromhex(key), files.get("manifest.json", b""), bytes.fromhex(signature["sig"])
        ),
    )
    findings.expect(
        "manifest_session",
        holds=manifest is not None
        and (manifest["suite"], manifest["session"]) == (public.suite.name, public.session_hash),
    )


def _check_seed_file(files: Files, public: PublicFile, findings: Findings) -> None:
    texts = [
        seed_bytes(record.lines)
        for record in public.ledger.freezes.values()
        if record.live and record.lines
    ]
    if texts or "public/seed.txt" in files:
        findings.expect("package_seed", holds=files.get("public/seed.txt") in texts)


def _engine_is_known(public: PublicFile) -> bool:
    return (public.engine["name"], public.engine["version"]) == ENGINE


def _check_engine(files: Files, public: PublicFile, findings: Findings) -> None:
    """Compare the program files with the engine document by size and hash.

    Zip names cannot hold folders, so the names are left to the manifest. The engine document may
    lie among the files.
    """
    if not _engine_is_known(public):
        findings.add("engine_files", "pending", name=public.engine["name"])
        return
    packed = Counter(
        (len(content), public.suite.digest(content).hex())
        for name, content in files.items()
        if name.startswith("engine/")
    )
    listed = Counter((entry["size"], entry["h"]) for entry in public.engine["files"])
    spare = packed - listed
    document_only = {number for _, number in spare} <= {public.engine_hash}
    findings.expect(
        "engine_files", holds=not listed - packed and document_only, count=listed.total()
    )


def _check_page(files: Files, public: PublicFile, findings: Findings) -> None:
    """Compare the page that parents check with and the one that the session announced."""
    if not _engine_is_known(public):
        findings.add("verifier_page", "pending", name=public.engine["name"])
        return
    page = files.get("public/verifier.html")
    announced = public.session["verifier"]
    holds = page is not None and public.suite.digest(page).hex() == announced
    findings.expect("verifier_page", holds=holds)


def _check_sealed(
    files: Files,
    public: PublicFile,
    findings: Findings,
    progress: Progress | None,
    processes: int,
) -> None:
    salt_key = None
    secret = find_document(files.get("private/ksalt.json", b""), SALT_KEY)
    if findings.expect("salt_key", holds=secret is not None):
        salt_key = public.suite.digest(
            b"SG1-KSALT/1\n" + bytes.fromhex(secret["r"]) + secret["digits"].encode()
        )
    sizes = [entry["n"] for _, entry, _ in public.live_units()]
    processes = min(processes, len(sizes)) if sum(sizes) >= _FEW_STUDENTS else 1
    units = _sealed_units(files, public, salt_key)
    with closing(dealt_out(check_unit, units, processes)) as checked:
        for done, steps in enumerate(checked, 1):
            findings.steps += steps
            if progress is not None:
                progress("unit", done, len(sizes))


def _sealed_units(files: Files, public: PublicFile, salt_key: bytes | None) -> Iterator[SealedUnit]:
    """Put together for each unit what its check needs."""
    results, rehearsals = _by_unit(public.results), _by_unit(public.rehearsals)
    for freeze, entry, _ in public.live_units():
        place = (freeze, entry["unit"])
        yield SealedUnit(
            raw=files.get(f"private/sealed-{entry['unit']}.json", b""),
            suite=public.suite,
            engine=public.engine["name"],
            is_engine_known=_engine_is_known(public),
            salt_key=salt_key,
            entry=entry,
            params=public.params.get(entry["params"]),
            roster=public.rosters.get(place, []),
            results=results[place],
            rehearsals=rehearsals[place],
            is_only_rehearsed=not public.results,
            representatives={
                result.hash: public.ledger.representatives[result.hash]
                for result in results[place]
                if result.hash in public.ledger.representatives
            },
        )


def _by_unit(draws: dict[str, LeafList]) -> defaultdict[tuple[str, str], list[LeafList]]:
    found = defaultdict(list)
    for draw in draws.values():
        found[draw.document["freeze"], draw.document["unit"]].append(draw)
    return found
