"""Pages of the schools."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.schools import exports, queries, services
from junheng.apps.schools.forms import SheetForm
from junheng.apps.schools.rules import SchoolEntry
from junheng.core.access import Permission, StaffRequest, StepRefused, requires
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError

PREVIEW_KEY = "schools_preview"


@require_GET
@requires(Permission.SCHOOLS_VIEW)
def list_of_schools(request: StaffRequest) -> HttpResponse:
    """The schools that one sees; typing into the search field replaces the table only."""
    search = request.GET.get("q", "").strip()
    context = {
        "schools": queries.list_schools(request.actor, search=search),
        "search": search,
        "may_import": request.actor.may(Permission.SCHOOLS_IMPORT),
    }
    is_part = getattr(request, "htmx", False)
    return render(request, "schools/_table.html" if is_part else "schools/list.html", context)


@require_GET
@requires(Permission.SCHOOLS_VIEW)
def school(request: StaffRequest, code: str) -> HttpResponse:
    """One school."""
    return render(
        request, "schools/school.html", {"school": queries.get_school(request.actor, code)}
    )


@require_GET
@requires(Permission.SCHOOLS_IMPORT)
def template(request: StaffRequest) -> HttpResponse:
    """An empty sheet to fill in."""
    del request
    return exports.template_response()


@require_http_methods(["GET", "POST"])
@requires(Permission.SCHOOLS_IMPORT)
def upload(request: StaffRequest) -> HttpResponse:
    """Choose a sheet, then see what it would change; nothing is written yet."""
    form = SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "columns": exports.columns_explained()}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            preview = services.preview_schools(file.name, content)
        except JunhengError as error:
            form.add_error("file", describe(error))
        else:
            request.session[PREVIEW_KEY] = {
                "digest": services.digest_of(content),
                "entries": [change.entry.as_json() for change in preview.changes],
            }
            if not preview.can_be_confirmed:
                del request.session[PREVIEW_KEY]
            context |= {"preview": preview, "faults": exports.fault_rows(preview.faults)}
            return render(request, "schools/preview.html", context)
    return render(request, "schools/upload.html", context)


@require_POST
@requires(Permission.SCHOOLS_IMPORT)
def confirm(request: StaffRequest) -> HttpResponse:
    """Write what the preview showed."""
    held = request.session.pop(PREVIEW_KEY, None)
    if held is None:
        raise StepRefused("schools_preview_gone")
    entries = [SchoolEntry(**entry) for entry in held["entries"]]
    done = services.import_schools(
        entries, file_digest=held["digest"], by=request.actor, at=request.at
    )
    messages.success(request, f"已写入：新增 {done.new_count} 所，更新 {done.changed_count} 所。")
    return redirect("schools:list")
