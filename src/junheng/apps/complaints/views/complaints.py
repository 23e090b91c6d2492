"""The bureau's pages: the list, writing down, one complaint, its files, its figures."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.campaigns.forms import told_on
from junheng.apps.campaigns.queries import profile_in_use
from junheng.apps.complaints import exports, queries, services
from junheng.apps.complaints.forms import EvidenceForm, RecordForm
from junheng.apps.complaints.services.exporting import table_to_export
from junheng.apps.complaints.states import (
    Category,
    Channel,
    ComplaintState,
    ComplaintStep,
    ReferralState,
)
from junheng.core.access import NotAllowed, NotVisible, Permission, StaffRequest, requires
from junheng.core.access.numbers import whole_number
from junheng.core.files.serving import download
from junheng.profiles import has_holidays


@require_GET
@requires(Permission.COMPLAINTS_VIEW)
def list_of_complaints(request: StaffRequest) -> HttpResponse:
    """The complaints that one sees, the most urgent first."""
    keys = ("state", "category", "search", "only")
    asked = {key: request.GET.get(key, "").strip() for key in keys}
    today = localdate(request.at)
    context: dict[str, Any] = asked | {
        "complaints": queries.list_complaints(request.actor, today=today, **asked),
        "today": today,
    }
    if getattr(request, "htmx", False):
        return render(request, "complaints/_table.html", context)
    context |= {
        "states": ComplaintState.choices,
        "categories": Category.choices,
        "tasks": queries.tasks_of(request.actor, at=request.at),
        "has_holidays": has_holidays(today, profile_in_use()),
        "may_record": request.actor.may(Permission.COMPLAINTS_RECORD),
    }
    return render(request, "complaints/list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPLAINTS_RECORD)
def record(request: StaffRequest) -> HttpResponse:
    """Write down what came by telephone, letter or in person; only at the bureau."""
    if request.actor.schools_for(Permission.COMPLAINTS_RECORD) is not None:
        raise NotAllowed("permission_missing")
    objection = request.GET.get("objection", "")
    form = RecordForm(
        request.POST or None,
        request.FILES or None,
        initial={"received_on": localdate(request.at).isoformat()},
        schools=queries.schools_to_choose(),
        colleagues=[(one.code, one.name) for one in queries.colleagues()],
    )
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            received = services.receive(
                form.told,
                channel=Channel(form.cleaned_data["channel"]),
                received_on=form.cleaned_data["received_on"],
                files=form.received_files,
                accused_accounts=form.cleaned_data["accused_accounts"],
                objection_code=objection,
                by=request.actor,
                at=request.at,
            )
            context = {
                "complaint": received.complaint,
                "secret": f"{received.secret[:5]} {received.secret[5:]}",
            }
            return render(request, "complaints/recorded.html", context)
    return render(request, "complaints/record.html", {"form": form})


@require_GET
@requires(Permission.COMPLAINTS_VIEW)
def complaint(request: StaffRequest, code: str) -> HttpResponse:
    """One complaint; its words only for whoever declared that he has no interest."""
    actor = request.actor
    found, may_read = services.open_complaint(code, by=actor, at=request.at)
    context: dict[str, Any] = {
        "complaint": found,
        "may_read": may_read,
        "today": localdate(request.at),
        "may_handle": may_read and actor.may(Permission.COMPLAINTS_HANDLE),
        "steps": [step for step in found.possible_steps() if step in _BUTTONS],
        "declarations": queries.declarations_about(found),
    }
    if may_read:
        context |= {
            "with_person": queries.may_see_person(actor),
            "evidence": queries.evidence_of(found),
            "notes": queries.notes_of(found),
            "referrals": queries.referrals_of(found),
            "waiting": ReferralState.WAITING,
            "draws": queries.draws_beside(found),
            "objections": queries.objections_beside(actor, found),
            "evidence_form": EvidenceForm(),
        }
    return render(request, "complaints/complaint.html", context)


_BUTTONS = frozenset(ComplaintStep)


@require_POST
@requires(Permission.COMPLAINTS_VIEW)
def declare(request: StaffRequest, code: str) -> HttpResponse:
    """Say whether one has an interest in those complained about."""
    is_free = request.POST.get("is_free") == "yes"
    services.declare(code, is_free=is_free, by=request.actor, at=request.at)
    if not is_free:
        messages.success(request, "已登记回避，这件投诉不再向您显示。")
        return redirect("complaints:list")
    return redirect("complaints:complaint", code)


@require_GET
@requires(Permission.COMPLAINTS_VIEW)
def evidence(request: StaffRequest, code: str, evidence: str) -> HttpResponseBase:
    """A file that came with a complaint, only ever as a download."""
    found = queries.get_evidence(request.actor, code, evidence)
    services.note_evidence_opened(found, by=request.actor, at=request.at)
    return download(found.file, title=f"投诉{found.complaint.number}材料{found.place}")


@require_POST
@requires(Permission.COMPLAINTS_HANDLE)
def add_evidence(request: StaffRequest, code: str) -> HttpResponse:
    """Add a file."""
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        with told_on(form):
            chunks = form.cleaned_data["file"].chunks()
            services.add_evidence(code, chunks, by=request.actor, at=request.at)
            messages.success(request, "材料已保存。")
            return redirect("complaints:complaint", code)
    found = queries.get_complaint(request.actor, code)
    context = {"complaint": found, "form": form, "title": "添加材料", "button": "保存"}
    return render(request, "complaints/step.html", context)


@require_GET
@requires(Permission.COMPLAINTS_VIEW)
def figures(request: StaffRequest) -> HttpResponse:
    """A year in numbers."""
    today = localdate(request.at)
    years = queries.years_with_complaints(request.actor) or [today.year]
    asked = whole_number(request.GET.get("year", ""))
    year = years[0] if asked is None else asked
    if year not in years:
        raise NotVisible
    context = {
        "years": years,
        "figures": queries.figures_of(request.actor, year, today=today),
        "may_export": request.actor.may(Permission.COMPLAINTS_EXPORT),
    }
    return render(request, "complaints/figures.html", context)


@require_POST
@requires(Permission.COMPLAINTS_EXPORT)
def workbook(request: StaffRequest) -> HttpResponse:
    """Figures and table of a year as a workbook."""
    year, today = whole_number(request.POST.get("year", "")), localdate(request.at)
    if year is None:
        raise NotVisible
    rows = table_to_export(year, by=request.actor, at=request.at)
    numbers = queries.figures_of(request.actor, year, today=today)
    name = f"{year}年投诉举报台账{today:%Y%m%d}.xlsx"
    return exports.workbook_response(numbers, rows, name=name)
