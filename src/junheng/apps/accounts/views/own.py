"""One's own account: password, second factor, where one is signed in."""

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.accounts import queries, rules
from junheng.apps.accounts.forms import OneTimeCodeForm, PasswordForm
from junheng.apps.accounts.services import passwords, sessions
from junheng.apps.accounts.services import second_factor as factor
from junheng.apps.accounts.views.sign_in import SIGN_IN_KEY
from junheng.apps.schools.queries import find_bureau
from junheng.core.access import StaffRequest, for_staff
from junheng.core.messages import describe, sentence
from junheng.engine.errors import JunhengError


@require_GET
@for_staff()
def account(request: StaffRequest) -> HttpResponse:
    """What the platform holds of the person who asks."""
    context = {
        "account": queries.own_account(request.actor),
        "posts": queries.posts_held_now(request.actor),
        "sign_ins": queries.own_sign_ins(request.actor),
        "this_sign_in": request.session[SIGN_IN_KEY],
        "is_administrator": rules.is_administrator(request.actor.roles),
    }
    return render(request, "accounts/own.html", context)


@require_http_methods(["GET", "POST"])
@for_staff(is_duty=True)
def password(request: StaffRequest) -> HttpResponse:
    """Choose a new password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        messages.success(request, "密码已修改。其他电脑上的登录已全部退出。")
        return redirect("home")
    is_administrator = rules.is_administrator(request.actor.roles)
    account = queries.own_account(request.actor)
    context = {
        "form": form,
        "username": account.username,
        "shortest": rules.SHORTEST_PASSWORD_OF_ADMINISTRATORS
        if is_administrator
        else rules.SHORTEST_PASSWORD,
        "must": account.must_change_password,
    }
    return render(request, "accounts/password.html", context)


def _changed(request: StaffRequest, form: PasswordForm) -> bool:
    given = form.cleaned_data
    if given["new"] != given["again"]:
        form.add_error("again", sentence("passwords_differ", {}))
        return False
    try:
        passwords.change_own_password(
            now_used=given["now_used"],
            new=given["new"],
            by=request.actor,
            keep_sign_in=request.session[SIGN_IN_KEY],
            at=request.at,
        )
    except passwords.PasswordRefused as refused:
        for fault in refused.faults:
            form.add_error("new", sentence(fault.code, {"least": fault.least}))
        return False
    except JunhengError as error:
        form.add_error("now_used", describe(error))
        return False
    request.session.cycle_key()
    return True


@require_http_methods(["GET", "POST"])
@for_staff(is_duty=True)
def second_factor(request: StaffRequest) -> HttpResponse:
    """Scan the code, type the six digits, done."""
    mine = factor.begin_second_factor(by=request.actor)
    if mine.set_at is not None:
        return redirect("accounts:own")
    form = OneTimeCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            factor.finish_second_factor(
                one_time_code=form.cleaned_data["one_time_code"], by=request.actor, at=request.at
            )
        except JunhengError as error:
            form.add_error("one_time_code", describe(error))
        else:
            messages.success(request, "动态口令已启用。以后登录时要输入手机上的六位数字。")
            return redirect("home")
    bureau = find_bureau()
    address = factor.enrolment_address(mine, issuer=bureau.name if bureau else "junheng")
    picture = segno.make(address, error="m").svg_inline(scale=5, border=4)
    context = {
        "form": form,
        "picture": mark_safe(picture),  # noqa: S308 - drawn by us from our own text
        "secret": factor.secret_to_type(mine),
    }
    return render(request, "accounts/second_factor.html", context)


@require_POST
@for_staff()
def end_sign_in(request: StaffRequest, code: str) -> HttpResponse:
    """Sign oneself out in another browser."""
    sessions.end_own_sign_in(code, by=request.actor, at=request.at)
    messages.success(request, "那一处登录已退出。")
    return redirect("accounts:own")
