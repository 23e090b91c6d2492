"""Papers and files of a session, the disc, the passphrase."""

from typing import Final

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.assignment import exports, queries
from junheng.apps.assignment.forms import ArchiveForm, told_on
from junheng.apps.assignment.services import after_draw, asking_again, showing
from junheng.apps.assignment.services.folders import refuse_destroyed
from junheng.core.access import (
    NotVisible,
    Permission,
    StaffRequest,
    requires,
)

_HALVES: Final = {"first": 1, "second": 2}


@require_GET
@requires(Permission.ASSIGNMENT_PAPERS)
def papers(request: StaffRequest, code: str) -> HttpResponse:
    """Every form and file that one may take, of one school where one is chosen."""
    session = queries.get_session(request.actor, code)
    chosen = request.GET.get("unit", "")
    steps: dict[str, list[exports.Paper]] = {}
    for found in _papers(request, code):
        if chosen in {"", found.unit}:
            steps.setdefault(found.step, []).append(found)
    jobs = queries.jobs_of(session)
    context = {
        "session": session,
        "steps": steps,
        "parts": queries.parts_visible_to(request.actor, session),
        "chosen": chosen,
        "jobs": jobs,
        "jobs_again": queries.jobs_to_ask_again(request.actor, jobs),
    }
    return render(request, "assignment/papers.html", context)


@require_POST
@requires(Permission.ASSIGNMENT_PAPERS)
def job_again(request: StaffRequest, code: str, job: str) -> HttpResponse:
    """Have a job that ended badly done once more."""
    asking_again.ask_again(code, job, by=request.actor, at=request.at)
    messages.success(request, "已重新提出，请稍等再刷新。")
    return redirect("assignment:papers", code)


@require_GET
@requires(Permission.ASSIGNMENT_PAPERS)
def paper(request: StaffRequest, code: str, key: str) -> HttpResponseBase:
    """One of them; written down."""
    session = queries.get_session(request.actor, code)
    try:
        found = exports.paper_of(_papers(request, code), key)
    except NotVisible:
        refuse_destroyed(session)
        raise
    showing.note_paper_taken(session, found.key, found.digest(), by=request.actor, at=request.at)
    return _file(found)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_ARRANGE)
def archive(request: StaffRequest, code: str) -> HttpResponse:
    """Have the disc made."""
    session = queries.get_session_for(request.actor, code, Permission.ASSIGNMENT_ARRANGE)
    form = ArchiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            after_draw.ask_for_archive(
                code,
                copies=form.cleaned_data["copies"],
                halves=form.halves,
                by=request.actor,
                at=request.at,
            )
            messages.success(request, "已开始做存档光盘，完成后在“表格和文件”里下载镜像。")
            return redirect("assignment:papers", code)
    context = {
        "session": session,
        "form": form,
        "is_held": showing.holds_passphrase(session),
        "scans": queries.scans_of(session),
        "recordings": queries.recordings_of(session),
    }
    return render(request, "assignment/archive.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_VIEW)
def half(request: StaffRequest, code: str, half: str) -> HttpResponse:
    """One half of the passphrase: shown after a click, to the office that keeps it."""
    session = queries.get_session(request.actor, code)
    if half not in _HALVES:
        raise NotVisible
    digits = ""
    if request.method == "POST":
        digits = after_draw.take_half(code, _HALVES[half], by=request.actor, at=request.at)
    context = {
        "session": session,
        "groups": showing.grouped(digits),
        "half": half,
        "is_first": half == "first",
    }
    return render(request, "assignment/half.html", context)


@require_POST
@requires(Permission.ASSIGNMENT_ARRANGE)
def erase(request: StaffRequest, code: str) -> HttpResponse:
    """Erase the passphrase from the platform."""
    after_draw.erase_passphrase(code, by=request.actor, at=request.at)
    messages.success(request, "封存包口令已从平台清除，今后只在两张纸上。")
    return redirect("assignment:session", code)


def _papers(request: StaffRequest, code: str) -> list[exports.Paper]:
    session = queries.get_session(request.actor, code)
    parts = queries.parts_visible_to(request.actor, session)
    actor, permission = request.actor, Permission.ASSIGNMENT_PAPERS
    return exports.papers_of(
        session,
        parts,
        whole=queries.is_whole_for(actor, session, permission),
        is_bureau=actor.schools_for(permission) is None,
    )


def _file(found: exports.Paper) -> FileResponse:
    """Always to be saved: nothing of the record is opened inside the platform."""
    return FileResponse(
        found.path.open("rb"),
        as_attachment=True,
        filename=found.path.name,
        content_type=found.media_type,
    )
