"""The list of what is at work, the page of one cohort, and what nobody may do."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.rules.forbidden import FORBIDDEN, first_term_ends
from junheng.apps.adjustments.services.changing import kinds_for
from junheng.apps.adjustments.services.forbidden import ask_forbidden
from junheng.apps.assignment.services.foreground import settle
from junheng.apps.campaigns import queries as campaigns
from junheng.core.access import Permission, StaffRequest, requires


@require_GET
@requires(Permission.ADJUSTMENTS_VIEW)
def list_of_work(request: StaffRequest) -> HttpResponse:
    """Everything that is at work at the actor's places, and the schools to go to."""
    campaign = campaigns.current_campaign(request.actor)
    cohorts = list(
        queries.cohorts_visible_to(request.actor).filter(
            state__in=queries.AFTER_EFFECT, campaign=campaign
        )
    )
    context = {
        "waiting": queries.waiting_for(request.actor),
        "cohorts": list(zip(cohorts, queries.statuses_of(cohorts), strict=True)),
        "may_watch": request.actor.may(Permission.ADJUSTMENTS_WATCH),
    }
    return render(request, "adjustments/list.html", context)


@require_GET
@requires(Permission.ADJUSTMENTS_VIEW)
def cohort(request: StaffRequest, code: str) -> HttpResponse:
    """One school's grade: late batches, requests, comparisons."""
    found, actor = queries.get_cohort(request.actor, code), request.actor
    session = queries.session_of(found)
    if session is not None:
        settle(session, at=request.at)
    may_file = actor.may(Permission.ADJUSTMENTS_FILE, found.school_code)
    context = {
        "cohort": found,
        "stands": found.state in queries.AFTER_EFFECT,
        "batches": queries.batches_of(found),
        "requests": queries.requests_of(found),
        "checks": queries.checks_of(actor, found),
        "kinds": kinds_for(found) if may_file else (),
        "may_file": may_file,
        "may_watch": actor.may(Permission.ADJUSTMENTS_WATCH, found.school_code),
        "free_from": first_term_ends(found.campaign.year, campaigns.profile_in_use()),
    }
    return render(request, "adjustments/cohort.html", context)


@require_GET
@requires(Permission.ADJUSTMENTS_VIEW)
def forbidden(request: StaffRequest, code: str) -> HttpResponse:
    """What nobody may do after the draw, with rule, source and way out."""
    context = {"cohort": queries.get_cohort(request.actor, code), "rules": FORBIDDEN.values()}
    return render(request, "adjustments/forbidden.html", context)


@require_POST
@requires(Permission.ADJUSTMENTS_FILE)
def wish(request: StaffRequest, code: str) -> HttpResponse:
    """Ask for what is forbidden: refused with the rule, and written down."""
    ask_forbidden(code, request.POST.get("wish", ""), by=request.actor, at=request.at)
