"""What leaves the rectifications: a year's figures and table as a workbook."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils.timezone import localdate

from junheng.apps.rectifications.models import Rectification
from junheng.apps.rectifications.queries import Figures, Line

_MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LINE_HEAD: Final = (
    "项目", "下达", "整改中", "其中逾期", "待核查", "已销号", "按期完成", "销号天数中位数",
)  # fmt: skip
_TABLE: Final = (
    ("编号", 12), ("整改单位", 22), ("来源", 12), ("来源说明", 24), ("存在的问题和要求", 50),
    ("依据", 30), ("责任人", 12), ("下达日期", 12), ("期限", 12), ("状态", 10), ("是否逾期", 10),
    ("申请核查", 12), ("销号日期", 12), ("办理记录", 70),
)  # fmt: skip


def workbook_response(
    figures: Figures, rows: Sequence[Rectification], *, today: date, name: str
) -> HttpResponse:
    """Figures and table as a download."""
    content = rectifications_workbook(figures, rows, today=today)
    response = HttpResponse(content, content_type=_MEDIA_TYPE)
    plain = f"rectifications-{figures.year}.xlsx"
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    return response


def rectifications_workbook(
    figures: Figures, rows: Sequence[Rectification], *, today: date
) -> bytes:
    """The workbook: every cell of words is written as words, whatever it begins with."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        plain = workbook.add_format({"text_wrap": True, "valign": "top", "border": 1})
        _write_figures(workbook.add_worksheet("统计"), figures, bold, plain)
        _write_table(workbook.add_worksheet("台账"), rows, today, bold, plain)
        for sheet in workbook.worksheets():
            _lay_out(sheet)
    return stream.getvalue()


def _lay_out(sheet: Any) -> None:
    """On paper: A4 across, every column on the page."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_figures(sheet: Any, figures: Figures, bold: Any, plain: Any) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(_LINE_HEAD) - 1, 11)
    row = 0
    groups: tuple[tuple[str, Sequence[Line]], ...] = (
        ("合计", (figures.whole,)),
        ("按来源", figures.by_source),
        ("按单位", figures.by_school),
    )
    for title, lines in groups:
        for column, words in enumerate((title, *_LINE_HEAD[1:])):
            sheet.write_string(row, column, words, bold)
        for line in lines:
            row += 1
            _write_line(sheet, row, line, plain)
        row += 2
    sheet.write_string(row, 0, f"另有已撤销 {figures.withdrawn} 项，不在上面的数字里。")


def _write_line(sheet: Any, row: int, line: Line, plain: Any) -> None:
    sheet.write_string(row, 0, line.title, plain)
    numbers = (line.started, line.open, line.overdue, line.reported, line.closed, line.in_time)
    for column, number in enumerate(numbers, 1):
        sheet.write_number(row, column, number, plain)
    if line.median_days is None:
        sheet.write_blank(row, len(numbers) + 1, None, plain)
    else:
        sheet.write_number(row, len(numbers) + 1, line.median_days, plain)


def _write_table(
    sheet: Any, rows: Sequence[Rectification], today: date, bold: Any, plain: Any
) -> None:
    for column, (title, width) in enumerate(_TABLE):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, bold)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 1)
    for row, one in enumerate(rows, 1):
        for column, words in enumerate(_cells(one, today)):
            sheet.write_string(row, column, words, plain)


def _cells(one: Rectification, today: date) -> tuple[str, ...]:
    entries = "\n".join(
        f"{localdate(entry.at).isoformat()} {entry.get_kind_display()}（{entry.by_name}）："
        f"{entry.text}"
        for entry in one.entries.all()
    )
    return (
        one.number,
        one.whose,
        one.get_source_kind_display(),
        one.source_words,
        one.what,
        one.ground,
        one.owner_name,
        localdate(one.started_at).isoformat(),
        one.due_on.isoformat(),
        one.get_state_display(),
        "逾期" if one.is_overdue(today) else "",
        _day(one.reported_at),
        _day(one.closed_at),
        entries,
    )


def _day(moment: datetime | None) -> str:
    return localdate(moment).isoformat() if moment else ""
