"""Routes of the public site."""

from django.urls import path

from junheng.apps.portal.views import checking, pages

app_name = "portal"
urlpatterns = [
    path("public/", pages.front, name="front"),
    path("public/calendar/", pages.calendar, name="calendar"),
    path("public/plan/<str:code>/", pages.plan, name="plan"),
    path("public/notices/", pages.notices, name="notices"),
    path("public/notices/<str:public_code>/", pages.notice, name="notice"),
    path("public/schools/", pages.list_of_schools, name="schools"),
    path("public/schools/<str:code>/", pages.school, name="school"),
    path("public/balance/", pages.balance, name="balance"),
    path("public/monitoring/", pages.monitoring, name="monitoring"),
    path("public/monitoring/<str:year>/", pages.monitoring_year, name="monitoring_year"),
    path("public/monitoring/<str:year>/report/", pages.monitoring_report, name="monitoring_report"),
    path("public/contacts/", pages.contacts, name="contacts"),
    path("public/objecting/", pages.objecting, name="objecting"),
    path("public/checking/", checking.checking, name="checking"),
    path("public/checking/verifier/", checking.verifier, name="verifier"),
    path("public/draw/<str:public_code>/", checking.draw, name="draw"),
    path("public/draw/<str:public_code>/ledger/", checking.ledger, name="ledger"),
    path("public/draw/<str:public_code>/<str:key>/", checking.file, name="file"),
    path("robots.txt", pages.robots, name="robots"),
]
