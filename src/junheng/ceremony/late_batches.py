"""The batches of late arrivals of a ceremony, as they are kept, published and counted (SG1 §9)."""

import csv
import io
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.folder import INTERNAL
from junheng.ceremony.frozen import Frozen, FrozenAttribute, FrozenStudent, FrozenUnit
from junheng.ceremony.opened import Ceremony
from junheng.engine.assignment.late import late_tokens
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import canonical_bytes, document_hash
from junheng.engine.record.documents import late_entry, late_slip_document
from junheng.engine.record.merkle import LeafTree, document_leaf

LATE_SLIPS = "late-slips"


@dataclass(frozen=True)
class LateBatch:
    """A frozen batch; `placed[i]` is the class, from 0, of `students[i]`, empty before the draw.

    Its file holds what was frozen and is never changed; where everyone went stands in the ledger,
    with the seed text in `lines` and the moment of the draw in `at`.
    """

    unit: str
    document: Mapping[str, Any]
    students: tuple[FrozenStudent, ...]
    placed: tuple[int, ...] = ()
    is_forced: bool = False
    lines: tuple[str, ...] = ()
    seed: str = ""
    at: str = ""

    @property
    def number(self) -> int:
        """Which batch of its unit this is, from 1."""
        return int(self.document["batch"])

    @property
    def registered(self) -> int:
        """The day of registration, as 20260903."""
        return int(self.students[0].leaf["a"]["registered"])

    @property
    def reason(self) -> int:
        """Why they come late: a key of `late.REASONS`."""
        return int(self.students[0].leaf["a"]["reason"])

    @property
    def sizes_before(self) -> tuple[int, ...]:
        """Students per class when the batch was frozen."""
        return tuple(int(group["n"]) for group in self.document["sizes"])

    def bag(self) -> tuple[int, ...]:
        """The class of every token in the bag, from 0; raises as `late_tokens`."""
        document = self.document
        difference, cap = int(document["maxdiff"]), int(document["cap"])
        return late_tokens(self.sizes_before, len(self.students), difference, cap)

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


def load_batches(ceremony: Ceremony) -> tuple[LateBatch, ...]:
    """All batches of a folder in the order in which they were frozen.

    A file without its entry in the ledger is of a freeze that was cut off, and does not count.
    """
    folder, suite = ceremony.folder, ceremony.frozen.suite
    frozen = [str(body["late"]) for body in ceremony.book.bodies("LATE_FREEZE")]
    draws = {
        str(event["body"]["late"]): event
        for event in ceremony.book.events
        if event["type"] == "LATE_DRAW"
    }
    batches = {}
    for path in (folder.path / INTERNAL).glob("late-*.json"):
        record = folder.read_json(f"{INTERNAL}/{path.name}")
        code = document_hash(suite, record["document"])
        batches[code] = _batch_from(record, suite, draws.get(code))
    if not batches.keys() >= set(frozen):
        raise folder.absence("late_file_missing")
    return tuple(batches[code] for code in frozen)


def late_entries(ceremony: Ceremony) -> list[dict[str, Any]]:
    """The batches as they stand in the public file."""
    return [
        late_entry(batch.document, batch_tree(ceremony.frozen, batch.students))
        for batch in load_batches(ceremony)
    ]


def placement_files(ceremony: Ceremony, units: Collection[str] | None = None) -> dict[str, bytes]:
    """One list a drawn batch, for programs: sheet, row, name, group; of all units or of these."""
    return {
        batch.file.replace(".json", ".csv"): _placement_list(batch)
        for batch in load_batches(ceremony)
        if batch.placed and (units is None or batch.unit in units)
    }


def late_slips(ceremony: Ceremony, units: Collection[str] | None = None) -> dict[str, bytes]:
    """A slip for every arrival that was placed: file and QR code of the same document."""
    suite = ceremony.frozen.suite
    slips = {}
    for batch in load_batches(ceremony):
        if not batch.placed or (units is not None and batch.unit not in units):
            continue
        code = document_hash(suite, batch.document)
        for student in batch.students:
            slip = late_slip_document(late=code, roster_leaf=student.leaf)
            slips[f"{LATE_SLIPS}/{batch.unit}.{student.sid}.json"] = canonical_bytes(slip)
    return slips


def sizes_with(drawn: UnitDraw, batches: Sequence[LateBatch]) -> tuple[int, ...]:
    """Class sizes after the batches that were drawn."""
    sizes = list(drawn.sizes)
    for batch in batches:
        for index in batch.placed:
            sizes[index] += 1
    return tuple(sizes)


def batch_tree(frozen: Frozen, students: Sequence[FrozenStudent]) -> LeafTree:
    """The tree behind the batch's roster root."""
    return LeafTree.of_documents(frozen.suite, [student.leaf for student in students])


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


def _batch_from(
    record: Mapping[str, Any], suite: Suite, drawn: Mapping[str, Any] | None
) -> LateBatch:
    students = tuple(FrozenStudent(**student) for student in record["students"])
    batch = LateBatch(record["unit"], record["document"], students)
    return placed_by_event(batch, suite, drawn) if drawn else batch


def placed_by_event(batch: LateBatch, suite: Suite, event: Mapping[str, Any]) -> LateBatch:
    """The batch with the classes that its LATE_DRAW event gives."""
    drawn = event["body"]
    group_of = {placement["s"]: int(placement["g"].removeprefix("G")) for placement in drawn["out"]}
    placed = tuple(
        group_of[document_leaf(suite, dict(student.leaf)).hex()] - 1 for student in batch.students
    )
    return replace(
        batch,
        placed=placed,
        is_forced=bool(drawn["forced"]),
        lines=tuple(drawn["lines"]),
        seed=drawn["seed"],
        at=event["at"],
    )


def batch_file(batch: LateBatch) -> bytes:
    """What is kept of a batch: what was frozen."""
    record = {name: asdict(batch)[name] for name in ("unit", "document", "students")}
    return json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _placement_list(batch: LateBatch) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("sheet", "row", "name", "group"))
    for student, index in zip(batch.students, batch.placed, strict=True):
        writer.writerow((student.sheet, student.row, student.name, f"G{index + 1}"))
    return text.getvalue().encode("utf-8")
