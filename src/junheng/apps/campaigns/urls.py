"""Routes of the campaigns."""

from django.urls import path

from junheng.apps.campaigns.views import cohorts, years

app_name = "campaigns"
urlpatterns = [
    path("", years.now, name="now"),
    path("open/", years.open_year, name="open"),
    path("cohorts/<str:code>/", cohorts.cohort, name="cohort"),
    path("cohorts/<str:code>/submit/", cohorts.submit, name="submit"),
    path("cohorts/<str:code>/review/", cohorts.review, name="review"),
    path("cohorts/<str:code>/approve/", cohorts.approve, name="approve"),
    path("cohorts/<str:code>/return/", cohorts.give_back, name="return"),
    path("cohorts/<str:code>/exempt/", cohorts.exempt, name="exempt"),
    path("cohorts/<str:code>/reopen/", cohorts.reopen, name="reopen"),
    path("<str:code>/", years.campaign, name="campaign"),
    path("<str:code>/plan/", years.plan, name="plan"),
    path("<str:code>/plan/file/", years.plan_file, name="plan_file"),
    path("<str:code>/calendar/", years.calendar, name="calendar"),
    path("<str:code>/publish/", years.publish, name="publish"),
    path("<str:code>/schools/", years.add_schools, name="add_schools"),
    path("<str:code>/close/", years.close, name="close"),
]
