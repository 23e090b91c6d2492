"""The door: sign-in of families, the processing rule, the way out, the check's program."""

from functools import cache
from typing import Final

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.guardians import exports, rules
from junheng.apps.guardians.forms import SignInForm
from junheng.apps.guardians.services import signing_in, sittings
from junheng.apps.guardians.views.showing import family_page
from junheng.core.access import GuardianRequest, WebRequest, for_guardian, open_to_public
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError

_REFUSED = 403
_A_YEAR = 31_536_000
_PLACE: Final = "the token of one browser goes here"


@require_http_methods(["GET", "POST"])
@open_to_public
def sign_in(request: WebRequest) -> HttpResponse:
    """Query code and last six open one child."""
    if request.method != "POST":
        return HttpResponse(_front("idle" in request.GET).replace(_PLACE, get_token(request)))
    attempt = signing_in.Attempt(
        query_code=request.POST.get("query_code", ""),
        last_six=request.POST.get("last_six", ""),
        address=_address(request),
        agrees="agrees" in request.POST,
    )
    try:
        guardian = signing_in.sign_in(attempt, at=request.at)
    except JunhengError as error:
        # The same page for every failure; nothing of what was typed comes back.
        context = {"form": SignInForm(), "rule": rules.RULE, "refusal": describe(error)}
        return family_page(request, "sign_in.html", context, status=_REFUSED)
    response = redirect("guardians:home")
    hand_out(request, sittings.begin(guardian, at=request.at))
    return response


@require_GET
@open_to_public
def rule(request: WebRequest) -> HttpResponse:
    """The processing rule in force, dated and versioned."""
    return family_page(request, "rule.html", {"rule": rules.RULE})


@require_POST
@for_guardian
def leave(request: GuardianRequest) -> HttpResponse:
    """Sign out; a cookie that was copied is worth nothing afterwards."""
    sittings.leave(request.actor, at=request.at)
    hand_out(request, "")
    return family_page(request, "left.html", {})


@require_GET
@open_to_public
def check_script(request: WebRequest, version: str) -> HttpResponse:
    """The program of the check; it is the public verifier's."""
    del request
    response = HttpResponse(exports.check_script(), content_type="text/javascript; charset=utf-8")
    if version == exports.check_version():
        response["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
    return response


def hand_out(request: WebRequest, cookie: str) -> None:
    """Let the answer carry this cookie; an empty one takes the old one back."""
    request.family_cookie = cookie  # type: ignore[attr-defined]


@cache
def _front(was_idle: bool) -> str:  # noqa: FBT001 - a key of the cache
    """The page of the door, which is the same for every browser but for the token of its form.

    On the evening of publication it is the page asked for most; rendering it each time took half
    of its cost.
    """
    context = {"form": SignInForm(), "rule": rules.RULE, "was_idle": was_idle, "csrf_token": _PLACE}
    return render_to_string("guardians/sign_in.html", context)


def _address(request: WebRequest) -> str:
    return str(getattr(request, "address", "") or request.META.get("REMOTE_ADDR", ""))
