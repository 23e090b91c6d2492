"""The comparability report on paper."""

from dataclasses import asdict

from junheng.reporting.forms.printing import print_form
from junheng.reporting.teams.chart import deviation_chart
from junheng.reporting.teams.report import SIGNATURES, TeamReport


def team_report_pdf(report: TeamReport) -> bytes:
    """Return the report as PDF/A-2b. Raises JunhengError `form_time_without_zone`."""
    chart = deviation_chart(report.comparisons, report.team_names) if report.parts else b""
    return print_form(
        "team_report.typ",
        report.title,
        report.kind_title,
        report.letterhead,
        {
            "kind_title": report.kind_title,
            "chapters": [asdict(chapter) for chapter in report.chapters],
            "codes": report.codes,
            "chart": chart.decode(),
            "signatures": SIGNATURES,
        },
    )
