"""Routes of the homeroom teachers; `code` is that of the cohort."""

from django.urls import path

from junheng.apps.teachers import views

app_name = "teachers"
urlpatterns = [
    path("", views.list_of_lists, name="list"),
    path("template/", views.template, name="template"),
    path("<str:code>/", views.cohort, name="cohort"),
    path("<str:code>/names/", views.names, name="names"),
    path("<str:code>/choose/", views.choose, name="choose"),
    path("<str:code>/confirm/", views.confirm, name="confirm"),
    path("<str:code>/teams/", views.teams, name="teams"),
    path("<str:code>/teams/confirm/", views.confirm_teams, name="confirm_teams"),
    path("<str:code>/submit/", views.submit, name="submit"),
    path("<str:code>/file/", views.file, name="file"),
    path("<str:code>/return/", views.give_back, name="return"),
]
