"""What a sheet would change in a roster, before anything is written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from junheng.rosters import Student
from junheng.tabular import Fault

Value = TypeVar("Value")
Change = Literal["new", "changed", "same"]

FIELD_TITLES: Final[Mapping[str, str]] = {
    "name": "姓名",
    "gender": "性别",
    "identity_number": "证件号",
    "birth_date": "出生日期",
    "ethnicity": "民族",
    "origin": "毕业学校",
    "migrant": "随迁子女",
    "sen": "随班就读",
    "left_behind": "留守儿童",
    "boarding": "寄宿",
    "registration_number": "报名号",
}
"""What is compared between two states of a student, by its title on pages."""


@dataclass(frozen=True)
class HeldStudent:
    """A student as the platform holds him, by his code; `is_entered` if he was typed in alone."""

    code: str
    student: Student
    is_entered: bool = False


@dataclass(frozen=True)
class RowChange:
    """One row of a sheet beside the student it is about; `code` is empty for a new one."""

    place: int
    change: Change
    code: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """A sheet beside the roster: its rows, and the codes of students that are not in it.

    `missing` stood in a sheet before and are withdrawn; `kept` were typed in alone and stay.
    """

    rows: tuple[RowChange, ...]
    missing: tuple[str, ...]
    kept: tuple[str, ...] = ()

    def count(self, change: Change) -> int:
        """How many rows are new, changed or the same."""
        return sum(row.change == change for row in self.rows)


def changed_fields(before: Student, after: Student) -> tuple[str, ...]:
    """The fields in which two states of a student differ; place in the sheet apart."""
    return tuple(field for field in FIELD_TITLES if getattr(before, field) != getattr(after, field))


def compare(students: Sequence[Student], held: Sequence[HeldStudent]) -> Comparison:
    """Each row beside the student it is about, found by number, then by who he is.

    Number and name together go first: two children under one number are a slip in one of them.
    A corrected number is found by name, birth date and sex (the order of XJ-01). What is not
    unique on both sides is not guessed at.
    """
    found: dict[int, HeldStudent] = {}
    for key in _KEYS:
        rows = _unique((key(s), place) for place, s in enumerate(students) if place not in found)
        taken = {one.code for one in found.values()}
        known = _unique((key(one.student), one) for one in held if one.code not in taken)
        found |= {place: known[value] for value, place in rows.items() if value in known}
    changes = []
    for place, student in enumerate(students):
        match = found.get(place)
        if match is None:
            changes.append(RowChange(place, "new"))
            continue
        fields = changed_fields(match.student, student)
        changes.append(RowChange(place, "changed" if fields else "same", match.code, fields))
    taken = {one.code for one in found.values()}
    left = [one for one in held if one.code not in taken]
    return Comparison(
        tuple(changes),
        missing=tuple(one.code for one in left if not one.is_entered),
        kept=tuple(one.code for one in left if one.is_entered),
    )


_KEYS: Final[tuple[Callable[[Student], object], ...]] = (
    lambda student: (student.identity_number, student.name),
    lambda student: student.identity_number,
    lambda student: (student.name, student.birth_date, student.gender),
)


def _unique(pairs: Iterable[tuple[object, Value]]) -> dict[object, Value]:
    """Key → value, for keys that stand once."""
    seen: dict[object, list[Value]] = {}
    for key, value in pairs:
        seen.setdefault(key, []).append(value)
    return {key: values[0] for key, values in seen.items() if len(values) == 1}


def faults_of_kept(
    sheet: str, students: Sequence[Student], kept: Sequence[Student]
) -> tuple[Fault, ...]:
    """What stands between a sheet and the typed-in children that stay beside it.

    A roster has registration numbers for all or for none, and each of them once.
    """
    numbers = {one.registration_number: one.row for one in students}
    if not students or None in numbers:
        return ()
    unnumbered = sum(one.registration_number is None for one in kept)
    faults = [
        Fault(sheet, numbers[one.registration_number], "报名号", "registration_number_of_entered")
        for one in kept
        if one.registration_number in numbers
    ]
    if unnumbered:
        faults.append(Fault(sheet, None, "报名号", "entered_without_number", {"count": unnumbered}))
    return tuple(faults)
