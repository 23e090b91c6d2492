"""Routes of the messages."""

from django.urls import path

from junheng.core.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("test/", views.test, name="test"),
    path("cancel/", views.cancel, name="cancel"),
    path("resend/<str:state>/", views.resend, name="resend"),
]
