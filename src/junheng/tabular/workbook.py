"""Read a workbook (.xlsx, .xls, .csv) into plain cells, whatever its file name says."""

import json
import os
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from junheng.engine.errors import JunhengError
from junheng.engine.own_process import OwnProcess
from junheng.tabular.biff import scan_biff
from junheng.tabular.cells import EMPTY, Cell, CellValue
from junheng.tabular.contents import container_of
from junheng.tabular.delimited import read_delimited
from junheng.tabular.marks import SheetMarks
from junheng.tabular.open_xml import scan_open_xml
from junheng.tabular.sheets import Limits, MergedRange, Sheet, Workbook

__all__ = ["Limits", "MergedRange", "Sheet", "Workbook", "read_workbook"]

PATIENCE_SECONDS: Final = 120.0
"""After so long a file counts as unreadable; the largest that is allowed takes some seconds."""
MOST_BYTES: Final = 2 << 30
"""Address space of the reader's process, where the system can limit it."""
_DEFAULT_LIMITS: Final = Limits()
_DATES: Final[Mapping[str, type[date | time]]] = {"datetime": datetime, "date": date, "time": time}


def read_workbook(path: Path, *, limits: Limits = _DEFAULT_LIMITS) -> Workbook:
    """Read all visible sheets of a file; hidden sheets come back by name only.

    Raises `JunhengError`: file_not_found, file_is_folder, file_empty, file_too_large,
    file_unreadable, file_encrypted, file_not_a_spreadsheet, file_kind_unsupported,
    file_unpacks_too_large, sheet_too_many_rows, too_many_columns, too_many_cells,
    reader_not_started. Nothing else.
    """
    raw = _read_bytes(path, limits)
    container = container_of(raw, path.name)
    if container == "text":
        sheet, encoding = read_delimited(raw, path.name, path.stem, limits)
        return Workbook("csv", (sheet,), encoding)
    if container == "zip":
        by_name = scan_open_xml(raw, path.name, limits)
        return Workbook("xlsx", _sheets(raw, path.name, limits, lambda _names: by_name))
    in_order = scan_biff(raw, path.name, limits)
    return Workbook(
        "xls",
        _sheets(raw, path.name, limits, lambda names: dict(zip(names, in_order, strict=False))),
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


def _sheets(
    raw: bytes,
    file: str,
    limits: Limits,
    marks_of: Callable[[Sequence[str]], Mapping[str, SheetMarks]],
) -> tuple[Sheet, ...]:
    found = _read_beside(raw, file, limits)
    marks = marks_of([sheet["name"] for sheet in found])
    try:
        sheets = tuple(
            _sheet(sheet, marks[sheet["name"]])
            if sheet["is_visible"]
            else Sheet(sheet["name"], is_visible=False)
            for sheet in found
            if sheet["is_worksheet"]
        )
    except LookupError as error:  # a sheet that only one of the two readers found
        raise JunhengError("file_unreadable", file=file) from error
    if not sheets:
        raise JunhengError("file_unreadable", file=file)
    return sheets


def _read_beside(raw: bytes, file: str, limits: Limits) -> list[dict[str, Any]]:
    """What the reader's process found in the file, which may be the end of that process."""
    question = json.dumps({"content": b64encode(raw).decode("ascii"), "cells": limits.cells})
    try:
        answer = _reader(os.getpid()).ask(
            question, patience=PATIENCE_SECONDS, most_bytes=MOST_BYTES
        )
    except OSError as error:
        raise JunhengError("reader_not_started", file=file) from error
    found = json.loads(answer) if answer else None
    if found is None:
        raise JunhengError("file_unreadable", file=file)
    for sheet in found:
        # The reader may see more in a broken file than our scan of it did.
        if sheet["is_worksheet"] and sheet["is_visible"] and "rows" not in sheet:
            raise JunhengError("too_many_cells", sheet=sheet["name"], limit=limits.cells)
    return list(found)


@cache
def _reader(_process_number: int) -> OwnProcess:
    return OwnProcess(Path(__file__).with_name("calamine.py"))


def _sheet(found: Mapping[str, Any], marks: SheetMarks) -> Sheet:
    rows = [
        [EMPTY if value == "" else Cell(_value_of(value)) for value in row] for row in found["rows"]
    ]
    _set_marks(rows, marks)
    return Sheet(
        found["name"],
        rows=tuple(map(tuple, rows)),
        merged=tuple(MergedRange(*first, *last) for first, last in found["merged"]),
        hidden_rows=frozenset(marks.hidden_rows),
        hidden_columns=frozenset(marks.hidden_columns),
    )


def _value_of(told: Any) -> CellValue:
    """A value out of the reader's JSON, see `calamine`."""
    if not isinstance(told, dict):
        return cast("CellValue", told)
    [(kind, value)] = told.items()
    if kind == "timedelta":
        return timedelta(*value)
    return _DATES[kind].fromisoformat(value)


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
