"""Reads a workbook of new students: one sheet, one school, one starting grade."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from junheng.engine.errors import JunhengError
from junheng.profiles import JurisdictionProfile, Stage
from junheng.rosters.checks import age_findings, repeated_people, row_findings
from junheng.rosters.columns import header_judge, student_columns
from junheng.rosters.documents import with_documents
from junheng.rosters.equal_names import with_equal_names
from junheng.rosters.forbidden import has_values_like_marks
from junheng.rosters.multiple_births import find_multiple_births
from junheng.rosters.names import written_name
from junheng.rosters.places import PlacedRow, fault_at, warning_at
from junheng.rosters.records import available_attributes, birth_hint, student_of, value_notes
from junheng.rosters.sheets import school_title, texts_above, value_texts
from junheng.rosters.stages import age_on_entry, find_stage
from junheng.rosters.students import RosterReading, SchoolRoster, Student
from junheng.tabular import (
    INSTRUCTIONS_SHEET,
    Fault,
    HeaderUse,
    Row,
    Sheet,
    Table,
    read_table,
    read_workbook,
)

_NO_ROSTER = frozenset(("header_not_found", "sheet_is_blank"))


@dataclass(frozen=True)
class _ReadSheet:
    """A sheet with its table, between reading and judging."""

    sheet: Sheet
    table: Table
    title: str

    @property
    def uses(self) -> dict[str, HeaderUse]:
        """The columns that were read, by key."""
        return {use.to: use for use in self.table.headers if use.use == "read" and use.to}

    def placed_rows(self) -> list[PlacedRow]:
        """The rows with their place."""
        uses = self.uses
        return [PlacedRow(self.sheet.name, row, uses) for row in self.table.rows]


def read_roster(
    path: str | Path,
    profile: JurisdictionProfile,
    *,
    today: date,
    sheets: Sequence[str] | None = None,
    stage: Stage | None = None,
) -> RosterReading:
    """Read the rosters of a file, with every fault in them.

    Without `sheets` all visible sheets that hold a roster are read. `today` tells the year of
    entry; `stage` overrides what the sheets say. Raises what `tabular.read_workbook` raises, and
    JunhengError: sheet_not_found, roster_not_found.
    """
    file = Path(path)
    chosen = _chosen_sheets(read_workbook(file).sheets, sheets)
    # An explanation beside the rosters is no fault; a sheet asked for by name must be a roster.
    return read_sheets(
        chosen,
        profile,
        today=today,
        file_stem=file.stem,
        file_name=file.name,
        stage=stage,
        are_all_rosters=sheets is not None,
    )


def read_sheets(
    sheets: Sequence[Sheet],
    profile: JurisdictionProfile,
    *,
    today: date,
    file_stem: str,
    file_name: str,
    stage: Stage | None = None,
    are_all_rosters: bool = True,
) -> RosterReading:
    """Read the rosters of sheets that were loaded already; raises `roster_not_found`.

    `are_all_rosters` is false where sheets without a roster are passed over.
    """
    columns, judge = student_columns(profile, today), header_judge(profile)
    tables = [
        (sheet, with_documents(read_table(sheet, columns, judge_header=judge))) for sheet in sheets
    ]
    rosters = [pair for pair in tables if are_all_rosters or not _is_no_roster(pair[1])]
    if not rosters:
        raise JunhengError("roster_not_found", file=file_name)
    readings = [
        _ReadSheet(sheet, table, school_title(sheet, table, file_stem)) for sheet, table in rosters
    ]
    read = [_school(reading, profile, today, stage) for reading in readings]
    findings = [finding for _, found in read for finding in found]
    findings += repeated_people([row for reading in readings for row in reading.placed_rows()])
    findings = _in_order(findings, [sheet.name for sheet, _ in rosters])
    findings += [
        warning_at(sheet.name, None, None, "sheet_without_roster")
        for sheet, table in tables
        if not are_all_rosters and _is_no_roster(table)
    ]
    return RosterReading(
        tuple(school for school, _ in read),
        tuple(finding for finding in findings if finding.severity == "error"),
        tuple(finding for finding in findings if finding.severity == "warning"),
    )


def _in_order(findings: Sequence[Fault], sheets: Sequence[str]) -> list[Fault]:
    """As a person goes through the file: sheet by sheet, row by row."""
    return sorted(
        findings, key=lambda finding: (sheets.index(finding.sheet), finding.row or 0, finding.code)
    )


def _chosen_sheets(found: Sequence[Sheet], wanted: Sequence[str] | None) -> list[Sheet]:
    visible = [sheet for sheet in found if sheet.is_visible and sheet.name != INSTRUCTIONS_SHEET]
    if wanted is None:
        return visible
    by_name = {sheet.name: sheet for sheet in visible}
    for name in wanted:
        if name not in by_name:
            raise JunhengError("sheet_not_found", sheet=name, known="、".join(by_name))
    return [by_name[name] for name in wanted]


def _is_no_roster(table: Table) -> bool:
    return any(fault.code in _NO_ROSTER for fault in table.faults)


def _school(
    reading: _ReadSheet, profile: JurisdictionProfile, today: date, option: Stage | None
) -> tuple[SchoolRoster, list[Fault]]:
    """One sheet as a school, and everything found in it."""
    table, sheet = reading.table, reading.sheet
    findings = [fault for fault in table.faults if fault.code != "blanks_read_as"]
    for placed in reading.placed_rows():
        findings += row_findings(placed)
    findings += _sheet_findings(reading, profile)
    rows, faulty = _split(table.rows, findings)
    attributes = available_attributes(reading.uses, table.rows, profile)
    students = [student_of(sheet.name, row, attributes) for row in rows]
    births = find_multiple_births(
        students,
        [birth_hint(row) for row in rows],
        uses=reading.uses,
        names_beside=frozenset(written_name(row.seen.get("name", "")) for row in faulty),
    )
    findings += births.faults + births.warnings
    members = {index: place for place, group in enumerate(births.groups) for index in group.members}
    students = [
        replace(student, multiple_birth=members.get(index))
        for index, student in enumerate(students)
    ]
    found_stage, found_by = find_stage(
        option=option,
        grades=[value for row in rows if isinstance(value := row.values.get("grade"), Stage)],
        texts=(*texts_above(sheet, table), sheet.name),
        ages=[age_on_entry(student.birth_date, today) for student in students],
        profile=profile,
    )
    if found_stage is None and rows:
        findings.append(fault_at(sheet.name, None, None, "stage_not_found"))
    findings += age_findings(students, found_stage, profile, today)
    students, registration = _with_checked_registration(students, reading)
    school = SchoolRoster(
        sheet=sheet.name,
        title=reading.title,
        stage=found_stage,
        stage_found_by=found_by,
        students=tuple(students),
        attributes=attributes,
        multiple_births=tuple(births.groups),
        same_names=(),
        same_sounds=(),
        headers=table.headers,
        skipped=table.skipped,
        notes=(*value_notes(table, rows, reading.uses), *births.notes),
    )
    return with_equal_names(school), findings + registration


def _split(rows: Sequence[Row], findings: Sequence[Fault]) -> tuple[list[Row], list[Row]]:
    """Rows without and with errors."""
    wrong = {finding.row for finding in findings if finding.severity == "error"}
    sound = [row for row in rows if row.number not in wrong]
    return sound, [row for row in rows if row.number in wrong]


def _sheet_findings(reading: _ReadSheet, profile: JurisdictionProfile) -> list[Fault]:
    """What is to be said about the columns and the sheet as a whole."""
    sheet, table = reading.sheet.name, reading.table
    above = table.header_row
    findings = [
        warning_at(sheet, above, use, "column_refused")
        for use in table.headers
        if use.use == "refused"
    ]
    findings += [
        warning_at(sheet, above, use, "column_like_marks")
        for use in table.headers
        if use.use == "unknown"
        and has_values_like_marks(use.title, value_texts(reading.sheet, table, use.index))
    ]
    schools = {row.seen["school"] for row in table.rows if row.seen.get("school")}
    if len(schools) > 1:
        findings.append(
            fault_at(sheet, None, reading.uses["school"], "sheet_holds_several_schools")
        )
    available = available_attributes(reading.uses, table.rows, profile)
    findings += [
        warning_at(sheet, None, None, "attribute_without_column", {"attribute": attribute.title})
        for attribute in profile.attributes
        if attribute.name not in available and table.rows
    ]
    return findings


def _with_checked_registration(
    students: list[Student], reading: _ReadSheet
) -> tuple[list[Student], list[Fault]]:
    """Registration numbers are kept when every student has one and no two are equal."""
    if "registration_number" not in reading.uses:
        return students, []
    numbers = [student.registration_number for student in students]
    if all(numbers) and len(set(numbers)) == len(numbers):
        return students, []
    use = reading.uses["registration_number"]
    warning = warning_at(reading.sheet.name, None, use, "registration_numbers_not_usable")
    return [replace(student, registration_number=None) for student in students], [warning]
