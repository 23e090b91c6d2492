"""Pages of what follows from the figures: what if, investments, rectifications, reports."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.campaigns.forms import told_on
from junheng.apps.monitoring import queries
from junheng.apps.monitoring.exports import changes
from junheng.apps.monitoring.exports.downloads import download
from junheng.apps.monitoring.forms import PricesForm, StartForm, WhatIfForm, WithdrawForm
from junheng.apps.monitoring.services import (
    investing,
    publishing,
    rectifying,
    reporting,
    results,
)
from junheng.core.access import Permission, StaffRequest, requires
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError
from junheng.monitoring import what_if as judged


@require_GET
@requires(Permission.MONITORING_COUNTY)
def what_if(request: StaffRequest, code: str) -> HttpResponse:
    """What would be if so much more were somewhere; nothing is kept but the address."""
    period = queries.get_period(request.actor, code)
    found = results.result_of(period)
    schools = [(one.school_code, one.school_name) for one in found.submissions.values()]
    form = WhatIfForm(request.GET, schools=schools, catalogue=period.catalogue)
    context = {"period": period, "form": form, "problem": ""}
    if form.is_valid():
        try:
            answer = judged(period.catalogue, found.assessment.figures, form.changes())
        except JunhengError as error:
            context["problem"] = describe(error)
        else:
            context["turns"] = changes.turn_rows(answer)
            context["coefficients"] = changes.changed_coefficients(answer)
            context["changed"] = changes.changed_values(answer)
            context["is_judged"] = True
    return render(request, "monitoring/what_if.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.MONITORING_COUNTY)
def investments(request: StaffRequest, code: str) -> HttpResponse:
    """The cheapest investments: asked for here, worked out by a worker, shown here."""
    period = queries.get_period(request.actor, code)
    plan = queries.newest_plan(period)
    prices = plan.prices if plan else investing.usual_prices(period)
    form = PricesForm(request.POST or None, catalogue=period.catalogue, prices=prices)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            investing.ask_for_plan(code, form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, "已经开始计算，过一会儿刷新本页。")
            return redirect("monitoring:investments", code)
    context = {
        "period": period,
        "plan": plan,
        "form": form,
        "is_stale": plan is not None and plan.version != period.version,
    }
    return render(request, "monitoring/investments.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.MONITORING_COUNTY)
def shortfalls(request: StaffRequest, code: str) -> HttpResponse:
    """Everything below its standard; what is ticked becomes a rectification."""
    period = queries.get_period(request.actor, code)
    form = StartForm(request.POST or None)
    may_start = request.actor.may(Permission.RECTIFICATIONS_START)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            started = rectifying.start_rectifications(
                code,
                request.POST.getlist("shortfall"),
                due_on=form.cleaned_data["due_on"],
                by=request.actor,
                at=request.at,
            )
            messages.success(request, f"已发出整改 {len(started)} 件。")
            return redirect("monitoring:shortfalls", code)
    found = rectifying.shortfalls_of(results.result_of(period), by=request.actor)
    context = {
        "period": period,
        "form": form,
        "shortfalls": found,
        "left": sum(one.started is None for one in found),
        "may_start": may_start,
    }
    return render(request, "monitoring/shortfalls.html", context)


@require_POST
@requires(Permission.MONITORING_COUNTY)
def report(request: StaffRequest, code: str, report: str) -> HttpResponse:
    """A report as a file."""
    taken = reporting.take_report(code, report, by=request.actor, at=request.at)
    return download(taken.content, taken.title, taken.suffix)


@require_POST
@requires(Permission.MONITORING_REVIEW)
def publish(request: StaffRequest, code: str) -> HttpResponse:
    """Publish the year's public version."""
    published = publishing.publish(code, by=request.actor, at=request.at)
    messages.success(request, f"{published.period.title}的公开版已经公布，谁都可以看。")
    return redirect("monitoring:result", code)


@require_http_methods(["GET", "POST"])
@requires(Permission.MONITORING_REVIEW)
def withdraw(request: StaffRequest, code: str) -> HttpResponse:
    """Take it down again, with the reason."""
    period = queries.get_period(request.actor, code)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            reason = form.cleaned_data["reason"]
            publishing.withdraw(code, reason=reason, by=request.actor, at=request.at)
            messages.success(request, f"{period.title}的公开版已经撤下。")
            return redirect("monitoring:result", code)
    context = {"period": period, "form": form, "title": "撤下公开版", "button": "撤下"}
    return render(request, "monitoring/step.html", context)
