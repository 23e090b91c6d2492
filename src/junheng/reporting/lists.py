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


@dataclass(frozen=True)
class ListColumn:
    """One column of the lists: heading and width in characters."""

    title: str
    width: int = 12


@dataclass(frozen=True)
class ListClass:
    """One class: its title, its rows (a cell for each column) and its summary figures.

    `summary` pairs a label with its figure; all classes of a school use the same labels.
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


def lists_workbook(lists: SchoolLists) -> bytes:
    """Return an .xlsx with an overview sheet and one sheet for each class, ready for A4.

    Every cell of the lists is text: identity numbers keep their digits, and a cell that begins
    with `=`, `+`, `-` or `@` stays what it says instead of becoming a formula. The same lists
    give the same bytes.

    Raises JunhengError: list_row_wrong (a row has another number of cells than columns).
    """
    import xlsxwriter  # noqa: PLC0415 - only when exporting

    for school_class in lists.classes:
        for place, row in enumerate(school_class.rows, start=1):
            if len(row) != len(lists.columns):
                raise JunhengError("list_row_wrong", school_class=school_class.title, row=place)
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    workbook.set_properties(
        {
            "title": _title(lists),
            # Workbooks hold local time without a zone.
            "created": lists.printed_at.replace(tzinfo=None, microsecond=0),
        }
    )
    formats = _formats(workbook)
    names = _sheet_names([one.title for one in lists.classes])
    _write_overview(workbook.add_worksheet("总览"), lists, formats)
    for name, school_class in zip(names, lists.classes, strict=True):
        _write_class(workbook.add_worksheet(name), lists, school_class, formats)
    workbook.close()
    return stream.getvalue()


def _title(lists: SchoolLists) -> str:
    return f"{lists.school}{lists.year}年{lists.grade}分班名单"


def _formats(workbook: Any) -> dict[str, Any]:
    base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
    # The quote prefix is what Excel itself stores for a cell typed as text: '=1+1 stays text even
    # after someone edits the cell. It is a mark of the format; the value keeps every character.
    text = base | {"num_format": "@", "quote_prefix": True, "border": 1}
    return {
        "title": workbook.add_format(base | {"font_size": 16, "bold": True, "align": "center"}),
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


def _write_overview(sheet: Any, lists: SchoolLists, formats: dict[str, Any]) -> None:
    labels = [label for label, _ in lists.classes[0].summary] if lists.classes else []
    headings = ["班级", "人数", *labels]
    _write_top(sheet, lists, f"{_title(lists)}　总览", headings, formats)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, max(1, len(labels) + 1), 11)
    table = [[len(one.rows), *(figure for _, figure in one.summary)] for one in lists.classes]
    for row, (school_class, figures) in enumerate(zip(lists.classes, table, strict=True), start=3):
        sheet.write_string(row, 0, school_class.title, formats["text"])
        for column, figure in enumerate(figures, start=1):
            sheet.write_number(row, column, figure, formats["figure"])
    last = 3 + len(table)
    sheet.write_string(last, 0, "合计", formats["heading"])
    for column, figures in enumerate(zip(*table, strict=True), start=1):
        sheet.write_number(last, column, sum(figures), formats["total"])
    _set_print(sheet, lists, last, len(headings) - 1)


def _write_class(
    sheet: Any, lists: SchoolLists, school_class: ListClass, formats: dict[str, Any]
) -> None:
    headings = ["序号", *(column.title for column in lists.columns)]
    title = f"{lists.school}{lists.year}年{lists.grade}{school_class.title}名单"
    _write_top(sheet, lists, title, headings, formats)
    sheet.set_column(0, 0, 6)
    for place, column in enumerate(lists.columns, start=1):
        sheet.set_column(place, place, column.width)
    for row, cells in enumerate(school_class.rows, start=3):
        sheet.write_number(row, 0, row - 2, formats["figure"])
        for column_place, cell in enumerate(cells, start=1):
            sheet.write_string(row, column_place, cell, formats["text"])
    _set_print(sheet, lists, 2 + len(school_class.rows), len(headings) - 1)


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


def _set_print(sheet: Any, lists: SchoolLists, last_row: int, last_column: int) -> None:
    mark = "&C&20演练" if lists.is_rehearsal else ""
    sheet.set_paper(9)
    if sum(column.width for column in lists.columns) > 95:  # noqa: PLR2004 - width of A4 upright
        sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.8)
    sheet.set_header(f"&L{_plain(lists.county)}{mark}&R内部资料")
    printed = f"{lists.printed_at:%Y-%m-%d %H:%M}"
    sheet.set_footer(
        f"&L&8结果码 {_plain(lists.result_code)}\n打印时间 {printed}&R&8第 &P 页 共 &N 页"
    )
    sheet.repeat_rows(0, 2)
    sheet.print_area(0, 0, last_row, max(1, last_column))
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()


def _plain(text: str) -> str:
    # In headers & begins a command and && is the character.
    return text.replace("&", "&&")


def _sheet_names(titles: Sequence[str]) -> list[str]:
    names: list[str] = []
    taken = {"总览"}
    for title in titles:
        # Excel allows 31 characters without these and no apostrophe at the ends.
        cleaned = re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:_LONGEST_SHEET_NAME]
        base = cleaned or "班级"
        name, number = base, 2
        while name.lower() in taken:
            suffix = f" ({number})"
            name = base[: _LONGEST_SHEET_NAME - len(suffix)] + suffix
            number += 1
        taken.add(name.lower())
        names.append(name)
    return names
