"""Signing in and out."""

from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from junheng.apps.accounts import queries, rules
from junheng.apps.accounts.forms import OneTimeCodeForm, SignInForm
from junheng.apps.accounts.models import SignIn, User
from junheng.apps.accounts.services import sessions, signing_in
from junheng.core.access import StaffActor, StaffRequest, WebRequest, for_staff, open_to_public
from junheng.core.messages import describe, sentence
from junheng.engine.errors import JunhengError

SIGN_IN_KEY: Final = "sign_in"
_HALFWAY_KEY: Final = "halfway"


@require_http_methods(["GET", "POST"])
@open_to_public
def sign_in(request: WebRequest) -> HttpResponse:
    """Username and password; an administrator's second factor comes on the next page."""
    if isinstance(request.actor, StaffActor):
        return redirect("home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = signing_in.check_sign_in(
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                visitor=_visitor(request),
                at=request.at,
            )
            if user.one_time_set_at is not None:
                request.session.flush()
                request.session[_HALFWAY_KEY] = [user.code, request.at.isoformat()]
                request.session["next"] = _way_on(request)
                return redirect("accounts:one_time_code")
            return _signed_in(request, user, None, _way_on(request))
        except JunhengError as error:
            form.add_error(None, describe(error))
    context = {"form": form, "next": _way_on(request), "was_idle": "idle" in request.GET}
    return render(request, "accounts/sign_in.html", context)


@require_http_methods(["GET", "POST"])
@open_to_public
def one_time_code(request: WebRequest) -> HttpResponse:
    """The second factor, within five minutes of the password."""
    user = _halfway(request)
    if user is None:
        return redirect("accounts:sign_in")
    form = OneTimeCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        way_on = request.session.get("next", "/")
        try:
            return _signed_in(request, user, form.cleaned_data["one_time_code"], way_on)
        except JunhengError as error:
            form.add_error("one_time_code", describe(error))
    return render(request, "accounts/one_time_code.html", {"form": form})


@require_POST
@for_staff(is_duty=True)
def sign_out(request: StaffRequest) -> HttpResponse:
    """End this browser's sign-in."""
    sessions.sign_out(request.session[SIGN_IN_KEY], by=request.actor, at=request.at)
    request.session.flush()
    return redirect("accounts:sign_in")


def _signed_in(request: WebRequest, user: User, one_time: str | None, way_on: str) -> HttpResponse:
    begun: SignIn = signing_in.begin_sign_in(
        user, one_time_code=one_time, visitor=_visitor(request), at=request.at
    )
    # A fresh session: what was in the browser before the sign-in is worth nothing after it.
    request.session.flush()
    request.session[SIGN_IN_KEY] = begun.code
    return redirect(way_on)


def _halfway(request: WebRequest) -> User | None:
    """Who gave the right password a moment ago in this browser."""
    held = request.session.get(_HALFWAY_KEY)
    if held is None:
        return None
    code, since = held
    if request.at - datetime.fromisoformat(since) > rules.SECOND_FACTOR_WITHIN:
        request.session.flush()
        messages.warning(request, sentence("one_time_code_too_late", {}))
        return None
    return queries.find_open_account(code)


def _way_on(request: WebRequest) -> str:
    """Where the person wanted to go, if it is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else "/"


def _visitor(request: WebRequest) -> signing_in.Visitor:
    browser = rules.browser_label(request.headers.get("User-Agent", ""))
    return signing_in.Visitor(getattr(request, "address", ""), browser)
