"""Routes of the complaints."""

from django.urls import path

from junheng.apps.complaints.views import complaints, public, referrals, steps

app_name = "complaints"
urlpatterns = [
    path("public/complain/", public.file, name="file"),
    path("public/complain/follow/", public.follow, name="follow"),
    path("public/complain/mine/", public.mine, name="mine"),
    path("public/complain/mine/add/", public.supplement, name="supplement"),
    path("public/complain/mine/withdraw/", public.withdraw, name="withdraw_own"),
    path("public/complain/mine/leave/", public.leave, name="leave"),
    path("complaints/", complaints.list_of_complaints, name="list"),
    path("complaints/record/", complaints.record, name="record"),
    path("complaints/figures/", complaints.figures, name="figures"),
    path("complaints/figures/workbook/", complaints.workbook, name="workbook"),
    path("complaints/<str:code>/", complaints.complaint, name="complaint"),
    path("complaints/<str:code>/declare/", complaints.declare, name="declare"),
    path("complaints/<str:code>/evidence/", complaints.add_evidence, name="add_evidence"),
    path("complaints/<str:code>/evidence/<str:evidence>/", complaints.evidence, name="evidence"),
    path("complaints/<str:code>/step/<str:step>/", steps.step, name="step"),
    path(
        "complaints/<str:code>/referrals/<str:referral>/answer/",
        steps.record_answer,
        name="record_answer",
    ),
    path("complaints/<str:code>/referrals/<str:referral>/recall/", steps.recall, name="recall"),
    path("referrals/", referrals.list_of_referrals, name="referrals"),
    path("referrals/<str:code>/", referrals.referral, name="referral"),
]
