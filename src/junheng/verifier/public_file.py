"""The public file (公开核验包) taken apart and indexed by hash (SG1 §10.4)."""

from collections.abc import Iterator, Sized
from dataclasses import dataclass
from typing import Any

from .canonical import NotCanonicalError, document_hash, parse_canonical
from .documents import LISTS, PUBLIC_HEAD, faults
from .hashes import SUITES, Suite
from .ledger import FreezeRecord, Ledger, read_ledger
from .report import Findings

Document = dict[str, Any]
_MOST_PLACES = 5


@dataclass(frozen=True)
class LeafList:
    """A document with the leaf hashes under its root."""

    document: Document
    hash: str
    leaves: list[str]


@dataclass(frozen=True)
class PublicFile:
    """Everything in public.json; documents by their hash."""

    suite: Suite
    content: Document
    session: Document
    session_hash: str
    engine: Document
    engine_hash: str
    params: dict[str, Document]
    teachers: dict[str, Document]
    freezes: dict[str, Document]
    rosters: dict[tuple[str, str], list[str]]
    results: dict[str, LeafList]
    rehearsals: dict[str, LeafList]
    lots: dict[str, Document]
    late: dict[str, LeafList]
    ledger: Ledger

    def find_unit(self, freeze: str, unit: str) -> Document | None:
        """Find the entry of one unit in a freeze."""
        entries = self.freezes[freeze]["units"] if freeze in self.freezes else []
        return next((entry for entry in entries if entry["unit"] == unit), None)

    def find_params(self, freeze: str, unit: str) -> Document | None:
        """Find the parameters frozen for one unit."""
        entry = self.find_unit(freeze, unit)
        return self.params.get(entry["params"]) if entry is not None else None

    def is_live(self, freeze: str) -> bool:
        """Whether the ledger knows this freeze and has not made it void."""
        record = self.ledger.freezes.get(freeze)
        return record is not None and record.live

    def live_units(self) -> Iterator[tuple[str, Document, FreezeRecord]]:
        """Go through the units of the freezes that are not void."""
        for freeze, document in self.freezes.items():
            record = self.ledger.freezes.get(freeze)
            if record is not None and record.live:
                for entry in document["units"]:
                    yield freeze, entry, record


def read_public(raw: bytes, findings: Findings) -> PublicFile | None:
    """Read public.json, noting every document that is not in its fixed form.

    Malformed items are left out, so that the rest can still be checked; None if nothing can.
    """
    try:
        content = parse_canonical(raw)
    except NotCanonicalError:
        findings.add("public_form", "failed")
        return None
    wrong = list(faults(content, PUBLIC_HEAD))
    if wrong:
        findings.add("public_shape", "failed", place=_places(wrong))
        return None
    findings.add("public_form", "passed", size=len(raw))
    suite = SUITES[content["suite"]]
    lists: dict[str, list[Document]] = {}
    for name, shape in LISTS.items():
        lists[name] = []
        for index, item in enumerate(content.get(name, [])):
            found = list(faults(item, shape, f".{name}[{index}]"))
            wrong += found
            if not found:
                lists[name].append(item)
    rosters = {(r["freeze"], r["unit"]): r["leaves"] for r in lists["rosters"]}
    leaves = {(r["result"], r["unit"]): r["leaves"] for r in lists["result_leaves"]}
    hashed = {
        name: {document_hash(suite, document): document for document in lists[name]}
        for name in ("params", "teachers", "freezes", "results", "lots")
    }
    placed = {name: _with_leaves(suite, lists[name]) for name in ("rehearsals", "late")}
    keyed: dict[str, Sized] = {"rosters": rosters, "result_leaves": leaves, **hashed, **placed}
    findings.expect("public_shape", holds=not wrong, place=_places(wrong))
    findings.expect(
        "public_once",
        holds=all(len(documents) == len(lists[name]) for name, documents in keyed.items()),
    )
    entries = [entry for freeze in hashed["freezes"].values() for entry in freeze["units"]]
    findings.expect(
        "public_spare",
        holds=hashed["params"].keys() <= {entry["params"] for entry in entries}
        and hashed["teachers"].keys() <= {entry.get("teachers") for entry in entries}
        and rosters.keys()
        <= {(h, entry["unit"]) for h, f in hashed["freezes"].items() for entry in f["units"]}
        and leaves.keys() <= {(h, result["unit"]) for h, result in hashed["results"].items()},
    )
    return PublicFile(
        suite=suite,
        content=content,
        session=content["session"],
        session_hash=document_hash(suite, content["session"]),
        engine=content["engine"],
        engine_hash=document_hash(suite, content["engine"]),
        params=hashed["params"],
        teachers=hashed["teachers"],
        freezes=hashed["freezes"],
        rosters=rosters,
        results={
            number: LeafList(document, number, leaves.get((number, document["unit"]), []))
            for number, document in hashed["results"].items()
        },
        rehearsals=placed["rehearsals"],
        lots=hashed["lots"],
        late=placed["late"],
        ledger=read_ledger(content["session"], content["events"], suite),
    )


def _with_leaves(suite: Suite, items: list[Document]) -> dict[str, LeafList]:
    found = {}
    for item in items:
        number = document_hash(suite, item["doc"])
        found[number] = LeafList(item["doc"], number, item["leaves"])
    return found


def _places(wrong: list[str]) -> str:
    """Name the first places only; a ruined file has thousands."""
    more = "…" if len(wrong) > _MOST_PLACES else ""
    return "，".join(place[:80] or "（整个文件）" for place in wrong[:_MOST_PLACES]) + more
