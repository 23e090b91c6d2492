"""Checks that need more than one cell: sex and birth against the number, age, people twice."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from junheng.profiles import JurisdictionProfile, Stage
from junheng.rosters.documents import DocumentNumber
from junheng.rosters.names import name_problems
from junheng.rosters.places import PlacedRow, warning_at
from junheng.rosters.stages import age_on_entry, stage_of_ages
from junheng.rosters.students import Student
from junheng.tabular import Fault, IdentityNumberValue, Row

_MONTH_ONLY: Final = re.compile(r"\d{4}(\d{2}|\D\d{1,2}月?)")
_PERSON_DIGITS: Final = re.compile(r"\d{17}[\dX]")


def row_findings(placed: PlacedRow) -> list[Fault]:
    """What is wrong within one row, beyond its single cells."""
    values = placed.row.values
    findings: list[Fault] = []
    number = values.get("identity_number")
    if isinstance(number, IdentityNumberValue):
        gender = values.get("gender")
        if gender is not None and gender != gender_of(number):
            findings.append(placed.fault("gender", "gender_differs_from_identity_number"))
        born = values.get("birth_date")
        if isinstance(born, date) and not _is_same_day(born, number, placed.row):
            findings.append(placed.fault("birth_date", "birth_date_differs_from_identity_number"))
    name = values.get("name")
    if isinstance(name, str):
        findings += _name_findings(placed, name)
    return findings


def _is_same_day(born: date, number: IdentityNumberValue, row: Row) -> bool:
    if _MONTH_ONLY.fullmatch(row.seen["birth_date"]):
        return (born.year, born.month) == (number.birth_date.year, number.birth_date.month)
    return born == number.birth_date


def _name_findings(placed: PlacedRow, name: str) -> list[Fault]:
    findings = []
    for code, place in name_problems(name):
        if code == "name_character_wrong":
            findings.append(placed.fault("name", code, position=place))
        else:
            findings.append(placed.warning("name", code, position=place))
    if len(name) == 1:
        findings.append(placed.warning("name", "name_is_one_character"))
    return findings


def gender_of(number: IdentityNumberValue) -> int:
    """1 (male) or 2 (female), from the seventeenth digit."""
    return 1 if number.sex == "male" else 2


def repeated_people(rows: Sequence[PlacedRow]) -> list[Fault]:
    """People that stand on two rows, also of two sheets.

    The first 17 digits say who it is; a wrong check digit does not make another person. The same
    number under two names is two children, one of them with a slip in the number: a warning, so
    that nobody is kept out of the assignment for a clerk's typing.
    """
    first_rows: dict[str, PlacedRow] = {}
    findings = []
    for placed in rows:
        digits = placed.row.seen.get("identity_number", "").replace(" ", "").upper()
        number = placed.row.values.get("identity_number")
        if _PERSON_DIGITS.fullmatch(digits):
            person = digits[:17]
        elif isinstance(number, DocumentNumber):
            person = number.number
        else:
            continue
        first = first_rows.setdefault(person, placed)
        if first is placed:
            continue
        place = {"first_sheet": first.sheet, "first_row": first.row.number}
        if placed.row.values.get("name") == first.row.values.get("name"):
            findings.append(placed.fault("identity_number", "person_repeated", **place))
        else:
            findings.append(placed.warning("identity_number", "identity_number_repeated", **place))
    return findings


def age_findings(
    students: Sequence[Student], stage: Stage | None, profile: JurisdictionProfile, today: date
) -> list[Fault]:
    """Warnings about students too young or too old for the stage, and about a doubtful stage."""
    if stage is None or not students:
        return []
    sheet = students[0].sheet
    ages = [age_on_entry(student.birth_date, today) for student in students]
    seen_stage = stage_of_ages(ages, profile)
    if seen_stage is not None and seen_stage is not stage:
        params = {"stage": stage.label, "seen": seen_stage.label}
        return [warning_at(sheet, None, None, "ages_of_other_stage", params)]
    youngest, oldest = profile.plausible_ages(stage).value
    limits: dict[str, object] = {"stage": stage.label, "youngest": youngest, "oldest": oldest}
    return [
        warning_at(sheet, student.row, None, "age_implausible", limits)
        for student, age in zip(students, ages, strict=True)
        if not youngest <= age <= oldest
    ]
