"""Files as answers."""

from typing import Final
from urllib.parse import quote

from django.http import HttpResponse

from junheng.core.messages import sentence
from junheng.tabular import Fault

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES: Final = {
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "docx": f"{_OFFICE}wordprocessingml.document",
}
MOST_FAULTS: Final = 200


def download(content: bytes, title: str, suffix: str) -> HttpResponse:
    """A file that is named `title`."""
    response = HttpResponse(content, content_type=MEDIA_TYPES[suffix])
    name = quote(f"{title}.{suffix}")
    response["Content-Disposition"] = (
        f"attachment; filename=\"monitoring.{suffix}\"; filename*=UTF-8''{name}"
    )
    return response


def fault_rows(faults: tuple[Fault, ...]) -> list[dict[str, object]]:
    """Faults in the order of the sheet, each with its place and its sentence."""
    ordered = sorted(faults, key=lambda fault: fault.row or 0)
    return [
        {
            "row": fault.row,
            "column": fault.column or "",
            "sentence": sentence(fault.code, fault.params),
        }
        for fault in ordered[:MOST_FAULTS]
    ]
