"""Routes of families (`child/`) and of staff who work for them (`families/`)."""

from django.urls import path

from junheng.apps.guardians.views import child, door, phone, rights, staff

app_name = "guardians"
urlpatterns = [
    path("child/", door.sign_in, name="sign_in"),
    path("child/rule/", door.rule, name="rule"),
    path("child/leave/", door.leave, name="leave"),
    path("child/check-<str:version>.js", door.check_script, name="check_script"),
    path("child/home/", child.home, name="home"),
    path("child/record/", child.record, name="record"),
    path("child/record/confirm/", child.confirm, name="confirm"),
    path("child/record/dispute/", child.dispute, name="dispute"),
    path("child/class/", child.placement, name="placement"),
    path("child/class/ticket/", child.ticket, name="ticket"),
    path("child/class/slip/", child.slip, name="slip"),
    path("child/class/public-record/", child.public_record, name="public_record"),
    path("child/since/", child.happenings, name="happenings"),
    path("child/looks/", rights.looked, name="looks"),
    path("child/requests/", rights.requests, name="own_requests"),
    path("child/copy/", rights.copy, name="copy"),
    path("child/copy/file/", rights.copy_file, name="copy_file"),
    path("child/consent/", rights.consent, name="consent"),
    path("child/phone/", phone.phone, name="phone"),
    path("child/phone/change/", phone.change_phone, name="change_phone"),
    path("child/phone/withdraw/", phone.withdraw_phone, name="withdraw_phone"),
    path("child/second/", rights.second, name="second"),
    path("child/second/end/", rights.end_second, name="end_second"),
    path("families/requests/", staff.requests, name="requests"),
    path("families/requests/<str:code>/", staff.answer, name="request"),
    path("families/<str:code>/", staff.codes, name="codes"),
    path("families/<str:code>/end/<str:place>/", staff.end, name="end"),
]
