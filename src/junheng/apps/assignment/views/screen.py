"""The ceremony on the projector: one page, which shows the step where the ledger stands.

Every form carries the position it was shown at; a form of another position changes nothing and
gets a page that says where the ceremony stands.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.assignment import exports, queries, rules
from junheng.apps.assignment.models import Session
from junheng.apps.assignment.services import (
    announcing,
    ceremony,
    entries,
    foreground,
    planning,
    showing,
    two_person_acts,
    voids,
)
from junheng.apps.assignment.services.folders import refuse_destroyed
from junheng.apps.assignment.states import Act, SessionState
from junheng.core.access import (
    NotAllowed,
    NotVisible,
    Permission,
    StaffRequest,
    StepRefused,
    StepWaits,
    requires,
)
from junheng.core.access.events import AccessRefused
from junheng.core.audit.services import record_refusal
from junheng.core.messages import describe, sentence
from junheng.engine.errors import JunhengError
from junheng.engine.record.paper import paper_lines

P = ParamSpec("P")
_S: Final = SessionState

STEPS: Final = ("核对冻结码", "封签", "掷骰", "拆封", "双人录入", "锁定种子", "抽签", "公布")
_STEP_OF: Final = {
    _S.PLANNED: 0,
    _S.FROZEN: 1,
    _S.SEALED: 3,
    _S.ROLLED: 4,
    _S.OPENING: 5,
    _S.LOCKED: 6,
    _S.DRAWN: 8,
    _S.CLOSED: 8,
    _S.VOID: 0,
}
_SEALING: Final = 2
"""Between the freeze code and the sealed box the ledger has nothing to tell: the page does."""
_MOST_UNITS_SHOWN: Final = 6
_MOST_LETTERS_SHOWN: Final = 48


def _on_screen(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """Answer a form of another position with a page that says where the ceremony stands: 409.

    A step that is recorded and waits gets such a page too: 202.
    """

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        code = str(kwargs["code"])
        try:
            return view(request, *args, **kwargs)
        except (NotVisible, NotAllowed):
            raise
        except StepWaits as waits:
            return _instead(request, code, waits, status=202)
        except StepRefused as refusal:
            event = AccessRefused(
                route=request.resolver_match.view_name if request.resolver_match else "",
                method=request.method or "",
                status=409,
                reason=refusal.code,
            )
            record_refusal(event, by=request.actor, at=request.at)
            return _instead(request, code, refusal, status=409)
        except JunhengError as refusal:
            # What was typed is not right: the step stays, with the sentence above it.
            session = queries.get_session(request.actor, code)
            return _page(request, session, error=describe(refusal), status=422)

    return guarded


def _instead(
    request: StaffRequest, code: str, refusal: StepRefused, *, status: int
) -> HttpResponse:
    """What the room sees instead of the step: a sentence, and the way to where it stands."""
    session = queries.get_session(request.actor, code)
    context = _context(request, session) | {"sentence": describe(refusal), "status": status}
    return render(request, "assignment/screen/instead.html", context, status=status)


@require_GET
@requires(Permission.ASSIGNMENT_VIEW)
def screen(request: StaffRequest, code: str) -> HttpResponse:
    """The step where the ceremony stands."""
    session = foreground.settle(queries.get_session(request.actor, code), at=request.at)
    return _page(request, session)


@require_GET
@requires(Permission.ASSIGNMENT_VIEW)
def standing(request: StaffRequest, code: str) -> HttpResponse:
    """Asked every few seconds by every open screen: nothing new, or look again."""
    session = foreground.settle(queries.get_session(request.actor, code), at=request.at)
    if _mark_of(session, request) != request.GET.get("at"):
        # Never a reload: that would send a form again which the page came from.
        target = reverse("assignment:screen", args=[code])
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    if session.underway == Act.DRAW:
        return render(request, "assignment/screen/_progress.html", _context(request, session))
    return HttpResponse(status=204)


@require_POST
@requires(Permission.ASSIGNMENT_HOLD)
@_on_screen
def notice(request: StaffRequest, code: str) -> HttpResponse:
    """The notice hangs."""
    where = request.POST.get("where", "").strip()[:60]
    if not where:
        session = queries.get_session(request.actor, code)
        return _page(request, session, error="请写张贴在哪里。", status=422)
    ceremony.note_notice(
        code, believes=_step(request), where=where, by=request.actor, at=request.at
    )
    return _back(code)


@require_POST
@requires(Permission.ASSIGNMENT_HOLD)
@_on_screen
def seal(request: StaffRequest, code: str) -> HttpResponse:
    """The envelopes lie in the box."""
    count = rules.typed_digits(request.POST.get("count", ""))
    ceremony.seal(
        code,
        believes=_step(request),
        seats=request.POST.get("seats", ""),
        count=int(count) if count.isdecimal() and len(count) < 4 else 0,  # noqa: PLR2004
        by=request.actor,
        at=request.at,
    )
    return _back(code)


@require_POST
@requires(Permission.ASSIGNMENT_HOLD)
@_on_screen
def roll(request: StaffRequest, code: str) -> HttpResponse:
    """The dice: shown large to be compared first, recorded when the room agreed."""
    numbers, believes = request.POST.get("numbers", ""), _step(request)
    if request.POST.get("compared") != "yes":
        public = ceremony.read_dice(code, numbers, believes=believes, by=request.actor)
        session = queries.get_session(request.actor, code)
        return _page(request, session, more={"compare": public.partition(":")[2]})
    ceremony.roll(code, believes=believes, numbers=numbers, by=request.actor, at=request.at)
    return _back(code)


@require_POST
@requires(Permission.ASSIGNMENT_HOLD)
@_on_screen
def open_envelopes(request: StaffRequest, code: str) -> HttpResponse:
    """The point of no return."""
    ceremony.open_envelopes(code, believes=_step(request), by=request.actor, at=request.at)
    return _back(code)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_ENTER)
@_on_screen
def enter(request: StaffRequest, code: str) -> HttpResponse:
    """One person types all numbers from the paper, here or in a browser of his own."""
    session = queries.get_session_for(request.actor, code, Permission.ASSIGNMENT_ENTER)
    if request.method == "GET":
        if session.state != _S.OPENING:
            return _back(code)
        return _page(request, session, template="enter")
    seats = entries.seats_of_session(session)
    outcome = entries.type_seed(
        code,
        believes=_step(request),
        public=request.POST.get("public", ""),
        cards=[request.POST.get(f"card{number}", "") for number in range(1, len(seats) + 1)],
        by=request.actor,
        at=request.at,
    )
    if outcome.differing:
        words = "、".join(_line_title(name, seats) for name in outcome.differing)
        error = sentence("entries_differ", {"lines": words})
        session = queries.get_session(request.actor, code)
        return _page(request, session, error=error, status=422)
    return _back(code)


@require_POST
@requires(Permission.ASSIGNMENT_HOLD)
@_on_screen
def enter_again(request: StaffRequest, code: str) -> HttpResponse:
    """What stands on the screen is not what stands on the paper."""
    entries.discard_seed(code, believes=_step(request), by=request.actor, at=request.at)
    return _back(code)


@require_POST
@requires(Permission.ASSIGNMENT_HOLD)
@_on_screen
def lock(request: StaffRequest, code: str) -> HttpResponse:
    """Ask a second person to lock the seed."""
    two_person_acts.propose_lock(code, believes=_step(request), by=request.actor, at=request.at)
    return _back(code)


@require_POST
@requires(Permission.ASSIGNMENT_HOLD)
@_on_screen
def draw(request: StaffRequest, code: str) -> HttpResponse:
    """Begin the draw; it goes on beside this answer, and the screen shows how far."""
    ceremony.begin_draw(code, believes=_step(request), by=request.actor, at=request.at)
    foreground.start(code, at=request.at)
    return _back(code)


@require_GET
@requires(Permission.ASSIGNMENT_VIEW)
def school(request: StaffRequest, code: str, unit: str) -> HttpResponse:
    """The balance of one school's classes."""
    part = queries.get_part(request.actor, code, unit)
    session = foreground.settle(part.session, at=request.at)
    if session.state not in {_S.DRAWN, _S.CLOSED}:
        return _back(code)
    context = _context(request, session) | showing.balance_shown(session, part)
    visible = queries.parts_visible_to(request.actor, session)
    units = [one.unit for one in visible]
    following = units.index(unit) + 1
    context["next_unit"] = units[following] if following < len(units) else ""
    return render(request, "assignment/screen/school.html", context)


@require_GET
@requires(Permission.ASSIGNMENT_VIEW)
def classes(request: StaffRequest, code: str, unit: str, group: str) -> HttpResponse:
    """The list of one class, as the rules of the place let it be shown."""
    part = queries.get_part(request.actor, code, unit)
    session = part.session
    refuse_destroyed(session)
    names = exports.shown_names(session, part)
    if session.state not in {_S.DRAWN, _S.CLOSED} or group not in names:
        raise NotVisible
    showing.note_lists_shown(part, group, len(names[group]), by=request.actor, at=request.at)
    groups = list(names)
    following = groups.index(group) + 1
    context = _context(request, session) | {
        "part": part,
        "group": group,
        "names": names[group],
        "next_group": groups[following] if following < len(groups) else "",
    }
    return render(request, "assignment/screen/classes.html", context)


# -- putting a page together ------------------------------------------------------------------


def _step(request: StaffRequest) -> str:
    return request.POST.get("step", "")


def _back(code: str) -> HttpResponse:
    return redirect("assignment:screen", code)


def _line_title(name: str, seats: list[str]) -> str:
    """A line of the seed text as people call it."""
    if name == "public":
        return "公开数"
    return f"“{seats[int(name.partition('.')[2]) - 1]}”的封签卡"


def _mark_of(session: Session, request: StaffRequest) -> str:
    """What tells an open screen that there is something else to see."""
    waiting = "w" if showing.waiting_proposal(session, at=request.at) else ""
    return f"{queries.position_of(session)}{waiting}{session.underway}{session.fault_code}"


def _page(
    request: StaffRequest,
    session: Session,
    *,
    error: str = "",
    status: int = 200,
    template: str = "",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    context = _context(request, session) | {"error": error, "typed": request.POST} | (more or {})
    name = template or _template_of(session, request, context)
    if request.method == "POST" and name == "compare":
        name = "seal" if "seats" in request.POST else "compare"
    if name == "seal":
        context["now"] = _SEALING
    return render(request, f"assignment/screen/{name}.html", context, status=status)


def _template_of(session: Session, request: StaffRequest, context: dict[str, Any]) -> str:
    if session.underway == Act.DRAW:
        return "drawing"
    if session.underway:
        return "waiting"
    if session.state == _S.FROZEN:
        return "seal" if request.GET.get("to") == "envelopes" and context["posted"] else "compare"
    if session.state == _S.OPENING:
        return "witness" if len(context["entries"]) == 2 else "opening"  # noqa: PLR2004
    return {
        _S.PLANNED: "planned",
        _S.VOID: "planned",
        _S.SEALED: "roll",
        _S.ROLLED: "open",
        _S.LOCKED: "locked",
    }.get(_S(session.state), "drawn")


def _context(request: StaffRequest, session: Session) -> dict[str, Any]:
    events = queries.events_of_freeze(session) if session.freeze_code else []
    parts = queries.parts_visible_to(request.actor, session)
    posted = queries.moment_of(events, "NOTICE_POSTED")
    profile = planning.profile_of_platform()
    context: dict[str, Any] = {
        "session": session,
        "position": queries.position_of(session),
        "mark": _mark_of(session, request),
        "steps": list(enumerate(STEPS, start=1)),
        "now": _STEP_OF[_S(session.state)],
        "address": reverse("assignment:screen", args=[session.code]),
        "parts": parts,
        "parts_shown": parts[:_MOST_UNITS_SHOWN],
        "is_long": len(parts) > _MOST_UNITS_SHOWN
        or sum(len(part.cohort.title) for part in parts) > _MOST_LETTERS_SHOWN,
        "students": sum(part.students for part in parts),
        "classes_count": sum(part.classes for part in parts),
        "progress_total": 2 * session.parts.count(),
        "freeze_lines": paper_lines(session.freeze_code) if session.freeze_code else (),
        "posted": queries.bodies(events, "NOTICE_POSTED")[-1:],
        "hours_short": rules.hours_short(
            posted,
            request.at,
            voids.notice_hours(session, profile.notice_hours_before_ceremony.value),
        ),
        "unposted": announcing.unposted_parts(session) if session.state == _S.FROZEN else [],
        "may_hold": showing.may_hold(request.actor, session),
        "fault": showing.fault_of(session),
        "head": showing.head_of(session),
    }
    if session.freeze_code and session.state not in {_S.PLANNED, _S.VOID}:
        context |= showing.numbers_of(session, events)
    context["proposal"] = showing.waiting_proposal(session, at=request.at)
    return context
