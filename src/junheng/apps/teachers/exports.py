"""What is downloaded, and how findings are laid out for a page."""

from urllib.parse import quote

from django.http import HttpResponse

from junheng.apps.schools.exports import XLSX, fault_rows
from junheng.apps.teachers.columns import COLUMNS, EXAMPLES, TITLE
from junheng.apps.teachers.rules import TeamMember
from junheng.tabular import template_workbook

__all__ = ["columns_explained", "fault_rows", "teams_by_homeroom", "template_response"]


def template_response() -> HttpResponse:
    """The empty sheet of teams as a download."""
    content = template_workbook(TITLE, COLUMNS, examples=EXAMPLES, sheet=TITLE)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = (
        f"attachment; filename=\"teams.xlsx\"; filename*=UTF-8''{quote(TITLE)}.xlsx"
    )
    return response


def columns_explained() -> list[dict[str, object]]:
    """The columns of the sheet, for the page that asks for it."""
    return [
        {
            "title": column.title,
            "required": column.required,
            "example": EXAMPLES.get(column.to, ""),
            "help": column.help,
        }
        for column in COLUMNS
    ]


def teams_by_homeroom(members: tuple[TeamMember, ...]) -> dict[str, list[TeamMember]]:
    """The teams in the order of the sheet."""
    teams: dict[str, list[TeamMember]] = {}
    for member in members:
        teams.setdefault(member.homeroom, []).append(member)
    return teams
