"""The report's tables as an .xlsx, one sheet a table; numbers are numbers there."""

import io
import re
from typing import Any, Final

from junheng.reporting.monitoring.report import MonitoringReport, ReportTable

_FONT: Final = "宋体"
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?")
_MOST_PLACES: Final = 9
_FIRST_ROW: Final = 2
_WIDEST: Final = 48
_CODE_HEADINGS: Final = ("学校代码", "编号")


def monitoring_workbook(report: MonitoringReport) -> bytes:
    """Return the workbook; every text stays text, whatever it begins with."""
    import xlsxwriter  # noqa: PLC0415 - only when exporting

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    created = report.made_at.replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": report.title, "created": created})
    base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
    formats: dict[str | int, Any] = {
        "title": book.add_format(base | {"font_size": 14, "bold": True}),
        "heading": book.add_format(
            base | {"bold": True, "border": 1, "bg_color": "#E8EDF1", "text_wrap": True}
        ),
        "text": book.add_format(base | {"border": 1, "text_wrap": True, "num_format": "@"}),
    } | {
        # As many places as the document prints: 0.50 stays 0.50.
        places: book.add_format(base | {"border": 1, "num_format": f"{0:.{places}f}"})
        for places in range(_MOST_PLACES + 1)
    }
    for table in report.tables:
        _write(book.add_worksheet(table.title), report, table, formats)
    book.close()
    return stream.getvalue()


def _write(
    sheet: Any, report: MonitoringReport, table: ReportTable, formats: dict[str | int, Any]
) -> None:
    sheet.write_string(0, 0, f"{report.title}　{table.title}", formats["title"])
    for column, heading in enumerate(table.headings):
        texts = [heading, *(row[column] for row in table.rows)]
        sheet.set_column(column, column, min(max(_width(text) for text in texts) + 2, _WIDEST))
        sheet.write_string(_FIRST_ROW - 1, column, heading, formats["heading"])
        for row, text in enumerate(texts[1:], _FIRST_ROW):
            if _NUMBER.fullmatch(text) and heading not in _CODE_HEADINGS:
                places = len(text.partition(".")[2])
                sheet.write_number(row, column, float(text), formats[places])
            else:
                sheet.write_string(row, column, text, formats["text"])
    sheet.freeze_panes(_FIRST_ROW, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_FIRST_ROW - 1)
    sheet.set_footer("&R&8第 &P 页 共 &N 页")


def _width(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)
