"""What is downloaded: sheets, forms as PDF, kept papers."""

from urllib.parse import quote

from django.http import HttpResponse

from junheng.apps.adjustments.columns import COLUMNS, EXAMPLES, TITLE
from junheng.core.messages import sentence
from junheng.tabular import Fault, template_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FAULTS = 200


def roll_template_response() -> HttpResponse:
    """The empty sheet of a roll."""
    content = template_workbook(TITLE, COLUMNS, examples=EXAMPLES, sheet=TITLE)
    return _download(content, XLSX, "roll.xlsx", f"{TITLE}.xlsx")


def pdf_response(content: bytes, title: str) -> HttpResponse:
    """A form; `title` names no child."""
    return _download(content, "application/pdf", "form.pdf", f"{title}.pdf")


def fault_rows(faults: tuple[Fault, ...]) -> list[dict[str, object]]:
    """Findings in the order of the sheet, as a page shows them."""
    ordered = sorted(faults, key=lambda fault: (fault.row or 0, fault.column_index or 0))
    return [
        {
            "row": fault.row,
            "column": fault.column or "",
            "sentence": sentence(fault.code, fault.params),
            "is_error": fault.severity == "error",
        }
        for fault in ordered[:MOST_FAULTS]
    ]


def _download(content: bytes, media_type: str, plain: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    return response
