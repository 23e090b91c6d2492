"""Pages of a year: the list of years, its schools and their progress, the county's figures."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.campaigns.forms import told_on
from junheng.apps.monitoring import queries
from junheng.apps.monitoring.exports.downloads import download, fault_rows
from junheng.apps.monitoring.exports.workbook import county_workbook as county_form
from junheng.apps.monitoring.forms import DatesForm, EarlierForm, OpenForm, SchoolForm, SheetForm
from junheng.apps.monitoring.rules.items import items_of_county, shown_figure
from junheng.apps.monitoring.services import history, periods
from junheng.core.access import Permission, StaffRequest, requires


@require_GET
@requires(Permission.MONITORING_VIEW)
def list_of_years(request: StaffRequest) -> HttpResponse:
    """The years of the county, or what one's own school fills in."""
    context = {
        "periods": queries.periods_with_progress(request.actor, today=localdate(request.at)),
        "submissions": queries.own_submissions(request.actor),
        "today": localdate(request.at),
        "may_manage": request.actor.may(Permission.MONITORING_MANAGE),
        "is_county": request.actor.may(Permission.MONITORING_COUNTY),
    }
    return render(request, "monitoring/list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.MONITORING_MANAGE)
def open_year(request: StaffRequest) -> HttpResponse:
    """Begin a year."""
    today = localdate(request.at)
    form = OpenForm(request.POST or None, initial={"year": today.year, "opens_on": today})
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            opened = periods.open_period(**form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, f"{opened.title}已经建立，学校可以按日期填报。")
            return redirect("monitoring:period", opened.code)
    return render(request, "monitoring/open.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Permission.MONITORING_MANAGE)
def earlier(request: StaffRequest) -> HttpResponse:
    """Take in an earlier year from a workbook of the whole county."""
    form = EarlierForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with told_on(form):
            taken = history.import_workbook(
                file.name,
                file.read(),
                catalogue_name=form.cleaned_data["catalogue_name"],
                by=request.actor,
                at=request.at,
            )
            if taken.period is not None:
                messages.success(request, f"{taken.period.year} 年的数据已经导入。")
                return redirect("monitoring:period", taken.period.code)
            context["faults"] = fault_rows(taken.faults)
    return render(request, "monitoring/earlier.html", context)


@require_GET
@requires(Permission.MONITORING_MANAGE)
def earlier_template(request: StaffRequest) -> HttpResponse:
    """The empty workbook of a whole county, for an earlier year."""
    name = request.GET.get("catalogue", "national-2017")
    year = localdate(request.at).year - 1
    return download(history.empty_workbook(name, year), f"{year}年全县监测数据表", "xlsx")


@require_GET
@requires(Permission.MONITORING_COUNTY)
def period(request: StaffRequest, code: str) -> HttpResponse:
    """One year: who has handed in, who is late, what is to be done."""
    found = queries.get_period(request.actor, code)
    today = localdate(request.at)
    state = request.GET.get("state", "")
    progress = queries.progress_of(found, today=today)
    shown = [one for one in progress.submissions if state in {"", one.state}]
    context = {
        "period": found,
        "progress": progress,
        "submissions": shown,
        "state": state,
        "late": {one.pk for one in progress.late},
        "is_late": found.is_late(today),
        "may_manage": request.actor.may(Permission.MONITORING_MANAGE),
        "may_review": request.actor.may(Permission.MONITORING_REVIEW),
    }
    return render(request, "monitoring/period.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.MONITORING_MANAGE)
def dates(request: StaffRequest, code: str) -> HttpResponse:
    """Other days."""
    found = queries.get_period(request.actor, code)
    initial = {"opens_on": found.opens_on, "closes_on": found.closes_on}
    form = DatesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            periods.change_dates(code, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, "填报时间已经修改。")
            return redirect("monitoring:period", code)
    context = {"period": found, "form": form, "title": "修改填报时间", "button": "修改"}
    return render(request, "monitoring/step.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.MONITORING_MANAGE)
def add_school(request: StaffRequest, code: str) -> HttpResponse:
    """Take in a school that the platform does not have."""
    found = queries.get_period(request.actor, code)
    form = SchoolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            added = periods.add_school(code, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, f"{added.school_name}已经加入，由教育局代为填报。")
            return redirect("monitoring:submission", added.code)
    context = {"period": found, "form": form, "title": "增加学校", "button": "增加"}
    return render(request, "monitoring/step.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.MONITORING_COUNTY)
def county_figures(request: StaffRequest, code: str) -> HttpResponse:
    """The county's own figures, and their workbook to upload."""
    found = queries.get_period(request.actor, code)
    form = SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"period": found, "form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with told_on(form):
            faults = periods.fill_county(
                code, name=file.name, content=file.read(), by=request.actor, at=request.at
            )
            if not faults:
                messages.success(request, "县级数据已经写入。")
                return redirect("monitoring:county_figures", code)
            context["faults"] = fault_rows(faults)
    before = queries.period_before(found)
    now, last = found.own_values, before.own_values if before else {}
    context["rows"] = [
        (one, shown_figure(now.get(one.key), one.quantity),
         shown_figure(last.get(one.key), one.quantity))
        for one in items_of_county(found.catalogue)
    ]  # fmt: skip
    context["may_fill"] = found.is_open and request.actor.may(Permission.MONITORING_MANAGE)
    return render(request, "monitoring/county_figures.html", context)


@require_GET
@requires(Permission.MONITORING_MANAGE)
def county_workbook(request: StaffRequest, code: str) -> HttpResponse:
    """The workbook of the county's figures."""
    found = queries.get_period(request.actor, code)
    content = county_form(found, queries.period_before(found))
    return download(content, f"{found.title}县级数据表", "xlsx")


@require_POST
@requires(Permission.MONITORING_MANAGE)
def close(request: StaffRequest, code: str) -> HttpResponse:
    """End the year's collection."""
    closed = periods.close(code, by=request.actor, at=request.at)
    messages.success(request, f"{closed.title}填报已经结束，数据不再变动。")
    return redirect("monitoring:period", code)


@require_POST
@requires(Permission.MONITORING_MANAGE)
def reopen(request: StaffRequest, code: str) -> HttpResponse:
    """Open a closed year again."""
    opened = periods.reopen(code, by=request.actor, at=request.at)
    messages.success(request, f"{opened.title}重新开放填报。")
    return redirect("monitoring:period", code)
