"""The roster of a cohort: its list, an upload, its preview, what becomes of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.states import ROSTER_OPEN, CohortState
from junheng.apps.students import exports, queries
from junheng.apps.students.forms import RosterForm, told_on
from junheng.apps.students.services import imports
from junheng.apps.students.services.doubles import listed_elsewhere
from junheng.apps.students.services.downloads import take_marked
from junheng.apps.students.services.previews import preview_of
from junheng.apps.students.states import Answer, ImportState, StudentState
from junheng.core.access import NotVisible, Permission, StaffRequest, requires
from junheng.core.access.numbers import whole_number

_FILTERS = (
    ("", "全部在册", "active"),
    (Answer.WAITING, "未交回", Answer.WAITING),
    (Answer.CONFIRMED, "核对无误", Answer.CONFIRMED),
    (Answer.DISPUTED, "有异议", Answer.DISPUTED),
    (StudentState.WITHDRAWN, "已撤出", StudentState.WITHDRAWN),
)


@require_GET
@requires(Permission.STUDENTS_VIEW)
def list_of_students(request: StaffRequest, code: str) -> HttpResponse:
    """The students of a cohort, page by page, and how far the families' answers are."""
    cohort, actor = campaigns.get_cohort(request.actor, code), request.actor
    if not actor.may(Permission.STUDENTS_VIEW, cohort.school_code):
        raise NotVisible
    only, number = request.GET.get("only", ""), request.GET.get("page", "1")
    counted = queries.answers_counted(cohort)
    may_edit = actor.may(Permission.STUDENTS_EDIT, cohort.school_code)
    context = {
        "cohort": cohort,
        "page": queries.page_of_students(
            actor, cohort, number=whole_number(number) or 1, only=only
        ),
        "only": only,
        "filters": [(value, label, counted[key]) for value, label, key in _FILTERS],
        "counted": counted,
        "may_edit": may_edit,
        "may_open": actor.may(Permission.STUDENTS_OPEN, cohort.school_code),
        "has_names": actor.may(Permission.STUDENTS_NAMES, cohort.school_code),
        "is_collecting": cohort.state == CohortState.COLLECTING,
        "may_answer": may_edit and cohort.state in ROSTER_OPEN,
        "doubles": queries.count_doubles(cohort),
        "waiting": queries.open_import(actor, cohort) if may_edit else None,
    }
    return render(request, "students/list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.STUDENTS_EDIT)
def upload(request: StaffRequest, code: str) -> HttpResponse:
    """Choose a file; the next page shows what it would change."""
    cohort = campaigns.get_cohort(request.actor, code)
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with told_on(form, "file"):
            found = imports.upload_roster(
                code, name=file.name, content=file.read(), by=request.actor, at=request.at
            )
            return redirect("students:preview", found.code)
    context = {
        "form": form,
        "cohort": cohort,
        "columns": exports.columns_explained(localdate(request.at)),
        "is_collecting": cohort.state == CohortState.COLLECTING,
        "imports": queries.imports_of(request.actor, cohort),
    }
    return render(request, "students/upload.html", context)


@require_GET
@requires(Permission.STUDENTS_EDIT)
def template(request: StaffRequest, code: str) -> HttpResponse:
    """An empty roster to fill in."""
    cohort = campaigns.get_cohort(request.actor, code)
    return exports.template_response(cohort, localdate(request.at))


@require_GET
@requires(Permission.STUDENTS_EDIT)
def preview(request: StaffRequest, code: str) -> HttpResponse:
    """What an uploaded roster would change, and everything that is wrong with it."""
    found = queries.get_import(request.actor, code)
    held = preview_of(found)
    context: dict[str, Any] = {
        "found": found,
        "cohort": found.cohort,
        "is_open": found.state == ImportState.PREVIEWED,
        "can_be_confirmed": held is not None and not held.faults,
    }
    if held is not None:
        context["table"] = exports.preview_table(held, found.refused_columns)
        context["missing"] = queries.names_by_code(held.comparison.missing).values()
        context["kept"] = queries.names_by_code(held.comparison.kept).values()
        context["elsewhere"] = listed_elsewhere(found.cohort, held.students)
    return render(request, "students/preview.html", context)


@require_POST
@requires(Permission.STUDENTS_EDIT)
def confirm(request: StaffRequest, code: str) -> HttpResponse:
    """Write what the preview showed."""
    found = imports.confirm_import(
        code,
        accepts_missing=request.POST.get("accepts_missing") == "yes",
        by=request.actor,
        at=request.at,
    )
    messages.success(
        request,
        f"名册已写入：新增 {found.new_count} 人，变化 {found.changed_count} 人，"
        f"不变 {found.same_count} 人，撤出 {found.missing_count} 人。",
    )
    return redirect("students:list", found.cohort.code)


@require_POST
@requires(Permission.STUDENTS_EDIT)
def discard(request: StaffRequest, code: str) -> HttpResponse:
    """Give a preview up."""
    found = imports.discard_import(code, by=request.actor, at=request.at)
    messages.success(request, "已放弃这次上传，文件已销毁，名册没有变化。")
    return redirect("students:upload", found.cohort.code)


@require_GET
@requires(Permission.STUDENTS_EDIT)
def marked(request: StaffRequest, code: str) -> HttpResponse:
    """The uploaded workbook with its faults coloured."""
    found, held = take_marked(code, by=request.actor, at=request.at)
    return exports.marked_workbook(found, held)
