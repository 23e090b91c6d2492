"""What a sheet's values do not show: formulas, errors, hidden rows and columns.

The scanners of .xlsx and .xls fill this before the reader proper sees the file, because the reader
lays out a full rectangle: one stray cell in the last corner would cost gigabytes.
"""

from dataclasses import dataclass, field

from junheng.engine.errors import JunhengError
from junheng.tabular.sheets import Limits


@dataclass
class SheetMarks:
    """Marks of one sheet; places are 0-based (row, column).

    `used` is the area of the sheets before, `rows` and `columns` what the filled cells span.
    """

    name: str
    limits: Limits
    used: int = 0
    rows: int = 0
    columns: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    @property
    def area(self) -> int:
        """Cells of the rectangle that holds all filled cells."""
        return self.rows * self.columns

    def check_place(self, row: int, column: int) -> None:
        """Take note of a filled cell.

        Raises `JunhengError`: sheet_too_many_rows, too_many_columns, too_many_cells.
        """
        if row < self.rows and column < self.columns:
            return
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        if row >= self.limits.rows:
            raise JunhengError("sheet_too_many_rows", sheet=self.name, limit=self.limits.rows)
        if column >= self.limits.columns:
            raise JunhengError("too_many_columns", sheet=self.name, limit=self.limits.columns)
        if self.used + self.area > self.limits.cells:
            raise JunhengError("too_many_cells", sheet=self.name, limit=self.limits.cells)

    def hide_rows(self, *rows: int) -> None:
        """Take note of hidden rows, as far as rows may reach."""
        self.hidden_rows.update(row for row in rows if row < self.limits.rows)

    def hide_columns(self, first: int, last: int) -> None:
        """Take note of hidden columns, both ends included."""
        self.hidden_columns.update(range(max(first, 0), min(last + 1, self.limits.columns)))
