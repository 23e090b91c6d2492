"""Every route of the platform."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from junheng.apps.accounts.urls import set_up_patterns
from junheng.apps.accounts.views import set_up
from junheng.web import pages, views

_set_up: list[URLPattern | URLResolver] = [
    path("", set_up.start, {"set_up_code": settings.SET_UP_CODE}, name="start"),
    *set_up_patterns,
]
urlpatterns: list[URLPattern | URLResolver] = [
    # First, because on the busiest evening it is asked for most.
    path("", include("junheng.apps.guardians.urls")),
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("metrics", views.metrics, name="metrics"),
    path("", include("junheng.apps.portal.urls")),
    path("schools/", include("junheng.apps.schools.urls")),
    path("campaigns/", include("junheng.apps.campaigns.urls")),
    path("overview/", include("junheng.apps.overview.urls")),
    path("students/", include("junheng.apps.students.urls")),
    path("teachers/", include("junheng.apps.teachers.urls")),
    path("teams/", include("junheng.apps.teams.urls")),
    path("notices/", include("junheng.apps.notices.urls")),
    path("monitoring/", include("junheng.apps.monitoring.urls")),
    path("adjustments/", include("junheng.apps.adjustments.urls")),
    path("rectifications/", include("junheng.apps.rectifications.urls")),
    path("messages/", include("junheng.core.outbox.urls")),
    path("trail/", include("junheng.apps.trail.urls")),
    path("care/", include("junheng.apps.care.urls")),
    path("", include("junheng.apps.inspections.urls")),
    path("", include("junheng.apps.complaints.urls")),
    path("", include("junheng.apps.assignment.urls")),
    path("set-up/", include((_set_up, "set_up"))),
    path("", include("junheng.apps.accounts.urls")),
]

handler400 = pages.bad_request
handler404 = pages.not_found
handler500 = pages.broken
