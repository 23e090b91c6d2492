"""教学团队一览表: every team with its teachers, and how far the teams are apart."""

from dataclasses import asdict, dataclass

from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.posted import PostedTable
from junheng.reporting.forms.printing import print_form


@dataclass(frozen=True)
class TeamSheet:
    """The sheet: tables of teams and of measures, remarks, and the freeze code ready for paper."""

    letterhead: Letterhead
    tables: tuple[PostedTable, ...]
    remarks: tuple[str, ...]
    code_lines: tuple[str, ...]


def team_sheet_pdf(sheet: TeamSheet) -> bytes:
    """Return the sheet as PDF/A-2b. Raises JunhengError `form_time_without_zone`."""
    head = sheet.letterhead
    kind_title = "教学团队一览表" + ("（草案）" if head.is_rehearsal else "")
    return print_form(
        "team_sheet.typ",
        f"{head.school}{head.year}年{head.grade}{kind_title}",
        kind_title,
        head,
        {**asdict(sheet), "kind_title": kind_title},
    )
