"""Pages before teams are asked for: how far everybody is, teachers, lessons, locked rows."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.forms import told_on
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.states import ROSTER_OPEN
from junheng.apps.teachers.states import ListState
from junheng.apps.teams import exports, queries
from junheng.apps.teams.forms import KeepForm, LessonsForm, RosterForm
from junheng.apps.teams.services import preparing
from junheng.core.access import Permission, StaffRequest, StepRefused, requires


@require_GET
@requires(Permission.TEACHERS_VIEW)
def list_of_cohorts(request: StaffRequest) -> HttpResponse:
    """How far each school is with its teams."""
    campaign = campaigns.current_campaign(request.actor)
    rows = queries.team_rows(request.actor, campaign) if campaign else []
    return render(request, "teams/list.html", {"campaign": campaign, "rows": rows})


@require_GET
@requires(Permission.TEACHERS_VIEW)
def cohort(request: StaffRequest, code: str) -> HttpResponse:
    """One cohort: what is given, what was proposed, what stands at the bureau, who has a class."""
    found = campaigns.get_cohort(request.actor, code)
    page = queries.teams_at(found)
    teacher_list = page.list
    actor, school = request.actor, found.school_code
    may_replace = (
        teacher_list is not None
        and teacher_list.is_in_force
        and actor.may(Permission.TEACHERS_SUBMIT, school)
    )
    is_open = (
        found.state in ROSTER_OPEN
        and not found.is_exempt
        and (teacher_list is None or teacher_list.state == ListState.DRAFT)
    )
    context = {
        "cohort": found,
        "list": teacher_list,
        "roster": page.roster,
        "lessons": page.lessons,
        "has_lessons": page.has_lessons,
        "kept": page.kept,
        "proposals": page.proposals,
        "filed": page.filed,
        "teams": page.teams,
        "replacements": page.replacements,
        "profile": campaigns.profile_in_use(),
        "may_edit": is_open and actor.may(Permission.TEACHERS_EDIT, school),
        "may_file": teacher_list is not None
        and teacher_list.state == ListState.SUBMITTED
        and actor.may(Permission.TEACHERS_FILE, school),
        "listed": queries.listed_teams(page.people, page.lessons.names) if may_replace else [],
        "may_tell": actor.may(Permission.NOTICES_MAKE, school),
    }
    return render(request, "teams/cohort.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.TEACHERS_VIEW)
def roster(request: StaffRequest, code: str) -> HttpResponse:
    """The teachers that were imported; a new sheet is read whole or not at all."""
    found = campaigns.get_cohort(request.actor, code)
    form = RosterForm(request.POST or None, request.FILES or None)
    context = {
        "cohort": found,
        "form": form,
        "columns": exports.columns_explained(),
        "may_edit": request.actor.may(Permission.TEACHERS_EDIT, found.school_code),
    }
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with told_on(form):
            done = preparing.import_roster(
                code,
                file.name,
                file.read(),
                sheet=form.cleaned_data["sheet"],
                by=request.actor,
                at=request.at,
            )
            found_faults = (*done.reading.faults, *done.reading.warnings)
            context["faults"] = exports.fault_rows(found_faults)
            context["is_kept"] = done.roster is not None
            if done.roster is not None:
                messages.success(request, f"已导入任课教师 {done.roster.teacher_count} 人。")
            if done.roster is not None and not found_faults:
                return redirect("teams:cohort", code)
    context["people"] = exports.people_of(queries.newest_roster(found))
    return render(request, "teams/roster.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.TEACHERS_EDIT)
def lessons(request: StaffRequest, code: str) -> HttpResponse:
    """Write the year's subjects with their hours."""
    found = _open_cohort(request, code)
    known = queries.lessons_of(found, queries.newest_roster(found))
    form = LessonsForm(known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            preparing.set_lessons(code, form.lessons(), by=request.actor, at=request.at)
            messages.success(request, "已保存课程和课时。")
            return redirect("teams:cohort", code)
    return render(request, "teams/lessons.html", {"cohort": found, "form": form})


@require_http_methods(["GET", "POST"])
@requires(Permission.TEACHERS_EDIT)
def keep(request: StaffRequest, code: str) -> HttpResponse:
    """Lock a row, saying why; a link from a proposal has it filled in by places on the roster."""
    found = _open_cohort(request, code)
    teachers = queries.newest_roster(found)
    if teachers is None:
        raise StepRefused("teams_before_roster")
    subjects = queries.lessons_of(found, teachers).names
    given = {name: request.GET.get(name, "") for name in ("homeroom", "row")}
    form = KeepForm(teachers, subjects, request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            preparing.keep_row(code, form.locked_row(), by=request.actor, at=request.at)
            messages.success(request, "已锁定。请重新组建，得到保留这一行的方案。")
            return redirect("teams:cohort", code)
    return render(request, "teams/keep.html", {"cohort": found, "form": form})


@require_POST
@requires(Permission.TEACHERS_EDIT)
def release(request: StaffRequest, code: str, row: str) -> HttpResponse:
    """Take a lock away."""
    preparing.release_row(code, row, by=request.actor, at=request.at)
    messages.success(request, "已解除锁定。")
    return redirect("teams:cohort", code)


@require_GET
@requires(Permission.TEACHERS_EDIT)
def template(request: StaffRequest) -> HttpResponse:
    """An empty sheet of teachers to fill in."""
    del request
    return exports.template_response()


def _open_cohort(request: StaffRequest, code: str) -> Cohort:
    found = campaigns.get_cohort(request.actor, code)
    request.actor.must(Permission.TEACHERS_EDIT, found.school_code)
    return found
