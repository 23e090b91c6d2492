"""Routes of the schools."""

from django.urls import path

from junheng.apps.schools import views

app_name = "schools"
urlpatterns = [
    path("", views.list_of_schools, name="list"),
    path("import/", views.upload, name="upload"),
    path("import/confirm/", views.confirm, name="confirm"),
    path("template/", views.template, name="template"),
    path("bureau/", views.bureau, name="bureau"),
    path("bureau/edit/", views.edit_bureau, name="edit_bureau"),
    path("bureau/contacts/", views.edit_contacts, name="contacts"),
    path("bureau/changes/<str:code>/", views.change, name="change"),
    path("<str:code>/", views.school, name="school"),
]
