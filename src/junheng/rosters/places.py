"""Where a finding is: sheet, row and column as the user sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from junheng.rosters.students import Note
from junheng.tabular import Fault, HeaderUse, Row


def fault_at(
    sheet: str,
    row: int | None,
    use: HeaderUse | None,
    code: str,
    params: Mapping[str, object] | None = None,
) -> Fault:
    """An error at a cell, a row, a column or, without all of them, the sheet."""
    return Fault(
        sheet, row, title_of(use), code, params or {}, use.index if use is not None else None
    )


def warning_at(
    sheet: str,
    row: int | None,
    use: HeaderUse | None,
    code: str,
    params: Mapping[str, object] | None = None,
) -> Fault:
    """The same as a warning."""
    return replace(fault_at(sheet, row, use, code, params), severity="warning")


def note_on(use: HeaderUse | None, code: str, **params: object) -> Note:
    """A note on a column; its heading is among the places of the sentence."""
    title = title_of(use)
    return Note(code, title, params if title is None else {"column": title, **params})


def title_of(use: HeaderUse | None) -> str | None:
    """The heading of a column that may not be there."""
    return use.title if use is not None else None


@dataclass(frozen=True)
class PlacedRow:
    """A row with its sheet and the columns that were read, by key."""

    sheet: str
    row: Row
    uses: Mapping[str, HeaderUse]

    def fault(self, key: str, code: str, **params: object) -> Fault:
        """An error at the cell of this row in column `key`."""
        return fault_at(self.sheet, self.row.number, self.uses.get(key), code, params)

    def warning(self, key: str, code: str, **params: object) -> Fault:
        """The same as a warning."""
        return warning_at(self.sheet, self.row.number, self.uses.get(key), code, params)
