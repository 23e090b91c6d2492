"""The trail as a workbook, and as rows of a page."""

import io
from collections.abc import Iterable
from datetime import timedelta, timezone
from typing import Final
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

from junheng.apps.trail import rules
from junheng.core.audit.models import AuditEntry

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE: Final = "审计记录"
_CHINA_TIME: Final = timezone(timedelta(hours=8))
_COLUMNS: Final = (
    ("序号", 9), ("时间", 20), ("谁", 14), ("类别", 10), ("所在学校", 10), ("做了什么", 70),
    ("对象编号", 16), ("对象学校", 10), ("摘要", 68),
)  # fmt: skip


def rows_of(entries: Iterable[AuditEntry], schools: dict[str, str]) -> list[dict[str, object]]:
    """What the page shows of each entry."""
    return [
        {
            "entry": entry,
            "who": entry.actor_name or rules.kind_label(entry.actor_kind),
            "kind": rules.kind_label(entry.actor_kind),
            "sentence": rules.shortened(rules.sentence_of(entry.event, entry.payload)),
            "is_refusal": rules.is_refusal(entry.event),
            "school": schools.get(entry.subject_school_code, entry.subject_school_code)
            or schools.get(entry.actor_school_code, entry.actor_school_code),
        }
        for entry in entries
    ]


def workbook_response(entries: Iterable[AuditEntry]) -> HttpResponse:
    """The entries as a workbook; every cell is text, so that none is taken for a formula."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True, "constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet(TITLE)
        bold = workbook.add_format({"bold": True, "bg_color": "#E4EBF3", "border": 1})
        for column, (title, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, bold)
        sheet.freeze_panes(1, 0)
        for row, entry in enumerate(entries, start=1):
            for column, text in enumerate(_cells(entry)):
                sheet.write_string(row, column, text)
    response = HttpResponse(packed.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = (
        f"attachment; filename=\"trail.xlsx\"; filename*=UTF-8''{quote(TITLE)}.xlsx"
    )
    return response


def _cells(entry: AuditEntry) -> tuple[str, ...]:
    return (
        str(entry.sequence),
        entry.at.astimezone(_CHINA_TIME).strftime("%Y-%m-%d %H:%M:%S"),
        entry.actor_name,
        rules.kind_label(entry.actor_kind),
        entry.actor_school_code,
        rules.sentence_of(entry.event, entry.payload),
        entry.subject_code,
        entry.subject_school_code,
        entry.digest,
    )
