"""Routes of the schools."""

from django.urls import path

from junheng.apps.schools import views

app_name = "schools"
urlpatterns = [
    path("", views.list_of_schools, name="list"),
    path("import/", views.upload, name="upload"),
    path("import/confirm/", views.confirm, name="confirm"),
    path("template/", views.template, name="template"),
    path("<str:code>/", views.school, name="school"),
]
