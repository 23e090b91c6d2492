"""Freeze (冻结): from checked rosters to the freeze code, before any seed exists (SG1 §4)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from junheng.ceremony.book import LedgerBook
from junheng.ceremony.chain import EventChain
from junheng.ceremony.folder import FREEZE_FILE, LEDGER, VERIFIER_FILE, CeremonyFolder, Content
from junheng.ceremony.frozen import Frozen, FrozenStudent, FrozenUnit, Secrets, frozen_files
from junheng.ceremony.planning import PlannedStudent, PlannedUnit
from junheng.ceremony.program import verifier_page
from junheng.ceremony.session import Announcement, announced_session, continued_session
from junheng.ceremony.surroundings import Surroundings
from junheng.ceremony.voided import put_away
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.digits import uniform_digits
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import canonical_bytes, document_hash
from junheng.engine.record.commitments import roster_leaf, salt_key
from junheng.engine.record.documents import (
    FrozenRoster,
    freeze_document,
    params_document,
    teachers_document,
)
from junheng.engine.record.merkle import LeafTree

SECRET_DIGITS = 20


def freeze(
    folder: CeremonyFolder,
    planned: Sequence[PlannedUnit],
    announcement: Announcement,
    surroundings: Surroundings,
    *,
    secret_digits: str | None = None,
) -> Frozen:
    """Freeze the rosters: write the frozen documents and open the ledger, or go on with it.

    `secret_digits` are the inspector's 20 digits, rolled under a cup (SG1 §4.2); without them the
    system's randomness stands in. Ledger and documents appear together or not at all. Where the
    newest freeze was made void, its session goes on: raises `session_rules_changed`,
    `session_program_changed`.
    """
    suite = announcement.suite
    entropy = surroundings.entropy(32)
    digits = secret_digits or uniform_digits(surroundings.entropy, SECRET_DIGITS)
    key = salt_key(suite, entropy, digits)
    at = surroundings.timestamp()
    if folder.awaits_new_freeze():
        session = continued_session(folder, announcement)
    else:
        code = planned[0].unit.split(".")[0]
        session = announced_session(announcement, surroundings, county_code=code, at=at)
    engine_hash = document_hash(suite, session.engine)
    units = tuple(_frozen_unit(unit, suite, key, engine_hash) for unit in planned)
    chain, known_events = session.chain, session.known_events
    _record_pins(chain, units, at)
    freeze_record = freeze_document(
        suite=suite,
        session=document_hash(suite, session.document),
        number=session.freeze_number,
        at=at,
        engine=engine_hash,
        ceremony=session.ceremony,
        units=[_freeze_entry(suite, unit) for unit in units],
        ledger_count=len(chain.events),
        ledger_head=chain.head,
        supersedes=session.superseded,
    )
    frozen = Frozen(
        county=announcement.county,
        profile=announcement.profile,
        roster_file=announcement.roster_file,
        session=session.document,
        engine=session.engine,
        freeze=freeze_record,
        units=units,
        secrets=Secrets(
            salt_entropy=entropy.hex(),
            salt_digits=digits,
            signing_key=session.signing_key.hex(),
        ),
    )
    superseded = {} if session.superseded is None else {"supersedes": session.superseded}
    body = {"freeze": frozen.code, "no": session.freeze_number, **superseded}
    chain.append(at=at, kind="FREEZE", by="bureau", body=body)
    lines = [canonical_bytes(event) for event in chain.events[known_events:]]
    files: dict[str, Content] = {
        FREEZE_FILE: canonical_bytes(freeze_record),
        VERIFIER_FILE: verifier_page(),
    }
    if session.superseded is None:
        # The last of these says that the freeze is whole.
        whole = b"".join(line + b"\n" for line in lines)
        folder.place({LEDGER: whole, **files, **frozen_files(frozen)})
    else:
        # Here the ledger says it: until its line is there, the void freeze counts.
        put_away(folder, session.freeze_number - 1)
        folder.place({**files, **frozen_files(frozen)})
        folder.append_event(b"\n".join(lines))
    return frozen


def refuse_other_roster(frozen: Frozen, planned: Sequence[PlannedUnit]) -> None:
    """Refuse a roster that is not the frozen one; the order of its rows does not matter.

    Teachers come with a list of their own, see `refuse_other_teachers`. Raises
    `roster_differs_from_freeze`.
    """
    engine_hash = document_hash(frozen.suite, frozen.engine)
    teachers = {unit.unit: unit.teachers for unit in frozen.units}
    again = [
        _frozen_unit(
            replace(unit, teachers=teachers.get(unit.unit, ())),
            frozen.suite,
            frozen.salt_key,
            engine_hash,
        )
        for unit in planned
    ]
    entries = [_freeze_entry(frozen.suite, unit) for unit in again]
    known = [_freeze_entry(frozen.suite, unit) for unit in frozen.units]
    if entries != known:
        raise JunhengError("roster_differs_from_freeze", freeze=frozen.code[:16])


def refuse_other_teachers(frozen: Frozen, names: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a list of homeroom teachers, by sheet, that is not the frozen one, order included.

    After the freeze nobody is replaced without a new freeze (SG1 §8). Raises
    `teachers_differ_from_freeze`.
    """
    if names != {unit.sheet: unit.teachers for unit in frozen.units}:
        raise JunhengError("teachers_differ_from_freeze")


def announce_notice(book: LedgerBook, frozen: Frozen, where: str) -> None:
    """Record that the freeze notice (冻结公告) was posted."""
    book.append("NOTICE_POSTED", "bureau", {"freeze": frozen.code, "where": where})


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
        teachers=unit.teachers,
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
    """The list of homeroom teachers, empty where only students are drawn."""
    return teachers_document(unit=unit.unit, teachers=unit.labelled_teachers)


def _record_pins(chain: EventChain, units: Sequence[FrozenUnit], at: str) -> None:
    for unit in units:
        for kind, count in unit.params["pins"].items():
            if count:
                body = {"unit": unit.unit, "kind": kind, "count": count}
                chain.append(at=at, kind="PIN", by="bureau", body=body)
