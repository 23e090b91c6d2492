"""Small integers for the public record, and what they mean for internal reports."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from junheng.profiles import JurisdictionProfile, Stage
from junheng.rosters.ethnic import ethnic_names
from junheng.rosters.students import SchoolRoster, Student

MONTHS_PER_YEAR: Final = 12


@dataclass(frozen=True)
class CodedAttribute:
    """One balanced attribute: a code for each student, and the text of each code that occurs."""

    name: str
    title: str
    weight: int
    tolerance: int
    codes: tuple[int, ...]
    texts: Mapping[int, str]


@dataclass(frozen=True)
class CodedNumeric:
    """One balanced number: a value for each student."""

    name: str
    title: str
    weight: int
    tolerance: int
    unit: int
    values: tuple[int, ...]


@dataclass(frozen=True)
class CodedRoster:
    """All balanced properties of a school, in the profile's order.

    `missing` are the titles of attributes left out because the roster has no column for them.
    """

    attributes: tuple[CodedAttribute, ...]
    numerics: tuple[CodedNumeric, ...]
    missing: tuple[str, ...]


def classes_needed(student_count: int, stage: Stage, profile: JurisdictionProfile) -> int:
    """The fewest classes that keep the class size limit (标准班额) of the stage."""
    return -(-student_count // profile.class_size_limit(stage).value)


def attribute_codes(school: SchoolRoster, profile: JurisdictionProfile) -> CodedRoster:
    """Code every attribute that the profile balances and the roster holds.

    gender 1/2; yes/no 1/0; ethnic = number of GB/T 3304; origin = place of the text among the
    distinct texts in order of their code points, from 1. 0 stands for a blank cell.
    """
    attributes, missing = [], []
    for attribute in profile.attributes:
        if attribute.name not in school.attributes:
            missing.append(attribute.title)
            continue
        codes, texts = _CODINGS[attribute.name](school.students)
        occurring = {code: texts[code] for code in sorted(set(codes))}
        attributes.append(
            CodedAttribute(
                name=attribute.name,
                title=attribute.title,
                weight=attribute.weight,
                tolerance=attribute.tolerance,
                codes=codes,
                texts=occurring,
            )
        )
    numerics = tuple(
        CodedNumeric(
            name=numeric.name,
            title=numeric.title,
            weight=numeric.weight,
            tolerance=numeric.tolerance,
            unit=numeric.unit,
            values=_birth_months(school.students),
        )
        for numeric in profile.numerics
    )
    return CodedRoster(tuple(attributes), numerics, tuple(missing))


_Coding = tuple[tuple[int, ...], Mapping[int, str]]
_BLANK: Final = "未填"
_YES_NO: Final = {0: "否", 1: "是"}


def _gender(students: Sequence[Student]) -> _Coding:
    return tuple(student.gender for student in students), {1: "男", 2: "女"}


def _ethnic(students: Sequence[Student]) -> _Coding:
    texts = {0: _BLANK, **{int(code): name for code, name in ethnic_names().items()}}
    return tuple(int(student.ethnicity or "0") for student in students), texts


def _origin(students: Sequence[Student]) -> _Coding:
    distinct = sorted({student.origin for student in students} - {""})
    texts = {0: _BLANK, **dict(enumerate(distinct, start=1))}
    code_of = {text: code for code, text in texts.items()} | {"": 0}
    return tuple(code_of[student.origin] for student in students), texts


def _yes_no(value_of: Callable[[Student], bool | None]) -> Callable[[Sequence[Student]], _Coding]:
    def code(students: Sequence[Student]) -> _Coding:
        return tuple(int(bool(value_of(student))) for student in students), _YES_NO

    return code


_CODINGS: Final[Mapping[str, Callable[[Sequence[Student]], _Coding]]] = {
    "gender": _gender,
    "sen": _yes_no(lambda student: student.sen),
    "migrant": _yes_no(lambda student: student.migrant),
    "ethnic": _ethnic,
    "origin": _origin,
    "left_behind": _yes_no(lambda student: student.left_behind),
    "boarding": _yes_no(lambda student: student.boarding),
}


def _birth_months(students: Sequence[Student]) -> tuple[int, ...]:
    """Months since the month of the oldest student."""
    months = [
        student.birth_date.year * MONTHS_PER_YEAR + student.birth_date.month for student in students
    ]
    first = min(months, default=0)
    return tuple(month - first for month in months)
