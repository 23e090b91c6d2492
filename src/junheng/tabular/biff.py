"""Scan the records of an .xls: passwords, true size, formulas, errors and hidden places.

Record numbers and layouts are those of [MS-XLS] §2.3 and §2.4.
"""

import struct
from collections.abc import Iterator
from typing import Final

from junheng.engine.errors import JunhengError
from junheng.tabular.compound import CompoundError, CompoundFile
from junheng.tabular.marks import SheetMarks
from junheng.tabular.sheets import Limits

_FORMULA: Final = 0x0006
_END_OF_STREAM: Final = 0x000A
_PASSWORD: Final = 0x002F
_COLUMN: Final = 0x007D
_SHEET: Final = 0x0085
_MANY_NUMBERS: Final = 0x00BD
_TRUTH_OR_ERROR: Final = 0x0205
_ROW: Final = 0x0208
_BEGIN: Final = 0x0809
_CELLS: Final = frozenset([_FORMULA, _TRUTH_OR_ERROR, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x027E])
_ROW_IS_HIDDEN: Final = 0x20
_RESULT_IS_ERROR: Final = 2


def scan_biff(raw: bytes, file: str, limits: Limits) -> list[SheetMarks]:
    """Return the marks of all sheets in their order.

    Raises `JunhengError`: file_unreadable, file_encrypted, file_not_a_spreadsheet,
    sheet_too_many_rows, too_many_columns, too_many_cells.
    """
    try:
        container = CompoundFile(raw)
        stream = container.stream(_workbook_stream(container.names, file))
        return _scan_stream(stream, file, limits)
    except (CompoundError, struct.error, IndexError) as error:
        raise JunhengError("file_unreadable", file=file) from error


def _workbook_stream(names: tuple[str, ...], file: str) -> str:
    if "EncryptedPackage" in names:
        raise JunhengError("file_encrypted", file=file)
    for name in ("Workbook", "Book"):
        if name in names:
            return name
    found = "Word 文档" if "WordDocument" in names else "其他程序的文件"
    raise JunhengError("file_not_a_spreadsheet", file=file, found=found)


def _scan_stream(stream: bytes, file: str, limits: Limits) -> list[SheetMarks]:
    starts = []
    for kind, content in _records(stream, 0):
        if kind == _PASSWORD:
            raise JunhengError("file_encrypted", file=file)
        if kind == _SHEET:
            starts.append(struct.unpack_from("<I", content)[0])
    marks: list[SheetMarks] = []
    for number, start in enumerate(starts, 1):
        used = sum(sheet.area for sheet in marks)
        marks.append(SheetMarks(f"第{number}张工作表", limits, used=used))
        _scan_sheet(stream, start, marks[-1])
    return marks


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records from a beginning to its end; embedded charts have their own in between."""
    depth = 0
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        yield kind, stream[start + 4 : start + 4 + length]
        depth += (kind == _BEGIN) - (kind == _END_OF_STREAM)
        if depth <= 0:
            return
        start += 4 + length


def _scan_sheet(stream: bytes, start: int, marks: SheetMarks) -> None:
    for kind, content in _records(stream, start):
        if kind in _CELLS:
            _scan_cell(kind, content, marks)
        elif kind == _MANY_NUMBERS:
            marks.check_place(*struct.unpack("<HH", content[:2] + content[-2:]))
        elif kind == _ROW and struct.unpack_from("<12xH", content)[0] & _ROW_IS_HIDDEN:
            marks.hide_rows(struct.unpack_from("<H", content)[0])
        elif kind == _COLUMN and struct.unpack_from("<8xH", content)[0] & 1:
            marks.hide_columns(*struct.unpack_from("<HH", content))


def _scan_cell(kind: int, content: bytes, marks: SheetMarks) -> None:
    row, column = struct.unpack_from("<HH", content)
    marks.check_place(row, column)
    is_error = kind == _TRUTH_OR_ERROR and content[7] == 1
    if kind == _FORMULA:
        marks.formulas.add((row, column))
        is_error = content[12:14] == b"\xff\xff" and content[6] == _RESULT_IS_ERROR
    if is_error:
        marks.errors.add((row, column))
