"""What is downloaded, and how findings of a sheet are laid out for a page."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from django.http import HttpResponse

from junheng.apps.schools.columns import COLUMNS, EXAMPLES, TITLE
from junheng.apps.schools.rules import BUREAU_FIELDS, BureauEntry
from junheng.apps.schools.services.bureau import CHANGE_BUREAU, SET_CONTACTS
from junheng.core.messages import sentence
from junheng.profiles import load_profile
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


def bureau_facts(entry: BureauEntry) -> list[tuple[str, str]]:
    """The bureau's own data by title, as pages print them."""
    return [(title, _shown(field, getattr(entry, field))) for field, title in BUREAU_FIELDS.items()]


def _shown(field: str, value: str) -> str:
    return load_profile(value).title if field == "profile" else value


Line = tuple[str, str, str]


def _bureau_lines(what: Mapping[str, Any]) -> list[Line]:
    before, after = what["before"], what["after"]
    return [
        (title, _shown(field, before[field]), _shown(field, after[field]))
        for field, title in BUREAU_FIELDS.items()
        if before[field] != after[field]
    ]


def _contact_lines(what: Mapping[str, Any]) -> list[Line]:
    before, after = (
        {row["unit"]: _contact_text(row) for row in what[side]} for side in ("before", "after")
    )
    units = [*after, *(unit for unit in before if unit not in after)]
    lines = [(unit, before.get(unit, ""), after.get(unit, "")) for unit in units]
    changed = [line for line in lines if line[1] != line[2]]
    return changed or [("单位的顺序", "、".join(before), "、".join(after))]


def _contact_text(row: Mapping[str, str]) -> str:
    return "，".join(part for part in (row["phone"], row["mailbox"], row["hours"]) if part)


CHANGES: Final[Mapping[str, Callable[[Mapping[str, Any]], list[Line]]]] = {
    CHANGE_BUREAU.key: _bureau_lines,
    SET_CONTACTS.key: _contact_lines,
}
"""By act: what would be changed, as (title, before, after)."""
