"""Reading the county's workbook: every fault at once, and figures only where there is none."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from junheng.monitoring.columns import (
    CATALOGUE_ITEM,
    COUNTY_SHEET,
    SCHOOLS_SHEET,
    SENIOR_STUDENTS,
    YEAR_ITEM,
    county_columns,
    parser_of,
    school_columns,
    stage_key,
)
from junheng.monitoring.figures import CountyFigures, SchoolFigures, SchoolKind
from junheng.monitoring.impossible import parts_above_wholes
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue, Level
from junheng.tabular import (
    Cell,
    CellFault,
    Column,
    Fault,
    Row,
    Sheet,
    Workbook,
    normalise_text,
    read_table,
    read_workbook,
)


@dataclass(frozen=True)
class CountyReading:
    """What the workbook holds; `figures` is None while there is a fault."""

    figures: CountyFigures | None
    faults: tuple[Fault, ...]


def read_county(file: Path, catalogue: Catalogue) -> CountyReading:
    """Read the sheets 学校 and 全县.

    Raises JunhengError where the file is no workbook at all (see `tabular.read_workbook`).
    """
    workbook = read_workbook(file)
    schools, school_faults = _schools(workbook, catalogue)
    items, county_faults = _county(workbook, catalogue)
    faults = (*_by_row(school_faults), *_by_row(county_faults))
    # That it is a form for other indicators explains all the rest.
    faults = tuple(sorted(faults, key=lambda one: one.code != "monitoring_other_catalogue"))
    if any(fault.severity == "error" for fault in faults):
        return CountyReading(None, faults)
    own = {name: value for name, value in items.items() if name in catalogue.quantities}
    return CountyReading(CountyFigures(int(items[YEAR_ITEM]), schools, own), faults)


def _by_row(faults: list[Fault]) -> list[Fault]:
    """In the order of the sheet; what has no row stands last."""
    return sorted(faults, key=lambda fault: (fault.row is None, fault.row or 0))


def _sheet(workbook: Workbook, name: str) -> Sheet | None:
    for sheet in workbook.sheets:
        if sheet.name.strip() == name:
            return sheet
    return None


def _missing(name: str) -> Fault:
    return Fault(name, None, None, "monitoring_sheet_missing", {"sheet": name})


def _schools(
    workbook: Workbook, catalogue: Catalogue
) -> tuple[tuple[SchoolFigures, ...], list[Fault]]:
    sheet = _sheet(workbook, SCHOOLS_SHEET)
    if sheet is None:
        return (), [_missing(SCHOOLS_SHEET)]
    columns = school_columns(catalogue)
    table = read_table(sheet, columns)
    faults = list(table.faults)
    if table.header_row:
        used = {use.to for use in table.headers}
        faults += [
            Fault(
                sheet.name,
                table.header_row,
                one.title,
                "monitoring_column_missing",
                {"title": one.title},
            )
            for one in columns
            if one.to not in used and not one.required
        ]
    rows = [row for row in table.rows if {"code", "name", "kind"} <= row.values.keys()]
    titles = {column.to: column for column in columns}
    schools = []
    for row in rows:
        schools.append(_school(row.values, catalogue))
        faults += _row_faults(sheet.name, row, titles, catalogue)
        faults += _impossible(sheet.name, row, schools[-1], titles, catalogue)
    return tuple(schools), faults


def _row_faults(
    sheet: str, row: Row, columns: Mapping[str, Column], catalogue: Catalogue
) -> Iterator[Fault]:
    """Cells that a school of this kind must fill, and cells that it cannot have."""
    kind = cast("SchoolKind", row.values["kind"])
    for column, is_asked in _asked(kind, columns, catalogue):
        value = row.values.get(column.to)
        if is_asked and value is None and column.to in row.values:
            code = "monitoring_cell_empty"
        elif not is_asked and value:
            code = "monitoring_cell_not_asked"
        else:
            continue
        yield Fault(sheet, row.number, column.title, code, {"kind": kind.value})


def _impossible(
    sheet: str,
    row: Row,
    school: SchoolFigures,
    columns: Mapping[str, Column],
    catalogue: Catalogue,
) -> Iterator[Fault]:
    for one in parts_above_wholes(catalogue, school.own, school.of_stage):
        keys = [one.part.name, *(stage_key(one.part.name, stage) for stage in Stage)]
        if one.stage:
            keys = [stage_key(one.part.name, one.stage)]
        title = next(columns[key].title for key in keys if key in columns and key in row.values)
        params = {"part": one.part.title, "whole": one.whole.title}
        yield Fault(sheet, row.number, title, "figure_part_above_whole", params)


def _asked(
    kind: SchoolKind, columns: Mapping[str, Column], catalogue: Catalogue
) -> Iterator[tuple[Column, bool]]:
    is_counted = not kind.is_never_counted
    for quantity in catalogue.quantities.values():
        if quantity.sum_of:
            continue
        if quantity.level is Level.SCHOOL or quantity.is_shared:
            yield columns[quantity.name], is_counted
        elif quantity.level is Level.STAGE:
            for stage in Stage:
                yield columns[stage_key(quantity.name, stage)], stage in kind.stages
    yield columns[SENIOR_STUDENTS], kind.has_senior


def _school(values: Mapping[str, Any], catalogue: Catalogue) -> SchoolFigures:
    kind: SchoolKind = values["kind"]
    own_names = [
        one.name
        for one in catalogue.quantities.values()
        if (one.level is Level.SCHOOL or one.is_shared) and not one.sum_of
    ]
    stage_names = [
        one.name
        for one in catalogue.quantities.values()
        if one.level is Level.STAGE and not one.is_shared
    ]
    return SchoolFigures(
        code=values["code"],
        name=values["name"],
        kind=kind,
        own=_given(values, {name: name for name in own_names}),
        of_stage={
            stage: _given(values, {name: stage_key(name, stage) for name in stage_names})
            for stage in kind.stages
        },
        senior_students=int(values.get(SENIOR_STUDENTS) or 0),
    )


def _given(values: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, Fraction]:
    return {name: values[key] for name, key in keys.items() if values.get(key) is not None}


def _county(workbook: Workbook, catalogue: Catalogue) -> tuple[dict[str, Fraction], list[Fault]]:
    sheet = _sheet(workbook, COUNTY_SHEET)
    if sheet is None:
        return {}, [_missing(COUNTY_SHEET)]
    table = read_table(sheet, county_columns())
    faults = list(table.faults)
    if not table.header_row:
        return {}, faults
    found: dict[str, Fraction] = {}
    rows = {cast("str", row.values["item"]): row for row in table.rows if "item" in row.values}
    for item, row in rows.items():
        try:
            name, value = _item(item, cast("Cell", row.values.get("value") or Cell()), catalogue)
        except CellFault as fault:
            faults.append(Fault(sheet.name, row.number, item, fault.code, fault.params))
        else:
            found[name] = value
    for one in parts_above_wholes(catalogue, found, {}):
        place = rows[normalise_text(one.part.title)].number
        params = {"part": one.part.title, "whole": one.whole.title}
        faults.append(Fault(sheet.name, place, one.part.title, "figure_part_above_whole", params))
    asked = [one.title for one in catalogue.quantities.values() if one.level is Level.COUNTY]
    wanted = (YEAR_ITEM, CATALOGUE_ITEM, *asked)
    faults += [
        Fault(sheet.name, None, "项目", "monitoring_item_missing", {"item": item})
        for item in wanted
        if normalise_text(item) not in rows
    ]
    return found, faults


def _item(item: str, cell: Cell, catalogue: Catalogue) -> tuple[str, Fraction]:
    """The name and the value of one line of the county's sheet; raises CellFault."""
    if item == CATALOGUE_ITEM:
        if cell.text != catalogue.name:
            raise CellFault("monitoring_other_catalogue", expected=catalogue.name)
        return CATALOGUE_ITEM, Fraction(0)
    if item == YEAR_ITEM:
        if not re.fullmatch("20[0-9]{2}", cell.text):
            raise CellFault("monitoring_year_wrong")
        return YEAR_ITEM, Fraction(cell.text)
    for quantity in catalogue.quantities.values():
        if quantity.level is Level.COUNTY and normalise_text(quantity.title) == item:
            if cell.is_blank:
                raise CellFault("monitoring_item_empty")
            return quantity.name, parser_of(quantity)(cell)
    raise CellFault("monitoring_item_unknown")
