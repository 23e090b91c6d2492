"""Pages of the comparison with the registered roll."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.adjustments import exports, queries
from junheng.apps.adjustments.columns import COLUMNS, EXAMPLES
from junheng.apps.adjustments.forms import DecisionForm, SheetForm
from junheng.apps.adjustments.services import papers, reconciling
from junheng.apps.adjustments.states import CheckState
from junheng.apps.campaigns.forms import told_on
from junheng.core.access import Permission, StaffRequest, requires
from junheng.reporting.masking import mask_name


@require_http_methods(["GET", "POST"])
@requires(Permission.ADJUSTMENTS_FILE)
def upload(request: StaffRequest, code: str) -> HttpResponse:
    """Upload an exported roll and compare it."""
    cohort = queries.get_cohort(request.actor, code)
    form = SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"cohort": cohort, "form": form, "columns": _columns()}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with told_on(form):
            done = reconciling.compare_roll(
                code, name=file.name, content=file.read(), by=request.actor, at=request.at
            )
            if done.check is not None:
                return redirect("adjustments:check", done.check.code)
            context["faults"] = exports.fault_rows(done.faults)
    return render(request, "adjustments/roll.html", context)


@require_GET
@requires(Permission.ADJUSTMENTS_FILE)
def template(request: StaffRequest) -> HttpResponse:
    """An empty sheet."""
    del request
    return exports.roll_template_response()


@require_GET
@requires(Permission.ADJUSTMENTS_VIEW)
def check(request: StaffRequest, code: str) -> HttpResponse:
    """One comparison: what is open first."""
    found, actor = queries.get_check(request.actor, code), request.actor
    differences = queries.differences_of(found)
    is_open = found.state == CheckState.OPEN
    context = {
        "check": found,
        "cohort": found.cohort,
        "is_open": is_open,
        "open_count": sum(not one.decision for one in differences),
        "rows": [
            (one, mask_name(one.name))
            for one in sorted(differences, key=lambda one: (bool(one.decision), one.number))
        ],
        "may_decide": is_open and actor.may(Permission.ADJUSTMENTS_FILE, found.school_code),
        "may_approve": is_open
        and actor.may(Permission.ADJUSTMENTS_DECIDE, found.school_code)
        and found.compared_by != actor.ident,
    }
    return render(request, "adjustments/check.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ADJUSTMENTS_FILE)
def difference(request: StaffRequest, code: str) -> HttpResponse:
    """One difference, to be worked off."""
    found = queries.get_difference(request.actor, code)
    form = DecisionForm(request.POST or None, kind=found.kind)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            done = reconciling.decide(code, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, f"第 {done.number} 处差异已办结。")
            return redirect("adjustments:check", done.check_of.code)
    context = {
        "found": found,
        "check": found.check_of,
        "cohort": found.check_of.cohort,
        "name": mask_name(found.name),
        "form": form,
    }
    return render(request, "adjustments/difference.html", context)


@require_POST
@requires(Permission.ADJUSTMENTS_DECIDE)
def approve(request: StaffRequest, code: str) -> HttpResponse:
    """Pass the comparison."""
    reconciling.approve_check(code, by=request.actor, at=request.at)
    messages.success(request, "学籍核对已通过，已记入流水账。")
    return redirect("adjustments:check", code)


@require_GET
@requires(Permission.ADJUSTMENTS_VIEW)
def form_of_check(request: StaffRequest, code: str) -> HttpResponse:
    """学籍核对差异表 as it stands, or as it was passed."""
    content, title = papers.check_form(code, by=request.actor, at=request.at)
    return exports.pdf_response(content, title)


def _columns() -> list[dict[str, object]]:
    return [
        {
            "title": column.title,
            "required": column.required,
            "example": EXAMPLES.get(column.to, ""),
            "help": column.help,
        }
        for column in COLUMNS
    ]
