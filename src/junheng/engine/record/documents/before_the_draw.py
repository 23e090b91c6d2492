"""Documents that are fixed before the draw: session, engine, parameters, teachers, freeze."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import CeremonyRules, check_rules
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import Document
from junheng.engine.record.values import check_hashes, check_moments

ENGINE_NAME = "junheng"
ENGINE_VERSION = "SG1-ENGINE/1"
SEARCH_BUDGET = 4096
"""The search constant of SG1-ENGINE/1: steps per position and attempt."""


@dataclass(frozen=True)
class Numeric:
    """A number that is balanced, such as the birth month: see SG1-ENGINE/1 for the units."""

    name: str
    weight: int
    tolerance: int
    unit: int


@dataclass(frozen=True)
class Cap:
    """At most `most` students with code `code` of attribute `attr` in any class."""

    attr: str
    code: int
    most: int


@dataclass(frozen=True)
class Reduction:
    """A class with a student of this code has `seats` fewer students (随班就读)."""

    attr: str
    code: int
    seats: int


@dataclass(frozen=True)
class FrozenRoster:
    """One unit inside a freeze: its size, its root and the hashes of its other documents."""

    unit: str
    n: int
    k: int
    roster: str
    params: str
    teachers: str


def session_document(
    *,
    suite: Suite,
    session_id: str,
    title: str,
    host: str,
    planned: str,
    place: str,
    rules: str,
    engine: str,
    verifier: str,
    public_key: str,
    ceremony: CeremonyRules,
    mode: Literal["clerk"] | None = None,
) -> Document:
    """Return the announcement of a session (SG1 §4.3).

    `rules`, `engine`, `verifier` and `public_key` are 64 hex digits; `mode` is `clerk` when one
    clerk freezes and draws at one sitting. Raises `ceremony_rules_weak`: a clerk alone needs at
    least one envelope, everyone else three.
    """
    check_hashes(rules=rules, engine=engine, verifier=verifier, public_key=public_key)
    check_moments(planned=planned)
    if mode == "clerk":
        check_rules(ceremony, least_envelopes=1)
    else:
        check_rules(ceremony)
    return {
        "_t": "sg1/session",
        "ver": 1,
        "suite": suite.name,
        "id": session_id,
        "title": title,
        "host": host,
        "planned": planned,
        "place": place,
        "rules": rules,
        "engine": engine,
        "verifier": verifier,
        "key": {"alg": "ed25519", "pub": public_key},
        "ceremony": ceremony.document(),
        **({"mode": mode} if mode else {}),
    }


def engine_file(suite: Suite, path: str, content: bytes) -> Document:
    """Return the entry of one source file: its path, its size in bytes and its hash."""
    return {"path": path, "size": len(content), "h": suite.digest(content).hex()}


def engine_document(
    *,
    files: Iterable[Mapping[str, Any]],
    name: str = ENGINE_NAME,
    version: str = ENGINE_VERSION,
) -> Document:
    """Return the identity of the engine: its sources, sorted by path; raises `path_twice`."""
    return {"_t": "sg1/engine", "name": name, "version": version, "files": sorted_files(files)}


def sorted_files(files: Iterable[Mapping[str, Any]]) -> list[Document]:
    """Return file entries in the order of their paths; raises `path_twice`."""
    entries = sorted((dict(entry) for entry in files), key=lambda entry: str(entry["path"]))
    for before, after in pairwise(entries):
        if before["path"] == after["path"]:
            raise JunhengError("path_twice", path=after["path"])
    return entries


def params_document(
    *,
    unit: str,
    class_count: int,
    max_difference: int,
    cap: int,
    engine: str,
    attributes: Sequence[tuple[str, int]],
    pins: Mapping[str, int],
    budget: int = SEARCH_BUDGET,
    numerics: Sequence[Numeric] = (),
    caps: Sequence[Cap] = (),
    sizes: Sequence[int] | None = None,
    reduction: Reduction | None = None,
) -> Document:
    """Return the parameters of one unit.

    `cap` is the most students a class may have; `attributes` are (name, weight) in the order of
    the engine; `pins` counts the groups kept `together` and `apart` and the `fixed` students.
    """
    check_hashes(engine=engine)
    document: Document = {
        "_t": "sg1/params",
        "unit": unit,
        "k": class_count,
        "maxdiff": max_difference,
        "cap": cap,
        "engine": engine,
        "attrs": [name for name, _ in attributes],
        "weights": dict(attributes),
        "budget": budget,
        "pins": {kind: pins.get(kind, 0) for kind in ("together", "apart", "fixed")},
    }
    optional = {
        "numerics": [asdict(numeric) for numeric in numerics],
        "caps": [asdict(limit) for limit in caps],
        "sizes": list(sizes or ()),
        "reduction": asdict(reduction) if reduction else {},
    }
    return document | {field: value for field, value in optional.items() if value}


def teachers_document(*, unit: str, teachers: Sequence[tuple[str, str]]) -> Document:
    """Return the list of homeroom teachers (班主任) of a unit: (label, name), in their order."""
    return {
        "_t": "sg1/teachers",
        "unit": unit,
        "list": [{"t": label, "name": name} for label, name in teachers],
    }


def freeze_document(
    *,
    suite: Suite,
    session: str,
    number: int,
    at: str,
    engine: str,
    ceremony: CeremonyRules,
    units: Sequence[FrozenRoster],
    ledger_count: int,
    ledger_head: str,
    supersedes: str | None = None,
) -> Document:
    """Return a freeze (冻结); its hash is the freeze code (冻结码).

    `ledger_count` and `ledger_head` name the last event before the freeze; `supersedes` is the
    hash of the voided freeze that this one replaces.
    """
    check_hashes(session=session, engine=engine, ledger_head=ledger_head)
    check_moments(at=at)
    for unit in units:
        check_hashes(roster=unit.roster, params=unit.params, teachers=unit.teachers)
    document: Document = {
        "_t": "sg1/freeze",
        "ver": 1,
        "suite": suite.name,
        "session": session,
        "no": number,
        "at": at,
        "engine": engine,
        "ceremony": ceremony.document(),
        "units": [asdict(unit) for unit in units],
        "ledger": {"n": ledger_count, "head": ledger_head},
    }
    if supersedes is not None:
        check_hashes(supersedes=supersedes)
        document["supersedes"] = supersedes
    return document
