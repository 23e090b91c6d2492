"""Workbooks, sheets and the limits of a file, before anyone knows what the columns mean."""

from dataclasses import dataclass, field
from typing import Literal

from junheng.tabular.cells import Cell


@dataclass(frozen=True)
class Limits:
    """What a file may hold before it is refused.

    Rows and columns count per sheet, cells in all sheets together, empty ones in between included.
    """

    file_bytes: int = 30_000_000
    unpacked_bytes: int = 400_000_000
    rows: int = 50_000
    columns: int = 300
    cells: int = 3_000_000


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
