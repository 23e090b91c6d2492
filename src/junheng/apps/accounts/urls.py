"""Routes of the accounts, and of the guided set-up."""

from django.urls import path

from junheng.apps.accounts.views import management, own, proposals, set_up, sign_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.one_time_code, name="one_time_code"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("account/", own.account, name="own"),
    path("account/password/", own.password, name="password"),
    path("account/second-factor/", own.second_factor, name="second_factor"),
    path("account/sign-ins/<str:code>/end/", own.end_sign_in, name="end_sign_in"),
    path("accounts/", management.list_of_accounts, name="list"),
    path("accounts/open/", management.open_account, name="open"),
    path("accounts/<str:code>/", management.account, name="account"),
    path("accounts/<str:code>/close/", management.close, name="close"),
    path("accounts/<str:code>/unlock/", management.unlock, name="unlock"),
    path("accounts/<str:code>/end-sign-ins/", management.end_sign_ins, name="end_sign_ins"),
    path("accounts/<str:code>/posts/", management.grant, name="grant"),
    path("accounts/<str:code>/reset-password/", management.reset_password, name="reset_password"),
    path("accounts/<str:code>/remove-factor/", management.remove_factor, name="remove_factor"),
    path("posts/<str:code>/withdraw/", management.withdraw, name="withdraw"),
    path("proposals/", proposals.list_of_proposals, name="proposals"),
    path("proposals/<str:code>/", proposals.proposal, name="proposal"),
    path("proposals/<str:code>/confirm/", proposals.confirm, name="confirm"),
    path("proposals/<str:code>/decline/", proposals.decline, name="decline"),
]
set_up_patterns = [
    path("keys/", set_up.keys, name="keys"),
    path("bureau/", set_up.bureau, name="bureau"),
    path("schools/", set_up.schools, name="schools"),
    path("schools/template/", set_up.template, name="template"),
    path("schools/confirm/", set_up.confirm_schools, name="confirm_schools"),
    path("administrators/", set_up.administrators, name="administrators"),
]
