"""Routes of the notices."""

from django.urls import path

from junheng.apps.notices.views import notices, objections, posting

app_name = "notices"
urlpatterns = [
    path("", notices.list_of_notices, name="list"),
    path("plan/<str:code>/", notices.make_plan, name="make_plan"),
    path("cohorts/<str:code>/", notices.cohort, name="cohort"),
    path("cohorts/<str:code>/teachers/", notices.make_teachers, name="make_teachers"),
    path("objections/<str:code>/", objections.objection, name="objection"),
    path("<str:code>/", notices.notice, name="notice"),
    path("<str:code>/file/", notices.file, name="file"),
    path("<str:code>/photo/", notices.photo, name="photo"),
    path("<str:code>/papers/<str:paper>/", notices.paper, name="paper"),
    path("<str:code>/post/", posting.post, name="post"),
    path("<str:code>/take-down/", posting.take_down, name="take_down"),
    path("<str:code>/withdraw/", posting.withdraw, name="withdraw"),
    path("<str:code>/objections/", objections.record, name="object"),
]
