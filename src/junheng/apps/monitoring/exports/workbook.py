"""The workbook that a school, or the bureau for the county, fills in and hands back."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter

from junheng.apps.monitoring.columns import BEFORE, HELP, ITEM, SHEET, UNIT, VALUE
from junheng.apps.monitoring.models import MonitoringPeriod, Submission
from junheng.apps.monitoring.rules.items import UNKNOWN, items_of_county, shown_figure
from junheng.apps.monitoring.services.filling import Asked, asked_of
from junheng.apps.monitoring.services.reading import Line, head_of_county, head_of_school

_FONT: Final = "微软雅黑"
_LINE: Final = "#BFBFBF"
_DARK, _PALE, _GREY = "#1F4E79", "#FFF9E5", "#F2F2F2"
_WIDTHS: Final = (46, 10, 18, 18, 34)
_HEADER_ROW: Final = 2
_HINT: Final = (
    "只填黄色的格子，没有就填 0；不要改动项目名称。灰色的“本年数”来自锁定的分班名单，不用填。"
)
_NO_SUCH_DAY: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class _Row:
    title: str
    unit: str
    value: str
    before: str
    help: str
    is_open: bool
    is_yes_no: bool = False
    is_whole: bool = False


def school_workbook(submission: Submission) -> bytes:
    """A school's workbook with what it filled in so far and last year's figures beside."""
    title = f"{submission.school_name}{submission.period.title}数据表"
    rows = [_row(one) for one in asked_of(submission)]
    return _workbook(title, head_of_school(submission), rows)


def county_workbook(period: MonitoringPeriod, before: MonitoringPeriod | None) -> bytes:
    """The workbook of the county's own figures."""
    last, now = before.own_values if before else {}, period.own_values
    asked = [
        Asked(one, now.get(one.key), last.get(one.key), None)
        for one in items_of_county(period.catalogue)
    ]
    return _workbook(f"{period.title}县级数据表", head_of_county(period), [_row(a) for a in asked])


def _row(asked: Asked) -> _Row:
    quantity = asked.item.quantity
    value = asked.given if asked.given is not None else asked.now
    before = shown_figure(asked.before, quantity)
    return _Row(
        title=asked.item.title,
        unit=quantity.unit,
        value="" if value is None else shown_figure(value, quantity),
        before="" if before == UNKNOWN else before,
        help="来自锁定名单" if asked.given is not None else asked.item.help,
        is_open=asked.given is None,
        is_yes_no=quantity.is_yes_no,
        is_whole=quantity.is_whole,
    )


def _workbook(title: str, head: Sequence[Line], rows: Sequence[_Row]) -> bytes:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(
        output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # A file made twice from the same figures is the same file.
    book.set_properties({"title": title, "created": _NO_SUCH_DAY})
    page = book.add_worksheet(SHEET)
    _write(book, page, title, [*(_head_row(line) for line in head), *rows])
    book.close()
    return output.getvalue()


def _head_row(line: Line) -> _Row:
    return _Row(line.title, "", line.value, "", "不要改动", is_open=False)


def _write(book: Any, page: Any, title: str, rows: Sequence[_Row]) -> None:
    base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
    box = {**base, "border": 1, "border_color": _LINE, "text_wrap": True}
    styles = {
        "title": book.add_format({**base, "font_size": 16, "bold": True}),
        "hint": book.add_format({**base, "font_size": 9, "font_color": "#595959"}),
        "head": book.add_format({**box, "bold": True, "bg_color": _DARK, "font_color": "white"}),
        "text": book.add_format(box),
        "grey": book.add_format({**box, "bg_color": _GREY, "align": "right", "num_format": "@"}),
        "open": book.add_format(
            {**box, "bg_color": _PALE, "align": "right", "locked": False, "num_format": "@"}
        ),
    }
    page.hide_gridlines(2)
    page.merge_range(0, 0, 0, len(_WIDTHS) - 1, title, styles["title"])
    page.merge_range(1, 0, 1, len(_WIDTHS) - 1, _HINT, styles["hint"])
    page.set_row(0, 30)
    for column, (heading, width) in enumerate(
        zip((ITEM, UNIT, VALUE, BEFORE, HELP), _WIDTHS, strict=True)
    ):
        page.set_column(column, column, width)
        page.write_string(_HEADER_ROW, column, heading, styles["head"])
    for number, row in enumerate(rows, _HEADER_ROW + 1):
        _write_row(page, number, row, styles)
    _finish(page)


def _write_row(page: Any, number: int, row: _Row, styles: dict[str, Any]) -> None:
    page.write_string(number, 0, row.title, styles["text"])
    page.write_string(number, 1, row.unit, styles["text"])
    page.write_string(number, 2, row.value, styles["open" if row.is_open else "grey"])
    page.write_string(number, 3, row.before, styles["grey"])
    page.write_string(number, 4, row.help, styles["text"])
    if not row.is_open:
        return
    rule: dict[str, Any] = {"error_title": "内容不符", "input_message": row.help}
    if row.is_yes_no:
        rule |= {"validate": "list", "source": ["是", "否"]}
        rule |= {"error_message": "请选“是”或“否”"}
    else:
        kind = "整数" if row.is_whole else "数"
        cell = f"C{number + 1}"
        formula = f"=AND(ISNUMBER(VALUE({cell})),VALUE({cell})>=0)"
        rule |= {"validate": "custom", "value": formula, "error_message": f"请填{kind}，不写单位"}
    page.data_validation(number, 2, number, 2, rule)


def _finish(page: Any) -> None:
    page.freeze_panes(_HEADER_ROW + 1, 1)
    # Without a password: it keeps hands off the titles and hinders nobody.
    page.protect(options={"format_columns": True, "format_rows": True})
    page.set_paper(9)
    page.set_portrait()
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADER_ROW)
    page.set_footer("&C第 &P 页，共 &N 页")
