"""Around every view: the time, the person, the gate, refusals as pages, and strict headers."""

from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Any, Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from junheng.apps.accounts import queries, rules
from junheng.apps.accounts.services.sessions import still_signed_in
from junheng.apps.guardians.services import sittings
from junheng.apps.schools import queries as schools
from junheng.core.access import (
    ChildSignInNeeded,
    GateKind,
    GuardianActor,
    PublicActor,
    SignInNeeded,
    StaffActor,
    StepWaits,
    WebRequest,
)
from junheng.core.access.events import AccessRefused
from junheng.core.access.gates import gate_of
from junheng.core.audit.services import record_refusal
from junheng.engine.errors import JunhengError
from junheng.web import clock, pages

Answer = Callable[[HttpRequest], HttpResponseBase]

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
DUTY_PAGES: Final = {
    rules.Duty.CHANGE_PASSWORD: "accounts:password",
    rules.Duty.SET_SECOND_FACTOR: "accounts:second_factor",
}
SIGN_IN_KEY: Final = "sign_in"
FAMILY_PATH: Final = "/child/"


class Headers:
    """Nothing from elsewhere, no script in a page, and no page about people kept by a browser."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        return response


class Person:
    """Who asks, and when; sends a new platform to its set-up and everyone to his open duty."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self._is_set_up = False

    def __call__(self, plain: HttpRequest) -> HttpResponseBase:
        request = cast("WebRequest", plain)
        request.at = clock.now()
        request.address = _address_of(plain)  # type: ignore[attr-defined]
        request.actor = PublicActor()
        code = request.session.get(SIGN_IN_KEY)
        user = still_signed_in(code, at=request.at) if code else None
        if user is not None:
            request.actor = queries.actor_of(user)
            request.duty = queries.duty_of(user, request.actor, at=request.at)  # type: ignore[attr-defined]
        elif code:
            request.session.flush()
            request.was_idle = True  # type: ignore[attr-defined]
        response = self.get_response(request)
        _hand_out_family_cookie(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Stop before the view: no gate, no set-up yet, or something else to be done first."""
        del args, kwargs
        gate = gate_of(view)
        if gate is None:
            raise LookupError("a view without a gate does not answer")
        if gate.kind is GateKind.MONITOR:
            return None  # a platform that is not set up yet, or broken, is watched over too
        if gate.kind is GateKind.GUARDIAN:
            _resume_sitting(cast("WebRequest", request))
        match = request.resolver_match
        is_set_up_page = match is not None and match.namespace == "set_up"
        if not is_set_up_page and not self._was_set_up():
            return redirect("set_up:start")
        duty = getattr(request, "duty", None)
        if duty is not None and gate.kind is GateKind.STAFF and not gate.is_duty:
            return redirect(DUTY_PAGES[duty])
        return None

    def _was_set_up(self) -> bool:
        """Asked until it is so: the set-up is closed for good, and a restore needs a new start."""
        self._is_set_up = self._is_set_up or schools.is_set_up()
        return self._is_set_up


def _address_of(request: HttpRequest) -> str:
    """From where the request comes: behind TLS, what the office's own proxy saw last."""
    if settings.IS_BEHIND_TLS:
        seen = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        with suppress(ValueError):  # a proxy that writes something else than an address
            return str(ip_address(seen))
    return str(request.META.get("REMOTE_ADDR", ""))


def _resume_sitting(request: WebRequest) -> None:
    """Let the family of the cookie act, on pages for families only and whoever else is signed in.

    A cookie that is not good, or not good any more, is taken back.
    """
    cookie = request.COOKIES.get(sittings.COOKIE)
    sitting = sittings.resume(cookie, at=request.at)
    if sitting is None:
        request.actor = PublicActor()
        request.family_cookie = "" if cookie else None  # type: ignore[attr-defined]
        return
    request.actor = sitting.actor
    request.guardian = sitting.guardian  # type: ignore[attr-defined]
    request.family_cookie = sitting.renewed or None  # type: ignore[attr-defined]


def _hand_out_family_cookie(request: WebRequest, response: HttpResponseBase) -> None:
    """Set or take back the family's cookie, where a page or the sitting said so."""
    cookie = getattr(request, "family_cookie", None)
    if cookie is None:
        return
    if cookie:
        response.set_cookie(
            sittings.COOKIE,
            cookie,
            path=FAMILY_PATH,
            httponly=True,
            samesite="Strict",
            secure=request.is_secure(),
        )
    else:
        response.delete_cookie(sittings.COOKIE, path=FAMILY_PATH, samesite="Strict")


class Refusals:
    """Turns every refusal into a page with the way out, and writes down those of known people."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            return pages.not_opened(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal, or a step that waits; what else is raised is a fault and goes on up."""
        if isinstance(error, SignInNeeded):
            return self._to_sign_in(request)
        if isinstance(error, ChildSignInNeeded):
            had_one = sittings.COOKIE in request.COOKIES
            return redirect(reverse("guardians:sign_in") + ("?idle=1" if had_one else ""))
        status = pages.status_of(error)
        if status is None:
            return None
        reason = error.code if isinstance(error, JunhengError) else "not_visible"
        actor = getattr(request, "actor", None)
        is_refused = not isinstance(error, StepWaits)
        if is_refused and isinstance(actor, StaffActor | GuardianActor):
            match = request.resolver_match
            event = AccessRefused(
                route=match.view_name if match else "",
                method=request.method or "",
                status=status,
                reason=reason,
            )
            record_refusal(event, by=actor, at=cast("WebRequest", request).at)
        return pages.refusal(request, error, status)

    def _to_sign_in(self, request: HttpRequest) -> HttpResponse:
        is_idle = getattr(request, "was_idle", False)
        if request.path == "/" and request.method == "GET" and not is_idle:
            # Whoever types the platform's address is most likely a family.
            return redirect("portal:front")
        words = {"next": request.path} if request.method == "GET" else {}
        if is_idle:
            words["idle"] = "1"
        target = reverse("accounts:sign_in") + ("?" + urlencode(words) if words else "")
        if getattr(request, "htmx", False):
            # A part of a page cannot hold the sign-in page: the whole window goes there.
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return redirect(target)
