"""What is downloaded, and how a preview is laid out for its page."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

from django.http import HttpResponse

from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.queries import profile_in_use
from junheng.apps.students.models import RosterImport
from junheng.apps.students.rules import FIELD_TITLES
from junheng.apps.students.services.previews import Preview
from junheng.core.files.services import read_bytes
from junheng.core.messages import sentence
from junheng.rosters import refusal_reason, roster_template, student_columns
from junheng.tabular import Fault
from junheng.tabular.annotate import annotated_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
_UPLOAD = "名册"


def answer_with(content: bytes, media_type: str, *, plain: str, title: str) -> HttpResponse:
    """A download; `title` names the school, never a child."""
    response = HttpResponse(content, content_type=media_type)
    suffix = Path(plain).suffix
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(title)}{suffix}"
    )
    response["Cache-Control"] = "private, no-store"
    return response


def template_response(cohort: Cohort, today: date) -> HttpResponse:
    """The empty roster to fill in."""
    content = roster_template(profile_in_use(), today)
    return answer_with(content, XLSX, plain="roster.xlsx", title=f"{cohort.title}新生名册")


def marked_workbook(found: RosterImport, preview: Preview) -> HttpResponse:
    """The uploaded file with its faults coloured and explained."""
    faults: Sequence[Fault] = (*preview.faults, *preview.warnings)
    suffix = found.file.suffix
    if suffix == ".csv":  # its one sheet is named like the file
        faults = [replace(fault, sheet=_UPLOAD) for fault in faults]
    with tempfile.TemporaryDirectory(prefix="junheng-") as folder:
        file = Path(folder) / f"{_UPLOAD}{suffix}"
        file.write_bytes(read_bytes(found.file))
        content = annotated_workbook(file, faults, lambda fault: sentence(fault.code, fault.params))
    title = f"{found.cohort.title}名册（标出问题）"
    return answer_with(content, XLSX, plain="roster-marked.xlsx", title=title)


def columns_explained(today: date) -> list[dict[str, object]]:
    """The columns that a roster may have, for the page that asks for it."""
    return [
        {
            "title": column.title,
            "required": column.required,
            "help": column.help,
            "aliases": "、".join(column.aliases[:3]),
        }
        for column in student_columns(profile_in_use(), today)
        if column.help
    ]


@dataclass(frozen=True)
class FaultRow:
    """A finding as the page shows it."""

    row: int | None
    column: str
    sentence: str
    is_error: bool


def fault_rows(faults: Iterable[Fault]) -> list[FaultRow]:
    """Findings in the order of the sheet, the errors before the warnings."""
    ordered = sorted(
        faults,
        key=lambda fault: (fault.severity != "error", fault.row or 0, fault.column_index or 0),
    )
    return [
        FaultRow(
            fault.row,
            fault.column or "",
            sentence(fault.code, fault.params),
            fault.severity == "error",
        )
        for fault in ordered
    ]


@dataclass(frozen=True)
class PreviewRow:
    """A student of the preview: row, name, and what would change."""

    row: int
    name: str
    fields: str


@dataclass(frozen=True)
class PreviewTable:
    """A preview by what would happen to its rows."""

    new: list[PreviewRow]
    changed: list[PreviewRow]
    faults: list[FaultRow]
    refused: list[tuple[str, str]]


def _not_of_refused(warnings: Iterable[Fault]) -> Iterable[Fault]:
    """Without those of refused columns, which stand above the table with their reasons."""
    return (one for one in warnings if one.code != "column_refused")


def preview_table(preview: Preview, refused: Sequence[str]) -> PreviewTable:
    """Lay a preview out."""
    rows: dict[str, list[PreviewRow]] = {"new": [], "changed": [], "same": []}
    for change in preview.comparison.rows:
        student = preview.students[change.place]
        fields = "、".join(FIELD_TITLES[field] for field in change.fields)
        rows[change.change].append(PreviewRow(student.row, student.name, fields))
    return PreviewTable(
        rows["new"],
        rows["changed"],
        fault_rows((*preview.faults, *_not_of_refused(preview.warnings))),
        [(title, refusal_reason(title) or "") for title in refused],
    )
