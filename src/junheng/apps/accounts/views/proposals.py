"""Acts of two people: what waits, reading one, confirming or declining it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from junheng.core.access import StaffRequest, for_staff
from junheng.core.access import proposals as two_people

_MOST = 100


@require_GET
@for_staff()
def list_of_proposals(request: StaffRequest) -> HttpResponse:
    """What waits for this person, and what he asked for or decided."""
    awaiting = two_people.proposals_awaiting(request.actor, at=request.at)
    context = {
        "awaiting": awaiting,
        "others": two_people.proposals_visible_to(request.actor).exclude(pk__in=awaiting)[:_MOST],
        "now": request.at,
    }
    return render(request, "accounts/proposals.html", context)


@require_GET
@for_staff()
def proposal(request: StaffRequest, code: str) -> HttpResponse:
    """One proposal, in full, before it is decided."""
    found = two_people.get_proposal(request.actor, code)
    is_open = found.state == "open" and found.expires_at > request.at
    is_own = found.asked_by == request.actor.ident
    act = two_people.act_of(found)
    if act.page and is_open and not is_own:
        return redirect(act.page, code)
    context = {
        "proposal": found,
        "act": act,
        "lines": act.lines_of(found.what),
        "asked_as": "、".join(post.role.label for post in two_people.first_person(found).posts),
        "can_confirm": is_open and not is_own,
        "can_withdraw": is_open and is_own,
    }
    return render(request, "accounts/proposal.html", context)


@require_POST
@for_staff()
def confirm(request: StaffRequest, code: str) -> HttpResponse:
    """Confirm as the second person; what must be told once is shown once."""
    told = two_people.confirm(
        code, digest=request.POST.get("digest", ""), by=request.actor, at=request.at
    )
    if told:
        return render(request, "accounts/told_once.html", {"told": told})
    messages.success(request, "已确认，立即生效。")
    return redirect("accounts:proposals")


@require_POST
@for_staff()
def decline(request: StaffRequest, code: str) -> HttpResponse:
    """Decline, or withdraw one's own."""
    two_people.decline(code, by=request.actor, at=request.at)
    messages.success(request, "已办理，这件事不会生效。")
    return redirect("accounts:proposals")
