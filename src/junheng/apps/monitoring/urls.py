"""Routes of the monitoring."""

from django.urls import path

from junheng.apps.monitoring.views import county, periods, submissions, work

app_name = "monitoring"
urlpatterns = [
    path("", periods.list_of_years, name="list"),
    path("open/", periods.open_year, name="open"),
    path("earlier/", periods.earlier, name="earlier"),
    path("earlier/template/", periods.earlier_template, name="earlier_template"),
    path("schools/<str:code>/", submissions.submission, name="submission"),
    path("schools/<str:code>/workbook/", submissions.workbook, name="workbook"),
    path("schools/<str:code>/upload/", submissions.upload, name="upload"),
    path("schools/<str:code>/kind/", submissions.kind, name="kind"),
    path("schools/<str:code>/explain/", submissions.explain, name="explain"),
    path("schools/<str:code>/submit/", submissions.submit, name="submit"),
    path("schools/<str:code>/accept/", submissions.accept, name="accept"),
    path("schools/<str:code>/step/<str:step>/", submissions.decide, name="decide"),
    path("schools/<str:code>/evidence/", submissions.add_evidence, name="add_evidence"),
    path("schools/<str:code>/evidence/<str:evidence>/", submissions.evidence, name="evidence"),
    path(
        "schools/<str:code>/evidence/<str:evidence>/remove/",
        submissions.remove_evidence,
        name="remove_evidence",
    ),
    path("<str:code>/", periods.period, name="period"),
    path("<str:code>/dates/", periods.dates, name="dates"),
    path("<str:code>/add-school/", periods.add_school, name="add_school"),
    path("<str:code>/county/", periods.county_figures, name="county_figures"),
    path("<str:code>/county/workbook/", periods.county_workbook, name="county_workbook"),
    path("<str:code>/close/", periods.close, name="close"),
    path("<str:code>/reopen/", periods.reopen, name="reopen"),
    path("<str:code>/result/", county.result, name="result"),
    path("<str:code>/heat/", county.heat, name="heat"),
    path("<str:code>/trends/", county.trends, name="trends"),
    path("<str:code>/classes/", county.classes, name="classes"),
    path("<str:code>/indicators/<str:indicator>/", county.indicator, name="indicator"),
    path("<str:code>/what-if/", work.what_if, name="what_if"),
    path("<str:code>/investments/", work.investments, name="investments"),
    path("<str:code>/shortfalls/", work.shortfalls, name="shortfalls"),
    path("<str:code>/publish/", work.publish, name="publish"),
    path("<str:code>/withdraw/", work.withdraw, name="withdraw"),
    path("<str:code>/reports/<str:report>/", work.report, name="report"),
]
