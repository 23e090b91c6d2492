"""The walk over the rows below a header: records, totals, notes, and what is wrong with cells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from junheng.tabular.cells import Cell
from junheng.tabular.columns import Column, IdentityNumber, Text
from junheng.tabular.faults import CellFault, Fault
from junheng.tabular.headers import Header, HeaderUse
from junheng.tabular.sheets import Sheet
from junheng.tabular.text import normalise_header

_TOTALS: Final = re.compile(
    r"(本页|本表|全校|年级|班级)?([合总小共] ?计|总人数|累计)([:(,\d ].*|人数|)"
    r"|共 ?\d+ ?[名人条个位].*"
)
_NOTE: Final = re.compile(
    r"(注|备注|说明|填表|填报|制表|审核|复核|校长|负责人|分管|经办|联系|日期|打印|监督|单位|学校|盖章|公章|签[字名])"
    r"[^:]{0,12}[:(].*"
)
_ENOUGH_REPEATED: Final = 2


@dataclass(frozen=True)
class Row:
    """One row that was read; `number` is the row the user sees.

    `values` has every column of the table that is in the sheet (a faulty cell has no entry);
    `seen` the normalised text of each of those cells, for a note on how it was read.
    """

    number: int
    values: Mapping[str, object]
    seen: Mapping[str, str]


@dataclass(frozen=True)
class SkippedRow:
    """A row that holds no record; `text` is its first text."""

    number: int
    reason: Literal["totals", "note", "blank", "header"]
    text: str = ""


def _carried_cells(
    sheet: Sheet, first_row: int, columns: Sequence[int]
) -> dict[tuple[int, int], Cell]:
    """Cells merged downwards below the header stand in all their rows: (row, column) → cell."""
    carried: dict[tuple[int, int], Cell] = {}
    room = len(sheet.rows) * len(columns)
    for area in sheet.merged:
        if not first_row <= area.first_row < len(sheet.rows) or area.first_column not in columns:
            continue
        below = range(area.first_row + 1, min(area.last_row + 1, len(sheet.rows)))
        room -= len(below)
        if room < 0:
            break  # merged cells that overlap without end are no sheet of a school
        cell = sheet.rows[area.first_row][area.first_column]
        carried.update(((row, area.first_column), cell) for row in below)
    return carried


def _can_be_read(cell: Cell, column: Column) -> bool:
    try:
        column.parse(cell)
    except CellFault:
        return False
    return True


def spans(numbers: Sequence[int], most: int = 10) -> str:
    """Return ascending numbers as text: 5、7–9、12."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    texts = [str(a) if a == b else f"{a}–{b}" for a, b in runs[:most]]
    return "、".join(texts) + ("…" if len(runs) > most else "")


class Reading:
    """The walk over the rows below a header."""

    def __init__(
        self, sheet: Sheet, header: Header, uses: Sequence[HeaderUse], columns: Sequence[Column]
    ) -> None:
        by_target = {column.to: column for column in columns}
        self._sheet = sheet
        self._first = header.last_row + 1
        self._read = [
            (use, by_target[use.to]) for use in uses if use.use == "read" and use.to is not None
        ]
        self._carried = _carried_cells(sheet, self._first, [use.index for use, _ in self._read])
        self._first_rows: dict[tuple[str, object], int] = {}
        self._formulas: dict[int, list[int]] = {}
        self._blanks: dict[int, int] = {}
        self.rows: list[Row] = []
        self.faults: list[Fault] = []
        self.skipped: list[SkippedRow] = []

    def read(self) -> None:
        """Read down to the last row that holds anything."""
        rows = self._sheet.rows
        end = len(rows)
        while end > self._first and all(cell.is_blank for cell in rows[end - 1]):
            end -= 1
        for index in range(self._first, end):
            skipped = self._skip(index + 1, rows[index])
            if skipped:
                self.skipped.append(skipped)
            else:
                self.rows.append(self._row(index, rows[index]))
        if not self.rows:
            self.faults.append(Fault(self._sheet.name, None, None, "table_is_empty"))
        self.faults += self._notes()

    def _skip(self, number: int, row: Sequence[Cell]) -> SkippedRow | None:
        filled = [cell.text for cell in row if not cell.is_blank]
        if not filled:
            return SkippedRow(number, "blank")
        titles = [
            use
            for use, _ in self._read
            if normalise_header(row[use.index].text)
            == normalise_header(use.title.rpartition("/")[2])
        ]
        if len(titles) >= min(_ENOUGH_REPEATED, len(self._read)):
            return SkippedRow(number, "header", filled[0])
        totals = [text for text in filled if _TOTALS.fullmatch(text)]
        if (totals or _NOTE.fullmatch(filled[0])) and not self._is_record(row):
            text = totals[0] if totals else filled[0]
            return SkippedRow(number, "totals" if totals else "note", text)
        return None

    def _is_record(self, row: Sequence[Cell]) -> bool:
        """Whether a row is certainly a record, even if some cell of it reads like 合计.

        It is with a readable identity number; or when all required cells are filled, and of those
        that follow rules at least one does.
        """
        if any(
            isinstance(column, IdentityNumber) and _can_be_read(row[use.index], column)
            for use, column in self._read
        ):
            return True
        required = [(row[use.index], column) for use, column in self._read if column.required]
        strict = [pair for pair in required if not isinstance(pair[1], Text)]
        return (
            bool(required)
            and not any(cell.is_blank for cell, _ in required)
            and (not strict or any(_can_be_read(cell, column) for cell, column in strict))
        )

    def _row(self, index: int, row: Sequence[Cell]) -> Row:
        number = index + 1
        values: dict[str, object] = {}
        seen: dict[str, str] = {}
        for use, column in self._read:
            cell = self._carried.get((index, use.index), row[use.index])
            seen[column.to] = cell.text
            try:
                value = self._value(number, use, column, cell)
            except CellFault as fault:
                self._fault(number, use, fault.code, fault.params)
                continue
            values[column.to] = value
            if column.unique and value is not None:
                first = self._first_rows.setdefault((column.to, value), number)
                if first != number:
                    self._fault(number, use, "value_repeated", {"first_row": first})
        return Row(number, values, seen)

    def _value(self, number: int, use: HeaderUse, column: Column, cell: Cell) -> object:
        if cell.is_error:
            raise CellFault("cell_is_error")
        if cell.is_formula:
            if not column.accepts_formula:
                raise CellFault("cell_is_formula")
            if cell.is_blank:
                raise CellFault("formula_without_result")
            self._formulas.setdefault(use.index, []).append(number)
        if cell.is_blank:
            if column.blank_means:
                self._blanks[use.index] = self._blanks.get(use.index, 0) + 1
                return column.parse(cell)
            if column.required:
                raise CellFault("cell_required")
            return None
        return column.parse(cell)

    def _fault(self, row: int, use: HeaderUse, code: str, params: Mapping[str, object]) -> None:
        self.faults.append(Fault(self._sheet.name, row, use.title, code, params, use.index))

    def _notes(self) -> list[Fault]:
        """How cells were understood, once a column."""
        notes: list[tuple[HeaderUse, str, Mapping[str, object]]] = []
        for use, column in self._read:
            if use.index in self._formulas:
                rows = self._formulas[use.index]
                notes.append(
                    (use, "column_has_formulas", {"count": len(rows), "rows": spans(rows)})
                )
            if use.index in self._blanks:
                params = {"count": self._blanks[use.index], "meaning": column.blank_means}
                notes.append((use, "blanks_read_as", params))
        return [
            Fault(self._sheet.name, None, use.title, code, params, use.index, severity="warning")
            for use, code, params in notes
        ]
