"""What leaves the overview: charts, workbook, document."""

from urllib.parse import quote

from django.http import HttpResponse

from junheng.apps.overview.services import Form
from junheng.core.access import NotVisible
from junheng.reporting.county import (
    CountyReport,
    balance_chart,
    county_document,
    county_workbook,
    states_chart,
)

_MEDIA = "application/vnd.openxmlformats-officedocument."
_MEDIA_TYPES = {
    "xlsx": _MEDIA + "spreadsheetml.sheet",
    "docx": _MEDIA + "wordprocessingml.document",
}


def chart_response(report: CountyReport, name: str) -> HttpResponse:
    """A chart as a picture; raises NotVisible for one that is not there."""
    if name == "states":
        picture = states_chart(report.states)
    elif name == "balance" and report.balances:
        picture = balance_chart(report.attributes)
    else:
        raise NotVisible
    return HttpResponse(picture, content_type="image/svg+xml")


def file_response(report: CountyReport, form: Form) -> HttpResponse:
    """The report as a download."""
    content = county_workbook(report) if form == "xlsx" else county_document(report)
    response = HttpResponse(content, content_type=_MEDIA_TYPES[form])
    title = f"{report.title}总览{report.made_at:%Y%m%d}.{form}"
    response["Content-Disposition"] = (
        f"attachment; filename=\"overview.{form}\"; filename*=UTF-8''{quote(title)}"
    )
    return response
