"""The list, starting one, one rectification with its files, the figures."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.campaigns.forms import told_on
from junheng.apps.campaigns.queries import profile_in_use
from junheng.apps.rectifications import exports, queries, services
from junheng.apps.rectifications.forms import EvidenceForm, StartForm
from junheng.apps.rectifications.rules.deadlines import default_deadline
from junheng.apps.rectifications.services.exporting import table_to_export
from junheng.apps.rectifications.services.sources import address_of_source
from junheng.apps.rectifications.states import RectificationState, SourceKind
from junheng.apps.rectifications.views.steps import steps_for
from junheng.core.access import NotAllowed, NotVisible, Permission, StaffRequest, requires
from junheng.core.access.numbers import whole_number
from junheng.core.files.serving import download
from junheng.profiles import has_holidays


@require_GET
@requires(Permission.RECTIFICATIONS_VIEW)
def list_of_rectifications(request: StaffRequest) -> HttpResponse:
    """What one sees, the most urgent first."""
    asked = {key: request.GET.get(key, "").strip() for key in ("search", "source", "only")}
    today = localdate(request.at)
    context: dict[str, Any] = asked | {
        "rectifications": queries.list_rectifications(request.actor, today=today, **asked),
        "today": today,
    }
    if getattr(request, "htmx", False):
        return render(request, "rectifications/_table.html", context)
    seen = queries.rectifications_visible_to(request.actor)
    context |= {
        "states": RectificationState.choices,
        "sources": SourceKind.choices,
        "overdue": queries.overdue(seen, today).count(),
        "is_bureau": request.actor.schools_for(Permission.RECTIFICATIONS_VIEW) is None,
        "may_start": request.actor.may(Permission.RECTIFICATIONS_START),
    }
    return render(request, "rectifications/list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECTIFICATIONS_START)
def start(request: StaffRequest) -> HttpResponse:
    """Tell a school, or the bureau, to put something right."""
    if request.actor.schools_for(Permission.RECTIFICATIONS_START) is not None:
        raise NotAllowed("permission_missing")
    form = StartForm(
        request.POST or None,
        schools=queries.schools_to_choose(request.actor),
        initial={"school": request.GET.get("school", "")},
    )
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            values = form.cleaned_data
            started = services.start(
                request.actor,
                queries.find_school(form.school_code),
                SourceKind(values["source"]),
                "",
                values["what"],
                values["ground"],
                values["due_on"],
                source_words=values["source_words"],
                at=request.at,
            )
            messages.success(request, f"已下达，编号 {started.number}。")
            return redirect("rectifications:rectification", started.code)
    profile, today = profile_in_use(), localdate(request.at)
    context = {
        "form": form,
        "days": profile.rectification_days.value,
        "due_on": default_deadline(today, profile),
        "has_holidays": has_holidays(today, profile),
    }
    return render(request, "rectifications/start.html", context)


@require_GET
@requires(Permission.RECTIFICATIONS_VIEW)
def rectification(request: StaffRequest, code: str) -> HttpResponse:
    """One rectification."""
    found = queries.get_rectification(request.actor, code)
    today = localdate(request.at)
    may_work = queries.may_work(request.actor, found)
    context = {
        "rectification": found,
        "today": today,
        "is_overdue": found.is_overdue(today),
        "steps": steps_for(request.actor, found),
        "may_add": may_work and found.state == RectificationState.OPEN,
        "source": address_of_source(found, request.actor),
        "entries": queries.entries_of(found),
        "evidence": queries.evidence_of(found),
        "evidence_form": EvidenceForm(),
    }
    return render(request, "rectifications/rectification.html", context)


@require_GET
@requires(Permission.RECTIFICATIONS_VIEW)
def evidence(request: StaffRequest, code: str, evidence: str) -> HttpResponseBase:
    """A file, only ever as a download."""
    found = queries.get_evidence(request.actor, code, evidence)
    services.note_evidence_opened(found, by=request.actor, at=request.at)
    return download(found.file, title=f"整改{found.rectification.number}材料{found.place}")


@require_POST
@requires(Permission.RECTIFICATIONS_WORK)
def add_evidence(request: StaffRequest, code: str) -> HttpResponse:
    """Add a file."""
    found = queries.get_rectification(request.actor, code)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        with told_on(form):
            title, chunks = form.cleaned_data["title"], form.cleaned_data["file"].chunks()
            services.add_evidence(code, title, chunks, by=request.actor, at=request.at)
            messages.success(request, "材料已保存。")
            return redirect("rectifications:rectification", code)
    context = {
        "rectification": found,
        "form": form,
        "title": "添加材料",
        "button": "保存",
        "help": "照片会自动去掉拍摄地点和手机型号；材料保存以后不能删除。",
    }
    return render(request, "rectifications/step.html", context)


@require_GET
@requires(Permission.RECTIFICATIONS_VIEW)
def figures(request: StaffRequest) -> HttpResponse:
    """A year in numbers."""
    today = localdate(request.at)
    years = queries.years_with_rectifications(request.actor) or [today.year]
    asked = whole_number(request.GET.get("year", ""))
    year = years[0] if asked is None else asked
    if year not in years:
        raise NotVisible
    context = {
        "years": years,
        "figures": queries.figures_of(request.actor, year, today=today),
        "may_export": request.actor.may(Permission.RECTIFICATIONS_EXPORT),
    }
    return render(request, "rectifications/figures.html", context)


@require_POST
@requires(Permission.RECTIFICATIONS_EXPORT)
def workbook(request: StaffRequest) -> HttpResponse:
    """Figures and table of a year as a workbook."""
    year, today = whole_number(request.POST.get("year", "")), localdate(request.at)
    if year is None:
        raise NotVisible
    rows = table_to_export(year, by=request.actor, at=request.at)
    numbers = queries.figures_of(request.actor, year, today=today)
    name = f"{year}年整改台账{today:%Y%m%d}.xlsx"
    return exports.workbook_response(numbers, rows, today=today, name=name)
