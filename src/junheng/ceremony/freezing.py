"""Freeze (冻结): from checked rosters to the freeze code, before any seed exists (SG1 §4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from junheng.ceremony.book import LedgerBook
from junheng.ceremony.chain import EventChain
from junheng.ceremony.folder import FREEZE_FILE, LEDGER, CeremonyFolder
from junheng.ceremony.frozen import Frozen, FrozenStudent, FrozenUnit, frozen_files
from junheng.ceremony.planning import PlannedStudent, PlannedUnit
from junheng.ceremony.surroundings import Surroundings
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.digits import uniform_digits
from junheng.engine.randomness.seeds import CeremonyRules
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import canonical_bytes, document_hash
from junheng.engine.record.commitments import roster_leaf, salt_key
from junheng.engine.record.documents import (
    FrozenRoster,
    engine_document,
    engine_file,
    freeze_document,
    params_document,
    session_document,
    teachers_document,
)
from junheng.engine.record.merkle import LeafTree
from junheng.engine.record.signatures import public_key_of

SECRET_DIGITS = 20


@dataclass(frozen=True)
class Announcement:
    """What a session announces about itself.

    `is_one_sitting` says that the numbers of the draw were there before the freeze, so that nobody
    could be shown the freeze code first.
    """

    suite: Suite
    title: str
    county: str
    host: str
    place: str
    ceremony: CeremonyRules
    is_one_sitting: bool
    profile: Mapping[str, Any]
    roster_file: Mapping[str, Any]


def freeze(
    folder: CeremonyFolder,
    planned: Sequence[PlannedUnit],
    announcement: Announcement,
    surroundings: Surroundings,
    *,
    secret_digits: str | None = None,
) -> Frozen:
    """Freeze the rosters: write the frozen documents and open the ledger.

    `secret_digits` are the inspector's 20 digits, rolled under a cup (SG1 §4.2); without them the
    system's randomness stands in. Ledger and documents appear together or not at all.
    """
    suite = announcement.suite
    entropy = surroundings.entropy(32)
    digits = secret_digits or uniform_digits(surroundings.entropy, SECRET_DIGITS)
    key = salt_key(suite, entropy, digits)
    signing_key = surroundings.entropy(32)
    engine = engine_identity(suite)
    engine_hash = document_hash(suite, engine)
    at = surroundings.timestamp()
    session = session_document(
        suite=suite,
        session_id=f"{planned[0].unit.split('.')[0]}-{at[:10]}",
        title=announcement.title,
        host=announcement.host,
        planned=at,
        place=announcement.place,
        rules=suite.digest(canonical_bytes({"_t": "sg1/rules", **announcement.profile})).hex(),
        engine=engine_hash,
        verifier=document_hash(suite, verifier_identity(suite)),
        public_key=public_key_of(signing_key),
        ceremony=announcement.ceremony,
        mode="clerk" if announcement.is_one_sitting else None,
    )
    units = tuple(_frozen_unit(unit, suite, key, engine_hash) for unit in planned)
    chain = _opened_chain(suite, session, units, at)
    freeze_record = freeze_document(
        suite=suite,
        session=document_hash(suite, session),
        number=1,
        at=at,
        engine=engine_hash,
        ceremony=announcement.ceremony,
        units=[_freeze_entry(suite, unit) for unit in units],
        ledger_count=len(chain.events),
        ledger_head=chain.head,
    )
    frozen = Frozen(
        county=announcement.county,
        profile=announcement.profile,
        roster_file=announcement.roster_file,
        session=session,
        engine=engine,
        freeze=freeze_record,
        units=units,
        salt_entropy=entropy.hex(),
        salt_digits=digits,
        signing_key=signing_key.hex(),
    )
    body = {"freeze": frozen.code, "no": 1}
    chain.append(at=at, kind="FREEZE", by="bureau", body=body)
    folder.place(
        {
            LEDGER: b"".join(canonical_bytes(event) + b"\n" for event in chain.events),
            FREEZE_FILE: canonical_bytes(freeze_record),
            # The last of these says that the freeze is whole.
            **frozen_files(frozen),
        }
    )
    return frozen


def refuse_other_roster(frozen: Frozen, planned: Sequence[PlannedUnit]) -> None:
    """Refuse a roster that is not the frozen one; the order of its rows does not matter.

    Raises `roster_differs_from_freeze`.
    """
    engine_hash = document_hash(frozen.suite, frozen.engine)
    again = [_frozen_unit(unit, frozen.suite, frozen.salt_key, engine_hash) for unit in planned]
    entries = [_freeze_entry(frozen.suite, unit) for unit in again]
    known = [_freeze_entry(frozen.suite, unit) for unit in frozen.units]
    if entries != known:
        raise JunhengError("roster_differs_from_freeze", freeze=frozen.code[:16])


def announce_notice(book: LedgerBook, frozen: Frozen, where: str) -> None:
    """Record that the freeze notice (冻结公告) was posted."""
    book.append("NOTICE_POSTED", "bureau", {"freeze": frozen.code, "where": where})


def engine_identity(suite: Suite) -> dict[str, Any]:
    """The engine as a document: every source file with its hash (SG1 §4.3)."""
    return engine_document(
        files=[engine_file(suite, path, content) for path, content in engine_sources().items()]
    )


def engine_sources() -> dict[str, bytes]:
    """The engine's source files by path, as they run now."""
    return _sources("engine")


def verifier_identity(suite: Suite) -> dict[str, Any]:
    """The Python verifier as a document of the same kind."""
    entries = [engine_file(suite, path, content) for path, content in verifier_sources().items()]
    return engine_document(files=entries, name="junheng-verifier", version="1")


def verifier_sources() -> dict[str, bytes]:
    """The Python verifier's source files by path."""
    return _sources("verifier")


def _frozen_unit(unit: PlannedUnit, suite: Suite, key: bytes, engine_hash: str) -> FrozenUnit:
    sids = _registration_numbers(unit.students, suite, key)
    pins = _pins(unit, sids)
    students = [
        FrozenStudent(
            sheet=student.sheet,
            row=student.row,
            name=student.name,
            gender=student.gender,
            sid=sid,
            leaf=roster_leaf(
                suite,
                key,
                unit=unit.unit,
                sid=sid,
                name=student.name,
                identity_number=student.identity_number,
                attributes=student.attributes,
                pin=pin,
            ),
        )
        for student, sid, pin in zip(unit.students, sids, pins, strict=True)
    ]
    params = params_document(
        unit=unit.unit,
        class_count=unit.class_count,
        max_difference=unit.max_difference,
        cap=unit.class_size_limit,
        engine=engine_hash,
        attributes=[
            (attribute.name, unit.weights[attribute.name]) for attribute in unit.attributes
        ],
        pins={"together": len(unit.together), "apart": len(unit.apart)},
        numerics=unit.numerics,
        caps=unit.caps,
        sizes=unit.sizes,
        reduction=unit.reduction,
    )
    return FrozenUnit(
        unit=unit.unit,
        sheet=unit.sheet,
        school=unit.school,
        stage=unit.stage,
        stage_reason=unit.stage_reason,
        class_count=unit.class_count,
        class_size_limit=unit.class_size_limit,
        attributes=unit.attributes,
        refused_columns=unit.refused_columns,
        notes=unit.notes,
        params=params,
        students=tuple(students),
    )


def _registration_numbers(
    students: Sequence[PlannedStudent], suite: Suite, key: bytes
) -> list[str]:
    """The school's own numbers where it has them; else B00001… in an order nobody can read."""
    if all(student.registration_number for student in students):
        return [str(student.registration_number) for student in students]
    # The name too: two children may stand in the roster with one number, by a slip.
    digests = [
        suite.hmac(key, f"SG1-SID/1\n{student.identity_number}\n{student.name}".encode())
        for student in students
    ]
    order = sorted(range(len(students)), key=digests.__getitem__)
    places = {index: place for place, index in enumerate(order, start=1)}
    return [f"B{places[index]:05}" for index in range(len(students))]


def _pins(unit: PlannedUnit, sids: Sequence[str]) -> list[dict[str, str | int]]:
    """Who is linked to whom; groups are numbered by their members, not by rows."""
    pins: list[dict[str, str | int]] = [{} for _ in sids]
    for kind, letter, groups in (("together", "T", unit.together), ("apart", "A", unit.apart)):
        ordered = sorted(groups, key=lambda group: min(sids[index] for index in group))
        for number, group in enumerate(ordered):
            for index in group:
                pins[index][kind] = f"{letter}{number}"
    return pins


def _freeze_entry(suite: Suite, unit: FrozenUnit) -> FrozenRoster:
    tree = LeafTree.of_documents(suite, (student.leaf for student in unit.students))
    return FrozenRoster(
        unit=unit.unit,
        n=len(unit.students),
        k=unit.class_count,
        roster=tree.root,
        params=document_hash(suite, unit.params),
        teachers=document_hash(suite, teachers_of(unit)),
    )


def teachers_of(unit: FrozenUnit) -> dict[str, Any]:
    """The list of homeroom teachers: empty in a draw of students from a terminal."""
    return teachers_document(unit=unit.unit, teachers=())


def _opened_chain(
    suite: Suite, session: Mapping[str, Any], units: Sequence[FrozenUnit], at: str
) -> EventChain:
    chain = EventChain(suite, session)

    def add(kind: str, body: Mapping[str, Any]) -> None:
        chain.append(at=at, kind=kind, by="bureau", body=body)

    add("SESSION", {"session": document_hash(suite, session)})
    for unit in units:
        for kind, count in unit.params["pins"].items():
            if count:
                add("PIN", {"unit": unit.unit, "kind": kind, "count": count})
    return chain


def _sources(package: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}

    def walk(folder: Traversable, prefix: str) -> None:
        for entry in folder.iterdir():
            if entry.is_dir() and entry.name != "__pycache__":
                walk(entry, f"{prefix}{entry.name}/")
            elif entry.name.endswith(".py"):
                found[f"{prefix}{entry.name}"] = entry.read_bytes()

    # Through the package above it: naming it directly would load the whole verifier.
    walk(files("junheng").joinpath(package), "")
    return dict(sorted(found.items()))
