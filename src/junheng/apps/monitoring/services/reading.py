"""A filled-in workbook as figures, or everything that is wrong with it at once."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path, PurePath
from typing import Final, cast

from junheng.apps.monitoring.columns import COLUMNS, ITEM, SHEET
from junheng.apps.monitoring.models import MonitoringPeriod, Submission
from junheng.apps.monitoring.rules.items import Item, items_of_county
from junheng.engine.errors import JunhengError
from junheng.monitoring.columns import parser_of
from junheng.monitoring.impossible import parts_above_wholes
from junheng.tabular import (
    Cell,
    CellFault,
    Fault,
    Row,
    Sheet,
    Workbook,
    normalise_text,
    read_table,
    read_workbook,
)

MOST_BYTES: Final = 5 * 1024 * 1024


@dataclass(frozen=True)
class Line:
    """A line at the head of the workbook that says what it is for; `fault` when it differs."""

    title: str
    value: str
    fault: str


@dataclass(frozen=True)
class FormReading:
    """What a workbook holds; `values` count only while `faults` is empty, `rows` are theirs."""

    values: Mapping[str, Fraction]
    faults: tuple[Fault, ...]
    rows: Mapping[str, int] = field(default_factory=dict)


def read_county_form(name: str, content: bytes, period: MonitoringPeriod) -> FormReading:
    """Read the county's own workbook; a part that is more than its whole is a fault.

    Of a school's workbook that is a contradiction, see `rules.checks`. Raises as `read_form`.
    """
    catalogue = period.catalogue
    items = items_of_county(catalogue)
    reading = read_form(name, content, head_of_county(period), items)
    if reading.faults:
        return reading
    faults = [
        Fault(
            SHEET,
            reading.rows[one.part.name],
            one.part.title,
            "figure_part_above_whole",
            {"part": one.part.title, "whole": one.whole.title},
        )
        for one in parts_above_wholes(catalogue, reading.values, {})
    ]
    return replace(reading, faults=tuple(faults))


def head_of_school(submission: Submission) -> tuple[Line, ...]:
    """What a school's workbook says about itself."""
    period = submission.period
    return (
        *head_of_county(period),
        Line("学校代码", submission.school_code, "form_of_other_school"),
        Line("学校名称", submission.school_name, "form_of_other_school"),
        Line("办学类型", submission.kind_name, "form_of_other_kind"),
    )


def head_of_county(period: MonitoringPeriod) -> tuple[Line, ...]:
    """What the county's own workbook says about itself."""
    return (
        Line("年度", str(period.year), "form_of_other_year"),
        Line("指标体系", period.catalogue_name, "form_of_other_catalogue"),
    )


def read_form(
    name: str, content: bytes, head: Sequence[Line], items: Sequence[Item]
) -> FormReading:
    """Read the sheet 填报表 whole; a workbook for another year or school names just that.

    Raises JunhengError `monitoring_file_too_large`, and where it is no workbook at all.
    """
    if len(content) > MOST_BYTES:
        raise JunhengError("monitoring_file_too_large", most=MOST_BYTES >> 20)
    sheet = _sheet(open_workbook(name, content))
    if sheet is None:
        return FormReading({}, (Fault(SHEET, None, None, "form_sheet_missing"),))
    table = read_table(sheet, COLUMNS)
    faults = [fault for fault in table.faults if fault.severity == "error"]
    rows = {cast("str", row.values["item"]): row for row in table.rows if "item" in row.values}
    if not table.header_row or "value" not in {use.to for use in table.headers}:
        missing = Fault(sheet.name, table.header_row or None, None, "form_column_missing")
        return FormReading({}, tuple(faults) if faults else (missing,))
    wrong = list(_wrong_head(sheet.name, head, rows))
    if wrong:
        return FormReading({}, tuple(wrong))
    # A cell that could not be read at all is told once.
    unread = {fault.row for fault in faults}
    values, more = _values(sheet.name, items, rows)
    titles = (*(one.title for one in items), *(one.title for one in head))
    known = {normalise_text(title) for title in titles}
    faults += [fault for fault in more if fault.row is None or fault.row not in unread]
    faults += [
        Fault(sheet.name, row.number, item, "form_item_unknown")
        for item, row in rows.items()
        if item not in known
    ]
    places = {one.key: rows[normalise_text(one.title)].number for one in items if one.key in values}
    return FormReading(values, tuple(faults), places)


def open_workbook(name: str, content: bytes) -> Workbook:
    """An uploaded file as a workbook; raises JunhengError as `read_workbook` does."""
    with tempfile.TemporaryDirectory(prefix="junheng-") as folder:
        # The name on disk is ours: what a browser sends is never a path here.
        file = Path(folder) / f"upload{PurePath(name).suffix.lower()[:8]}"
        file.write_bytes(content)
        try:
            return read_workbook(file)
        except JunhengError as error:
            raise JunhengError(error.code, **{**error.params, "file": name}) from error


def _sheet(workbook: Workbook) -> Sheet | None:
    visible = [sheet for sheet in workbook.sheets if sheet.name.strip() == SHEET]
    return visible[0] if visible else None


def _wrong_head(sheet: str, head: Sequence[Line], rows: Mapping[str, Row]) -> Iterator[Fault]:
    for line in head:
        row = rows.get(line.title)
        found = _cell(row).text if row else ""
        if found != normalise_text(line.value):
            params = {"expected": line.value}
            yield Fault(sheet, row.number if row else None, line.title, line.fault, params)


def _values(
    sheet: str, items: Sequence[Item], rows: Mapping[str, Row]
) -> tuple[dict[str, Fraction], list[Fault]]:
    values: dict[str, Fraction] = {}
    faults = []
    for item in items:
        row = rows.get(normalise_text(item.title))
        if row is None:
            params = {"item": item.title}
            faults.append(Fault(sheet, None, ITEM, "form_item_missing", params))
            continue
        try:
            values[item.key] = _figure(item, _cell(row))
        except CellFault as fault:
            faults.append(Fault(sheet, row.number, item.title, fault.code, fault.params))
    return values, faults


def _figure(item: Item, cell: Cell) -> Fraction:
    if cell.is_blank or cell.is_error:
        raise CellFault("form_cell_error" if cell.is_error else "form_cell_empty")
    return parser_of(item.quantity)(cell)


def _cell(row: Row | None) -> Cell:
    return cast("Cell", row.values.get("value") or Cell()) if row else Cell()
