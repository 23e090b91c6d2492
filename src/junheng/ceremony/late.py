"""Late arrivals (补录、转入): placed by tokens in a small ceremony of their own (SG1 §9).

Like the draw, a batch is frozen before its seed exists, and a batch once frozen has one seed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from junheng.ceremony.changes import placed_now, sizes_of
from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.frozen import Frozen, FrozenAttribute, FrozenStudent, FrozenUnit
from junheng.ceremony.late_batches import (
    LateBatch,
    batch_file,
    batch_tree,
    load_batches,
    placed_by_event,
)
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.seeding import small_seed_text
from junheng.engine.assignment.late import is_forced, late_tokens, place_late
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.keys import stage_key, unit_seed
from junheng.engine.record.canonical import document_hash
from junheng.engine.record.commitments import identity_commitment, roster_leaf
from junheng.engine.record.documents import late_document
from junheng.engine.record.merkle import document_leaf
from junheng.rosters import CodedRoster, SchoolRoster

SEED_KIND = "SG1-SEED-LATE/1"
REASONS = {1: "补报", 2: "转入", 9: "其他"}


def freeze_batch(
    ceremony: Ceremony,
    drawn: UnitDraw,
    school: SchoolRoster,
    coded: CodedRoster,
    *,
    registered: date,
    reason: int,
) -> LateBatch:
    """Freeze a batch of late arrivals; the same roster again finds its batch, drawn or not.

    Raises `late_student_known` (with the row) for somebody who is in the roster or in an earlier
    batch, `late_batch_waiting` when another batch of the unit waits for its draw, and what
    `late_tokens` raises when there is no room.
    """
    folder, frozen, book = ceremony.folder, ceremony.frozen, ceremony.book
    unit = drawn.unit
    earlier = [batch for batch in load_batches(ceremony) if batch.unit == unit.unit]
    if earlier:
        last = earlier[-1]
        # The date of registration is the frozen one: the ceremony may be on a later day.
        fixed = last.students[0].leaf["a"]
        origin = {"registered": int(fixed["registered"]), "reason": int(fixed["reason"])}
        again = _students(frozen, unit, _Arrivals(school, coded, len(earlier), origin))
        if batch_tree(frozen, again).root == last.document["roster"]:
            return last
        if not last.placed:
            raise JunhengError("late_batch_waiting", unit=unit.unit)
    known = [*unit.students, *(student for batch in earlier for student in batch.students)]
    _refuse_known(frozen, school, known)
    number = len(earlier) + 1
    origin = {"registered": int(registered.strftime("%Y%m%d")), "reason": reason}
    students = _students(frozen, unit, _Arrivals(school, coded, number, origin))
    sizes = sizes_of(unit, placed_now(ceremony, drawn))
    late_tokens(sizes, len(students), int(unit.params["maxdiff"]), int(unit.params["cap"]))
    document = late_document(
        unit=unit.unit,
        batch=number,
        result=drawn.code,
        arrivals=len(students),
        roster=batch_tree(frozen, students).root,
        max_difference=int(unit.params["maxdiff"]),
        cap=int(unit.params["cap"]),
        sizes=sizes,
        ledger_count=len(book.events),
        ledger_head=book.head,
    )
    batch = LateBatch(unit.unit, document, tuple(students))
    folder.place({batch.file: batch_file(batch)})
    body = {
        "unit": unit.unit,
        "late": document_hash(frozen.suite, document),
        "m": len(students),
    }
    book.append("LATE_FREEZE", "bureau", body)
    return batch


def check_late_paper(ceremony: Ceremony, public: str, envelopes: Sequence[str]) -> None:
    """Refuse numbers that no batch could be drawn with, before anything is frozen for them."""
    nothing_yet = "0" * 64
    small_seed_text(SEED_KIND, ceremony.frozen.suite, nothing_yet, public, envelopes)


def draw_batch(
    ceremony: Ceremony,
    batch: LateBatch,
    *,
    public: str,
    envelopes: Sequence[str],
) -> LateBatch:
    """Draw the batch with its own paper numbers and record where everyone goes.

    A batch that was drawn comes back as it is; other numbers are refused with
    `late_numbers_recorded_differ`.
    """
    suite = ceremony.frozen.suite
    code = document_hash(suite, batch.document)
    text = small_seed_text(SEED_KIND, suite, code, public, envelopes)
    for body in ceremony.book.bodies("LATE_DRAW"):
        if body["late"] == code:
            if body["lines"] != list(text.lines()):
                raise JunhengError("late_numbers_recorded_differ")
            return batch
    tokens = batch.bag()
    key = stage_key(suite, unit_seed(suite, text.seed(), batch.unit), "late")
    order = sorted(
        range(len(batch.students)),
        key=lambda index: document_leaf(suite, dict(batch.students[index].leaf)),
    )
    classes = dict(zip(order, place_late(tokens, len(order), key), strict=True))
    out = [
        {
            "s": document_leaf(suite, dict(batch.students[index].leaf)).hex(),
            "g": f"G{classes[index] + 1}",
        }
        for index in order
    ]
    body = {
        "unit": batch.unit,
        "late": code,
        "lines": list(text.lines()),
        "seed": text.seed().hex(),
        "out": out,
        "forced": int(is_forced(tokens)),
    }
    event = ceremony.book.append("LATE_DRAW", "host", body)
    return placed_by_event(batch, suite, event)


def _refuse_known(frozen: Frozen, school: SchoolRoster, known: Sequence[FrozenStudent]) -> None:
    for student in school.students:
        for other in known:
            salt = bytes.fromhex(str(other.leaf["salt"]))
            committed = identity_commitment(frozen.suite, salt, student.identity_number)
            if committed == other.leaf["idc"]:
                raise JunhengError("late_student_known", sheet=student.sheet, row=student.row)


@dataclass(frozen=True)
class _Arrivals:
    """A batch as read: the roster, its codes, its number, when it was registered and why."""

    school: SchoolRoster
    coded: CodedRoster
    batch: int
    origin: Mapping[str, int]


def _students(frozen: Frozen, unit: FrozenUnit, arrivals: _Arrivals) -> list[FrozenStudent]:
    suite, key = frozen.suite, frozen.salt_key
    school, coded = arrivals.school, arrivals.coded
    digests = [
        suite.hmac(key, f"SG1-SID/1\n{student.identity_number}\n{student.name}".encode())
        for student in school.students
    ]
    order = sorted(range(len(digests)), key=digests.__getitem__)
    sids = {index: f"L{arrivals.batch}-{place:03}" for place, index in enumerate(order, start=1)}
    held = {attribute.name: attribute for attribute in coded.attributes}
    numerics = {numeric.name: numeric.values for numeric in coded.numerics}
    students = []
    for index, student in enumerate(school.students):
        codes = dict(arrivals.origin)
        for attribute in unit.attributes:
            if attribute.name not in held:
                raise JunhengError("late_column_missing", column=attribute.title)
            text = held[attribute.name].texts[held[attribute.name].codes[index]]
            codes[attribute.name] = _frozen_code(attribute, text)
        for numeric in unit.params.get("numerics", []):
            codes[numeric["name"]] = numerics[numeric["name"]][index]
        leaf = roster_leaf(
            suite,
            key,
            unit=unit.unit,
            sid=sids[index],
            name=student.name,
            identity_number=student.identity_number,
            attributes=codes,
        )
        students.append(
            FrozenStudent(
                student.sheet, student.row, student.name, student.gender, sids[index], leaf
            )
        )
    return students


def _frozen_code(attribute: FrozenAttribute, text: str) -> int:
    """The code that the frozen roster gave this text; a text that is new there counts as none."""
    return next((int(code) for code, known in attribute.levels.items() if known == text), 0)
