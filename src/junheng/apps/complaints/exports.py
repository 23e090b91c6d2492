"""What leaves the complaints: the year's figures and table as a workbook."""

import io
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils.timezone import localtime

from junheng.apps.complaints.models import Complaint
from junheng.apps.complaints.queries import Figures, Line
from junheng.apps.complaints.rules.texts import cell_text

_MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LINE_HEAD: Final = ("项目", "收到", "未办结", "逾期", "已答复", "答复天数中位数")
_TABLE: Final = (
    ("编号", 12), ("来源", 10), ("类别", 22), ("反映对象", 14), ("学校", 22), ("收到日期", 12),
    ("状态", 12), ("本步期限", 12), ("答复期限", 12), ("承办人", 10), ("答复日期", 12),
    ("结论", 12), ("内容", 60), ("答复", 60),
)  # fmt: skip


def workbook_response(figures: Figures, rows: Sequence[Complaint], *, name: str) -> HttpResponse:
    """Figures and table as a download; from whom a complaint came is in neither."""
    response = HttpResponse(complaints_workbook(figures, rows), content_type=_MEDIA_TYPE)
    response["Content-Disposition"] = (
        f"attachment; filename=\"complaints-{figures.year}.xlsx\"; filename*=UTF-8''{quote(name)}"
    )
    return response


def complaints_workbook(figures: Figures, rows: Sequence[Complaint]) -> bytes:
    """The workbook: every cell of words is written as words, whatever it begins with."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        plain = workbook.add_format({"text_wrap": True, "valign": "top", "border": 1})
        _write_figures(workbook.add_worksheet("统计"), figures, bold, plain)
        _write_table(workbook.add_worksheet("台账"), rows, bold, plain)
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
    sheet.set_column(1, 5, 12)
    row = 0
    groups: tuple[tuple[str, Sequence[Line]], ...] = (
        ("合计", (figures.whole,)),
        ("按类别", figures.by_category),
        ("按学校", figures.by_school),
        ("按来源", figures.by_channel),
    )
    for title, lines in groups:
        head = (title, *_LINE_HEAD[1:])
        for column, words in enumerate(head):
            sheet.write_string(row, column, words, bold)
        for line in lines:
            row += 1
            _write_line(sheet, row, line, plain)
        row += 2


def _write_line(sheet: Any, row: int, line: Line, plain: Any) -> None:
    sheet.write_string(row, 0, cell_text(line.title), plain)
    for column, number in enumerate((line.received, line.open, line.overdue, line.replied), 1):
        sheet.write_number(row, column, number, plain)
    if line.median_days is None:
        sheet.write_string(row, 5, "", plain)
    else:
        sheet.write_number(row, 5, line.median_days, plain)


def _write_table(sheet: Any, rows: Sequence[Complaint], bold: Any, plain: Any) -> None:
    for column, (title, width) in enumerate(_TABLE):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, bold)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 1)
    for row, complaint in enumerate(rows, 1):
        for column, words in enumerate(_cells(complaint)):
            sheet.write_string(row, column, cell_text(words), plain)


def _cells(complaint: Complaint) -> tuple[str, ...]:
    replied = localtime(complaint.replied_at).date().isoformat() if complaint.replied_at else ""
    return (
        complaint.number,
        complaint.get_channel_display(),
        complaint.get_category_display(),
        complaint.get_about_display(),
        complaint.school.name if complaint.school else "",
        complaint.received_on.isoformat(),
        complaint.get_state_display(),
        complaint.due_on.isoformat() if complaint.due_on else "",
        complaint.reply_due_on.isoformat() if complaint.reply_due_on else "",
        complaint.handler_name,
        replied,
        complaint.get_conclusion_display(),
        complaint.content,
        complaint.reply,
    )
