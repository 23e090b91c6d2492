"""Find the header of a sheet and decide, heading by heading, what may be read.

A heading may have two lines (学生基本信息 over 姓名, 成绩 over 语文). The lower line decides what a
column is; the upper line can only take a permission away.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from junheng.tabular.cells import Cell
from junheng.tabular.columns import Column
from junheng.tabular.text import normalise_header
from junheng.tabular.workbook import MergedRange, Sheet

Verdict = Literal["allow", "refuse", "ignore", "pass"]
Use = Literal["read", "refused", "ignored", "unknown", "repeated"]

SEARCHED_ROWS: Final = 40
_ENOUGH_HITS: Final = 2
_FILLING_LINE: Final = re.compile(r".*[:_]")
_LONGEST_PARENT: Final = 15
_MOST_LINES: Final = 3
_OTHER_PERSON: Final = re.compile(r"家长|监护人|父亲|母亲|成员\d?|联系人")


@dataclass(frozen=True)
class HeaderUse:
    """What became of one column. `title` is as the user sees it, parent and child joined by /."""

    index: int
    title: str
    use: Use
    to: str | None = None


@dataclass(frozen=True)
class Heading:
    """The texts over one column: `child` stands lowest, `parent` above it or is empty."""

    index: int
    child: str
    parent: str = ""

    @property
    def title(self) -> str:
        """Both lines, as the user sees them."""
        return f"{self.parent}/{self.child}" if self.parent else self.child


@dataclass(frozen=True)
class Header:
    """Place and headings of a header; rows 0-based, `last_row` is the row above the content."""

    row: int
    last_row: int
    headings: tuple[Heading, ...]


def names_of(columns: Sequence[Column]) -> dict[str, Column]:
    """Return normalised heading → column; a name used twice belongs to its first column."""
    names: dict[str, Column] = {}
    for column in columns:
        for name in (column.title, *column.aliases):
            names.setdefault(normalise_header(name), column)
    return names


def find_header(sheet: Sheet, names: Mapping[str, Column]) -> Header | None:
    """Return the header, or `None` when no row holds two known headings (one, of one column)."""
    hits = [
        len({names[text].to for text in map(_heading_text, row) if text in names})
        for row in sheet.rows[:SEARCHED_ROWS]
    ]
    enough = min(_ENOUGH_HITS, len({column.to for column in names.values()}))
    if max(hits, default=0) < max(enough, 1):
        return None
    row = hits.index(max(hits))
    first, last = _header_rows(sheet, row, names)
    return Header(row, last, _headings(sheet, first, last))


def _heading_text(cell: Cell) -> str:
    return normalise_header(cell.text)


def _header_rows(sheet: Sheet, row: int, names: Mapping[str, Column]) -> tuple[int, int]:
    """Return first and last row of the header around the row with the most known headings."""
    lowest = min(row + _MOST_LINES, len(sheet.rows)) - 1
    merged_in = [area for area in sheet.merged if area.first_row <= row <= area.last_row <= lowest]
    last = max([row, *(area.last_row for area in merged_in if _is_tall(area))])
    if last == row and _has_children(sheet, row):
        last = row + 1
    if last > row:
        return row, last
    is_below_parents = row > 0 and _is_parent_row(sheet, row - 1, row)
    return (row - 1 if is_below_parents else row), last


def _is_tall(area: MergedRange) -> bool:
    return area.last_row > area.first_row


def _is_wide(area: MergedRange) -> bool:
    return area.last_column > area.first_column


def _has_children(sheet: Sheet, row: int) -> bool:
    """Whether a wide heading of `row` stands over texts that are headings, not content.

    They are headings when the columns outside wide headings are empty in that line.
    """
    wide = [
        area for area in sheet.merged if area.first_row == area.last_row == row and _is_wide(area)
    ]
    if not wide or row + 1 >= len(sheet.rows):
        return False
    under = {column for area in wide for column in range(area.first_column, area.last_column + 1)}
    below = sheet.rows[row + 1]
    filled = {column for column, cell in enumerate(below) if not cell.is_blank}
    return bool(filled) and filled <= under


def _is_parent_row(sheet: Sheet, row: int, child_row: int) -> bool:
    """Whether a row holds parent headings; a title or a filling line (填报单位：…) does not."""
    filled = [
        (column, cell.text) for column, cell in enumerate(sheet.rows[row]) if not cell.is_blank
    ]
    if not filled or any(
        _FILLING_LINE.match(text) or len(text) > _LONGEST_PARENT for _, text in filled
    ):
        return False
    tops = [area for area in sheet.merged if area.first_row == row]
    if any(area.last_row >= child_row for area in tops):
        return True
    if len(filled) == 1:
        # One text alone is a title, unless it is merged over some columns further right.
        return filled[0][0] > 0 and any(_is_wide(area) and area.first_column > 0 for area in tops)
    child = sheet.rows[child_row]
    return any(_is_wide(area) for area in tops) or any(
        child[column].is_blank for column, _ in filled
    )


def _headings(sheet: Sheet, first: int, last: int) -> tuple[Heading, ...]:
    """Read the lines of the header into one heading a column."""
    lines = [_spread(sheet, row) for row in range(first, last + 1)]
    headings = []
    for column in range(len(sheet.rows[last])):
        texts: list[str] = []
        for line in lines:
            if line[column] and line[column] not in texts:
                texts.append(line[column])
        if texts:
            own = _own_text(sheet, column, first, last)
            if own:
                headings.append(
                    Heading(column, own, "/".join(text for text in texts if text != own))
                )
            elif _has_content(sheet, column, last):
                headings.append(Heading(column, texts[-1], "/".join(texts[:-1])))
    return tuple(headings)


def _own_text(sheet: Sheet, column: int, first: int, last: int) -> str:
    """Return the lowest text that really stands in this column."""
    for row in range(last, first - 1, -1):
        if not sheet.rows[row][column].is_blank:
            return sheet.rows[row][column].text
    return ""


def _has_content(sheet: Sheet, column: int, last: int) -> bool:
    return any(not row[column].is_blank for row in sheet.rows[last + 1 :])


def _spread(sheet: Sheet, row: int) -> list[str]:
    """Texts of a header line, merged cells carried over all their columns."""
    texts = [cell.text for cell in sheet.rows[row]]
    areas = [area for area in sheet.merged if area.first_row == row and _is_wide(area)]
    for area in areas:
        for column in range(area.first_column, min(area.last_column + 1, len(texts))):
            texts[column] = sheet.rows[row][area.first_column].text
    return texts


def judge_headings(
    headings: Sequence[Heading],
    names: Mapping[str, Column],
    judge_header: Callable[[str], Verdict],
) -> tuple[HeaderUse, ...]:
    """Decide the use of every heading: allowed, refused, ignored, known by a name, unknown."""
    uses: list[HeaderUse] = []
    taken: set[str] = set()
    for heading in headings:
        use, column = _judge(heading, names, judge_header)
        if column is None:
            uses.append(HeaderUse(heading.index, heading.title, use))
            continue
        if column.to in taken:
            use = "repeated"
        taken.add(column.to)
        uses.append(HeaderUse(heading.index, heading.title, use, column.to))
    return tuple(uses)


def _judge(
    heading: Heading, names: Mapping[str, Column], judge_header: Callable[[str], Verdict]
) -> tuple[Use, Column | None]:
    child, parent = normalise_header(heading.child), normalise_header(heading.parent)
    verdict = judge_header(child)
    if verdict in ("refuse", "ignore"):
        return ("refused" if verdict == "refuse" else "ignored"), None
    column = names.get(child)
    if not parent:
        return ("read", column) if column else ("unknown", None)
    whole = parent.replace("/", "") + child
    above = {judge_header(parent), judge_header(whole)}
    # A column of declared values cannot carry marks: 照顾类别 over 随迁 is read.
    if "refuse" in above and not (column and column.is_closed) and verdict != "allow":
        return "refused", None
    if "ignore" in above and verdict != "allow" and column is None:
        return "ignored", None
    if column and not column.is_closed and _OTHER_PERSON.search(parent):
        column = None  # 监护人 over 姓名 is not the student's name
    column = names.get(whole, column)
    return ("read", column) if column else ("unknown", None)
