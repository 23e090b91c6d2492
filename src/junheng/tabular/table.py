"""Read the rows of a sheet by declared columns, collecting every fault instead of the first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from junheng.tabular.columns import Column
from junheng.tabular.faults import Fault
from junheng.tabular.headers import (
    SEARCHED_ROWS,
    Header,
    HeaderUse,
    Verdict,
    find_header,
    judge_headings,
    names_of,
)
from junheng.tabular.reading import Reading, Row, SkippedRow, spans
from junheng.tabular.sheets import Sheet
from junheng.tabular.text import normalise_header, normalise_text

__all__ = [
    "HeaderUse",
    "Row",
    "SkippedRow",
    "Table",
    "normalise_header",
    "normalise_text",
    "read_table",
    "unread_titles",
]


_MOST_TITLES: Final = 20


@dataclass(frozen=True)
class Table:
    """What a sheet holds by the declared columns.

    Cells of refused, ignored and unknown columns are nowhere in it. `header_row` is the row the
    user sees, 0 when there is none.
    """

    sheet: str
    header_row: int
    headers: tuple[HeaderUse, ...]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    skipped: tuple[SkippedRow, ...] = ()


def _pass_all(_header: str) -> Verdict:
    return "pass"


def read_table(
    sheet: Sheet,
    columns: Sequence[Column],
    *,
    judge_header: Callable[[str], Verdict] = _pass_all,
) -> Table:
    """Read a sheet by declared columns.

    `judge_header` gets normalised headings (child, parent, and parent followed by child) and says
    whether a heading is expressly allowed, refused, ignored, or passes on to the columns' names.
    Faults of the header stop the reading before the first row.
    """
    names = names_of(columns)
    header = find_header(sheet, names)
    if header is None:
        code = "sheet_is_blank" if _is_blank(sheet) else "header_not_found"
        params = {} if _is_blank(sheet) else {"searched": SEARCHED_ROWS, "titles": _titles(columns)}
        return Table(sheet.name, 0, (), (), (Fault(sheet.name, None, None, code, params),))
    uses = judge_headings(header.headings, names, judge_header)
    faults = _header_faults(sheet, header, uses, columns)
    if any(fault.severity == "error" for fault in faults):
        return Table(sheet.name, header.row + 1, uses, (), tuple(faults))
    reading = Reading(sheet, header, uses, columns)
    reading.read()
    faults += reading.faults + _hidden_faults(sheet, header, uses)
    return Table(
        sheet.name, header.row + 1, uses, tuple(reading.rows), tuple(faults), tuple(reading.skipped)
    )


def _is_blank(sheet: Sheet) -> bool:
    return all(cell.is_blank for row in sheet.rows for cell in row)


def _titles(columns: Sequence[Column]) -> str:
    return "、".join(column.title for column in columns if column.required)


def _header_faults(
    sheet: Sheet, header: Header, uses: Sequence[HeaderUse], columns: Sequence[Column]
) -> list[Fault]:
    number = header.row + 1
    faults = []
    read = {use.to: use for use in uses if use.use == "read"}
    for use in uses:
        if use.use == "repeated":
            first = read[use.to].title
            faults.append(
                Fault(sheet.name, number, use.title, "header_repeated", {"first": first}, use.index)
            )
    unread = unread_titles(uses)
    code = "header_missing_or_renamed" if unread else "header_missing"
    params = {"unread": unread} if unread else {}
    faults += [
        Fault(sheet.name, number, column.title, code, params)
        for column in columns
        if column.required and column.to not in read
    ]
    return faults


def unread_titles(uses: Sequence[HeaderUse]) -> str:
    """The headings that nothing was read from, in a line: a missing column may be among them."""
    titles = [use.title for use in uses if use.use == "unknown"]
    return "、".join(titles[:_MOST_TITLES]) + ("…" if len(titles) > _MOST_TITLES else "")


def _hidden_faults(sheet: Sheet, header: Header, uses: Sequence[HeaderUse]) -> list[Fault]:
    """Hidden rows and columns are read like the others, and named."""
    faults = []
    filled = [
        row + 1
        for row in sorted(sheet.hidden_rows)
        if header.last_row < row < len(sheet.rows)
        and not all(cell.is_blank for cell in sheet.rows[row])
    ]
    if filled:
        params = {"count": len(filled), "rows": spans(filled)}
        faults.append(Fault(sheet.name, None, None, "rows_hidden", params, severity="warning"))
    faults += [
        Fault(sheet.name, None, use.title, "column_hidden", {}, use.index, severity="warning")
        for use in uses
        if use.index in sheet.hidden_columns and use.use == "read"
    ]
    return faults
