"""Findings: written, issued, read and answered by the school, turned into a rectification."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.campaigns.forms import told_on
from junheng.apps.inspections import queries
from junheng.apps.inspections.forms import FindingForm, RectifyForm, ReplyForm
from junheng.apps.inspections.services import findings, rounds
from junheng.apps.inspections.states import FindingState, FindingStep, ListState
from junheng.core.access import Permission, StaffRequest, for_staff, requires


@require_http_methods(["GET", "POST"])
@requires(Permission.INSPECTIONS_ENTER)
def write(request: StaffRequest, code: str) -> HttpResponse:
    """Write a finding down."""
    visit = rounds.to_write(code, request.actor)
    lists = [
        (one.code, f"{one.grade}，{one.read_at:%m月%d日}读入")
        for one in queries.lists_of(visit)
        if one.state != ListState.REPLACED
    ]
    form = FindingForm(
        request.POST or None, lists=lists, initial={"list_code": request.GET.get("list", "")}
    )
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            made = findings.write_finding(
                code, **form.cleaned_data, by=request.actor, at=request.at
            )
            messages.success(request, "督查发现已写下，等局复核签发。签发以前学校看不到。")
            return redirect("inspections:finding", made.code)
    return render(request, "inspections/write_finding.html", {"visit": visit, "form": form})


@require_GET
@for_staff()
def finding(request: StaffRequest, code: str) -> HttpResponse:
    """One finding: for inspectors and the bureau, and for its school once it was issued."""
    return _page(request, code)


@require_POST
@requires(Permission.INSPECTIONS_ISSUE)
def issue(request: StaffRequest, code: str) -> HttpResponse:
    """Issue it to the school."""
    findings.issue_finding(code, by=request.actor, at=request.at)
    messages.success(request, "已签发，学校现在可以看到。")
    return redirect("inspections:finding", code)


@require_POST
@requires(Permission.INSPECTIONS_VIEW)
def withdraw(request: StaffRequest, code: str) -> HttpResponse:
    """Withdraw it."""
    findings.withdraw_finding(code, by=request.actor, at=request.at)
    messages.success(request, "已撤销。")
    return redirect("inspections:finding", code)


@require_POST
@requires(Permission.FINDINGS_REPLY)
def reply(request: StaffRequest, code: str) -> HttpResponse:
    """Say something as the school."""
    form = ReplyForm(request.POST)
    if form.is_valid():
        with told_on(form):
            findings.reply_to_finding(code, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, "说明已交教育局。")
            return redirect("inspections:finding", code)
    return _page(request, code, reply=form)


@require_POST
@requires(Permission.RECTIFICATIONS_START)
def rectify(request: StaffRequest, code: str) -> HttpResponse:
    """Start a rectification."""
    form = RectifyForm(request.POST)
    if form.is_valid():
        with told_on(form):
            started = findings.start_rectification(
                code, **form.cleaned_data, by=request.actor, at=request.at
            )
            messages.success(request, f"已转整改，编号 {started.number}。")
            return redirect("rectifications:rectification", started.code)
    return _page(request, code, rectifying=form)


@require_GET
@requires(Permission.FINDINGS_VIEW)
def list_of_findings(request: StaffRequest) -> HttpResponse:
    """What one's school was told."""
    return render(
        request, "inspections/findings.html", {"findings": queries.list_findings(request.actor)}
    )


def _page(request: StaffRequest, code: str, **changed: Any) -> HttpResponse:
    actor = request.actor
    found = findings.open_finding(code, by=actor, at=request.at)
    started = queries.rectification_of(actor, found)
    is_issued = found.state == FindingState.ISSUED
    sees_round = actor.may(Permission.INSPECTIONS_VIEW)
    steps = found.possible_steps()
    may_issue = actor.may(Permission.INSPECTIONS_ISSUE)
    is_own_draft = found.state == FindingState.DRAFT and found.written_by == actor.ident
    context: dict[str, Any] = {
        "finding": found,
        "sees_round": sees_round,
        "started": started,
        "can_issue": FindingStep.ISSUE in steps and may_issue and not is_own_draft,
        "can_withdraw": FindingStep.WITHDRAW in steps
        and started is None
        and (may_issue or is_own_draft),
        "can_reply": is_issued
        and found.replied_at is None
        and actor.may(Permission.FINDINGS_REPLY, found.school_code),
        "can_rectify": is_issued
        and started is None
        and sees_round
        and actor.may(Permission.RECTIFICATIONS_START, found.school_code),
        "reply": ReplyForm(),
        "rectifying": RectifyForm(initial={"what": found.text}),
        **changed,
    }
    return render(request, "inspections/finding.html", context)
