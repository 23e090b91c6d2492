"""Read a workbook (.xlsx, .xls, .csv) into plain cells, whatever its file name says."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import python_calamine

from junheng.engine.errors import JunhengError
from junheng.tabular.cells import EMPTY, Cell


@dataclass(frozen=True)
class Limits:
    """What a file may hold before it is refused; rows and columns count per sheet."""

    file_bytes: int = 30_000_000
    unpacked_bytes: int = 400_000_000
    rows: int = 50_000
    columns: int = 300


@dataclass(frozen=True)
class MergedRange:
    """Merged cells, 0-based and inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[0]` is row 1 as the user sees it; all rows have equal length.

    A hidden sheet (`is_visible` false) carries its name only: its cells are not read.
    `hidden_rows` and `hidden_columns` are 0-based.
    """

    name: str
    is_visible: bool = True
    rows: tuple[tuple[Cell, ...], ...] = ()
    merged: tuple[MergedRange, ...] = ()
    hidden_rows: frozenset[int] = field(default_factory=frozenset)
    hidden_columns: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Workbook:
    """A file's sheets in their order; `encoding` is set for csv only."""

    kind: Literal["xlsx", "xls", "csv"]
    sheets: tuple[Sheet, ...]
    encoding: str | None = None


def read_workbook(path: Path, *, limits: Limits = Limits()) -> Workbook:
    """Read all visible sheets."""
    if not path.exists():
        raise JunhengError("file_not_found", file=path.name)
    workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    sheets = []
    for sheet in workbook.sheets_metadata:
        visible = sheet.visible == python_calamine.SheetVisibleEnum.Visible
        raw = workbook.get_sheet_by_name(sheet.name)
        rows = tuple(
            tuple(EMPTY if value == "" else Cell(value) for value in row)
            for row in raw.to_python(skip_empty_area=False)
        )
        merged = tuple(MergedRange(*first, *last) for first, last in raw.merged_cell_ranges or ())
        sheets.append(Sheet(sheet.name, visible, rows if visible else (), merged))
    return Workbook("xlsx", tuple(sheets))
