"""The fields of a correction: the columns of the roster itself, so that both read alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from junheng.profiles import JurisdictionProfile
from junheng.rosters import Student, ethnic_names, student_columns
from junheng.tabular import Cell, Column, Sheet

SHEET: Final = "更正"
RESIDENT: Final = "居民身份证"
OTHER: Final = "其他"
STANDS_FOR_NO_NUMBER: Final = "NONE-"
"""What stands in place of a number that a child does not have."""
_RESIDENT_LENGTH: Final = 18

_ALWAYS: Final = ("name", "gender", "document", "identity_number", "birth_date")
_COLUMN_OF: Final[Mapping[str, str]] = {
    "migrant": "migrant",
    "ethnic": "ethnicity",
    "origin": "origin",
    "left_behind": "left_behind",
    "boarding": "boarding",
    "sen": "sen",
}
ALL_ATTRIBUTES: Final = tuple(_COLUMN_OF)
"""The attributes of a roster that begins with a typed-in child."""
_YES_NO: Final = frozenset(("migrant", "left_behind", "boarding", "sen"))
_HELP: Final[Mapping[str, str]] = {
    "document": "持居民身份证的选“居民身份证”；持护照等其他证件或没有证件号的选“其他”。",
    "identity_number": "18 位；选“其他”时填证件上的号码，没有号码的留空。",
    "birth_date": "证件类型选“其他”时必填，如 2020-03-05；持居民身份证的可不填。",
}


@dataclass(frozen=True)
class CorrectionField:
    """A field of the form; `allowed` are the only texts, where there are such."""

    key: str
    title: str
    help: str
    allowed: tuple[str, ...]
    required: bool


def correction_fields(
    profile: JurisdictionProfile, today: date, *, attributes: Sequence[str], is_numbered: bool
) -> tuple[CorrectionField, ...]:
    """The fields that a roster with these attributes has."""
    return tuple(
        CorrectionField(
            column.to,
            column.title,
            _HELP.get(column.to, column.help),
            _allowed(column),
            column.to in {"name", "gender"},
        )
        for column in _columns(profile, today, attributes, is_numbered=is_numbered)
    )


def _columns(
    profile: JurisdictionProfile, today: date, attributes: Sequence[str], *, is_numbered: bool
) -> list[Column]:
    wanted = [*_ALWAYS, *(_COLUMN_OF[name] for name in attributes if name in _COLUMN_OF)]
    wanted += ["registration_number"] if is_numbered else []
    return [column for column in student_columns(profile, today) if column.to in wanted]


def _allowed(column: Column) -> tuple[str, ...]:
    if column.to == "gender":
        return ("男", "女")
    if column.to == "document":
        return (RESIDENT, OTHER)
    if column.to in _YES_NO:
        return ("是", "否")
    return tuple(ethnic_names().values()) if column.to == "ethnicity" else ()


def texts_of(student: Student) -> dict[str, str]:
    """A student as he would be typed into the form."""
    number = student.identity_number
    is_resident = len(number) == _RESIDENT_LENGTH and number[:-1].isdecimal()
    yes_no = {key: "是" if getattr(student, key) else "否" for key in _YES_NO}
    return {
        "name": student.name,
        "gender": {1: "男", 2: "女"}[student.gender],
        "document": RESIDENT if is_resident else OTHER,
        "identity_number": "" if number.startswith(STANDS_FOR_NO_NUMBER) else number,
        "birth_date": "" if is_resident else student.birth_date.isoformat(),
        "ethnicity": ethnic_names().get(student.ethnicity, ""),
        "origin": student.origin,
        "registration_number": student.registration_number or "",
        **yes_no,
    }


def sheet_of(fields: Sequence[CorrectionField], texts: Mapping[str, str]) -> Sheet:
    """The form as a sheet of one row, to be read like every roster."""
    head = tuple(Cell(field.title) for field in fields)
    row = tuple(Cell(texts.get(field.key, "") or None) for field in fields)
    return Sheet(SHEET, rows=(head, row))
