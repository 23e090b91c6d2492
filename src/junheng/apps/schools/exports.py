"""What is downloaded, and how findings of a sheet are laid out for a page."""

from collections.abc import Iterable
from urllib.parse import quote

from django.http import HttpResponse

from junheng.apps.schools.columns import COLUMNS, EXAMPLES, TITLE
from junheng.core.messages import sentence
from junheng.tabular import Column, Fault, template_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def template_response() -> HttpResponse:
    """The empty sheet of schools as a download."""
    content = template_workbook(TITLE, COLUMNS, examples=EXAMPLES, sheet=TITLE)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = (
        f"attachment; filename=\"schools.xlsx\"; filename*=UTF-8''{quote(TITLE)}.xlsx"
    )
    return response


def columns_explained() -> list[dict[str, object]]:
    """The columns of the sheet, for the page that asks for it."""
    return [
        {
            "title": column.title,
            "required": column.required,
            "example": EXAMPLES.get(column.to, ""),
            "help": _help(column),
        }
        for column in COLUMNS
    ]


def _help(column: Column) -> str:
    allowed = f"填：{'、'.join(column.allowed)}。" if column.allowed else ""
    return allowed + column.help


def fault_rows(faults: Iterable[Fault]) -> list[dict[str, object]]:
    """Findings in the order of the sheet: place, sentence, whether it stops the import."""
    ordered = sorted(faults, key=lambda fault: (fault.row or 0, fault.column_index or 0))
    return [
        {
            "row": fault.row,
            "column": fault.column or "",
            "sentence": sentence(fault.code, fault.params),
            "is_error": fault.severity == "error",
        }
        for fault in ordered
    ]
