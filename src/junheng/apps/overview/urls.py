"""Routes of the overview."""

from django.urls import path

from junheng.apps.overview import views

app_name = "overview"
urlpatterns = [
    path("", views.now, name="now"),
    path("<str:code>/", views.campaign, name="campaign"),
    path("<str:code>/charts/<str:name>/", views.chart, name="chart"),
    path("<str:code>/workbook/", views.workbook, name="workbook"),
    path("<str:code>/document/", views.document, name="document"),
]
