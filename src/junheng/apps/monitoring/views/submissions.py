"""Pages of one school's figures: filled in by the school, reviewed by the bureau."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.campaigns.forms import told_on
from junheng.apps.monitoring import queries
from junheng.apps.monitoring.exports.downloads import download, fault_rows
from junheng.apps.monitoring.exports.school import evidence_rows, figure_rows
from junheng.apps.monitoring.exports.workbook import school_workbook
from junheng.apps.monitoring.forms import (
    EvidenceForm,
    ExplanationForm,
    KindForm,
    ReasonForm,
    SheetForm,
)
from junheng.apps.monitoring.models import Submission
from junheng.apps.monitoring.rules.evidence import indicators_with_evidence
from junheng.apps.monitoring.services import filling, reviewing
from junheng.apps.monitoring.states import WITH_WORDS, SubmissionState, SubmissionStep
from junheng.core.access import NotVisible, Permission, StaffRequest, requires
from junheng.core.files.serving import download as download_file
from junheng.core.messages import sentence
from junheng.profiles.indicators import Indicator


@require_GET
@requires(Permission.MONITORING_VIEW)
def submission(request: StaffRequest, code: str) -> HttpResponse:
    """Everything about a school's figures of a year."""
    return render(request, "monitoring/submission.html", _context(request, code))


@require_GET
@requires(Permission.MONITORING_VIEW)
def workbook(request: StaffRequest, code: str) -> HttpResponse:
    """The school's workbook, with last year's figures beside."""
    found = queries.get_submission(request.actor, code)
    title = f"{found.school_name}{found.period.title}数据表"
    return download(school_workbook(found), title, "xlsx")


@require_POST
@requires(Permission.MONITORING_VIEW)
def upload(request: StaffRequest, code: str) -> HttpResponse:
    """Take the filled-in workbook; every fault of it at once, and nothing written then."""
    form = SheetForm(request.POST, request.FILES)
    faults: list[dict[str, object]] = []
    if form.is_valid():
        file = form.cleaned_data["file"]
        with told_on(form):
            found = filling.fill_figures(
                code, name=file.name, content=file.read(), by=request.actor, at=request.at
            )
            if not found:
                messages.success(request, "数据已经写入，请看核对提示，没有问题就报送。")
                return redirect("monitoring:submission", code)
            faults = fault_rows(found)
    context = _context(request, code) | {"sheet_form": form, "faults": faults}
    return render(request, "monitoring/submission.html", context)


@require_POST
@requires(Permission.MONITORING_VIEW)
def kind(request: StaffRequest, code: str) -> HttpResponse:
    """Say what kind of school it is."""
    form = KindForm(request.POST)
    if form.is_valid():
        with told_on(form):
            filling.choose_kind(code, form.cleaned_data["kind"], by=request.actor, at=request.at)
            messages.success(request, "办学类型已经选好，请重新下载数据表。")
            return redirect("monitoring:submission", code)
    context = _context(request, code) | {"kind_form": form}
    return render(request, "monitoring/submission.html", context)


@require_POST
@requires(Permission.MONITORING_VIEW)
def explain(request: StaffRequest, code: str) -> HttpResponse:
    """Write what explains the doubts."""
    form = ExplanationForm(request.POST)
    if form.is_valid():
        filling.explain(code, form.cleaned_data["words"], by=request.actor, at=request.at)
        messages.success(request, "情况说明已经保存。")
        return redirect("monitoring:submission", code)
    context = _context(request, code) | {"explanation_form": form}
    return render(request, "monitoring/submission.html", context)


@require_POST
@requires(Permission.MONITORING_VIEW)
def submit(request: StaffRequest, code: str) -> HttpResponse:
    """Hand the figures in."""
    reviewing.submit(code, by=request.actor, at=request.at)
    messages.success(request, "已经报送，等教育局审核。")
    return redirect("monitoring:submission", code)


@require_POST
@requires(Permission.MONITORING_REVIEW)
def accept(request: StaffRequest, code: str) -> HttpResponse:
    """Accept the figures."""
    done = reviewing.accept(code, by=request.actor, at=request.at)
    messages.success(request, f"{done.school_name}的数据已经通过。")
    return redirect("monitoring:period", done.period.code)


@require_http_methods(["GET", "POST"])
@requires(Permission.MONITORING_REVIEW)
def decide(request: StaffRequest, code: str, step: str) -> HttpResponse:
    """Return, open again, or not expect any more: with the reason."""
    found = queries.get_submission(request.actor, code)
    if step not in WITH_WORDS:
        raise NotVisible
    taken = SubmissionStep(step)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            reviewing.decide(
                code, taken, reason=form.cleaned_data["reason"], by=request.actor, at=request.at
            )
            messages.success(request, f"{found.school_name}：已经办理“{taken.label}”。")
            return redirect("monitoring:submission", code)
    context = {
        "period": found.period,
        "submission": found,
        "form": form,
        "title": f"{taken.label}：{found.school_name}",
        "button": taken.label,
    }
    return render(request, "monitoring/step.html", context)


@require_POST
@requires(Permission.MONITORING_VIEW)
def add_evidence(request: StaffRequest, code: str) -> HttpResponse:
    """Add a file that proves an indicator."""
    found = queries.get_submission(request.actor, code)
    form = EvidenceForm(request.POST, request.FILES, asked=_asked_evidence(found))
    if form.is_valid():
        with told_on(form):
            filling.add_evidence(
                code,
                form.cleaned_data["indicator"],
                form.cleaned_data["file"].chunks(),
                by=request.actor,
                at=request.at,
            )
            messages.success(request, "材料已经上传。")
            return redirect("monitoring:submission", code)
    context = _context(request, code) | {"evidence_form": form}
    return render(request, "monitoring/submission.html", context)


@require_GET
@requires(Permission.MONITORING_VIEW)
def evidence(request: StaffRequest, code: str, evidence: str) -> HttpResponseBase:
    """One file."""
    found = queries.get_evidence(request.actor, code, evidence)
    return download_file(found.file, title=f"佐证材料-{found.indicator}")


@require_POST
@requires(Permission.MONITORING_VIEW)
def remove_evidence(request: StaffRequest, code: str, evidence: str) -> HttpResponse:
    """Take a file away."""
    filling.take_evidence_away(code, evidence, by=request.actor, at=request.at)
    messages.success(request, "材料已经撤去。")
    return redirect("monitoring:submission", code)


def _context(request: StaffRequest, code: str) -> dict[str, Any]:
    found, actor = queries.get_submission(request.actor, code), request.actor
    doubts, asked = filling.doubts_about(found), _asked_evidence(found)
    may_fill = filling.may_fill(found, by=actor, at=request.at)
    is_open = found.period.is_open
    may_review = is_open and actor.may(Permission.MONITORING_REVIEW, found.school_code)
    return {
        "period": found.period,
        "submission": found,
        "rows": figure_rows(found, doubts),
        "doubts": [(one, sentence(one.code, one.params)) for one in doubts],
        "lists": queries.lists_of_school(found.school_code),
        "evidence": evidence_rows(asked, queries.evidence_of(found)),
        "decisions": queries.decisions_of(found),
        "today": localdate(request.at),
        "is_late": found.state == SubmissionState.FILLING
        and found.period.is_late(localdate(request.at)),
        "is_county": actor.may(Permission.MONITORING_COUNTY),
        "may_fill": may_fill,
        "may_submit": may_fill
        and found.is_filled
        and filling.acts_for(actor, Permission.MONITORING_SUBMIT, found),
        "may_accept": may_review and found.state == SubmissionState.SUBMITTED,
        "decided_steps": _decided_steps(found) if may_review else [],
        "sheet_form": SheetForm(),
        "kind_form": KindForm(initial={"kind": found.kind_name}),
        "explanation_form": ExplanationForm(initial={"words": found.explanation}),
        "evidence_form": EvidenceForm(asked=asked),
        "asks_evidence": bool(asked),
    }


def _asked_evidence(submission: Submission) -> tuple[Indicator, ...]:
    return indicators_with_evidence(submission.period.catalogue, submission.kind)


def _decided_steps(submission: Submission) -> list[SubmissionStep]:
    return [SubmissionStep(one) for one in submission.possible_steps() if one in WITH_WORDS]
