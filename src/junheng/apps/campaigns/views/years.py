"""A year's work: opening it, plan, calendar, publication, and the list of cohorts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.campaigns import queries, rules, services
from junheng.apps.campaigns.forms import CalendarForm, CeremonyDayForm, OpenForm, PlanForm, told_on
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.campaigns.states import CampaignState, DayKind
from junheng.core.access import NotVisible, Permission, StaffRequest, requires
from junheng.core.files.serving import download


@require_GET
@requires(Permission.CAMPAIGNS_VIEW)
def now(request: StaffRequest) -> HttpResponse:
    """The campaign under way; where there is none, the newest, or how to begin one."""
    campaigns = queries.list_campaigns(request.actor)
    found = queries.current_campaign(request.actor) or next(iter(campaigns), None)
    if found is None:
        context = {"may_manage": request.actor.may(Permission.CAMPAIGNS_MANAGE)}
        return render(request, "campaigns/none.html", context)
    return _page(request, found)


@require_GET
@requires(Permission.CAMPAIGNS_VIEW)
def campaign(request: StaffRequest, code: str) -> HttpResponse:
    """One campaign; searching replaces the table only."""
    return _page(request, queries.get_campaign(request.actor, code))


def _page(request: StaffRequest, found: Campaign) -> HttpResponse:
    search, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    today, days = localdate(request.at), queries.calendar_of(found)
    cohorts = queries.list_cohorts(request.actor, found, state=state, search=search)
    context: dict[str, Any] = {
        "campaign": found,
        "tasks": queries.with_next_steps(cohorts, days, today=today),
        "search": search,
        "state": state,
        "states": Cohort.LIST_STATES,
        "is_draft": found.state == CampaignState.DRAFT,
    }
    if getattr(request, "htmx", False):
        return render(request, "campaigns/_cohorts.html", context)
    may_manage = request.actor.may(Permission.CAMPAIGNS_MANAGE)
    context |= {
        "days": [(kind.label, day, day < today) for kind, day in days.items()],
        "step": queries.plan_step(found, days, today=today),
        "may_manage": may_manage,
        "is_at_bureau": request.actor.schools_for(Permission.CAMPAIGNS_VIEW) is None,
        "is_under_way": found.state == CampaignState.PUBLISHED,
        "missing": len(queries.schools_not_taken_in(found)) if may_manage else 0,
        "others": [one for one in queries.list_campaigns(request.actor) if one != found],
    }
    return render(request, "campaigns/campaign.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.CAMPAIGNS_MANAGE)
def open_year(request: StaffRequest) -> HttpResponse:
    """Begin a year's work."""
    year = localdate(request.at).year
    form = OpenForm(request.POST or None, initial={"year": year, "title": f"{year}年秋季阳光分班"})
    if request.method == "POST" and form.is_valid():
        made = services.open_campaign(**form.cleaned_data, by=request.actor, at=request.at)
        messages.success(request, "已开始。接下来上传工作方案。")
        return redirect("campaigns:plan", made.code)
    return render(request, "campaigns/open.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Permission.CAMPAIGNS_MANAGE)
def plan(request: StaffRequest, code: str) -> HttpResponse:
    """File the plan document and its days."""
    found = queries.get_campaign(request.actor, code)
    form = PlanForm(
        request.POST or None,
        request.FILES or None,
        initial={"plan_on": found.plan_on, "enrolment_plan_on": found.enrolment_plan_on},
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with told_on(form):
            services.file_plan(
                code,
                file.read() if file else None,
                plan_on=form.cleaned_data["plan_on"],
                enrolment_plan_on=form.cleaned_data["enrolment_plan_on"],
                by=request.actor,
                at=request.at,
            )
            messages.success(request, "工作方案已保存。")
            return redirect("campaigns:campaign", code)
    return render(request, "campaigns/plan.html", {"form": form, "campaign": found})


@require_GET
@requires(Permission.CAMPAIGNS_VIEW)
def plan_file(request: StaffRequest, code: str) -> HttpResponseBase:
    """The plan document."""
    found = queries.get_campaign(request.actor, code)
    if found.plan_file is None:
        raise NotVisible
    return download(found.plan_file, title=f"{found.year}年编班工作方案")


@require_http_methods(["GET", "POST"])
@requires(Permission.CAMPAIGNS_MANAGE)
def calendar(request: StaffRequest, code: str) -> HttpResponse:
    """Write the calendar; with a day of the ceremony in the address it is proposed."""
    found = queries.get_campaign(request.actor, code)
    proposing = CeremonyDayForm(request.GET if "ceremony" in request.GET else None)
    days = queries.calendar_of(found)
    if proposing.is_bound and proposing.is_valid():
        days = rules.proposed_calendar(proposing.cleaned_data["ceremony"], queries.profile_in_use())
    form = CalendarForm(
        request.POST or None, initial={kind.value: day for kind, day in days.items()}
    )
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            services.set_calendar(code, form.days(), by=request.actor, at=request.at)
            messages.success(request, "日程已保存。")
            return redirect("campaigns:campaign", code)
    if not proposing.is_bound and DayKind.CEREMONY in days:
        proposing = CeremonyDayForm(initial={"ceremony": days[DayKind.CEREMONY]})
    context = {
        "form": form,
        "proposing": proposing,
        "campaign": found,
        "has_days": bool(days) or form.is_bound,
    }
    return render(request, "campaigns/calendar.html", context)


@require_POST
@requires(Permission.CAMPAIGNS_MANAGE)
def publish(request: StaffRequest, code: str) -> HttpResponse:
    """Publish plan and calendar."""
    services.publish_plan(code, by=request.actor, at=request.at)
    messages.success(request, "方案和日程已公布，学校现在可以填报。")
    return redirect("campaigns:campaign", code)


@require_POST
@requires(Permission.CAMPAIGNS_MANAGE)
def add_schools(request: StaffRequest, code: str) -> HttpResponse:
    """Take in schools that came later."""
    added = services.add_missing_cohorts(code, by=request.actor, at=request.at)
    messages.success(request, f"已补充纳入 {added} 个起始年级。")
    return redirect("campaigns:campaign", code)


@require_POST
@requires(Permission.CAMPAIGNS_MANAGE)
def close(request: StaffRequest, code: str) -> HttpResponse:
    """End the year's work."""
    services.close_campaign(code, by=request.actor, at=request.at)
    messages.success(request, "本年度工作已结束，内容不能再改，可以查看和导出。")
    return redirect("campaigns:campaign", code)
