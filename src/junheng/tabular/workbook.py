"""Read a workbook (.xlsx, .xls, .csv) into plain cells, whatever its file name says."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import python_calamine

from junheng.engine.errors import JunhengError
from junheng.tabular.biff import scan_biff
from junheng.tabular.cells import EMPTY, Cell
from junheng.tabular.contents import container_of
from junheng.tabular.delimited import read_delimited
from junheng.tabular.marks import SheetMarks
from junheng.tabular.open_xml import scan_open_xml
from junheng.tabular.sheets import Limits, MergedRange, Sheet, Workbook

__all__ = ["Limits", "MergedRange", "Sheet", "Workbook", "read_workbook"]

_DEFAULT_LIMITS: Final = Limits()


def read_workbook(path: Path, *, limits: Limits = _DEFAULT_LIMITS) -> Workbook:
    """Read all visible sheets of a file; hidden sheets come back by name only.

    Raises `JunhengError`: file_not_found, file_is_folder, file_empty, file_too_large,
    file_unreadable, file_encrypted, file_not_a_spreadsheet, file_kind_unsupported,
    file_unpacks_too_large, sheet_too_many_rows, too_many_columns, too_many_cells. Nothing else.
    """
    raw = _read_bytes(path, limits)
    container = container_of(raw, path.name)
    if container == "text":
        sheet, encoding = read_delimited(raw, path.name, path.stem, limits)
        return Workbook("csv", (sheet,), encoding)
    if container == "zip":
        by_name = scan_open_xml(raw, path.name, limits)
        return Workbook("xlsx", _sheets(raw, path.name, lambda _names: by_name))
    in_order = scan_biff(raw, path.name, limits)
    return Workbook(
        "xls",
        _sheets(raw, path.name, lambda names: dict(zip(names, in_order, strict=False))),
    )


def _read_bytes(path: Path, limits: Limits) -> bytes:
    try:
        if path.is_dir():
            raise JunhengError("file_is_folder", file=path.name)
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise JunhengError(
                "file_too_large", file=path.name, megabytes=limits.file_bytes // 1_000_000
            )
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise JunhengError("file_not_found", file=path.name) from error
    except (OSError, ValueError) as error:
        raise JunhengError("file_unreadable", file=path.name) from error
    if not raw.strip(b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise JunhengError("file_empty", file=path.name)
    return raw


@contextmanager
def _calamine(file: str) -> Iterator[None]:
    """Turn whatever the reader does with a broken file into a refusal."""
    try:
        yield
    except (
        python_calamine.CalamineError,
        ArithmeticError,
        LookupError,
        ValueError,
        OSError,
    ) as error:
        raise JunhengError("file_unreadable", file=file) from error
    except BaseException as error:
        # A panic of the Rust reader arrives as a BaseException that has no importable class.
        if type(error).__name__ != "PanicException":
            raise
        raise JunhengError("file_unreadable", file=file) from error


def _sheets(
    raw: bytes, file: str, marks_of: Callable[[Sequence[str]], Mapping[str, SheetMarks]]
) -> tuple[Sheet, ...]:
    with _calamine(file):
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        marks = marks_of(workbook.sheet_names)
        sheets = tuple(
            _sheet(workbook.get_sheet_by_name(sheet.name), marks[sheet.name])
            if sheet.visible == python_calamine.SheetVisibleEnum.Visible
            else Sheet(sheet.name, is_visible=False)
            for sheet in workbook.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        )
    if not sheets:
        raise JunhengError("file_unreadable", file=file)
    return sheets


def _sheet(found: python_calamine.CalamineSheet, marks: SheetMarks) -> Sheet:
    rows = [
        [EMPTY if value == "" else Cell(value) for value in row]
        for row in found.to_python(skip_empty_area=False)
    ]
    _set_marks(rows, marks)
    return Sheet(
        found.name,
        rows=tuple(map(tuple, rows)),
        merged=tuple(MergedRange(*first, *last) for first, last in found.merged_cell_ranges or ()),
        hidden_rows=frozenset(marks.hidden_rows),
        hidden_columns=frozenset(marks.hidden_columns),
    )


def _set_marks(rows: list[list[Cell]], marks: SheetMarks) -> None:
    width = max(map(len, rows), default=0)
    # Errors and formulas without a result have no value, so they may lie outside the rectangle.
    for row, column in sorted(marks.formulas | marks.errors):
        while row >= len(rows):
            rows.append([EMPTY] * width)
        rows[row] += [EMPTY] * (column + 1 - len(rows[row]))
        place = (row, column)
        rows[row][column] = Cell(
            rows[row][column].value, place in marks.formulas, place in marks.errors
        )
    width = max(map(len, rows), default=0)
    for cells in rows:
        cells.extend([EMPTY] * (width - len(cells)))
