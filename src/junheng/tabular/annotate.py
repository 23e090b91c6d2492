"""Give people their own workbook back with the faulty cells coloured and explained.

An .xlsx keeps its layout; .xls and .csv become an .xlsx with the same cells.
"""

import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Final

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.cell.cell import Cell as PaperCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from junheng.tabular.faults import Fault
from junheng.tabular.headers import SEARCHED_ROWS
from junheng.tabular.open_xml import merged_cells
from junheng.tabular.sheets import Limits, MergedRange, Sheet, Workbook
from junheng.tabular.text import normalise_header
from junheng.tabular.workbook import read_workbook

EXPLANATION: Final = "错误说明"
_ERROR_FILL: Final = PatternFill("solid", fgColor="FFFFC7CE")
_WARNING_FILL: Final = PatternFill("solid", fgColor="FFFFEB9C")
_ERROR_FONT: Final = Font(color="FF9C0006")
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_EXPLANATION_WIDTH: Final = 80
_COMMENT_AUTHOR: Final = "junheng"
_MOST_MERGED: Final = 100_000
"""Merged cells of a file: the writer makes an object of each, and a sheet has 17 billion."""
_LIMITS: Final = Limits()
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_NO_ROWS: Final[Mapping[str, int]] = MappingProxyType({})


def annotated_workbook(
    path: Path,
    faults: Iterable[Fault],
    sentence: Callable[[Fault], str],
    *,
    header_rows: Mapping[str, int] = _NO_ROWS,
    has_comments: bool = False,
) -> bytes:
    """Return an .xlsx of the file at `path` with its faults marked.

    Every faulty cell is coloured (errors red, warnings yellow), the column 错误说明 after the last
    one explains the row, and what concerns the whole sheet stands in its heading. `header_rows`
    gives the row of the header by sheet as the user sees it; without it the headings named by the
    faults are looked for. An older 错误说明 column is written anew. Formulas of an .xlsx stay;
    texts of a .csv never become formulas.
    Raises `JunhengError` as `read_workbook` does.
    """
    workbook = read_workbook(path)
    by_sheet: dict[str, list[Fault]] = {}
    for fault in faults:
        by_sheet.setdefault(fault.sheet, []).append(fault)

    def marked(paper: openpyxl.Workbook) -> bytes:
        for sheet in workbook.sheets:
            if sheet.name in by_sheet:
                _Annotation(
                    paper[sheet.name],
                    sheet,
                    header_rows.get(sheet.name) or _header_row(sheet, by_sheet[sheet.name]),
                    sentence,
                    has_comments,
                ).write(by_sheet[sheet.name])
        output = io.BytesIO()
        paper.save(output)
        return output.getvalue()

    if workbook.kind == "xlsx":
        raw = path.read_bytes()
        if merged_cells(raw, path.name, _LIMITS) <= _MOST_MERGED:
            # What one reader of .xlsx forgives breaks the other in any way: then the cells alone
            # go back, without the layout.
            with suppress(Exception):
                return marked(_load(raw))
    return marked(_copy(workbook))


def _header_row(sheet: Sheet, faults: Sequence[Fault]) -> int:
    """Return the row (as the user sees it) of a heading that a fault names, else 1."""
    for fault in faults:
        if fault.column is None or fault.column_index is None:
            continue
        titles = (fault.column, fault.column.rpartition("/")[2])
        for number, row in enumerate(sheet.rows[:SEARCHED_ROWS], 1):
            if fault.column_index < len(row) and row[fault.column_index].text in titles:
                return number
    return 1


def _load(raw: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        # Extensions that openpyxl does not carry over; the cells are all there.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(raw))


def _copy(workbook: Workbook) -> openpyxl.Workbook:
    paper = openpyxl.Workbook()
    paper.remove(paper.worksheets[0])
    for sheet in workbook.sheets:
        if sheet.is_visible:
            _copy_sheet(paper.create_sheet(sheet.name), sheet)
    if not paper.worksheets:
        paper.create_sheet()  # a workbook has to show one
    return paper


def _copy_sheet(page: Worksheet, sheet: Sheet) -> None:
    for row, cells in enumerate(sheet.rows, 1):
        for column, cell in enumerate(cells, 1):
            if isinstance(cell.value, str):
                _write_text(page.cell(row, column), cell.value)
            else:
                page.cell(row, column, cell.value)
    for area in _affordable(sheet.merged):
        page.merge_cells(
            start_row=area.first_row + 1,
            start_column=area.first_column + 1,
            end_row=area.last_row + 1,
            end_column=area.last_column + 1,
        )
    for column in range(len(sheet.rows[0]) if sheet.rows else 0):
        longest = max(len(row[column].text) for row in sheet.rows[:200])
        page.column_dimensions[get_column_letter(column + 1)].width = min(longest * 1.3 + 3, 40)


def _affordable(merged: Iterable[MergedRange]) -> Iterator[MergedRange]:
    """The merged areas, but those that are larger than what is left of the most."""
    left = _MOST_MERGED
    for area in merged:
        rows = area.last_row - area.first_row + 1
        size = rows * (area.last_column - area.first_column + 1)
        if size <= left:
            left -= size
            yield area


def _write_text(place: PaperCell | MergedCell, text: str) -> None:
    """Write a text as text: never a formula, never turned into a number by a later edit."""
    if isinstance(place, MergedCell):
        return
    place.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    place.data_type = "s"
    place.number_format = "@"
    if text.startswith(_FORMULA_STARTS):
        place.quotePrefix = True


class _Annotation:
    """The marks on one sheet."""

    def __init__(
        self,
        page: Worksheet,
        sheet: Sheet,
        header_row: int,
        sentence: Callable[[Fault], str],
        has_comments: bool,  # noqa: FBT001 - passed on from the keyword of the face
    ) -> None:
        self._page = page
        self._header_row = header_row
        self._sentence = sentence
        self._has_comments = has_comments
        self._column = self._explanation_column(sheet)

    def write(self, faults: Sequence[Fault]) -> None:
        """Colour cells and fill the column of explanations."""
        by_row: dict[int, list[Fault]] = {}
        for fault in faults:
            by_row.setdefault(fault.row or self._header_row, []).append(fault)
        by_row.setdefault(self._header_row, [])
        for row, found in by_row.items():
            for fault in sorted(found, key=lambda fault: fault.severity, reverse=True):
                self._mark(row, fault)
            lines = [
                f"【{fault.column}】{self._sentence(fault)}"
                if fault.column
                else self._sentence(fault)
                for fault in found
            ]
            if row == self._header_row:
                lines.insert(0, EXPLANATION)
            place = self._page.cell(row, self._column)
            _write_text(place, "\n".join(lines))
            place.alignment = _WRAPPED
            place.font = _ERROR_FONT
        letter = get_column_letter(self._column)
        self._page.column_dimensions[letter].width = _EXPLANATION_WIDTH

    def _mark(self, row: int, fault: Fault) -> None:
        if fault.column_index is None:
            return
        place = self._page.cell(row, fault.column_index + 1)
        place.fill = _ERROR_FILL if fault.severity == "error" else _WARNING_FILL
        if self._has_comments and not isinstance(place, MergedCell):
            place.comment = Comment(self._sentence(fault), _COMMENT_AUTHOR)

    def _explanation_column(self, sheet: Sheet) -> int:
        """Return the 1-based column: an older one emptied, or the one after the last."""
        header = sheet.rows[self._header_row - 1] if self._header_row <= len(sheet.rows) else ()
        for index, cell in enumerate(header):
            if normalise_header(cell.text).startswith(EXPLANATION):
                for row in range(1, len(sheet.rows) + 1):
                    place = self._page.cell(row, index + 1)
                    if not isinstance(place, MergedCell):
                        place.value = None
                return index + 1
        filled = [
            index for row in sheet.rows for index, cell in enumerate(row) if not cell.is_blank
        ]
        # A title merged to the end of the paper leaves no column after it.
        merged = [area.last_column for area in sheet.merged if area.last_column < _LIMITS.columns]
        return max([*filled, *merged], default=-1) + 2
