"""Routes of the teaching teams; `code` is that of the cohort."""

from django.urls import path

from junheng.apps.teams.views import preparing, proposals, replacing, reporting

app_name = "teams"
urlpatterns = [
    path("", preparing.list_of_cohorts, name="list"),
    path("template/", preparing.template, name="template"),
    path("consent/<str:proposal_code>/", replacing.consent, name="consent"),
    path("<str:code>/", preparing.cohort, name="cohort"),
    path("<str:code>/teachers/", preparing.roster, name="roster"),
    path("<str:code>/lessons/", preparing.lessons, name="lessons"),
    path("<str:code>/keep/", preparing.keep, name="keep"),
    path("<str:code>/release/<str:row>/", preparing.release, name="release"),
    path("<str:code>/propose/", proposals.propose, name="propose"),
    path("<str:code>/proposals/<str:proposal>/", proposals.proposal, name="proposal"),
    path("<str:code>/proposals/<str:proposal>/record/", proposals.record, name="record"),
    path("<str:code>/proposals/<str:proposal>/report.docx", reporting.document, name="report"),
    path("<str:code>/proposals/<str:proposal>/report.pdf", reporting.printed, name="report_pdf"),
    path("<str:code>/proposals/<str:proposal>/submit/", proposals.submit, name="submit"),
    path("<str:code>/file/", proposals.file, name="file"),
    path("<str:code>/return/", proposals.give_back, name="return"),
    path("<str:code>/replace/<str:place>/<str:subject>/", replacing.replace, name="replace"),
    path("<str:code>/notice/<str:replacement>/", replacing.notice, name="notice"),
]
