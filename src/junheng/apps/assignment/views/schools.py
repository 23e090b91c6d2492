"""One school's part of a session: representatives and homeroom teachers' lots."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.assignment import queries, rules
from junheng.apps.assignment.forms import ScanForm, SignatureForm
from junheng.apps.assignment.models import SessionCohort
from junheng.apps.assignment.services import (
    after_draw,
    ceremony,
    entries,
    foreground,
    planning,
    showing,
)
from junheng.apps.assignment.services.folders import read_ceremony
from junheng.core.access import (
    NotAllowed,
    NotVisible,
    Permission,
    StaffRequest,
    StepRefused,
    requires,
)
from junheng.core.messages import describe, sentence
from junheng.engine.errors import JunhengError

_SUBJECTS = {
    "lots": entries.lots_subject,
    "representatives": entries.representatives_subject,
    "electronic_lots": entries.electronic_subject,
}
_RECORDERS = {
    "lots": (
        ceremony.record_lots,
        "班主任签已记入流水账。请打印班级师生情况一览表，请监督人员签字。",
    ),
    "electronic_lots": (
        ceremony.draw_lots,
        "班主任签已由电脑抽定，记入流水账。请打印班级师生情况一览表，请监督人员签字。",
    ),
    "representatives": (ceremony.record_representatives, "家长代表已抽定。"),
}


@require_GET
@requires(Permission.ASSIGNMENT_VIEW)
def school(request: StaffRequest, code: str, unit: str) -> HttpResponse:
    """Where the school stands after the draw, and what is still missing."""
    part = queries.get_part(request.actor, code, unit)
    foreground.settle(part.session, at=request.at)
    part = queries.get_part(request.actor, code, unit)
    required = planning.profile_of_platform().supervisor_roles.value
    found = queries.evidence_of(part)
    code_of_school = part.cohort.school.code
    may = request.actor.may
    context = {
        "session": part.session,
        "part": part,
        "classes": showing.final_classes_of(part),
        "representatives": showing.representatives_shown(part)
        if may(Permission.ASSIGNMENT_LOTS, code_of_school)
        else None,
        "signatures": found.signatures,
        "scans": queries.scans_of(part.session, part),
        "missing": [
            sentence(name, params)
            for name, params in rules.what_is_missing(required, found.evidence)
        ],
        "signature_form": SignatureForm(roles=required),
        "scan_form": ScanForm(),
        "may_lots": may(Permission.ASSIGNMENT_LOTS, code_of_school),
        "may_sign": may(Permission.ASSIGNMENT_SIGN, code_of_school),
        "may_publish": may(Permission.ASSIGNMENT_PUBLISH, code_of_school),
        "is_ready_to_sign": part.cohort.state == "teachers_drawn",
        "is_published": part.cohort.state == "published",
        "is_drawn": bool(part.result),
        "waiting": [
            sentence(name, params) for name, params in after_draw.keeps_open(part, at=request.at)
        ]
        if part.cohort.state == "published"
        else [],
    }
    return render(request, "assignment/school.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_LOTS)
def representatives(request: StaffRequest, code: str, unit: str) -> HttpResponse:
    """Type the numbers from which the parents' representatives are drawn."""
    part = _part(request, code, unit)

    def type_in() -> entries.Outcome:
        return entries.type_representatives(
            part,
            believes=request.POST.get("step", ""),
            public=request.POST.get("public", ""),
            cards=request.POST.get("cards", ""),
            by=request.actor,
            at=request.at,
        )

    return _typing(request, part, "representatives", type_in, {})


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_LOTS)
def lots(request: StaffRequest, code: str, unit: str) -> HttpResponse:
    """Type the lots from the signed form."""
    part = _part(request, code, unit)
    if not part.lots:
        entries.refuse_unposted_teachers(part)
    held = read_ceremony(part.session)
    frozen = next(one for one in held.frozen.units if one.unit == unit)
    numbers = range(1, frozen.class_count + 1)

    def type_in() -> entries.Outcome:
        return entries.type_lots(
            part,
            held,
            believes=request.POST.get("step", ""),
            groups=[request.POST.get(f"group{number}", "") for number in numbers],
            teachers=[request.POST.get(f"teacher{number}", "") for number in numbers],
            recusals=request.POST.get("recusals", ""),
            by=request.actor,
            at=request.at,
        )

    more = {
        "groups": [(number, f"G{number}") for number in numbers],
        "teachers": [
            (number, label, name)
            for number, (label, name) in enumerate(frozen.labelled_teachers, start=1)
        ],
    }
    return _typing(request, part, "lots", type_in, more)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_LOTS)
def electronic_lots(request: StaffRequest, code: str, unit: str) -> HttpResponse:
    """Without a box: type the numbers from which the computer draws the lots."""
    part = _part(request, code, unit)
    if not part.lots:
        entries.refuse_unposted_teachers(part)
    held = read_ceremony(part.session)

    def type_in() -> entries.Outcome:
        return entries.type_electronic_lots(
            part,
            held,
            believes=request.POST.get("step", ""),
            public=request.POST.get("public", ""),
            cards=request.POST.get("cards", ""),
            by=request.actor,
            at=request.at,
        )

    return _typing(request, part, "electronic_lots", type_in, {})


@require_POST
@requires(Permission.ASSIGNMENT_LOTS)
def again(request: StaffRequest, code: str, unit: str) -> HttpResponse:
    """Take what was typed back."""
    part = _part(request, code, unit)
    what = _what(request)
    entries.discard_of_part(
        part,
        _SUBJECTS[what](part),
        believes=request.POST.get("step", ""),
        by=request.actor,
        at=request.at,
    )
    messages.success(request, "已取消录入，请两人重新录入。")
    return redirect(f"assignment:{what}", code, unit)


@require_POST
@requires(Permission.ASSIGNMENT_LOTS)
def record(request: StaffRequest, code: str, unit: str) -> HttpResponse:
    """Put what both typed into the ledger."""
    part = _part(request, code, unit)
    what = _what(request)
    if entries.position_of_part(part, _SUBJECTS[what](part)) != request.POST.get("step"):
        raise StepRefused("session_has_moved_on", state=part.cohort.get_state_display())
    recorder, told = _RECORDERS[what]
    recorder(part, by=request.actor, at=request.at)
    messages.success(request, told)
    return redirect("assignment:school", code, unit)


def _part(request: StaffRequest, code: str, unit: str) -> SessionCohort:
    part = queries.get_part(request.actor, code, unit, Permission.ASSIGNMENT_LOTS)
    foreground.settle(part.session, at=request.at)
    part = queries.get_part(request.actor, code, unit, Permission.ASSIGNMENT_LOTS)
    if not part.result:
        raise StepRefused("session_has_moved_on", state=part.session.get_state_display())
    return part


def _what(request: StaffRequest) -> str:
    what = request.POST.get("what", "")
    if what not in _SUBJECTS:
        raise NotVisible
    return what


def _typing(
    request: StaffRequest, part: SessionCohort, what: str, type_in: Any, more: dict[str, Any]
) -> HttpResponse:
    error, status = "", 200
    if request.method == "POST":
        try:
            outcome = type_in()
        except (NotVisible, NotAllowed, StepRefused):
            raise
        except JunhengError as refusal:
            error, status = describe(refusal), 422
        else:
            if outcome.differing:
                error = sentence("entries_differ", {"lines": "、".join(outcome.differing)})
                status = 422
            else:
                return redirect(f"assignment:{what}", part.session.code, part.unit)
    subject = _SUBJECTS[what](part)
    typed = queries.entries_of(part.session, subject)
    context = {
        "session": part.session,
        "part": part,
        "what": what,
        "position": entries.position_of_part(part, subject),
        "entries": typed,
        "agreed": typed[0].content if len(typed) == 2 else None,  # noqa: PLR2004 - two people
        "is_mine": any(entry.typed_by == request.actor.ident for entry in typed),
        "is_done": part.representatives_drawn if what == "representatives" else part.lots,
        "error": error,
        "typed": request.POST,
        **more,
    }
    return render(request, f"assignment/{what}.html", context, status=status)
