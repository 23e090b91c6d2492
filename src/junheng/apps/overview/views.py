"""Pages of the overview."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Campaign
from junheng.apps.overview import exports, queries, services
from junheng.core.access import Permission, StaffRequest, requires


@require_GET
@requires(Permission.OVERVIEW_VIEW)
def now(request: StaffRequest) -> HttpResponse:
    """The county in the campaign under way, or in the newest."""
    found = campaigns.current_campaign(request.actor)
    found = found or next(iter(campaigns.list_campaigns(request.actor)), None)
    if found is None:
        return render(request, "overview/none.html")
    return _page(request, found)


@require_GET
@requires(Permission.OVERVIEW_VIEW)
def campaign(request: StaffRequest, code: str) -> HttpResponse:
    """The county in one campaign."""
    return _page(request, campaigns.get_campaign(request.actor, code))


def _page(request: StaffRequest, found: Campaign) -> HttpResponse:
    context = {
        "campaign": found,
        "report": queries.county_report(request.actor, found, at=request.at),
        "reminders": queries.reminders(request.actor, today=localdate(request.at)),
        "may_export": request.actor.may(Permission.OVERVIEW_EXPORT),
    }
    return render(request, "overview/county.html", context)


@require_GET
@requires(Permission.OVERVIEW_VIEW)
def chart(request: StaffRequest, code: str, name: str) -> HttpResponse:
    """A chart of the page."""
    found = campaigns.get_campaign(request.actor, code)
    report = queries.county_report(request.actor, found, at=request.at)
    return exports.chart_response(report, name)


@require_POST
@requires(Permission.OVERVIEW_EXPORT)
def workbook(request: StaffRequest, code: str) -> HttpResponse:
    """The report as a workbook."""
    report = services.report_to_export(code, "xlsx", by=request.actor, at=request.at)
    return exports.file_response(report, "xlsx")


@require_POST
@requires(Permission.OVERVIEW_EXPORT)
def document(request: StaffRequest, code: str) -> HttpResponse:
    """The report as a document."""
    report = services.report_to_export(code, "docx", by=request.actor, at=request.at)
    return exports.file_response(report, "docx")
