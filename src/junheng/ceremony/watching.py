"""What was changed after the draw of one unit, as the change watch asks about it (变动检查).

Read from the folder alone: who ever was on the list, who moved or left, and every bag that was
drawn from. Values stand as their texts, so that schools whose codes differ can be put together.
"""

from dataclasses import dataclass

from junheng.ceremony.changes import Change, bag_of_move, load_changes
from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.frozen import FrozenStudent, FrozenUnit
from junheng.ceremony.late_batches import load_batches
from junheng.ceremony.opened import Ceremony
from junheng.engine.scrutiny import CLASS, Changes, Lot, Trait

_LEAVING = frozenset(("move", "leave"))


@dataclass(frozen=True)
class UnitChanges:
    """The changes of a unit; `teachers_replaced` are only counted, there is one to a class."""

    changes: Changes
    moved: int
    left: int
    arrived: int
    teachers_replaced: int

    @property
    def is_any(self) -> bool:
        """Whether anything was changed that can be asked about."""
        return bool(self.changes.hit or self.changes.lots)


def changes_of(ceremony: Ceremony, drawn: UnitDraw) -> UnitChanges:
    """Read the changes of a unit; traits of a class are its index, as text."""
    unit = drawn.unit
    batches = [one for one in load_batches(ceremony) if one.unit == unit.unit and one.placed]
    changes = load_changes(ceremony, unit)
    everyone = list(zip(unit.students, drawn.classes, strict=True))
    for batch in batches:
        everyone += zip(batch.students, batch.placed, strict=True)
    traits = {student.sid: _traits(unit, student) for student, _ in everyone}
    done = [one for one in changes if one.kind in _LEAVING and not _waits(one)]
    lots = [
        Lot(
            batch.bag(),
            tuple((traits[s.sid], c) for s, c in zip(batch.students, batch.placed, strict=True)),
        )
        for batch in batches
    ]
    lots += [
        Lot(bag_of_move(one), ((traits[one.sid], one.placed),))
        for one in done
        if one.placed is not None
    ]
    hit = {one.sid for one in done}
    return UnitChanges(
        changes=Changes(
            tuple(traits[student.sid] | {(CLASS, str(index))} for student, index in everyone),
            frozenset(place for place, (student, _) in enumerate(everyone) if student.sid in hit),
            tuple(lots),
        ),
        moved=sum(one.kind == "move" for one in done),
        left=sum(one.kind == "leave" for one in done),
        arrived=sum(len(batch.students) for batch in batches),
        teachers_replaced=sum(one.kind == "teacher" for one in changes),
    )


def _waits(change: Change) -> bool:
    """Whether a move was approved and not drawn yet: so far it changed nothing."""
    return change.kind == "move" and change.placed is None


def _traits(unit: FrozenUnit, student: FrozenStudent) -> frozenset[Trait]:
    codes = student.leaf["a"]
    return frozenset(
        (attribute.title, attribute.levels[str(codes[attribute.name])])
        for attribute in unit.attributes
        if str(codes[attribute.name]) in attribute.levels
    )
