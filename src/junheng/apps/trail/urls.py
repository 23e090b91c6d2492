"""Routes of the trail."""

from django.urls import path

from junheng.apps.trail import views

app_name = "trail"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("head/", views.head, name="head"),
    path("check/", views.check, name="check"),
    path("export/", views.export, name="export"),
]
