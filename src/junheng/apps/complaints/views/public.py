"""Complaining without an account, and following up with number and code."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.campaigns.queries import profile_in_use
from junheng.apps.complaints import queries, services
from junheng.apps.complaints.forms import FollowForm, PublicForm, SupplementForm
from junheng.apps.complaints.states import ComplaintStep
from junheng.core.access import NotVisible, PublicActor, WebRequest, open_to_public
from junheng.core.messages import describe
from junheng.core.secrets.codes import new_code
from junheng.engine.errors import JunhengError

_SALT: Final = "complaints.form"
_SHORTEST: Final = timedelta(seconds=3)
_LONGEST: Final = timedelta(hours=12)
_KEY: Final = "complaint"
_LASTS: Final = timedelta(minutes=15)


@require_http_methods(["GET", "POST"])
@open_to_public
def file(request: WebRequest) -> HttpResponse:
    """The form, and after it the number and the code, which are shown this once.

    The answer is given to the form itself and not by a redirect: a code does not stand in an
    address, and whoever sends the form again, because the line broke, gets the same.
    """
    form = PublicForm(
        request.POST or None,
        request.FILES or None,
        initial={"form": _new_form(request.at)},
        schools=queries.schools_to_choose(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            number = _number_of(form, request.at)
            received = services.receive_by_web(
                form.told,
                form=number,
                files=form.received_files,
                address=_address_of(request),
                by=PublicActor(),
                at=request.at,
            )
        except NotVisible:
            raise
        except JunhengError as error:
            form.add_error(None, describe(error))
        else:
            context: dict[str, Any] = {
                "number": received.complaint.number,
                "secret": f"{received.secret[:5]} {received.secret[5:]}",
                "due_on": received.complaint.due_on,
            }
            return render(request, "complaints/received.html", context)
    days = profile_in_use().complaint_accept_days.value
    return render(request, "complaints/file.html", {"form": form, "days": days})


@require_http_methods(["GET", "POST"])
@open_to_public
def follow(request: WebRequest) -> HttpResponse:
    """Number and code open the page of one complaint, for a quarter of an hour."""
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = services.prove(
                form.cleaned_data["number"],
                form.cleaned_data["secret"],
                address=_address_of(request),
                at=request.at,
            )
        except JunhengError as error:
            form.add_error(None, describe(error))
        else:
            request.session[_KEY] = [code, (request.at + _LASTS).isoformat()]
            return redirect("complaints:mine")
    return render(request, "complaints/follow.html", {"form": form})


@require_GET
@open_to_public
def mine(request: WebRequest) -> HttpResponse:
    """How far it has come, and what was replied."""
    code = _proved(request)
    if code is None:
        return redirect("complaints:follow")
    return _page(request, code, SupplementForm())


@require_POST
@open_to_public
def supplement(request: WebRequest) -> HttpResponse:
    """Add words."""
    code = _proved(request)
    if code is None:
        return redirect("complaints:follow")
    form = SupplementForm(request.POST)
    if form.is_valid():
        try:
            services.add_supplement(code, form.cleaned_data["text"], at=request.at)
        except JunhengError as error:
            form.add_error("text", describe(error))
        else:
            messages.success(request, "已补充。")
            return redirect("complaints:mine")
    return _page(request, code, form)


@require_POST
@open_to_public
def withdraw(request: WebRequest) -> HttpResponse:
    """Withdraw one's own complaint."""
    code = _proved(request)
    if code is None:
        return redirect("complaints:follow")
    services.withdraw_by_complainant(code, at=request.at)
    messages.success(request, "已撤回。")
    return redirect("complaints:mine")


@require_POST
@open_to_public
def leave(request: WebRequest) -> HttpResponse:
    """Close the page on a computer that others use."""
    request.session.pop(_KEY, None)
    return redirect("complaints:follow")


def _page(request: WebRequest, code: str, form: SupplementForm) -> HttpResponse:
    complaint = services.open_state_page(code, at=request.at)
    context = {
        "complaint": complaint,
        "supplements": queries.supplements_of(complaint),
        "form": form,
        "may_withdraw": ComplaintStep.WITHDRAW in complaint.possible_steps(),
    }
    return render(request, "complaints/mine.html", context)


def _proved(request: WebRequest) -> str | None:
    """The complaint whose number and code this browser proved lately."""
    held = request.session.get(_KEY)
    if not held or datetime.fromisoformat(held[1]) < request.at:
        request.session.pop(_KEY, None)
        return None
    return str(held[0])


def _new_form(at: datetime) -> str:
    """A number for this very form, signed with the moment it was asked for."""
    number = new_code() + new_code()
    return signing.dumps([number, int(at.timestamp())], salt=_SALT)


def _number_of(form: PublicForm, at: datetime) -> str:
    """The form's own number; refuses what no person fills in or sends so soon."""
    try:
        number, began = signing.loads(form.cleaned_data["form"], salt=_SALT)
    except signing.BadSignature:
        raise JunhengError("complaint_form_old") from None
    age = timedelta(seconds=int(at.timestamp()) - began)
    if age < _SHORTEST or form.cleaned_data["website"]:
        raise JunhengError("complaint_too_fast")
    if age > _LONGEST:
        raise JunhengError("complaint_form_old")
    return str(number)


def _address_of(request: WebRequest) -> str:
    return str(getattr(request, "address", request.META.get("REMOTE_ADDR", "")))
