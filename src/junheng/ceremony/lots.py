"""Homeroom teachers' lots (班主任抽签): class i is the group and the teacher with lot i (SG1 §8).

Lots drawn from a box are typed in by two people from the signed form; electronic lots come from
fresh numbers of their own. Either way a unit has them once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from junheng.ceremony.drawing import UnitDraw, events_after_draw
from junheng.ceremony.folder import INTERNAL, CeremonyFolder
from junheng.ceremony.frozen import FrozenUnit
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.seeding import small_seed_text
from junheng.engine.assignment.lots import drawn_lots
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.keys import stage_key, unit_seed
from junheng.engine.randomness.seeds import SeedText
from junheng.engine.record.canonical import Document, canonical_bytes, document_hash
from junheng.engine.record.documents import Swap, lots_document

SEED_KIND = "SG1-SEED-LOTS/1"

Recusals = tuple[tuple[str, int], ...]
"""Teachers who may not teach their own child (回避): label and second lot, in order."""


@dataclass(frozen=True)
class LotsEntry:
    """What one person typed: `group_lots[i]` is that of G(i+1), `teacher_lots[i]` of T(i+1)."""

    group_lots: tuple[int, ...]
    teacher_lots: tuple[int, ...]
    recusals: Recusals = ()

    def lines(self) -> dict[str, int]:
        """Every lot by the line of the form that it stands on: G1…, T1…, then second lots."""
        groups = {f"G{number}": lot for number, lot in enumerate(self.group_lots, start=1)}
        teachers = {f"T{number}": lot for number, lot in enumerate(self.teacher_lots, start=1)}
        seconds = {f"回避 {label}": lot for label, lot in self.recusals}
        return {**groups, **teachers, **seconds}


@dataclass(frozen=True)
class FinalClass:
    """A class as it will be: number 1 is 1班, its group of the draw, its homeroom teacher."""

    number: int
    group: str
    teacher: str
    teacher_name: str

    @property
    def title(self) -> str:
        """The class as people say it."""
        return f"{self.number}班"


@dataclass(frozen=True)
class LotsRecord:
    """The lots of one unit: `document` is sg1/lots, `code` its hash, `at` the ledger's moment."""

    unit: FrozenUnit
    document: Mapping[str, Any]
    code: str
    at: str

    @property
    def is_electronic(self) -> bool:
        """Whether a computer drew from fresh numbers, instead of hands from a box."""
        return bool(self.document["mode"] == "electronic")

    @property
    def group_lots(self) -> tuple[tuple[str, int], ...]:
        """Group and lot, G1 first."""
        return tuple((row["g"], row["lot"]) for row in self.document["groups"])

    @property
    def teacher_lots(self) -> tuple[tuple[str, str, int], ...]:
        """Label, name and first lot of the teachers in the frozen order."""
        names = dict(self.unit.labelled_teachers)
        return tuple((row["t"], names[row["t"]], row["lot"]) for row in self.document["teachers"])

    @property
    def swaps(self) -> tuple[tuple[str, str], ...]:
        """Names of the two teachers of each exchange (回避), in order: who may not, and who did."""
        names = dict(self.unit.labelled_teachers)
        return tuple(
            (names[swap["t1"]], names[swap["t2"]]) for swap in self.document.get("swaps", ())
        )

    @property
    def seed_lines(self) -> tuple[str, ...]:
        """The seed text of electronic lots; nothing for lots from a box."""
        return tuple(self.document.get("lines", ()))

    @property
    def classes(self) -> tuple[FinalClass, ...]:
        """The classes, 1班 first."""
        names = dict(self.unit.labelled_teachers)
        return tuple(
            FinalClass(row["class"], row["g"], row["t"], names[row["t"]])
            for row in self.document["out"]
        )


def differing_lots(first: LotsEntry, second: LotsEntry) -> tuple[str, ...]:
    """The lines in which two independent entries differ; empty when both typed the same."""
    one, other = first.lines(), second.lines()
    lines = dict.fromkeys([*one, *other])
    differing = tuple(line for line in lines if one.get(line) != other.get(line))
    if not differing and first.recusals != second.recusals:
        # Second lots are applied in their order.
        return tuple(f"回避 {label}" for label, _ in first.recusals)
    return differing


def check_lots(unit: FrozenUnit, entry: LotsEntry) -> None:
    """Refuse lots that are no permutation or second lots that nobody could draw.

    Raises `group_lots_wrong` and `teacher_lots_wrong` with the first line at fault,
    `recusal_teacher_unknown`, `recusal_twice` and `recusal_lot_wrong`.
    """
    fault = _fault_of(entry.group_lots, unit.class_count)
    if fault is not None:
        raise JunhengError("group_lots_wrong", line=f"G{fault}", expected=unit.class_count)
    fault = _fault_of(entry.teacher_lots, unit.class_count)
    if fault is not None:
        raise JunhengError("teacher_lots_wrong", line=f"T{fault}", expected=unit.class_count)
    _swaps_of(unit, entry)


def _fault_of(lots: Sequence[int], count: int) -> int | None:
    """The number of the first lot that is out of range, repeated, or lacking."""
    seen: set[int] = set()
    for number, lot in enumerate(lots, start=1):
        if lot in seen or not 1 <= lot <= count:
            return number
        seen.add(lot)
    return len(lots) + 1 if len(lots) < count else None


def _swaps_of(unit: FrozenUnit, entry: LotsEntry) -> list[Swap]:
    """A second lot among the other classes; who held it takes the vacated one (SG1 §8)."""
    lot_of = {
        label: lot
        for (label, _), lot in zip(unit.labelled_teachers, entry.teacher_lots, strict=True)
    }
    swaps: list[Swap] = []
    for label, second in entry.recusals:
        if label not in lot_of:
            raise JunhengError("recusal_teacher_unknown", teacher=label)
        if label in {swap.t1 for swap in swaps}:
            raise JunhengError("recusal_twice", teacher=label)
        holder = {lot: teacher for teacher, lot in lot_of.items()}.get(second, label)
        if holder == label:
            raise JunhengError("recusal_lot_wrong", teacher=label, expected=unit.class_count)
        lot_of[label], lot_of[holder] = lot_of[holder], lot_of[label]
        swaps.append(Swap(label, holder))
    return swaps


def record_lots(
    ceremony: Ceremony, drawn: UnitDraw, first: LotsEntry, second: LotsEntry
) -> LotsRecord:
    """Record lots drawn from a box, from two people's entries.

    Raises `lots_entries_differ` with the lines, and then nobody's entry counts; what `check_lots`
    raises; `lots_recorded_differ` when other lots are recorded already.
    """
    differing = differing_lots(first, second)
    if differing:
        raise JunhengError("lots_entries_differ", lines="、".join(differing))
    refuse_unit_without_lots(drawn.unit)
    return _record(ceremony, drawn, first, None)


def draw_lots(
    ceremony: Ceremony,
    drawn: UnitDraw,
    *,
    public: str,
    envelopes: Sequence[str],
    recusals: Recusals = (),
) -> LotsRecord:
    """Draw the lots from fresh numbers, bound to the result that is public by now (SG1 §8)."""
    unit, suite = drawn.unit, ceremony.frozen.suite
    refuse_unit_without_lots(unit)
    text = small_seed_text(SEED_KIND, suite, drawn.code, public, envelopes)
    return _record(ceremony, drawn, electronic_entry(ceremony, unit, text, recusals), text)


def electronic_entry(
    ceremony: Ceremony, unit: FrozenUnit, text: SeedText, recusals: Recusals = ()
) -> LotsEntry:
    """The lots that a seed text gives."""
    suite = ceremony.frozen.suite
    key = unit_seed(suite, text.seed(), unit.unit)
    groups, teachers = (
        drawn_lots(unit.class_count, stage_key(suite, key, stage))
        for stage in ("lots-groups", "lots-teachers")
    )
    return LotsEntry(groups, teachers, recusals)


def lots_of(ceremony: Ceremony, unit: FrozenUnit) -> LotsRecord | None:
    """The recorded lots of a unit; raises `lots_file_missing` when only the ledger has them."""
    for event in _events_of(ceremony, unit):
        code, name = event["body"]["lots"], _file_of(unit)
        if (ceremony.folder.path / name).exists():
            document = ceremony.folder.read_json(name)
            if document_hash(ceremony.frozen.suite, document) == code:
                return LotsRecord(unit, document, code, event["at"])
        raise JunhengError("lots_file_missing", unit=unit.unit)
    return None


def final_classes(ceremony: Ceremony, unit: FrozenUnit) -> tuple[FinalClass, ...]:
    """The classes with number and homeroom teacher, 1班 first; nothing before the lots."""
    record = lots_of(ceremony, unit)
    return record.classes if record is not None else ()


def lots_documents(ceremony: Ceremony) -> list[Document]:
    """The lots of all units, as they stand in the public file."""
    records = [lots_of(ceremony, unit) for unit in ceremony.frozen.units]
    return [dict(record.document) for record in records if record is not None]


def places_drawn(folder: CeremonyFolder, unit: str) -> dict[int, int]:
    """Class number -> place of its teacher in the frozen order, from 1, as the lots file says.

    For whoever follows the ledger's LOTS event of the unit, beside which the file was placed.
    """
    document = folder.read_json(f"{INTERNAL}/lots-{unit}.json")
    return {int(row["class"]): int(row["t"].removeprefix("T")) for row in document["out"]}


def refuse_unit_without_lots(unit: FrozenUnit) -> None:
    """Raise `single_class_has_no_lots` or `lots_without_teachers`."""
    if unit.is_exempt:
        raise JunhengError("single_class_has_no_lots", unit=unit.unit)
    if not unit.teachers:
        raise JunhengError("lots_without_teachers", unit=unit.unit)


def _record(
    ceremony: Ceremony, drawn: UnitDraw, entry: LotsEntry, text: SeedText | None
) -> LotsRecord:
    unit, suite = drawn.unit, ceremony.frozen.suite
    check_lots(unit, entry)
    labels = [label for label, _ in unit.labelled_teachers]
    document = lots_document(
        unit=unit.unit,
        result=drawn.code,
        mode="physical" if text is None else "electronic",
        group_lots=entry.group_lots,
        teacher_lots=list(zip(labels, entry.teacher_lots, strict=True)),
        swaps=_swaps_of(unit, entry),
        seed_text=text,
    )
    code = document_hash(suite, document)
    recorded = _events_of(ceremony, unit)
    if recorded and recorded[-1]["body"]["lots"] != code:
        raise JunhengError("lots_recorded_differ", unit=unit.unit)
    # A file without its event is of a recording that was cut off, and does not count.
    ceremony.folder.place({_file_of(unit): canonical_bytes(document)})
    if recorded:
        return LotsRecord(unit, document, code, recorded[-1]["at"])
    body = {"unit": unit.unit, "result": drawn.code, "lots": code}
    event = ceremony.book.append("LOTS", "school", body)
    return LotsRecord(unit, document, code, event["at"])


def _events_of(ceremony: Ceremony, unit: FrozenUnit) -> list[Document]:
    return events_after_draw(ceremony.book, "LOTS", unit.unit)


def _file_of(unit: FrozenUnit) -> str:
    return f"{INTERNAL}/lots-{unit.unit}.json"
