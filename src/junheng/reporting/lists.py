"""lists.xlsx: the full class lists for the school (internal)."""

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from junheng.engine.errors import JunhengError

_LONGEST_SHEET_NAME = 31
_FONT = "宋体"
_OVERVIEW = "总览"
_ROWS_OF_A_PAGE = 64
_FIRST_ROW = 3
_UPRIGHT_WIDTH = 95
"""Characters of 11 points that fit across an upright A4 page."""


@dataclass(frozen=True)
class ListColumn:
    """One column of the lists: heading and width in characters."""

    title: str
    width: int = 12


@dataclass(frozen=True)
class ListClass:
    """One class: its title, its rows (a cell for each column) and its summary figures.

    `summary` pairs a label with its figure, for the overview, e.g. ("男", 24).
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    summary: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class SchoolLists:
    """The lists of one school and grade. `result_code` is printed as given."""

    county: str
    school: str
    grade: str
    year: int
    columns: tuple[ListColumn, ...]
    classes: tuple[ListClass, ...]
    result_code: str
    printed_at: dt.datetime
    is_rehearsal: bool = False


def lists_workbook(schools: Sequence[SchoolLists]) -> bytes:
    """Return an .xlsx with an overview sheet and one sheet for each class, ready for A4.

    Every cell of the lists is text: identity numbers keep their digits, and a cell that begins
    with `=`, `+`, `-` or `@` stays what it says instead of becoming a formula. The same lists
    give the same bytes.

    Raises JunhengError: lists_empty (no school), list_row_wrong (a row has another number of
    cells than columns).
    """
    import xlsxwriter  # noqa: PLC0415 - only when exporting

    if not schools:
        raise JunhengError("lists_empty")
    sheets = [(lists, school_class) for lists in schools for school_class in lists.classes]
    for lists, school_class in sheets:
        _check_rows(lists, school_class)
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    workbook.set_properties(
        {
            "title": _overview_title(schools),
            # Workbooks hold local time without a zone.
            "created": schools[0].printed_at.replace(tzinfo=None, microsecond=0),
        }
    )
    formats = _formats(workbook)
    _write_overview(workbook.add_worksheet(_OVERVIEW), schools, formats)
    for name, (lists, school_class) in zip(_sheet_names(schools), sheets, strict=True):
        _write_class(workbook.add_worksheet(name), lists, school_class, formats)
    workbook.close()
    return stream.getvalue()


def _check_rows(lists: SchoolLists, school_class: ListClass) -> None:
    for place, row in enumerate(school_class.rows, start=1):
        if len(row) != len(lists.columns):
            raise JunhengError(
                "list_row_wrong", school=lists.school, school_class=school_class.title, row=place
            )


def _overview_title(schools: Sequence[SchoolLists]) -> str:
    first = schools[0]
    if len(schools) == 1:
        return f"{first.school}{first.year}年{first.grade}分班名单　总览"
    return f"{first.county}{first.year}年分班名单　总览"


def _formats(workbook: Any) -> dict[str, Any]:
    base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
    # The quote prefix is what Excel itself stores for a cell typed as text: '=1+1 stays text even
    # after someone edits the cell. It is a mark of the format; the value keeps every character.
    text = base | {"num_format": "@", "quote_prefix": True, "border": 1}
    return {
        "title": workbook.add_format(
            base | {"font_size": 16, "bold": True, "align": "center", "shrink": True}
        ),
        "note": workbook.add_format(base | {"font_size": 9, "align": "center"}),
        "heading": workbook.add_format(
            text | {"bold": True, "align": "center", "bg_color": "#E8EDF1", "text_wrap": True}
        ),
        "text": workbook.add_format(text | {"align": "center", "shrink": True}),
        "figure": workbook.add_format(base | {"border": 1, "align": "center", "num_format": "0"}),
        "total": workbook.add_format(
            base | {"border": 1, "align": "center", "num_format": "0", "bold": True}
        ),
    }


def _write_overview(sheet: Any, schools: Sequence[SchoolLists], formats: dict[str, Any]) -> None:
    labels = list(
        dict.fromkeys(
            label for lists in schools for one in lists.classes for label, _ in one.summary
        )
    )
    headings = ["学校", "班级", "人数", *labels]
    _write_top(sheet, schools[0], _overview_title(schools), headings, formats)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 16)
    sheet.set_column(2, len(headings) - 1, 10)
    row, totals = _FIRST_ROW, [0] * (1 + len(labels))
    for lists in schools:
        for school_class in lists.classes:
            summary = dict(school_class.summary)
            figures = [len(school_class.rows), *(summary.get(label, 0) for label in labels)]
            sheet.write_string(row, 0, f"{lists.school} {lists.grade}", formats["text"])
            sheet.write_string(row, 1, school_class.title, formats["text"])
            for column, figure in enumerate(figures, start=2):
                sheet.write_number(row, column, figure, formats["figure"])
            totals = [total + figure for total, figure in zip(totals, figures, strict=True)]
            row += 1
    sheet.write_string(row, 0, "合计", formats["heading"])
    sheet.write_string(row, 1, "", formats["heading"])
    for column, total in enumerate(totals, start=2):
        sheet.write_number(row, column, total, formats["total"])
    code = schools[0].result_code if len(schools) == 1 else "见各班名单"
    _set_print(sheet, schools[0], code, row, len(headings) - 1)


def _write_class(
    sheet: Any, lists: SchoolLists, school_class: ListClass, formats: dict[str, Any]
) -> None:
    headings = [column.title for column in lists.columns]
    title = f"{lists.school}{lists.year}年{lists.grade}{school_class.title}名单"
    _write_top(sheet, lists, title, headings, formats)
    for place, column in enumerate(lists.columns):
        sheet.set_column(place, place, column.width)
    for row, cells in enumerate(school_class.rows, start=_FIRST_ROW):
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell, formats["text"])
    last_row = _FIRST_ROW - 1 + len(school_class.rows)
    if sum(column.width for column in lists.columns) > _UPRIGHT_WIDTH:
        sheet.set_landscape()
    _set_print(sheet, lists, lists.result_code, last_row, len(headings) - 1)


def _write_top(
    sheet: Any, lists: SchoolLists, title: str, headings: Sequence[str], formats: dict[str, Any]
) -> None:
    last = max(1, len(headings) - 1)
    mark = "【演练，不是正式结果】" if lists.is_rehearsal else ""
    sheet.merge_range(0, 0, 0, last, "", formats["title"])
    sheet.write_string(0, 0, mark + title, formats["title"])
    sheet.merge_range(1, 0, 1, last, "", formats["note"])
    sheet.write_string(
        1, 0, "内部资料，注意保密　不得张贴、转发；公示请用脱敏的公示表", formats["note"]
    )
    for column, heading in enumerate(headings):
        sheet.write_string(2, column, heading, formats["heading"])
    sheet.set_row(0, 28)
    sheet.set_row(2, 24)
    sheet.freeze_panes(3, 0)


def _set_print(
    sheet: Any, lists: SchoolLists, result_code: str, last_row: int, last_column: int
) -> None:
    mark = "&C&20演练" if lists.is_rehearsal else ""
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.8)
    sheet.set_header(f"&L{_plain(lists.county)}{mark}&R内部资料")
    printed = f"{lists.printed_at:%Y-%m-%d %H:%M}"
    sheet.set_footer(f"&L&8结果码 {_plain(result_code)}\n打印时间 {printed}&R&8第 &P 页 共 &N 页")
    sheet.repeat_rows(0, _FIRST_ROW - 1)
    sheet.print_area(0, 0, last_row, max(1, last_column))
    # A class of any allowed size fits on one page; a long overview may run on.
    sheet.fit_to_pages(1, 1 if last_row <= _ROWS_OF_A_PAGE else 0)
    sheet.center_horizontally()


def _plain(text: str) -> str:
    # In headers & begins a command and && is the character.
    return text.replace("&", "&&")


def _sheet_names(schools: Sequence[SchoolLists]) -> list[str]:
    names: list[str] = []
    taken = {_OVERVIEW}
    for lists in schools:
        for school_class in lists.classes:
            title = _cleaned(school_class.title)
            if len(schools) > 1:
                room = _LONGEST_SHEET_NAME - len(title) - 1
                title = f"{_cleaned(lists.school)[: max(0, room)]} {title}".strip()
            name, number = title[:_LONGEST_SHEET_NAME], 2
            while name.lower() in taken:
                suffix = f" ({number})"
                name = title[: _LONGEST_SHEET_NAME - len(suffix)] + suffix
                number += 1
            taken.add(name.lower())
            names.append(name)
    return names


def _cleaned(title: str) -> str:
    # Sheet names must not hold these, nor begin or end with an apostrophe.
    return re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '") or "班级"
