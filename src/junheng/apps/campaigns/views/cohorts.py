"""A school's starting grade: the hub of its pages, submission, review, opening again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.campaigns import queries, rules, services
from junheng.apps.campaigns.forms import ExemptForm, ReopenForm, ReturnForm, SubmitForm, told_on
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services.cohort_pages import pages_of
from junheng.apps.campaigns.states import CohortState
from junheng.core.access import Permission, StaffRequest, requires
from junheng.profiles import Stage


def _figures(request: StaffRequest, found: Cohort) -> dict[str, Any]:
    """The cohort with its next step and with the classes that follow from the rules."""
    stage, profile = Stage(found.stage), queries.profile_in_use()
    days = queries.calendar_of(found.campaign)
    [task] = queries.with_next_steps([found], days, today=localdate(request.at))
    limit = profile.class_size_limit(stage)
    needed = rules.needed_classes(found.figures, stage, profile)
    classes = found.class_count or needed
    return {
        "cohort": found,
        "step": task.step,
        "limit": limit.value,
        "limit_source": limit.source,
        "needed": needed,
        "sizes": rules.class_sizes(found.student_count, classes) if classes else None,
        "is_collecting": found.state == CohortState.COLLECTING,
        "is_submitted": found.state == CohortState.SUBMITTED,
        "is_approved": found.state == CohortState.APPROVED,
    }


@require_GET
@requires(Permission.CAMPAIGNS_VIEW)
def cohort(request: StaffRequest, code: str) -> HttpResponse:
    """Where a cohort stands, what comes next, and the way to everything about it."""
    found, actor = queries.get_cohort(request.actor, code), request.actor
    context = _figures(request, found) | {
        "pages": pages_of(found, actor),
        "decisions": queries.decisions_of(found),
        "may_submit": actor.may(Permission.COHORTS_SUBMIT, found.school_code),
        "may_review": actor.may(Permission.COHORTS_REVIEW, found.school_code),
        "may_reopen": actor.may(Permission.COHORTS_REOPEN, found.school_code),
    }
    return render(request, "campaigns/cohort.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.COHORTS_SUBMIT)
def submit(request: StaffRequest, code: str) -> HttpResponse:
    """Hand the roster in, with the number of classes."""
    context = _figures(request, queries.get_cohort(request.actor, code))
    form = SubmitForm(
        request.POST or None,
        initial={
            "class_count": context["cohort"].class_count or context["needed"] or None,
            "reason": context["cohort"].class_count_reason,
        },
    )
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            services.submit_cohort(code, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, "已提交教育局审定。审定之前不能再改名册。")
            return redirect("campaigns:cohort", code)
    return render(request, "campaigns/submit.html", context | {"form": form})


@require_GET
@requires(Permission.COHORTS_REVIEW)
def review(request: StaffRequest, code: str) -> HttpResponse:
    """What the bureau looks at before it approves or returns."""
    return _review(request, code)


@require_POST
@requires(Permission.COHORTS_REVIEW)
def approve(request: StaffRequest, code: str) -> HttpResponse:
    """Approve what stood on the page."""
    done = services.approve_cohort(
        code, roster_at=request.POST.get("roster_at", ""), by=request.actor, at=request.at
    )
    how = "单班免编" if done.is_exempt else f"{done.class_count} 个班"
    messages.success(request, f"已审定 {done.title}，{how}，审定号 {done.approval_number}。")
    return redirect("campaigns:campaign", done.campaign.code)


@require_POST
@requires(Permission.COHORTS_REVIEW)
def give_back(request: StaffRequest, code: str) -> HttpResponse:
    """Return the roster to the school."""
    form = ReturnForm(request.POST)
    if form.is_valid():
        done = services.return_cohort(
            code, reason=form.cleaned_data["reason"], by=request.actor, at=request.at
        )
        messages.success(request, f"已把 {done.title} 退回学校。")
        return redirect("campaigns:campaign", done.campaign.code)
    return _review(request, code, returning=form)


@require_POST
@requires(Permission.COHORTS_REVIEW)
def exempt(request: StaffRequest, code: str) -> HttpResponse:
    """Record a single class."""
    form = ExemptForm(request.POST)
    if form.is_valid():
        with told_on(form):
            done = services.exempt_cohort(
                code, **form.cleaned_data, by=request.actor, at=request.at
            )
            messages.success(request, f"已登记 {done.title} 单班免编。")
            return redirect("campaigns:campaign", done.campaign.code)
    return _review(request, code, exempting=form)


@require_http_methods(["GET", "POST"])
@requires(Permission.COHORTS_REOPEN)
def reopen(request: StaffRequest, code: str) -> HttpResponse:
    """Ask to open an approved roster again; a colleague confirms."""
    found = queries.get_cohort(request.actor, code)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        proposal = services.propose_reopening(
            code, reason=form.cleaned_data["reason"], by=request.actor, at=request.at
        )
        messages.success(request, "已提出，请另一位同事在“待确认事项”里确认。")
        return redirect("accounts:proposal", proposal.code)
    return render(request, "campaigns/reopen.html", {"form": form, "cohort": found})


def _review(
    request: StaffRequest,
    code: str,
    *,
    returning: forms.Form | None = None,
    exempting: forms.Form | None = None,
) -> HttpResponse:
    found = queries.get_cohort(request.actor, code)
    context = _figures(request, found) | {
        "pages": pages_of(found, request.actor),
        "returning": returning or ReturnForm(),
        "exempting": exempting or ExemptForm(initial={"student_count": found.student_count}),
        "roster_at": found.roster_at.isoformat() if found.roster_at else "",
    }
    return render(request, "campaigns/review.html", context)
