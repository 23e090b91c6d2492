"""Pages of the homeroom teachers: the list of a school's grade, its teams, and its filing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.forms import told_on
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.states import ROSTER_OPEN
from junheng.apps.teachers import exports, queries, services
from junheng.apps.teachers.forms import ReturnForm, TeacherSheetForm, TypedForm
from junheng.apps.teachers.models import TeacherList
from junheng.apps.teachers.rules import ListPreview, TeamMember, check_open
from junheng.apps.teachers.states import ListState
from junheng.core.access import Permission, StaffRequest, StepRefused, requires

LIST_KEY, TEAMS_KEY = "teachers_list", "teachers_teams"


@require_GET
@requires(Permission.TEACHERS_VIEW)
def list_of_lists(request: StaffRequest) -> HttpResponse:
    """How far each school is with its list."""
    campaign = campaigns.current_campaign(request.actor)
    rows = queries.list_rows(request.actor, campaign) if campaign else []
    return render(request, "teachers/list.html", {"campaign": campaign, "rows": rows})


@require_GET
@requires(Permission.TEACHERS_VIEW)
def cohort(request: StaffRequest, code: str) -> HttpResponse:
    """One list: who is on it, how far it is, what comes next."""
    return _page(request, campaigns.get_cohort(request.actor, code))


@require_http_methods(["GET", "POST"])
@requires(Permission.TEACHERS_EDIT)
def names(request: StaffRequest, code: str) -> HttpResponse:
    """Type the names or upload a sheet, then see what was understood; nothing is written yet."""
    found = _open_to_edit(request, code)
    teacher_list = queries.find_list(found)
    sheet, typed = (
        TeacherSheetForm(),
        TypedForm(initial={"names": "\n".join(queries.names_on(teacher_list))}),
    )
    if request.method == "POST" and "file" in request.FILES:
        sheet = TeacherSheetForm(request.POST, request.FILES)
        if sheet.is_valid():
            file = sheet.cleaned_data["file"]
            with told_on(sheet):
                preview = services.preview_file(found, file.name, file.read())
                return _preview(request, found, preview)
    elif request.method == "POST" and "names" in request.POST:
        typed = TypedForm(request.POST)
        if typed.is_valid():
            preview = services.preview_names(found, typed.cleaned_data["names"])
            return _preview(request, found, preview)
    elif request.method == "POST":
        sheet = TeacherSheetForm(request.POST, request.FILES)
    context = {
        "cohort": found,
        "sheet": sheet,
        "typed": typed,
        "has_teams": bool(queries.team_members(teacher_list)),
    }
    return render(request, "teachers/names.html", context)


@require_POST
@requires(Permission.TEACHERS_EDIT)
def choose(request: StaffRequest, code: str) -> HttpResponse:
    """Take those who were ticked on a sheet with more teachers than classes."""
    found = _open_to_edit(request, code)
    chosen, candidates = request.POST.getlist("chosen"), request.POST.getlist("candidate")
    preview = services.preview_names(found, chosen)
    if preview.faults:
        preview = ListPreview((), preview.faults, tuple(candidates))
    return _preview(request, found, preview, chosen)


@require_POST
@requires(Permission.TEACHERS_EDIT)
def confirm(request: StaffRequest, code: str) -> HttpResponse:
    """Write what the preview showed."""
    campaigns.get_cohort(request.actor, code)
    held = request.session.pop(LIST_KEY, None)
    if held is None or held["cohort"] != code:
        raise StepRefused("teachers_preview_gone")
    services.write_list(
        code, held["names"], file_digest=held["digest"], by=request.actor, at=request.at
    )
    messages.success(request, f"已保存 {len(held['names'])} 位班主任。核对无误后请校长报送备案。")
    return redirect("teachers:cohort", code)


@require_http_methods(["GET", "POST"])
@requires(Permission.TEACHERS_EDIT)
def teams(request: StaffRequest, code: str) -> HttpResponse:
    """Upload the teams, then see what was understood; nothing is written yet."""
    found = _open_to_edit(request, code)
    form = TeacherSheetForm(request.POST or None, request.FILES or None)
    form.fields["file"].label = "任课教师表格"
    context: dict[str, Any] = {
        "cohort": found,
        "form": form,
        "columns": exports.columns_explained(),
        "homeroom": queries.names_on(queries.find_list(found)),
    }
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with told_on(form):
            preview = services.preview_teams(found, file.name, file.read())
            rows = [(one.homeroom, one.subject, one.name) for one in preview.members]
            held = {"cohort": code, "members": rows, "digest": preview.file_digest}
            _hold(request, TEAMS_KEY, None if preview.errors or not rows else held)
            context |= {
                "preview": preview,
                "teams": exports.teams_by_homeroom(preview.members),
                "faults": exports.fault_rows(preview.faults),
            }
            return render(request, "teachers/teams_preview.html", context)
    return render(request, "teachers/teams.html", context)


@require_POST
@requires(Permission.TEACHERS_EDIT)
def confirm_teams(request: StaffRequest, code: str) -> HttpResponse:
    """Write the teams that the preview showed."""
    campaigns.get_cohort(request.actor, code)
    held = request.session.pop(TEAMS_KEY, None)
    if held is None or held["cohort"] != code:
        raise StepRefused("teachers_preview_gone")
    members = [TeamMember(*row) for row in held["members"]]
    services.write_teams(code, members, file_digest=held["digest"], by=request.actor, at=request.at)
    messages.success(request, f"已保存任课教师 {len(members)} 行。")
    return redirect("teachers:cohort", code)


@require_GET
@requires(Permission.TEACHERS_EDIT)
def template(request: StaffRequest) -> HttpResponse:
    """An empty sheet of teams to fill in."""
    del request
    return exports.template_response()


@require_POST
@requires(Permission.TEACHERS_SUBMIT)
def submit(request: StaffRequest, code: str) -> HttpResponse:
    """Hand the list in for filing."""
    services.submit_list(code, by=request.actor, at=request.at)
    messages.success(request, "已报送教育局备案。备案之前如要修改，请联系教育局退回。")
    return redirect("teachers:cohort", code)


@require_POST
@requires(Permission.TEACHERS_FILE)
def file(request: StaffRequest, code: str) -> HttpResponse:
    """File the list; it is fixed from here on."""
    done = services.file_list(code, by=request.actor, at=request.at)
    messages.success(request, f"已备案，备案号 {done.filing_number}。名单从现在起不能更换。")
    return redirect("teachers:cohort", code)


@require_POST
@requires(Permission.TEACHERS_FILE)
def give_back(request: StaffRequest, code: str) -> HttpResponse:
    """Give the list back to the school."""
    form = ReturnForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        services.return_list(code, reason=reason, by=request.actor, at=request.at)
        messages.success(request, "已退回学校修改。")
        return redirect("teachers:cohort", code)
    return _page(request, campaigns.get_cohort(request.actor, code), returning=form)


def _page(
    request: StaffRequest, found: Cohort, *, returning: ReturnForm | None = None
) -> HttpResponse:
    teacher_list = queries.find_list(found)
    state = ListState(teacher_list.state) if teacher_list else None
    entries, school = queries.entries_of(teacher_list), found.school_code
    fits, is_open = len(entries) == found.class_count, found.state in ROSTER_OPEN
    may_file = request.actor.may(Permission.TEACHERS_FILE, school)
    is_draft = state in {None, ListState.DRAFT} and is_open and not found.is_exempt
    context = {
        "cohort": found,
        "list": teacher_list,
        "entries": entries,
        "teams": exports.teams_by_homeroom(queries.team_members(teacher_list)),
        "replaced": queries.replaced_on(teacher_list),
        "filings": queries.filings_of(teacher_list),
        "fits": fits,
        "may_edit": is_draft and request.actor.may(Permission.TEACHERS_EDIT, school),
        "may_submit": is_draft and fits and request.actor.may(Permission.TEACHERS_SUBMIT, school),
        "may_file": may_file and state is ListState.SUBMITTED and fits,
        "may_return": may_file and is_open and _can_go_back(teacher_list, fits=fits),
        "returning": returning or ReturnForm(),
    }
    return render(request, "teachers/cohort.html", context)


def _can_go_back(teacher_list: TeacherList | None, *, fits: bool) -> bool:
    if teacher_list is None or teacher_list.state == ListState.DRAFT:
        return False
    return teacher_list.state == ListState.SUBMITTED or not fits


def _open_to_edit(request: StaffRequest, code: str) -> Cohort:
    """The cohort whose list this person may write now; the refusal says why not."""
    found = campaigns.get_cohort(request.actor, code)
    request.actor.must(Permission.TEACHERS_EDIT, found.school_code)
    teacher_list = queries.find_list(found)
    if teacher_list is not None:
        check_open(ListState(teacher_list.state), teacher_list.filing_number)
    return found


def _preview(
    request: StaffRequest, found: Cohort, preview: ListPreview, chosen: list[str] | None = None
) -> HttpResponse:
    held = {
        "cohort": found.code,
        "names": list(preview.names),
        "digest": preview.file_digest,
    }
    _hold(request, LIST_KEY, None if preview.faults else held)
    context = {
        "cohort": found,
        "preview": preview,
        "chosen": chosen or [],
        "faults": exports.fault_rows(preview.faults),
        "before": queries.names_on(queries.find_list(found)),
    }
    return render(request, "teachers/preview.html", context)


def _hold(request: StaffRequest, key: str, value: dict[str, Any] | None) -> None:
    """Keep what can be confirmed; what cannot be leaves nothing to confirm."""
    if value is None:
        request.session.pop(key, None)
    else:
        request.session[key] = value
