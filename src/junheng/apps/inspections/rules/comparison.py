"""A list as found in class beside the classes of the record: who sits elsewhere, who is missing.

A student is found by identity number and name, by identity number, by name in the right class, and
by a name that stands once on either side. What is left over is not guessed at. Where the list as
found hides names (张*明), hidden names are compared. What changed since the lock with the
platform's knowledge (late arrivals, approved moves and leavers) is explained, not counted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from junheng.apps.inspections.states import EXPLAINED, DifferenceKind
from junheng.reporting.masking import mask_name
from junheng.rosters.class_names import class_key
from junheng.rosters.names import written_name

Key = str | tuple[object, ...] | None
"""What two rows share; nothing for a row that has not got it."""

_HIDING: Final = str.maketrans(dict.fromkeys("\uff0a※×○●□", "*"))


@dataclass(frozen=True)
class Seat:
    """A student of the record; `now` is his class by now, empty for who left.

    `locked` is the class of the draw, empty for late arrivals. `number` is the approval of the
    last change, where there was one.
    """

    name: str
    identity_number: str
    locked: str
    now: str
    number: str = ""


@dataclass(frozen=True)
class FoundStudent:
    """A row of the list as found; the identity number may be empty."""

    row: int
    name: str
    identity_number: str
    school_class: str


@dataclass(frozen=True)
class Difference:
    """One student; `masked` is all that is kept of a name."""

    kind: DifferenceKind
    masked: str
    row: int | None
    found_class: str
    record_class: str
    explanation: str = ""

    @property
    def is_explained(self) -> bool:
        """Whether the platform knows why."""
        return self.kind in EXPLAINED


@dataclass(frozen=True)
class Comparison:
    """What came out: students of the record, how many sit where they should, and all others."""

    compared: int
    agreeing: int
    differences: tuple[Difference, ...]

    def count(self, kind: DifferenceKind) -> int:
        """How many differences are of a kind."""
        return sum(one.kind == kind for one in self.differences)


def compare(seats: Sequence[Seat], found: Sequence[FoundStudent]) -> Comparison:
    """Compare the list as found with everybody of the record, in the order of both."""
    pairs = _paired(seats, found)
    differences: list[Difference] = []
    agreeing = 0
    for place, seat in enumerate(seats):
        row = found[pairs[place]] if place in pairs else None
        agreeing += row is not None and _is_same(row.school_class, seat.now)
        difference = _difference(seat, row)
        differences += [difference] if difference else []
    taken = set(pairs.values())
    differences += [
        Difference(DifferenceKind.EXTRA, _masked(row.name), row.row, row.school_class, "")
        for number, row in enumerate(found)
        if number not in taken
    ]
    return Comparison(sum(bool(seat.now) for seat in seats), agreeing, tuple(differences))


def _difference(seat: Seat, row: FoundStudent | None) -> Difference | None:
    kind, words = _kind(seat, row)
    if kind is None:
        return None
    number, found_class = (row.row, row.school_class) if row else (None, "")
    return Difference(kind, _masked(seat.name), number, found_class, seat.now or seat.locked, words)


def _kind(seat: Seat, row: FoundStudent | None) -> tuple[DifferenceKind | None, str]:
    approval = f"批准号 {seat.number}" if seat.number else ""
    if row is None:
        return (DifferenceKind.MISSING, "") if seat.now else (DifferenceKind.LEFT, approval)
    if not seat.now:
        return DifferenceKind.EXTRA, f"已批准离校（{approval}），仍在班里" if approval else ""
    if not _is_same(row.school_class, seat.now):
        was_there = bool(seat.locked) and _is_same(row.school_class, seat.locked)
        return DifferenceKind.MOVED, f"已批准换班（{approval}），仍在原班" if was_there else ""
    if not seat.locked:
        return DifferenceKind.LATE, "补录抽签"
    if not _is_same(seat.now, seat.locked):
        return DifferenceKind.CHANGED, f"原在{seat.locked}，{approval}"
    return None, ""


def _paired(seats: Sequence[Seat], found: Sequence[FoundStudent]) -> dict[int, int]:
    """Place in the record → place in the list, by the keys in their order."""
    pairs: dict[int, int] = {}
    for seat_key, row_key, is_place in _KEYS:
        taken = set(pairs.values())
        ones = _by_key((seat_key(seat), i) for i, seat in enumerate(seats) if i not in pairs)
        others = _by_key((row_key(row), i) for i, row in enumerate(found) if i not in taken)
        for key, places in ones.items():
            rows = others.get(key, [])
            # Of several with one name in one class it is all the same who is who.
            if is_place or len(places) == len(rows) == 1:
                pairs |= dict(zip(places, rows, strict=False))
    return pairs


def _identity_and_name(number: str, name: str) -> Key:
    return (number, written_name(name)) if number else None


def _name_in_class(name: str, school_class: str) -> Key:
    return (written_name(name), class_key(school_class)) if school_class else None


def _masked_in_class(name: str, school_class: str) -> Key:
    return (_masked(name), class_key(school_class)) if school_class else None


def _if_hidden(row: FoundStudent, key: Key) -> Key:
    return key if _is_hidden(row.name) else None


_KEYS: Final[tuple[tuple[Callable[[Seat], Key], Callable[[FoundStudent], Key], bool], ...]] = (
    (
        lambda seat: _identity_and_name(seat.identity_number, seat.name),
        lambda row: _identity_and_name(row.identity_number, row.name),
        False,
    ),
    (lambda seat: seat.identity_number, lambda row: row.identity_number, False),
    (
        lambda seat: _name_in_class(seat.name, seat.now),
        lambda row: _name_in_class(row.name, row.school_class),
        True,
    ),
    (
        lambda seat: _masked_in_class(seat.name, seat.now),
        lambda row: _if_hidden(row, _masked_in_class(row.name, row.school_class)),
        True,
    ),
    (lambda seat: written_name(seat.name), lambda row: written_name(row.name), False),
    (lambda seat: _masked(seat.name), lambda row: _if_hidden(row, _masked(row.name)), False),
)


def _by_key(pairs: Iterable[tuple[Key, int]]) -> dict[Key, list[int]]:
    held: dict[Key, list[int]] = {}
    for key, place in pairs:
        if key:
            held.setdefault(key, []).append(place)
    return held


def _is_hidden(name: str) -> bool:
    return "*" in name.translate(_HIDING)


def _masked(name: str) -> str:
    """As names are shown; a name that is hidden already stays as it came."""
    return written_name(name.translate(_HIDING)) if _is_hidden(name) else mask_name(name)


def _is_same(one: str, other: str) -> bool:
    return class_key(one) == class_key(other)
