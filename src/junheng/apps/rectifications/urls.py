"""Routes of the rectifications."""

from django.urls import path

from junheng.apps.rectifications.views import rectifications, steps

app_name = "rectifications"
urlpatterns = [
    path("", rectifications.list_of_rectifications, name="list"),
    path("start/", rectifications.start, name="start"),
    path("figures/", rectifications.figures, name="figures"),
    path("figures/workbook/", rectifications.workbook, name="workbook"),
    path("<str:code>/", rectifications.rectification, name="rectification"),
    path("<str:code>/evidence/", rectifications.add_evidence, name="add_evidence"),
    path("<str:code>/evidence/<str:evidence>/", rectifications.evidence, name="evidence"),
    path("<str:code>/step/<str:step>/", steps.step, name="step"),
]
