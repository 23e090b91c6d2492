"""Routes of the care of the platform."""

from django.urls import path

from junheng.apps.care import views

app_name = "care"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("personal-data/", views.personal_data, name="personal_data"),
    path("backups/", views.backups, name="backups"),
    path("backups/start/", views.back_up, name="back_up"),
    path("backups/drill/", views.drill, name="drill"),
    path("backups/passphrase/", views.make_key, name="make_key"),
    path("keys/", views.keys, name="keys"),
    path("keys/open/", views.open_year, name="open_year"),
    path("keys/start/", views.change_start_key, name="change_start_key"),
    path("keys/<str:key_id>/destruction/", views.destruction, name="destruction"),
    path("keys/<str:key_id>/paper/", views.destruction_paper, name="destruction_paper"),
    path("keys/<str:key_id>/destroy/", views.destroy_year, name="destroy_year"),
]
