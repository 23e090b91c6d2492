"""Reads the homeroom teachers (班主任) of each school from its teacher sheet.

Of a sheet with all teachers those count that are marked: in a column 班主任 or, without one, in
是否可任班主任. A list of nothing but names counts as a whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from junheng.engine.errors import JunhengError
from junheng.rosters.names import normalised_name
from junheng.tabular import (
    Fault,
    Row,
    Sheet,
    Table,
    Text,
    YesNo,
    normalise_text,
    read_table,
    read_workbook,
)

_NAME: Final = Text(
    "姓名",
    to="name",
    required=True,
    is_personal_name=True,
    aliases=("教师姓名", "班主任姓名", "老师", "教师"),
)
_NAME_OF_HOMEROOM_TEACHER: Final = replace(_NAME, aliases=(*_NAME.aliases, "班主任"))
_MARKED: Final = YesNo(
    "班主任",
    to="homeroom",
    blank_means_no=True,
    aliases=("是否班主任", "是否担任班主任", "担任班主任", "拟任班主任"),
)
_ABLE: Final = YesNo(
    "是否可任班主任",
    to="able",
    blank_means_no=True,
    aliases=("可任班主任", "能否任班主任", "可否任班主任", "可担任班主任"),
)


@dataclass(frozen=True)
class ClassesOfSheet:
    """A school that needs homeroom teachers: its sheet, its name, one teacher per class."""

    sheet: str
    school: str
    class_count: int


@dataclass(frozen=True)
class TeachersReading:
    """The names by sheet of the roster, in the order of the list; empty where there are faults.

    Where nothing but the number of teachers on a sheet is wrong, `candidates` are those to choose
    from by hand: the marked ones or, when too few are marked, all who are named.
    """

    names: Mapping[str, tuple[str, ...]]
    faults: tuple[Fault, ...]
    candidates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class _SheetReading:
    names: tuple[str, ...]
    faults: Sequence[Fault]
    candidates: tuple[str, ...] = ()


def read_homeroom_teachers(path: Path, schools: Sequence[ClassesOfSheet]) -> TeachersReading:
    """Read the teachers of every school: one sheet each, named like its roster or the school.

    A file with one sheet serves a single school whatever its name. Raises what `read_workbook`
    raises, and `teachers_sheet_missing`.
    """
    sheets = [sheet for sheet in read_workbook(path).sheets if sheet.is_visible]
    readings = {
        school.sheet: _names_on(
            _sheet_of(school, sheets, is_alone=len(schools) == 1), school.class_count
        )
        for school in schools
    }
    faults = tuple(fault for reading in readings.values() for fault in reading.faults)
    return TeachersReading(
        {} if faults else {sheet: reading.names for sheet, reading in readings.items()},
        faults,
        {sheet: one.candidates for sheet, one in readings.items() if one.candidates},
    )


def _sheet_of(school: ClassesOfSheet, sheets: Sequence[Sheet], *, is_alone: bool) -> Sheet:
    filled = [
        sheet for sheet in sheets if any(not cell.is_blank for row in sheet.rows for cell in row)
    ]
    if is_alone and len(filled) == 1:
        return filled[0]
    for sheet in filled:
        if normalise_text(sheet.name) in {school.sheet, school.school}:
            return sheet
    known = "、".join(sheet.name for sheet in filled)
    raise JunhengError("teachers_sheet_missing", sheet=school.sheet, known=known or "—")


def _names_on(sheet: Sheet, class_count: int) -> _SheetReading:
    """The chosen names of one sheet and everything that is wrong with them."""
    table = read_table(sheet, (_NAME, _MARKED, _ABLE))
    if _has_no_header(table):
        # 班主任 over the only column of interest heads the names themselves.
        table = read_table(sheet, (_NAME_OF_HOMEROOM_TEACHER,))
    faults = [fault for fault in table.faults if fault.severity == "error"]
    marked_by = None
    everybody: list[tuple[int, str]] = []
    if not _has_no_header(table):
        rows, marked_by = _chosen(table)
        listed, everybody = _named(rows), _named(table.rows)
    elif _is_bare_list(sheet):
        faults = []
        listed = [(number, text.replace(" ", "")) for number, (text,) in _texts(sheet)]
    else:
        return _SheetReading((), faults)
    if faults:
        return _SheetReading((), faults)
    first: dict[str, int] = {}
    for number, text in listed:
        name = normalised_name(text)
        if first.setdefault(name, number) != number:
            params = {"first": first[name]}
            faults.append(Fault(sheet.name, number, None, "teacher_named_twice", params))
    if len(listed) == class_count:
        return _SheetReading(tuple(first), faults)
    to_choose = listed if len(listed) > class_count else everybody
    candidates = () if faults else tuple(dict.fromkeys(normalised_name(n) for _, n in to_choose))
    faults.append(_wrong_count(sheet, len(listed), class_count, marked_by))
    return _SheetReading(tuple(first), faults, candidates)


def _named(rows: Sequence[Row]) -> list[tuple[int, str]]:
    return [(row.number, str(row.values["name"])) for row in rows if "name" in row.values]


def _has_no_header(table: Table) -> bool:
    return any(fault.code == "header_not_found" for fault in table.faults)


def _chosen(table: Table) -> tuple[list[Row], str | None]:
    """The rows that are marked, and the heading of the column that marks them."""
    titles = {use.to: use.title for use in table.headers if use.use == "read"}
    for mark in ("homeroom", "able"):
        if mark in titles:
            return [row for row in table.rows if row.values.get(mark)], titles[mark]
    return list(table.rows), None


def _texts(sheet: Sheet) -> list[tuple[int, list[str]]]:
    """The filled rows by number: their texts, running numbers apart."""
    rows = [
        (number, [cell.text for cell in row if not cell.is_blank and not cell.text.isdecimal()])
        for number, row in enumerate(sheet.rows, start=1)
    ]
    return [(number, texts) for number, texts in rows if texts]


def _is_bare_list(sheet: Sheet) -> bool:
    """Whether nothing but names stands there, one a row."""
    rows = _texts(sheet)
    return bool(rows) and all(len(texts) == 1 for _, texts in rows)


def _wrong_count(sheet: Sheet, found: int, expected: int, marked_by: str | None) -> Fault:
    params = {"found": found, "expected": expected}
    if marked_by is None:
        return Fault(sheet.name, None, None, "teachers_not_one_per_class", params)
    return Fault(sheet.name, None, marked_by, "marked_teachers_not_one_per_class", params)
