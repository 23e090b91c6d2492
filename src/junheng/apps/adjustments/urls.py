"""Routes of what comes after the lock."""

from django.urls import path

from junheng.apps.adjustments.views import changes, hub, late, roll, watch

app_name = "adjustments"
urlpatterns = [
    path("", hub.list_of_work, name="list"),
    path("watch/", watch.county, name="watch"),
    path("grade/<str:code>/", hub.cohort, name="cohort"),
    path("grade/<str:code>/watch/", watch.cohort, name="watch_cohort"),
    path("grade/<str:code>/forbidden/", hub.forbidden, name="forbidden"),
    path("grade/<str:code>/wish/", hub.wish, name="wish"),
    path("grade/<str:code>/late/", late.open_batch, name="open_batch"),
    path("grade/<str:code>/ask/<str:kind>/", changes.ask, name="ask"),
    path("grade/<str:code>/roll/", roll.upload, name="roll"),
    path("late/<str:code>/", late.batch, name="batch"),
    path("late/<str:code>/file/", late.add_file, name="add_file"),
    path("late/<str:code>/typed/", late.add_typed, name="add_typed"),
    path("late/<str:code>/out/<str:row>/", late.take_out, name="take_out"),
    path("late/<str:code>/drop/", late.drop, name="drop"),
    path("late/<str:code>/freeze/", late.freeze, name="freeze"),
    path("late/<str:code>/countersign/", late.countersign, name="countersign"),
    path("late/<str:code>/numbers/", late.type_numbers, name="type_late"),
    path("late/<str:code>/discard/", late.discard_numbers, name="discard_late"),
    path("late/<str:code>/notice/", late.notice, name="batch_notice"),
    path("late/<str:code>/form/", late.form_of_draw, name="batch_form"),
    path("late/<str:code>/slips/", late.slips, name="batch_slips"),
    path("change/<str:code>/", changes.one_request, name="request"),
    path("change/<str:code>/submit/", changes.submit, name="submit"),
    path("change/<str:code>/withdraw/", changes.withdraw, name="withdraw"),
    path("change/<str:code>/examine/", changes.examine, name="examine"),
    path("change/<str:code>/approve/", changes.approve, name="approve"),
    path("change/<str:code>/carry-out/", changes.carry_out, name="carry_out"),
    path("change/<str:code>/numbers/", changes.type_numbers, name="type_move"),
    path("change/<str:code>/discard/", changes.discard_numbers, name="discard_move"),
    path("change/<str:code>/notice/", changes.notice, name="change_notice"),
    path("change/<str:code>/form/", changes.form_of_request, name="request_form"),
    path("change/<str:code>/evidence/", changes.evidence, name="evidence"),
    path("change/<str:code>/against/<str:how>/", changes.against, name="against"),
    path("roll/template/", roll.template, name="roll_template"),
    path("roll/difference/<str:code>/", roll.difference, name="difference"),
    path("roll/<str:code>/", roll.check, name="check"),
    path("roll/<str:code>/approve/", roll.approve, name="approve_check"),
    path("roll/<str:code>/form/", roll.form_of_check, name="check_form"),
]
