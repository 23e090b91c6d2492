"""The child's pages: the record before the draw, the class after it, ticket and check."""

from functools import cache
from pathlib import Path

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.assignment.services.folders import folder_of
from junheng.apps.guardians import exports
from junheng.apps.guardians.forms import DisputeForm
from junheng.apps.guardians.services import own_record
from junheng.apps.guardians.views.showing import child_page, own_guardian
from junheng.apps.students.forms import told_on
from junheng.apps.students.states import Answer
from junheng.core.access import GuardianRequest, NotVisible, for_guardian
from junheng.engine.record.paper import paper_lines

_REFUSED = 422


def told(route: str, word: str) -> HttpResponse:
    """On to a page that says what was just done."""
    return redirect(f"{reverse(route)}?told={word}")


@require_GET
@for_guardian
def home(request: GuardianRequest) -> HttpResponse:
    """How it stands, and where to go from here."""
    guardian = own_guardian(request)
    part, sheet = own_record.sheet_of(guardian)
    own = own_record.class_of(guardian.student, sheet) if sheet and sheet.is_published else None
    context = {
        "is_home": True,
        "part": part,
        "sheet": sheet,
        "own": own,
        "may_answer": own_record.may_answer(guardian.student),
        "is_waiting": guardian.student.answer == Answer.WAITING,
        "ways": _ways(),
    }
    return child_page(request, "home.html", context)


@cache
def _ways() -> SafeString:
    """The other pages, which are the same for every child: half of what the page costs."""
    return render_to_string("guardians/_ways.html")


@require_GET
@for_guardian
def record(request: GuardianRequest) -> HttpResponse:
    """What is kept of the child: is it right?"""
    student = own_guardian(request).student
    context = {
        "facts": own_record.facts(student, at=request.at),
        "disputes": own_record.disputes_of(student),
        "may_answer": own_record.may_answer(student),
        "answer": Answer(student.answer).label,
        "is_disputed": student.answer == Answer.DISPUTED,
        "is_waiting": student.answer == Answer.WAITING,
    }
    return child_page(request, "record.html", context)


@require_POST
@for_guardian
def confirm(request: GuardianRequest) -> HttpResponse:
    """Nothing is wrong."""
    own_record.confirm(request.actor, at=request.at)
    return told("guardians:home", "confirmed")


@require_http_methods(["GET", "POST"])
@for_guardian
def dispute(request: GuardianRequest) -> HttpResponse:
    """Something is wrong; say what, with a picture or without."""
    if not own_record.may_answer(own_guardian(request).student):
        return redirect("guardians:record")
    form = DisputeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        picture = form.cleaned_data["picture"]
        with told_on(form):
            own_record.dispute(
                request.actor,
                statement=form.cleaned_data["statement"],
                picture=picture.chunks() if picture else None,
                at=request.at,
            )
            return told("guardians:record", "disputed")
    status = _REFUSED if form.errors else 200
    return child_page(request, "dispute.html", {"form": form}, status=status)


@require_GET
@for_guardian
def placement(request: GuardianRequest) -> HttpResponse:
    """The class, or the pre-ticket while there is none; ticket and check."""
    guardian = own_guardian(request)
    part, sheet = own_record.sheet_of(guardian)
    own = own_record.class_of(guardian.student, sheet) if sheet and sheet.is_published else None
    context = {
        "part": part,
        "sheet": sheet,
        "own": own,
        "team": own_record.team_of(guardian.student, own) if own else (),
        "freeze_lines": paper_lines(sheet.freeze_code) if sheet else (),
        "freeze_code": sheet.freeze_code if sheet else "",
        "late_lines": paper_lines(sheet.late) if sheet and sheet.late else (),
        "script": exports.check_tag(),
        "registered": own_record.registered(sheet) if sheet else [],
    }
    return child_page(request, "placement.html", context)


@require_GET
@for_guardian
def ticket(request: GuardianRequest) -> HttpResponse:
    """The own ticket as a file; there is no other one to ask for."""
    _, sheet = own_record.sheet_of(own_guardian(request))
    if sheet is None:
        raise NotVisible
    return exports.ticket_response(sheet)


@require_GET
@for_guardian
def slip(request: GuardianRequest) -> HttpResponse:
    """The short form as a QR code, to print or to photograph."""
    _, sheet = own_record.sheet_of(own_guardian(request))
    if sheet is None or not sheet.is_published:
        raise NotVisible
    context = {
        "picture": exports.slip_picture(sheet),
        "own": own_record.class_of(own_guardian(request).student, sheet),
        "code_title": "补录码" if sheet.late else "冻结码",
        "code_lines": paper_lines(sheet.late or sheet.freeze_code),
    }
    return child_page(request, "slip.html", context)


@require_GET
@for_guardian
def public_record(request: GuardianRequest) -> HttpResponseBase:
    """The public file of the own draw, which the check compares the ticket with."""
    part, sheet = own_record.sheet_of(own_guardian(request))
    if part is None or sheet is None or not sheet.is_published:
        raise NotVisible
    file: Path = folder_of(part.session) / "public.json"
    if not file.exists():
        raise NotVisible
    response = FileResponse(file.open("rb"), content_type="application/json")
    response["Cache-Control"] = "private, max-age=600"
    return response


@require_GET
@for_guardian
def happenings(request: GuardianRequest) -> HttpResponse:
    """What happened since: objections, late batches, approved changes."""
    guardian = own_guardian(request)
    _, sheet = own_record.sheet_of(guardian)
    context = {
        "happenings": own_record.happenings_of(guardian.student, sheet),
        "disputes": own_record.disputes_of(guardian.student),
    }
    return child_page(request, "happenings.html", context)
