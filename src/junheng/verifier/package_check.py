"""Checks a sealed package (封存包) completely, to the re-run of every draw (SG1 §10.3)."""

from collections import Counter
from typing import Any

from .archive import ArchiveError, read_archive
from .canonical import NotCanonicalError, parse_canonical
from .container import ContainerError, Progress, open_container
from .documents import MANIFEST, MANIFEST_SIGNATURE, SALT_KEY, SEALED, Shape, fits
from .hashes import SUITES, Suite
from .merkle import leaf_hash
from .public_check import ENGINE, check_public
from .public_file import Document, LeafList, PublicFile, read_public
from .report import Findings, Report
from .representatives_check import drawn_representatives
from .rerun import balance_of, drawn_again, pinned
from .seeds import seed_bytes
from .signature import signature_holds

Files = dict[str, bytes]
ZIP_MAGIC = b"PK"


def verify_package(
    raw: bytes,
    passphrase: str | None,
    *,
    notice: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check a sealed package: an SGX1 container, or the plain zip that was inside.

    `progress(what, done, total)` is told how far the work has come.
    """
    findings = Findings()
    files = _open(raw, passphrase, findings, progress)
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
        _check_sealed(files, public, findings, progress)
    return findings.report()


def _open(
    raw: bytes, passphrase: str | None, findings: Findings, progress: Progress | None
) -> Files | None:
    if not raw.startswith(ZIP_MAGIC):
        if passphrase is None:
            findings.add("box_passphrase", "failed")
            return None
        try:
            raw = open_container(raw, passphrase, progress)
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


def _find_document(files: Files, name: str, shape: Shape) -> Any:
    """Read one document of the package; None if it is missing or not in its fixed form."""
    try:
        document = parse_canonical(files.get(name, b""))
    except NotCanonicalError:
        return None
    return document if fits(document, shape) else None


def _check_manifest(files: Files, findings: Findings) -> Document | None:
    manifest: Document | None = _find_document(files, "manifest.json", MANIFEST)
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
    signature = _find_document(files, "manifest.sig.json", MANIFEST_SIGNATURE)
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
    files: Files, public: PublicFile, findings: Findings, progress: Progress | None
) -> None:
    salt_key = None
    secret = _find_document(files, "private/ksalt.json", SALT_KEY)
    if findings.expect("salt_key", holds=secret is not None):
        salt_key = public.suite.digest(
            b"SG1-KSALT/1\n" + bytes.fromhex(secret["r"]) + secret["digits"].encode()
        )
    units = list(public.live_units())
    for done, (freeze, entry, _) in enumerate(units):
        unit = entry["unit"]
        if progress is not None:
            progress("unit", done + 1, len(units))
        sealed = _find_document(files, f"private/sealed-{unit}.json", SEALED)
        if not findings.expect(
            "sealed", holds=sealed is not None and sealed["unit"] == unit, unit=unit
        ):
            continue
        check = _UnitCheck(public, findings, salt_key, freeze=freeze, entry=entry, sealed=sealed)
        check.check_roster()
        check.check_draws()


class _UnitCheck:
    """The sealed roster of one unit and the draws made from it."""

    def __init__(
        self,
        public: PublicFile,
        findings: Findings,
        salt_key: bytes | None,
        *,
        freeze: str,
        entry: Document,
        sealed: Document,
    ) -> None:
        self.public = public
        self.suite: Suite = public.suite
        self.findings = findings
        self.salt_key = salt_key
        self.freeze = freeze
        self.entry = entry
        self.unit: str = entry["unit"]
        self.sealed = sealed
        self.leaves: list[Document] = sealed["leaves"]
        self.roster = {leaf_hash(self.suite, leaf).hex(): leaf for leaf in self.leaves}
        self.params = public.params.get(entry["params"])
        self.usable = self.params is not None

    def _expect(self, code: str, *, holds: bool, **params: str | int) -> bool:
        return self.findings.expect(code, holds=holds, unit=self.unit, **params)

    def _salt(self, kind: str, sid: str) -> str:
        """Derive the salt that one leaf must carry (SG1 §4.2)."""
        tag = f"SG1-SALT/1\n{kind}\n{self.unit}\n{sid}"
        return self.suite.hmac(self.salt_key or b"", tag.encode()).hex()

    def check_roster(self) -> None:
        """Check every leaf, its salt and its pins, and that these are the frozen leaves."""
        numbers = {leaf["sid"] for leaf in self.leaves}
        self._expect("sealed_students", holds=len(numbers) == len(self.roster) == len(self.leaves))
        listed = self.public.rosters.get((self.freeze, self.unit), [])
        self._expect(
            "sealed_roster",
            holds=sorted(self.roster) == listed
            and all(leaf["unit"] == self.unit for leaf in self.leaves),
            n=len(self.leaves),
        )
        if self.salt_key is not None:
            wrong = sum(self._salt("s", leaf["sid"]) != leaf["salt"] for leaf in self.leaves)
            self._expect("sealed_salts", holds=not wrong, wrong=wrong)
        if self.params is None:
            return
        names = {*self.params["attrs"], *(q["name"] for q in self.params.get("numerics", []))}
        weighted = set(self.params["attrs"]) == set(self.params["weights"])
        even = all(set(leaf["a"]) == names for leaf in self.leaves)
        self.usable = self._expect("sealed_attributes", holds=even) and weighted
        self._expect("sealed_pins", holds=self._pins() == self.params["pins"])

    def _pins(self) -> dict[str, int]:
        """Count the pins: groups of at least two, and fixed positions in existing classes."""
        groups = {kind: pinned(self.leaves, kind) for kind in ("together", "apart")}
        counts = {
            kind: -1 if any(len(members) == 1 for members in found.values()) else len(found)
            for kind, found in groups.items()
        }
        fixed = [leaf["pin"]["fixed"] for leaf in self.leaves if "fixed" in leaf.get("pin", {})]
        beyond = any(c >= self.entry["k"] for c in fixed)
        self.usable = self.usable and not beyond
        return {**counts, "fixed": -1 if beyond else len(fixed)}

    def check_draws(self) -> None:
        """Check the result, or the rehearsals, that this roster was drawn to."""
        for leaf_list in self._of_unit(self.public.results):
            self._check_draw(leaf_list, self.sealed.get("results", []), "r")
        placed = self.sealed.get("rehearsals", [])
        hashed = [(leaf_hash(self.suite, leaf).hex(), leaf) for leaf in placed]
        known: set[str] = set()
        for leaf_list in self._of_unit(self.public.rehearsals):
            mine = set(leaf_list.leaves)
            known |= mine
            if "rehearsals" in self.sealed or not self.public.results:
                own = [leaf for number, leaf in hashed if number in mine]
                self._check_draw(leaf_list, own, f"q{leaf_list.document['j']}")
        self._expect("sealed_spare", holds=all(number in known for number, _ in hashed))
        drawn = self._of_unit(self.public.results)
        if not drawn:
            self._expect("sealed_early", holds=not self.sealed.get("results"))

    def _of_unit(self, draws: dict[str, LeafList]) -> list[LeafList]:
        wanted = (self.freeze, self.unit)
        return [
            draw
            for draw in draws.values()
            if (draw.document["freeze"], draw.document["unit"]) == wanted
        ]

    def _check_draw(self, leaf_list: LeafList, placed: list[Document], kind: str) -> None:
        document = leaf_list.document
        numbers = sorted(leaf_hash(self.suite, leaf).hex() for leaf in placed)
        self._expect("sealed_result", holds=numbers == leaf_list.leaves)
        groups = {leaf["s"]: leaf["g"] for leaf in placed}
        each_once = len(groups) == len(placed) and set(groups) == set(self.roster)
        self._expect("sealed_each_once", holds=each_once)
        if self.salt_key is not None:
            wrong = sum(
                leaf["s"] not in self.roster
                or self._salt(kind, self.roster[leaf["s"]]["sid"]) != leaf["salt"]
                for leaf in placed
            )
            self._expect("sealed_result_salts", holds=not wrong, wrong=wrong)
        sizes = Counter(groups.values())
        counted = [{"g": group["g"], "n": sizes[group["g"]]} for group in document["groups"]]
        self._expect(
            "sealed_sizes", holds=counted == document["groups"] and sizes.total() == document["n"]
        )
        representatives = self.public.ledger.representatives.get(leaf_list.hash)
        if each_once and representatives is not None:
            leaves = sorted(self.roster)
            drawn = drawn_representatives(self.suite, representatives, leaves, groups)
            self._expect("sealed_representatives", holds=drawn == representatives["out"])
        if self.params is None or not self.usable:
            return
        if each_once:
            balance = balance_of(self.roster, groups, self.params)
            self._expect("sealed_balance", holds=balance == document["balance"])
        self._check_rerun(document, groups, self.params)

    def _check_rerun(self, document: Document, groups: dict[str, str], params: Document) -> None:
        if not _engine_is_known(self.public):
            name = self.public.engine["name"]
            self.findings.add("rerun", "pending", unit=self.unit, name=name)
            return
        again = drawn_again(self.suite, bytes.fromhex(document["seed"]), self.roster, params)
        if isinstance(again, str):
            self.findings.add("rerun_refused", "failed", unit=self.unit, reason=again)
            return
        other = sum(groups.get(leaf) != group for leaf, group in again.items())
        self._expect("rerun", holds=not other and set(groups) == set(again), other=other)
