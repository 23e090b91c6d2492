"""Late arrivals (补录、转入): placed by tokens in a small ceremony of their own (SG1 §9).

Like the draw, a batch is frozen before its seed exists, and a batch once frozen has one seed.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.folder import INTERNAL, CeremonyFolder
from junheng.ceremony.frozen import Frozen, FrozenAttribute, FrozenStudent, FrozenUnit
from junheng.ceremony.opened import Ceremony
from junheng.engine.assignment.late import is_forced, late_tokens, place_late
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.keys import stage_key, unit_seed
from junheng.engine.randomness.seeds import SMALL_CEREMONY, SeedText, check_seed_fits
from junheng.engine.record.canonical import document_hash
from junheng.engine.record.commitments import identity_commitment, roster_leaf
from junheng.engine.record.documents import late_document, late_entry
from junheng.engine.record.merkle import LeafTree, document_leaf
from junheng.rosters import CodedRoster, SchoolRoster

REASONS = {1: "补报", 2: "转入", 9: "其他"}


@dataclass(frozen=True)
class LateBatch:
    """A frozen batch; `placed[i]` is the class, from 0, of `students[i]`, empty before the draw."""

    unit: str
    document: Mapping[str, Any]
    students: tuple[FrozenStudent, ...]
    placed: tuple[int, ...] = ()

    @property
    def file(self) -> str:
        """Where the batch is kept."""
        return f"{INTERNAL}/late-{self.unit}-{self.document['batch']:03}.json"


@dataclass(frozen=True)
class RowEffect:
    """What a batch changed in one row of the balance: the gap before and after."""

    title: str
    level: str
    gap_before: int
    gap_after: int


def load_batches(folder: CeremonyFolder) -> tuple[LateBatch, ...]:
    """All batches of a folder in the order in which they were frozen."""
    names = sorted(path.name for path in (folder.path / INTERNAL).glob("late-*.json"))
    batches = [_batch_from(folder.read_json(f"{INTERNAL}/{name}")) for name in names]
    return tuple(sorted(batches, key=lambda batch: int(batch.document["ledger"]["n"])))


def late_entries(folder: CeremonyFolder, frozen: Frozen) -> list[dict[str, Any]]:
    """The batches as they stand in the public file."""
    return [
        late_entry(batch.document, _tree(frozen, batch.students)) for batch in load_batches(folder)
    ]


def freeze_batch(
    ceremony: Ceremony,
    drawn: UnitDraw,
    school: SchoolRoster,
    coded: CodedRoster,
    *,
    registered: date,
    reason: int,
) -> LateBatch:
    """Freeze a batch of late arrivals, or find it again when it was frozen and not yet drawn.

    Raises `late_student_known` (with the row) for somebody who is in the roster or in an earlier
    batch, `late_batch_waiting` when another batch of the unit waits for its draw, and what
    `late_tokens` raises when there is no room.
    """
    folder, frozen, book = ceremony.folder, ceremony.frozen, ceremony.book
    unit = drawn.unit
    earlier = [batch for batch in load_batches(folder) if batch.unit == unit.unit]
    waiting = [batch for batch in earlier if not batch.placed]
    number = len(earlier) - len(waiting) + 1
    done = [batch for batch in earlier if batch.placed]
    if waiting:
        # The date of registration is the frozen one: the ceremony may be on a later day.
        fixed = waiting[0].students[0].leaf["a"]
        registered_code, reason = int(fixed["registered"]), int(fixed["reason"])
    else:
        registered_code = int(registered.strftime("%Y%m%d"))
    known = [*unit.students, *(student for batch in done for student in batch.students)]
    _refuse_known(frozen, school, known)
    origin = {"registered": registered_code, "reason": reason}
    students = _students(frozen, unit, _Arrivals(school, coded, number, origin))
    if waiting:
        if {student.leaf["idc"] for student in students} != {
            student.leaf["idc"] for student in waiting[0].students
        }:
            raise JunhengError("late_batch_waiting", unit=unit.unit)
        return waiting[0]
    sizes = sizes_with(drawn, done)
    late_tokens(sizes, len(students), int(unit.params["maxdiff"]), int(unit.params["cap"]))
    document = late_document(
        unit=unit.unit,
        batch=number,
        result=drawn.code,
        arrivals=len(students),
        roster=_tree(frozen, students).root,
        max_difference=int(unit.params["maxdiff"]),
        cap=int(unit.params["cap"]),
        sizes=sizes,
        ledger_count=len(book.events),
        ledger_head=book.head,
    )
    batch = LateBatch(unit.unit, document, tuple(students))
    folder.place({batch.file: _batch_file(batch)})
    body = {
        "unit": unit.unit,
        "late": document_hash(frozen.suite, document),
        "m": len(students),
    }
    book.append("LATE_FREEZE", "bureau", body)
    return batch


def draw_batch(
    ceremony: Ceremony,
    batch: LateBatch,
    *,
    public: str,
    envelopes: Sequence[str],
) -> LateBatch:
    """Draw the batch with its own paper numbers and record where everyone goes."""
    suite = ceremony.frozen.suite
    code = document_hash(suite, batch.document)
    text = SeedText("SG1-SEED-LATE/1", suite, code, public, tuple(envelopes))
    check_seed_fits(text, SMALL_CEREMONY)
    tokens = late_tokens(
        tuple(group["n"] for group in batch.document["sizes"]),
        len(batch.students),
        int(batch.document["maxdiff"]),
        int(batch.document["cap"]),
    )
    key = stage_key(suite, unit_seed(suite, text.seed(), batch.unit), "late")
    order = sorted(
        range(len(batch.students)),
        key=lambda index: document_leaf(suite, dict(batch.students[index].leaf)),
    )
    classes = dict(zip(order, place_late(tokens, len(order), key), strict=True))
    placed = tuple(classes[index] for index in range(len(order)))
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
    ceremony.book.append("LATE_DRAW", "host", body)
    finished = LateBatch(batch.unit, batch.document, batch.students, placed)
    ceremony.folder.place({batch.file: _batch_file(finished), **_placement_list(finished)})
    return finished


def sizes_with(drawn: UnitDraw, batches: Sequence[LateBatch]) -> tuple[int, ...]:
    """Class sizes after the batches that were drawn."""
    sizes = list(drawn.sizes)
    for batch in batches:
        for index in batch.placed:
            sizes[index] += 1
    return tuple(sizes)


def effects_of(drawn: UnitDraw, batches: Sequence[LateBatch]) -> tuple[RowEffect, ...]:
    """How the last batch changed the gap of each row; earlier batches count as before."""
    unit = drawn.unit
    before = list(zip([student.leaf["a"] for student in unit.students], drawn.classes, strict=True))
    for batch in batches[:-1]:
        before += zip([student.leaf["a"] for student in batch.students], batch.placed, strict=True)
    last = batches[-1]
    after = before + list(
        zip([student.leaf["a"] for student in last.students], last.placed, strict=True)
    )
    return tuple(
        RowEffect(
            attribute.title,
            text,
            _gap(before, unit, attribute, int(code)),
            _gap(after, unit, attribute, int(code)),
        )
        for attribute in unit.attributes
        for code, text in attribute.levels.items()
    )


def _gap(
    placed: Sequence[tuple[Mapping[str, int], int]],
    unit: FrozenUnit,
    attribute: FrozenAttribute,
    code: int,
) -> int:
    counts = [0] * unit.class_count
    for codes, index in placed:
        counts[index] += codes[attribute.name] == code
    return max(counts) - min(counts)


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


def _tree(frozen: Frozen, students: Sequence[FrozenStudent]) -> LeafTree:
    return LeafTree.of_documents(frozen.suite, [student.leaf for student in students])


def _batch_from(record: Mapping[str, Any]) -> LateBatch:
    return LateBatch(
        unit=record["unit"],
        document=record["document"],
        students=tuple(FrozenStudent(**student) for student in record["students"]),
        placed=tuple(record["placed"]),
    )


def _batch_file(batch: LateBatch) -> bytes:
    return json.dumps(asdict(batch), ensure_ascii=False, sort_keys=True, indent=1).encode()


def _placement_list(batch: LateBatch) -> dict[str, bytes]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("sheet", "row", "name", "group"))
    for student, index in zip(batch.students, batch.placed, strict=True):
        writer.writerow((student.sheet, student.row, student.name, f"G{index + 1}"))
    return {batch.file.replace(".json", ".csv"): text.getvalue().encode("utf-8")}
