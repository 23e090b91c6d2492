"""The guided set-up of a new platform: keys, bureau, schools, three administrators."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.accounts.forms import (
    ADMINISTRATOR_ROLES,
    AdministratorsForm,
    SetUpCodeForm,
    StartKeyForm,
)
from junheng.apps.accounts.services import set_up
from junheng.apps.schools import exports, queries, services
from junheng.apps.schools.forms import BureauForm, SheetForm
from junheng.apps.schools.rules import SchoolEntry
from junheng.core.access import StepRefused, WebRequest, open_to_public
from junheng.core.messages import describe, sentence
from junheng.engine.errors import JunhengError

P = ParamSpec("P")
_OPENED_KEY: Final = "set_up"
_PREVIEW_KEY: Final = "set_up_schools"
Page = Callable[Concatenate[WebRequest, P], HttpResponse]


def _while_new(view: Page[P]) -> Page[P]:
    """Only before the set-up has ended, only in the browser that knew the set-up code, and only
    with keys.
    """

    @wraps(view)
    def guarded(request: WebRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if queries.is_set_up():
            raise StepRefused("already_set_up")
        if not request.session.get(_OPENED_KEY):
            return redirect("set_up:start")
        if not set_up.has_keys():
            return redirect("set_up:keys")
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "POST"])
@open_to_public
def start(request: WebRequest, set_up_code: str) -> HttpResponse:
    """Ask for the set-up code, so that nobody else on the network sets the platform up."""
    if queries.is_set_up():
        raise StepRefused("already_set_up")
    form = SetUpCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["code"].strip()
        if constant_time_compare(given, set_up_code):
            request.session.flush()
            request.session[_OPENED_KEY] = True
            return redirect("set_up:keys")
        form.add_error("code", sentence("set_up_code_wrong", {}))
    return render(request, "accounts/set_up/start.html", {"form": form})


@require_http_methods(["GET", "POST"])
@open_to_public
def keys(request: WebRequest) -> HttpResponse:
    """Step 1: how the start key is kept; before anything is encrypted."""
    if queries.is_set_up():
        raise StepRefused("already_set_up")
    if not request.session.get(_OPENED_KEY):
        return redirect("set_up:start")
    if set_up.has_keys():
        return redirect("set_up:bureau")
    form = StartKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_up.make_keys(at=request.at, passphrase=form.chosen)
        except JunhengError as error:
            form.add_error(None, describe(error))
        else:
            return redirect("set_up:bureau")
    return render(request, "accounts/set_up/keys.html", {"form": form})


@require_http_methods(["GET", "POST"])
@open_to_public
@_while_new
def bureau(request: WebRequest) -> HttpResponse:
    """Step 2: the bureau's own data."""
    known = queries.find_bureau()
    initial = {name: getattr(known, name) for name in BureauForm.base_fields} if known else {}
    form = BureauForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.describe_bureau(**form.cleaned_data, by=set_up.BY, at=request.at)
        return redirect("set_up:schools")
    return render(request, "accounts/set_up/bureau.html", {"form": form})


@require_http_methods(["GET", "POST"])
@open_to_public
@_while_new
def schools(request: WebRequest) -> HttpResponse:
    """Step 3: the schools, by spreadsheet: choose, look, confirm."""
    form = SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "form": form,
        "columns": exports.columns_explained(),
        "count": queries.count_schools(),
        "has_bureau": queries.find_bureau() is not None,
    }
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            preview = services.preview_schools(file.name, content)
        except JunhengError as error:
            form.add_error("file", describe(error))
        else:
            if preview.can_be_confirmed:
                request.session[_PREVIEW_KEY] = {
                    "digest": services.digest_of(content),
                    "entries": [change.entry.as_json() for change in preview.changes],
                }
            context |= {"preview": preview, "faults": exports.fault_rows(preview.faults)}
    return render(request, "accounts/set_up/schools.html", context)


@require_GET
@open_to_public
@_while_new
def template(request: WebRequest) -> HttpResponse:
    """The empty sheet of schools."""
    del request
    return exports.template_response()


@require_POST
@open_to_public
@_while_new
def confirm_schools(request: WebRequest) -> HttpResponse:
    """Write the schools that the preview showed."""
    held = request.session.pop(_PREVIEW_KEY, None)
    if held is None:
        raise StepRefused("schools_preview_gone")
    entries = [SchoolEntry(**entry) for entry in held["entries"]]
    services.import_schools(entries, file_digest=held["digest"], by=set_up.BY, at=request.at)
    messages.success(request, f"学校名单已写入，现有 {queries.count_schools()} 所学校。")
    return redirect("set_up:administrators")


@require_http_methods(["GET", "POST"])
@open_to_public
@_while_new
def administrators(request: WebRequest) -> HttpResponse:
    """Step 4: three administrators; their initial passwords are shown once, and that is the end."""
    form = AdministratorsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        accounts = [
            set_up.FirstAccount(role, given[f"{role.value}_username"], given[f"{role.value}_name"])
            for role in ADMINISTRATOR_ROLES
        ]
        try:
            opened = set_up.finish(accounts, at=request.at)
        except StepRefused:
            raise
        except JunhengError as error:
            form.add_error(None, describe(error))
        else:
            request.session.flush()
            pairs = list(zip([role.label for role in ADMINISTRATOR_ROLES], opened, strict=True))
            context = {"opened": pairs, "has_passphrase": set_up.has_start_passphrase()}
            return render(request, "accounts/set_up/done.html", context)
    roles = [
        (role.label, form[f"{role.value}_name"], form[f"{role.value}_username"])
        for role in ADMINISTRATOR_ROLES
    ]
    return render(request, "accounts/set_up/administrators.html", {"form": form, "roles": roles})
