"""Approved changes (特殊情况调整) after a draw, and who is in which class by now (SG1 §9).

A child who must leave a class for a protected reason never gets a chosen one: the class to leave
is taken out of the bag, and a token of the others is drawn with fresh numbers. What was approved is
fixed by its hash in the ledger before these numbers exist; the ledger says what and how many, the
folder says who.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.folder import INTERNAL
from junheng.ceremony.frozen import FrozenStudent, FrozenUnit
from junheng.ceremony.late_batches import RowEffect, load_batches
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.seeding import small_seed_text
from junheng.engine.assignment.late import is_forced, late_tokens, place_late
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.keys import stage_key, unit_seed
from junheng.engine.record.canonical import document_hash
from junheng.engine.record.documents import change_document
from junheng.engine.record.merkle import document_leaf

SEED_KIND = "SG1-SEED-LATE/1"
Kind = Literal["move", "leave", "merge", "teacher"]
ABOUT_A_STUDENT = frozenset(("move", "leave"))


@dataclass(frozen=True)
class Placed:
    """A student and his class by now, counted from 0."""

    student: FrozenStudent
    class_index: int


@dataclass(frozen=True)
class Change:
    """An approved change; `sid` is the student it is about, empty where it is about nobody.

    `placed` is where a move led to, None before its draw; `lines` is the seed text of that draw.
    """

    unit: str
    code: str
    document: Mapping[str, Any]
    sid: str = ""
    placed: int | None = None
    is_forced: bool = False
    lines: tuple[str, ...] = ()
    at: str = ""

    @property
    def kind(self) -> str:
        """`move`, `leave`, `merge` or `teacher`."""
        return str(self.document["kind"])

    @property
    def left(self) -> int | None:
        """The class that the student leaves, from 0."""
        group = self.document.get("g")
        return None if group is None else int(group.removeprefix("G")) - 1


def placed_now(ceremony: Ceremony, drawn: UnitDraw) -> tuple[Placed, ...]:
    """Everyone with his class by now: as drawn, with late arrivals, after approved changes.

    A move that was approved and not drawn yet changes nothing so far.
    """
    unit = drawn.unit
    now = {
        student.sid: Placed(student, index)
        for student, index in zip(unit.students, drawn.classes, strict=True)
    }
    for batch in load_batches(ceremony):
        if batch.unit == unit.unit and batch.placed:
            for student, index in zip(batch.students, batch.placed, strict=True):
                now[student.sid] = Placed(student, index)
    for change in load_changes(ceremony, unit):
        if change.kind == "leave":
            now.pop(change.sid, None)
        elif change.kind == "move" and change.placed is not None and change.sid in now:
            now[change.sid] = Placed(now[change.sid].student, change.placed)
    return tuple(now.values())


def sizes_of(unit: FrozenUnit, placed: Sequence[Placed]) -> tuple[int, ...]:
    """Students per class."""
    classes = [one.class_index for one in placed]
    return tuple(classes.count(index) for index in range(unit.class_count))


def effects_between(
    unit: FrozenUnit, before: Sequence[Placed], after: Sequence[Placed]
) -> tuple[RowEffect, ...]:
    """How the gap between classes changes, in numbers of students and in each row of the balance.

    The first row is the class size, with an empty level.
    """
    spread = [max(sizes) - min(sizes) for sizes in (sizes_of(unit, before), sizes_of(unit, after))]
    rows = [RowEffect("班级人数", "", *spread)]
    for attribute in unit.attributes:
        for code, text in attribute.levels.items():
            gaps = []
            for placed in (before, after):
                counts = [0] * unit.class_count
                for one in placed:
                    counts[one.class_index] += one.student.leaf["a"][attribute.name] == int(code)
                gaps.append(max(counts) - min(counts))
            rows.append(RowEffect(attribute.title, text, *gaps))
    return tuple(rows)


def effects_of_leaving(
    unit: FrozenUnit, placed: Sequence[Placed], sid: str
) -> tuple[RowEffect, ...]:
    """What it would do to the balance if this student left the school."""
    return effects_between(unit, placed, [one for one in placed if one.student.sid != sid])


def worst_effects_of_moving(
    unit: FrozenUnit, placed: Sequence[Placed], sid: str
) -> tuple[RowEffect, ...]:
    """What it could do at most if this student moved: row by row the worst class to come out.

    Raises `change_move_without_other_class`.
    """
    own = next(one for one in placed if one.student.sid == sid)
    others = [index for index in range(unit.class_count) if index != own.class_index]
    if not others:
        raise JunhengError("change_move_without_other_class")
    outcomes = [
        effects_between(
            unit,
            placed,
            [Placed(one.student, index) if one is own else one for one in placed],
        )
        for index in others
    ]
    return tuple(max(rows, key=lambda row: row.gap_after) for rows in zip(*outcomes, strict=True))


def check_room(unit: FrozenUnit, placed: Sequence[Placed], sid: str) -> None:
    """Refuse a move for which no other class has room.

    Raises `change_student_unknown`, `change_move_without_other_class`, and as `late_tokens`.
    """
    own = next((one for one in placed if one.student.sid == sid), None)
    if own is None:
        raise JunhengError("change_student_unknown", unit=unit.unit)
    sizes = sizes_of(unit, placed)
    _bag(sizes, own.class_index, int(unit.params["maxdiff"]), int(unit.params["cap"]))


def record_change(
    ceremony: Ceremony, drawn: UnitDraw, *, kind: Kind, approval: str, sid: str = ""
) -> Change:
    """Record an approved change once; the same again is found, another one is refused.

    Raises `change_student_unknown`, `change_recorded_differs`, and for a move what `late_tokens`
    raises when no other class has room.
    """
    unit, frozen = drawn.unit, ceremony.frozen
    known = load_changes(ceremony, unit)
    for change in known:
        if change.document["approval"] == approval:
            if (change.kind, change.sid) != (kind, sid):
                raise JunhengError("change_recorded_differs", approval=approval)
            return change
    placed = placed_now(ceremony, drawn)
    own = next((one for one in placed if one.student.sid == sid), None)
    if kind in ABOUT_A_STUDENT and own is None:
        raise JunhengError("change_student_unknown", unit=unit.unit)
    number = len(known) + 1
    salt = frozen.suite.hmac(frozen.salt_key, f"SG1-CHANGE/1\n{unit.unit}\n{number}".encode()).hex()
    document = change_document(
        unit=unit.unit,
        result=drawn.code,
        number=number,
        kind=kind,
        approval=approval,
        salt=salt,
        sizes=sizes_of(unit, placed),
        max_difference=int(unit.params["maxdiff"]),
        cap=int(unit.params["cap"]),
        ledger_count=len(ceremony.book.events),
        ledger_head=ceremony.book.head,
        student=document_leaf(frozen.suite, dict(own.student.leaf)).hex() if own else "",
        group=f"G{own.class_index + 1}" if own else "",
    )
    code = document_hash(frozen.suite, document)
    change = Change(unit.unit, code, document, sid)
    if kind == "move":
        bag_of_move(change)
    record = {"unit": unit.unit, "document": document, "sid": sid}
    content = json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1).encode()
    ceremony.folder.place({_file_of(unit.unit, number): content})
    body = {"unit": unit.unit, "kind": kind, "approval": approval, "count": 1, "change": code}
    event = ceremony.book.append("CHANGE", "bureau", body)
    return _with_events(change, [event])


def draw_move(
    ceremony: Ceremony, change: Change, *, public: str, envelopes: Sequence[str]
) -> Change:
    """Draw the class of an approved move with its own paper numbers, once.

    Raises `change_numbers_recorded_differ` for other numbers than those that are recorded.
    """
    suite = ceremony.frozen.suite
    text = small_seed_text(SEED_KIND, suite, change.code, public, envelopes)
    if change.placed is not None:
        if change.lines != text.lines():
            raise JunhengError("change_numbers_recorded_differ")
        return change
    tokens = bag_of_move(change)
    key = stage_key(suite, unit_seed(suite, text.seed(), change.unit), "late")
    index = place_late(tokens, 1, key)[0]
    body = {
        "unit": change.unit,
        "kind": "placed",
        "approval": change.document["approval"],
        "count": 1,
        "change": change.code,
        "lines": list(text.lines()),
        "seed": text.seed().hex(),
        "out": [{"s": change.document["s"], "g": f"G{index + 1}"}],
        "forced": int(is_forced(tokens)),
    }
    event = ceremony.book.append("CHANGE", "host", body)
    return _with_events(change, [event])


def load_changes(ceremony: Ceremony, unit: FrozenUnit) -> tuple[Change, ...]:
    """The changes of a unit in the order of the ledger; a file without its event counts for none.

    Raises `change_file_missing`.
    """
    events = [
        event
        for event in ceremony.book.events
        if event["type"] == "CHANGE" and event["body"]["unit"] == unit.unit
    ]
    files = {}
    for path in (ceremony.folder.path / INTERNAL).glob(f"change-{unit.unit}-*.json"):
        record = ceremony.folder.read_json(f"{INTERNAL}/{path.name}")
        code = document_hash(ceremony.frozen.suite, record["document"])
        files[code] = Change(record["unit"], code, record["document"], record["sid"])
    results = {str(body["result"]) for body in ceremony.book.bodies("DRAW")}
    changes = []
    for event in events:
        code = event["body"].get("change")
        if code is None or event["body"]["kind"] == "placed":
            continue
        if code not in files:
            raise ceremony.folder.absence("change_file_missing")
        # Of a result that was made void since, a change is history.
        if files[code].document["result"] in results:
            changes.append(_with_events(files[code], events))
    return tuple(changes)


def bag_of_move(change: Change) -> tuple[int, ...]:
    """The bag of a recorded move: the class of every token, from 0."""
    document = change.document
    sizes = [int(group["n"]) for group in document["sizes"]]
    return _bag(sizes, change.left, int(document["maxdiff"]), int(document["cap"]))


def _bag(sizes: Sequence[int], left: int | None, max_difference: int, cap: int) -> tuple[int, ...]:
    """The bag of a move, as indices of all classes: the class to leave puts in nothing."""
    others = [index for index in range(len(sizes)) if index != left]
    if not others:
        raise JunhengError("change_move_without_other_class")
    tokens = late_tokens(tuple(sizes[index] for index in others), 1, max_difference, cap)
    return tuple(others[token] for token in tokens)


def _with_events(change: Change, events: Sequence[Mapping[str, Any]]) -> Change:
    """The change with what the ledger says about it."""
    fields: dict[str, Any] = {}
    for event in events:
        body = event["body"]
        if body.get("change") != change.code:
            continue
        if body["kind"] == "placed":
            fields |= {
                "placed": int(body["out"][0]["g"].removeprefix("G")) - 1,
                "is_forced": bool(body["forced"]),
                "lines": tuple(body["lines"]),
            }
        fields["at"] = event["at"]
    held = {name: getattr(change, name) for name in ("unit", "code", "document", "sid")}
    return Change(**{**held, "placed": change.placed, "lines": change.lines, **fields})


def _file_of(unit: str, number: int) -> str:
    return f"{INTERNAL}/change-{unit}-{number:03}.json"
