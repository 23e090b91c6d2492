"""Pages of the trail."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from junheng.apps.schools.queries import all_schools, find_bureau
from junheng.apps.trail import exports, queries, services
from junheng.apps.trail.forms import SearchForm
from junheng.core.access import Permission, StaffRequest, requires
from junheng.engine.record.paper import paper_lines


@require_GET
@requires(Permission.TRAIL_VIEW)
def entries(request: StaffRequest) -> HttpResponse:
    """The trail, newest first, fifty a page."""
    form = _form(request)
    page = queries.page_of(
        queries.find_entries(request.actor, form.search), request.GET.get("page", "1")
    )
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": exports.rows_of(page, {school.code: school.name for school in all_schools()}),
        "kept": kept.urlencode(),
        "check": queries.last_check(request.actor),
        "may_check": request.actor.may(Permission.TRAIL_CHECK),
        "may_export": request.actor.may(Permission.TRAIL_EXPORT),
        "most": queries.MOST_EXPORTED,
    }
    return render(request, "trail/entries.html", context)


@require_GET
@requires(Permission.TRAIL_VIEW)
def head(request: StaffRequest) -> HttpResponse:
    """The newest head, to be printed and put on the notice board."""
    newest = queries.newest_head()
    context = {
        "head": newest,
        "lines": paper_lines(newest.digest),
        "bureau": find_bureau(),
        "at": request.at,
    }
    return render(request, "trail/head.html", context)


@require_POST
@requires(Permission.TRAIL_CHECK)
def check(request: StaffRequest) -> HttpResponse:
    """Ask for a check of the chain."""
    services.ask_for_check(by=request.actor, at=request.at)
    messages.success(request, "已开始检查，记录很多时要几分钟。稍后刷新本页看结果。")
    return redirect("trail:entries")


@require_POST
@requires(Permission.TRAIL_EXPORT)
def export(request: StaffRequest) -> HttpResponse:
    """What was looked for, as a workbook."""
    found = services.take_for_export(_form(request).search, by=request.actor, at=request.at)
    return exports.workbook_response(found)


def _form(request: StaffRequest) -> SearchForm:
    form = SearchForm(request.GET, schools=all_schools(), kinds=queries.kinds_of_events())
    form.is_valid()
    return form
