"""Pages of the sessions: arranging, freezing, voiding, the ledger."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.apps.assignment import queries
from junheng.apps.assignment.forms import VOID_REASONS, DigitsForm, SessionForm, VoidForm, told_on
from junheng.apps.assignment.services import (
    arranging,
    ceremony,
    foreground,
    planning,
    showing,
    two_person_acts,
    voids,
)
from junheng.apps.assignment.states import MANAGED_STATES, SessionState
from junheng.apps.campaigns import queries as campaigns
from junheng.core.access import NotVisible, Permission, StaffRequest, requires
from junheng.core.access.proposals import get_proposal
from junheng.engine.record.paper import paper_lines


@require_GET
@requires(Permission.ASSIGNMENT_VIEW)
def list_of_sessions(request: StaffRequest) -> HttpResponse:
    """The sessions that one sees."""
    campaign = campaigns.current_campaign(request.actor)
    may_arrange = campaign is not None and request.actor.may(Permission.ASSIGNMENT_ARRANGE)
    context = {
        "sessions": queries.list_sessions(request.actor),
        "campaign": campaign if may_arrange else None,
    }
    return render(request, "assignment/list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_ARRANGE)
def arrange(request: StaffRequest, campaign_code: str) -> HttpResponse:
    """A new session."""
    campaign = campaigns.get_campaign(request.actor, campaign_code)
    bureau = planning.bureau_of_platform()
    first = {"host": bureau.name, "title": f"{bureau.county_name}{campaign.year}年起始年级阳光分班"}
    choices = queries.cohorts_to_take(campaign)
    form = SessionForm(request.POST or None, choices=choices, initial=first)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            made = arranging.arrange_session(
                campaign=campaign, **form.cleaned_data, by=request.actor, at=request.at
            )
            messages.success(request, "现场会已安排。")
            return redirect("assignment:session", made.code)
    context = {"form": form, "is_new": True, "has_choices": bool(choices)}
    return render(request, "assignment/arrange.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_ARRANGE)
def change(request: StaffRequest, code: str) -> HttpResponse:
    """Another day, place, or other schools, while nothing is frozen."""
    found = queries.get_session_for(request.actor, code, Permission.ASSIGNMENT_ARRANGE)
    choices = queries.cohorts_to_take(found.campaign, found)
    first: dict[str, Any] = {
        "title": found.title,
        "host": found.host,
        "place": found.place,
        "planned_at": found.planned_at,
        "cohorts": [part.cohort.code for part in queries.parts_of(found)],
    }
    form = SessionForm(request.POST or None, choices=choices, initial=first)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            arranging.change_session(code, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, "已修改。")
            return redirect("assignment:session", code)
    context = {"form": form, "session": found, "is_new": False, "has_choices": bool(choices)}
    return render(request, "assignment/arrange.html", context)


@require_GET
@requires(Permission.ASSIGNMENT_VIEW)
def session(request: StaffRequest, code: str) -> HttpResponse:
    """Where a session stands, and what comes next."""
    found = foreground.settle(queries.get_session(request.actor, code), at=request.at)
    actor = request.actor
    whole = queries.is_whole_for(actor, found, Permission.ASSIGNMENT_VIEW)
    jobs = queries.jobs_of(found) if whole else []
    context = {
        "session": found,
        "parts": queries.parts_visible_to(actor, found),
        "whole": whole,
        "may_halves": actor.schools_for(Permission.ASSIGNMENT_VIEW) is None,
        "freeze_lines": paper_lines(found.freeze_code) if found.freeze_code else (),
        "head": showing.head_of(found),
        "fault": showing.fault_of(found),
        "proposal": showing.waiting_proposal(found, at=request.at),
        "may_hold": showing.may_hold(actor, found),
        "may_arrange": actor.may(Permission.ASSIGNMENT_ARRANGE),
        "may_enter": actor.may(Permission.ASSIGNMENT_ENTER),
        "may_publish": actor.may(Permission.ASSIGNMENT_PUBLISH),
        "may_papers": actor.may(Permission.ASSIGNMENT_PAPERS),
        "is_managed": found.state in MANAGED_STATES,
        "is_drawn": found.state in {SessionState.DRAWN, SessionState.CLOSED},
        "void_unposted": voids.unposted_voids(found),
        "may_void": voids.has_freeze_to_void(found),
        "jobs": jobs,
        "jobs_again": queries.jobs_to_ask_again(actor, jobs),
        "freedom": queries.bodies(queries.events_of_freeze(found), "FREEDOM")
        if found.freeze_code
        else [],
        "recordings": queries.recordings_of(found) if whole else [],
        "scans": [scan for scan in queries.scans_of(found) if scan.part_id is None],
        "waits_for_publication": any(
            part.cohort.state == "effective" for part in queries.parts_of(found)
        ),
        "public_address": request.build_absolute_uri(
            reverse("portal:draw", args=[found.public_code])
        ),
        "is_public": bool(queries.bodies(queries.events_of_freeze(found), "PUBLISH"))
        if found.freeze_code
        else False,
    }
    return render(request, "assignment/session.html", context)


@require_POST
@requires(Permission.ASSIGNMENT_ARRANGE)
def propose_freeze(request: StaffRequest, code: str) -> HttpResponse:
    """Ask a second person to freeze."""
    two_person_acts.propose_freeze(code, by=request.actor, at=request.at)
    messages.success(request, "已提请冻结，请纪检监督或责任督学在自己的电脑上确认。")
    return redirect("assignment:session", code)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_VIEW)
def confirm_freeze(request: StaffRequest, proposal_code: str) -> HttpResponse:
    """The second person confirms and types the secret digits."""
    proposal = get_proposal(request.actor, proposal_code)
    if proposal.act != two_person_acts.FREEZE.key:
        raise NotVisible
    found = queries.get_session(request.actor, str(proposal.what["session"]))
    form = DigitsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            two_person_acts.confirm_freeze(
                proposal.code,
                digest=request.POST.get("digest", ""),
                digits=form.cleaned_data["digits"],
                by=request.actor,
                at=request.at,
            )
            messages.success(request, "名册已冻结。请打印冻结公告并张贴。")
            return redirect("assignment:session", found.code)
    context = {
        "proposal": proposal,
        "session": found,
        "form": form,
        "parts": queries.parts_of(found),
        "units": {unit["unit"]: unit for unit in proposal.what["units"]},
        "is_open": proposal.state == "open" and proposal.expires_at > request.at,
        "is_own": proposal.asked_by == request.actor.ident,
    }
    return render(request, "assignment/confirm_freeze.html", context)


@require_POST
@requires(Permission.ASSIGNMENT_ARRANGE)
def ask_for_freedom(request: StaffRequest, code: str) -> HttpResponse:
    """Have the freedom report reckoned."""
    ceremony.ask_for_freedom(code, by=request.actor, at=request.at)
    messages.success(request, "已开始计算自由度报告，完成后显示在这里。")
    return redirect("assignment:session", code)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_ARRANGE)
def void(request: StaffRequest, code: str) -> HttpResponse:
    """Ask for a void, for a reason from the closed list."""
    found = queries.get_session_for(request.actor, code, Permission.ASSIGNMENT_ARRANGE)
    form = VoidForm(request.POST or None)
    allowed = voids.reasons_now(found)
    form.fields["reason"].choices = [  # type: ignore[attr-defined] # a field of choices
        (reason, words) for reason, words in VOID_REASONS.items() if reason in allowed
    ]
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            two_person_acts.propose_void(
                code,
                reason=form.cleaned_data["reason"],
                reference=form.cleaned_data["reference"].strip(),
                signers=form.cleaned_data["signers"],
                by=request.actor,
                at=request.at,
            )
            messages.success(request, "已提请作废，请纪检监督在自己的电脑上确认。")
            return redirect("assignment:session", code)
    parts = queries.parts_of(found)
    context = {
        "session": found,
        "form": form,
        "parts": parts,
        "is_effective": any(part.cohort.effective_at for part in parts),
        "is_locked": any(part.cohort.locked_at for part in parts),
        "seats": showing.seats_of(found),
        "freeze_lines": paper_lines(found.freeze_code) if found.freeze_code else (),
    }
    return render(request, "assignment/void.html", context)


@require_GET
@requires(Permission.ASSIGNMENT_VIEW)
def ledger(request: StaffRequest, code: str) -> HttpResponse:
    """Every event of the ledger."""
    found = queries.get_session(request.actor, code)
    context = {"session": found, "events": showing.ledger_shown(found)}
    return render(request, "assignment/ledger.html", context)
