"""Read a .csv in the encodings and with the separators that Chinese offices really produce."""

import csv
import io
import re
import statistics
from typing import Final

from junheng.engine.errors import JunhengError
from junheng.tabular.cells import EMPTY, Cell
from junheng.tabular.marks import SheetMarks
from junheng.tabular.sheets import Limits, Sheet

_MARKS_OF_ORDER: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f]")
# ="110105…" is how people keep Excel from turning a number of a csv into 1.1E+17.
_TEXT_FORMULA: Final = re.compile(r'="([^"]*)"')
_SEPARATORS: Final = ",\t;"
_SAMPLE_LINES: Final = 50
_OLD_END_OF_FILE: Final = b"\x1a"


def read_delimited(raw: bytes, file: str, name: str, limits: Limits) -> tuple[Sheet, str]:
    """Return the one sheet of a csv and its encoding.

    Raises `JunhengError`: file_not_a_spreadsheet (binary content), file_unreadable,
    sheet_too_many_rows, too_many_columns, too_many_cells.
    """
    text, encoding = _decode(raw.rstrip(_OLD_END_OF_FILE), file)
    marks = SheetMarks(name, limits)
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False)
    try:
        for number, row in enumerate(reader):
            marks.check_place(number, len(row) - 1)
            rows.append([_cell(value) for value in row])
    except csv.Error as error:
        raise JunhengError("file_unreadable", file=file) from error
    width = max(map(len, rows), default=0)
    return Sheet(name, rows=tuple((*row, *[EMPTY] * (width - len(row))) for row in rows)), encoding


def _decode(raw: bytes, file: str) -> tuple[str, str]:
    marked = [encoding for mark, encoding in _MARKS_OF_ORDER if raw.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        return text, encoding
    raise JunhengError("file_not_a_spreadsheet", file=file, found="无法识别的文件")


def _separator(text: str) -> str:
    """Return the separator on whose number most lines agree, or else the one found more often."""
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]

    def agreement(separator: str) -> tuple[int, int]:
        counts = [line.count(separator) for line in lines if separator in line]
        usual = statistics.mode(counts) if counts else 0
        return counts.count(usual), usual

    return max(_SEPARATORS, key=agreement)


def _cell(value: str) -> Cell:
    if not value:
        return EMPTY
    text = _TEXT_FORMULA.fullmatch(value)
    if text:
        return Cell(text[1])
    return Cell(value, is_formula=value.startswith("="))
