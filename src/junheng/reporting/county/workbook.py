"""The county's report as an .xlsx: one sheet a table, figures as numbers."""

import io
from collections.abc import Sequence
from math import ceil
from typing import Any, NamedTuple
from unicodedata import east_asian_width

from junheng.reporting.county.report import CountyReport

_FONT = "宋体"
_FIRST_ROW = 3
_LINE_POINTS = 16
_HAN_COLUMNS = 1.8
Cell = str | int | None


class _Table(NamedTuple):
    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[Sequence[Cell]]


def county_workbook(report: CountyReport) -> bytes:
    """Return the workbook; every text stays text, whatever it begins with."""
    import xlsxwriter  # noqa: PLC0415 - only when exporting

    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    created = report.made_at.replace(tzinfo=None, microsecond=0)
    workbook.set_properties({"title": report.title, "author": report.bureau, "created": created})
    formats = _formats(workbook)
    for table in _tables(report):
        _write(workbook.add_worksheet(table.title), report, table, formats)
    workbook.close()
    return stream.getvalue()


def _tables(report: CountyReport) -> list[_Table]:
    return [
        _Table(
            "覆盖情况",
            ("范围", "起始年级", "单班免编", "应编", "已编", "未编", "覆盖率"),
            (16, 10, 10, 10, 10, 10, 10),
            [
                (one.title, one.total, one.exempt, one.required, one.drawn, one.to_do, one.rate)
                for one in report.coverages
            ],
        ),
        _Table(
            "各校进展",
            (
                "学校代码",
                "学校",
                "年级",
                "举办者",
                "状态",
                "学生",
                "班级",
                "下一步",
                "由谁办",
                "期限",
                "是否逾期",
            ),
            (10, 28, 8, 8, 11, 7, 6, 26, 13, 22, 9),
            [
                (
                    line.school_code,
                    line.school,
                    line.grade,
                    line.kind,
                    line.state,
                    line.students,
                    line.classes,
                    line.next_step,
                    line.who,
                    line.due,
                    "逾期" if line.is_late else "",
                )
                for line in report.lines
            ],
        ),
        _Table(
            "均衡（按属性）",
            (
                "属性",
                "起始年级",
                "达到最小差距",
                "未达到",
                "平均差距",
                "可达到的平均差距",
                "最大的一处",
                "差距",
                "可达到",
            ),
            (16, 10, 12, 10, 10, 16, 30, 8, 8),
            [
                (
                    line.title,
                    line.cohorts,
                    line.at_best,
                    line.short,
                    line.achieved_mean,
                    line.best_mean,
                    line.worst_school,
                    line.worst,
                    line.worst_best,
                )
                for line in report.attributes
            ],
        ),
        _Table(
            "均衡（按学校）",
            ("学校", "年级", "学生", "班级", "班额差", "属性", "差距", "可达到", "已证最优"),
            (26, 8, 8, 8, 8, 16, 8, 8, 10),
            [
                (
                    balance.school,
                    balance.grade,
                    balance.students,
                    len(balance.class_sizes),
                    balance.size_gap,
                    gap.title,
                    gap.achieved,
                    gap.best,
                    "是" if balance.bound_reached else "",
                )
                for balance in report.balances
                for gap in balance.gaps
            ],
        ),
        _Table(
            "说明",
            ("项目", "内容"),
            (16, 90),
            [
                ("教育局", report.bureau),
                ("数据截止", f"{report.made_at:%Y-%m-%d %H:%M}"),
                ("地方规则", report.profile),
                ("审计记录末端", report.audit_head),
                *(("口径", words) for words in report.definitions),
            ],
        ),
    ]


def _lines_of(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """How many lines the longest text of a row takes; programs do not all find it out."""
    lines = 1
    for cell, width in zip(cells, widths, strict=True):
        columns = sum(
            _HAN_COLUMNS if east_asian_width(letter) in "WF" else 1 for letter in str(cell or "")
        )
        lines = max(lines, ceil(columns / width))
    return lines


def _formats(workbook: Any) -> dict[str, Any]:
    base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
    text = base | {"num_format": "@", "quote_prefix": True, "border": 1, "text_wrap": True}
    return {
        "title": workbook.add_format(base | {"font_size": 16, "bold": True}),
        "note": workbook.add_format(base | {"font_size": 9}),
        "heading": workbook.add_format(text | {"bold": True, "bg_color": "#E8EDF1"}),
        "text": workbook.add_format(text),
        "figure": workbook.add_format(base | {"border": 1, "num_format": "0"}),
    }


def _write(sheet: Any, report: CountyReport, table: _Table, formats: dict[str, Any]) -> None:
    sheet.write_string(0, 0, f"{report.title}　{table.title}", formats["title"])
    made = f"{report.bureau}　数据截止 {report.made_at:%Y-%m-%d %H:%M}"
    sheet.write_string(1, 0, made, formats["note"])
    for column, (heading, width) in enumerate(zip(table.headings, table.widths, strict=True)):
        sheet.write_string(_FIRST_ROW - 1, column, heading, formats["heading"])
        sheet.set_column(column, column, width)
    for row, cells in enumerate(table.rows, start=_FIRST_ROW):
        sheet.set_row(row, _LINE_POINTS * _lines_of(cells, table.widths))
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, formats["figure"])
            else:
                sheet.write_string(row, column, cell or "", formats["text"])
    sheet.freeze_panes(_FIRST_ROW, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, _FIRST_ROW - 1)
    sheet.set_footer("&R&8第 &P 页 共 &N 页")
