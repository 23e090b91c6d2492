"""Routes of the students."""

from django.urls import path

from junheng.apps.students.views import doubles, families, records, rosters

app_name = "students"
urlpatterns = [
    path("search/", records.search, name="search"),
    path("cohorts/<str:code>/", rosters.list_of_students, name="list"),
    path("cohorts/<str:code>/add/", records.add, name="add"),
    path("cohorts/<str:code>/doubles/", doubles.of_cohort, name="doubles"),
    path("doubles/", doubles.of_county, name="county_doubles"),
    path("doubles/<str:code>/", doubles.decide, name="decide_double"),
    path("cohorts/<str:code>/import/", rosters.upload, name="upload"),
    path("cohorts/<str:code>/template/", rosters.template, name="template"),
    path("cohorts/<str:code>/slips/", families.slips, name="slips"),
    path("cohorts/<str:code>/answers/", families.answers, name="answers"),
    path("cohorts/<str:code>/disputes/", families.disputes, name="disputes"),
    path("cohorts/<str:code>/siblings/", families.siblings, name="siblings"),
    path("cohorts/<str:code>/siblings/join/", families.join, name="join"),
    path("cohorts/<str:code>/siblings/<str:group>/", families.wish, name="wish"),
    path("cohorts/<str:code>/siblings/<str:group>/part/", families.part, name="part"),
    path("imports/<str:code>/", rosters.preview, name="preview"),
    path("imports/<str:code>/confirm/", rosters.confirm, name="confirm"),
    path("imports/<str:code>/discard/", rosters.discard, name="discard"),
    path("imports/<str:code>/marked/", rosters.marked, name="marked"),
    path("disputes/<str:code>/", families.settle, name="settle"),
    path("disputes/<str:code>/picture/", families.picture, name="dispute_picture"),
    path("<str:code>/", records.student, name="student"),
    path("<str:code>/correct/", records.correct, name="correct"),
    path("<str:code>/withdraw/", records.withdraw, name="withdraw"),
    path("<str:code>/slip/", families.slip, name="slip"),
    path("<str:code>/dispute/", families.dispute, name="dispute"),
    path("<str:code>/take-back/", families.take_back, name="take_back"),
]
