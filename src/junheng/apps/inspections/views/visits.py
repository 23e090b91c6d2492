"""A school in a round: the inspector's record and the lists as found."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.adjustments.exports import fault_rows
from junheng.apps.campaigns.forms import told_on
from junheng.apps.inspections import queries
from junheng.apps.inspections.forms import ListForm, VisitForm
from junheng.apps.inspections.models import Visit
from junheng.apps.inspections.services import reading, rounds
from junheng.apps.inspections.states import CheckItem
from junheng.core.access import Permission, StaffRequest, requires

_MOST_WARNINGS: Final = 10


@require_GET
@requires(Permission.INSPECTIONS_VIEW)
def visit(request: StaffRequest, code: str) -> HttpResponse:
    """One school: record, lists, findings."""
    return _page(request, queries.get_visit(request.actor, code))


@require_POST
@requires(Permission.INSPECTIONS_ENTER)
def record(request: StaffRequest, code: str) -> HttpResponse:
    """Write the record."""
    form = VisitForm(request.POST)
    if form.is_valid():
        with told_on(form):
            rounds.record_visit(code, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, "督查记录已保存。")
            return redirect("inspections:visit", code)
    return _page(request, queries.get_visit(request.actor, code), form=form)


@require_http_methods(["GET", "POST"])
@requires(Permission.INSPECTIONS_ENTER)
def read_list(request: StaffRequest, code: str) -> HttpResponse:
    """Upload a list as found in class."""
    found = rounds.to_write(code, request.actor)
    form = ListForm(
        request.POST or None, request.FILES or None, cohorts=queries.cohorts_to_compare(found)
    )
    context: dict[str, Any] = {"visit": found, "form": form}
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            read = reading.read_list(code, form.upload, by=request.actor, at=request.at)
            if read.found is not None:
                messages.success(request, "名单已读入，文件没有保存。")
                _warn(request, fault_rows(read.faults))
                return redirect("inspections:found_list", read.found.code)
            context["faults"] = fault_rows(read.faults)
    return render(request, "inspections/read_list.html", context)


def _warn(request: StaffRequest, rows: Sequence[dict[str, object]]) -> None:
    """What could not be read and counts as unknown; a page of messages is read by nobody."""
    for row in rows[:_MOST_WARNINGS]:
        messages.warning(request, f"第 {row['row']} 行 {row['column']}：{row['sentence']}")
    if len(rows) > _MOST_WARNINGS:
        left = len(rows) - _MOST_WARNINGS
        messages.warning(request, f"另有 {left} 处读不出，按没有填计；改好后可以重新读入。")


def _page(request: StaffRequest, found: Visit, **changed: Any) -> HttpResponse:
    may_write = queries.may_write(request.actor, found)
    initial = {
        "visited_on": found.visited_on or localdate(request.at),
        "items": found.items,
        "notes": found.notes,
    }
    context: dict[str, Any] = {
        "visit": found,
        "round": found.round,
        "may_write": may_write,
        "done_items": [CheckItem(one).label for one in found.items],
        "lists": queries.lists_of(found),
        "findings": queries.findings_of(request.actor, found),
        "form": VisitForm(initial=initial),
        **changed,
    }
    return render(request, "inspections/visit.html", context)
