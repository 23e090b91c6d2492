"""The workbench: the first page after signing in; and what the program that watches asks for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from junheng.apps.adjustments import queries as adjustments
from junheng.apps.campaigns import queries as campaigns
from junheng.apps.care import queries as care
from junheng.apps.complaints import queries as complaints
from junheng.apps.inspections import queries as inspections
from junheng.apps.monitoring import queries as monitoring
from junheng.apps.notices import queries as notices
from junheng.apps.overview import queries as overview
from junheng.apps.rectifications import queries as rectifications
from junheng.apps.teachers import queries as teachers
from junheng.core.access import StaffRequest, WebRequest, for_monitor, for_staff
from junheng.core.access.proposals import proposals_awaiting
from junheng.web import health as measuring
from junheng.web.menu import menu_for
from junheng.web.metrics import CONTENT_TYPE, exposition


@require_GET
@for_staff()
def home(request: StaffRequest) -> HttpResponse:
    """What this person can do, and what waits for him."""
    today = localdate(request.at)
    context = {
        "entries": [entry for entry in menu_for(request.actor) if entry.route != "home"],
        "awaiting": proposals_awaiting(request.actor, at=request.at),
        "tasks": campaigns.own_tasks(request.actor, today=today),
        "reminders": overview.reminders(request.actor, today=today),
        "problems": care.problems_for(request.actor, at=request.at),
        "teacher_tasks": teachers.tasks_of(request.actor),
        "notice_tasks": notices.tasks_of(request.actor, at=request.at),
        "waiting": adjustments.waiting_for(request.actor),
        "complaint_tasks": complaints.tasks_of(request.actor, at=request.at),
        "inspection_tasks": inspections.tasks_of(request.actor),
        "rectification_tasks": rectifications.tasks_of(request.actor, at=request.at),
        "monitoring_tasks": monitoring.tasks_of(request.actor, today=today),
        "posts": request.actor.posts,
    }
    return render(request, "web/home.html", context)


@require_GET
@for_monitor(measuring.may_ask)
def health(request: WebRequest) -> HttpResponse:
    """How the platform stands, a line for each check; 503 when it cannot work."""
    found = measuring.kept(request.at)
    status = 503 if found.state is measuring.State.FAILING else 200
    response = HttpResponse(found.text, content_type="text/plain; charset=utf-8", status=status)
    # The log tells the change once; the framework would write a line each time somebody asks.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django's mark
    return response


@require_GET
@for_monitor(measuring.may_ask)
def metrics(request: WebRequest) -> HttpResponse:
    """The same as numbers, in Prometheus' text format."""
    return HttpResponse(exposition(measuring.kept(request.at)), content_type=CONTENT_TYPE)
