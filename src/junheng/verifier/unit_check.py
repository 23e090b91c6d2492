"""Checks the sealed roster (封存名册) of one unit and draws it again (SG1 §10.3)."""

from collections import Counter
from dataclasses import dataclass

from .documents import SEALED, find_document
from .hashes import Suite
from .merkle import leaf_hash
from .public_file import Document, LeafList
from .report import Findings, Step
from .representatives_check import drawn_representatives
from .rerun import balance_of, drawn_again, pinned


@dataclass(frozen=True)
class SealedUnit:
    """One unit of a package: its sealed file and all that the check of it needs besides.

    `roster` are the published leaves; `representatives` the events on its results, by result.
    """

    raw: bytes
    suite: Suite
    engine: str
    is_engine_known: bool
    salt_key: bytes | None
    entry: Document
    params: Document | None
    roster: list[str]
    results: list[LeafList]
    rehearsals: list[LeafList]
    is_only_rehearsed: bool
    representatives: dict[str, Document]


def check_unit(unit: SealedUnit) -> list[Step]:
    """Check one unit and draw it again."""
    findings = Findings()
    name = unit.entry["unit"]
    sealed = find_document(unit.raw, SEALED)
    if findings.expect("sealed", holds=sealed is not None and sealed["unit"] == name, unit=name):
        check = _UnitCheck(unit, findings, sealed)
        check.check_roster()
        check.check_draws()
    return findings.steps


class _UnitCheck:
    """The sealed roster of one unit and the draws made from it."""

    def __init__(self, unit: SealedUnit, findings: Findings, sealed: Document) -> None:
        self.given = unit
        self.suite = unit.suite
        self.findings = findings
        self.unit: str = unit.entry["unit"]
        self.sealed = sealed
        self.leaves: list[Document] = sealed["leaves"]
        self.roster = {leaf_hash(self.suite, leaf).hex(): leaf for leaf in self.leaves}
        self.params = unit.params
        self.usable = self.params is not None

    def _expect(self, code: str, *, holds: bool, **params: str | int) -> bool:
        return self.findings.expect(code, holds=holds, unit=self.unit, **params)

    def _salt(self, kind: str, sid: str) -> str:
        """Derive the salt that one leaf must carry (SG1 §4.2)."""
        tag = f"SG1-SALT/1\n{kind}\n{self.unit}\n{sid}"
        return self.suite.hmac(self.given.salt_key or b"", tag.encode()).hex()

    def check_roster(self) -> None:
        """Check every leaf, its salt and its pins, and that these are the frozen leaves."""
        numbers = {leaf["sid"] for leaf in self.leaves}
        self._expect("sealed_students", holds=len(numbers) == len(self.roster) == len(self.leaves))
        self._expect(
            "sealed_roster",
            holds=sorted(self.roster) == self.given.roster
            and all(leaf["unit"] == self.unit for leaf in self.leaves),
            n=len(self.leaves),
        )
        if self.given.salt_key is not None:
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
        beyond = any(c >= self.given.entry["k"] for c in fixed)
        self.usable = self.usable and not beyond
        return {**counts, "fixed": -1 if beyond else len(fixed)}

    def check_draws(self) -> None:
        """Check the result, or the rehearsals, that this roster was drawn to."""
        for leaf_list in self.given.results:
            self._check_draw(leaf_list, self.sealed.get("results", []), "r")
        placed = self.sealed.get("rehearsals", [])
        hashed = [(leaf_hash(self.suite, leaf).hex(), leaf) for leaf in placed]
        known: set[str] = set()
        for leaf_list in self.given.rehearsals:
            mine = set(leaf_list.leaves)
            known |= mine
            if "rehearsals" in self.sealed or self.given.is_only_rehearsed:
                own = [leaf for number, leaf in hashed if number in mine]
                self._check_draw(leaf_list, own, f"q{leaf_list.document['j']}")
        self._expect("sealed_spare", holds=all(number in known for number, _ in hashed))
        if not self.given.results:
            self._expect("sealed_early", holds=not self.sealed.get("results"))

    def _check_draw(self, leaf_list: LeafList, placed: list[Document], kind: str) -> None:
        document = leaf_list.document
        numbers = sorted(leaf_hash(self.suite, leaf).hex() for leaf in placed)
        self._expect("sealed_result", holds=numbers == leaf_list.leaves)
        groups = {leaf["s"]: leaf["g"] for leaf in placed}
        each_once = len(groups) == len(placed) and set(groups) == set(self.roster)
        self._expect("sealed_each_once", holds=each_once)
        if self.given.salt_key is not None:
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
        representatives = self.given.representatives.get(leaf_list.hash)
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
        if not self.given.is_engine_known:
            self.findings.add("rerun", "pending", unit=self.unit, name=self.given.engine)
            return
        again = drawn_again(self.suite, bytes.fromhex(document["seed"]), self.roster, params)
        if isinstance(again, str):
            self.findings.add("rerun_refused", "failed", unit=self.unit, reason=again)
            return
        other = sum(groups.get(leaf) != group for leaf, group in again.items())
        self._expect("rerun", holds=not other and set(groups) == set(again), other=other)
