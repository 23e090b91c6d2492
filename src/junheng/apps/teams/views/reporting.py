"""The comparability report of a proposal, one click away."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from junheng.apps.teams import exports
from junheng.apps.teams.services.reporting import take_report
from junheng.core.access import Permission, StaffRequest, requires


@require_GET
@requires(Permission.TEACHERS_VIEW)
def document(request: StaffRequest, code: str, proposal: str) -> HttpResponse:
    """The report as a .docx."""
    report = take_report(code, proposal, by=request.actor, at=request.at)
    return exports.report_response(report, is_document=True)


@require_GET
@requires(Permission.TEACHERS_VIEW)
def printed(request: StaffRequest, code: str, proposal: str) -> HttpResponse:
    """The report as a PDF."""
    report = take_report(code, proposal, by=request.actor, at=request.at)
    return exports.report_response(report, is_document=False)
