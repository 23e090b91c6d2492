"""The workbench: the first page after signing in."""

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
from junheng.core.access import StaffRequest, for_staff
from junheng.core.access.proposals import proposals_awaiting
from junheng.web.menu import menu_for


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
