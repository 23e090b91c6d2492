"""Pages of a replacement: the school asks with its effect before its eyes, the bureau consents."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.forms import told_on
from junheng.apps.teams.forms import ReplaceForm
from junheng.apps.teams.services import replacing
from junheng.core.access import NotVisible, Permission, StaffRequest, requires
from junheng.core.access.numbers import whole_number
from junheng.core.access.proposals import confirm, get_proposal


@require_http_methods(["GET", "POST"])
@requires(Permission.TEACHERS_SUBMIT)
def replace(request: StaffRequest, code: str, place: str, subject: str) -> HttpResponse:
    """Choose a successor, see what it does to the comparison, then ask for consent."""
    found = campaigns.get_cohort(request.actor, code)
    request.actor.must(Permission.TEACHERS_SUBMIT, found.school_code)
    standing = replacing.standing_of(found)
    number, title = _row(standing, place, subject)
    before, head = standing.names_at(number, title)
    successors = replacing.possible_successors(standing, number, title)
    form = ReplaceForm(successors, request.POST or None)
    effects = None
    if request.method == "POST" and form.is_valid():
        swap = replacing.Swap(number, title, before, form.cleaned_data["successor"])
        with told_on(form):
            effects = replacing.effects_of(standing, swap)
            if "ask" in request.POST:
                replacing.ask_replacement(
                    code,
                    swap,
                    reason=form.cleaned_data["reason"],
                    by=request.actor,
                    at=request.at,
                )
                messages.success(request, "已提出，等教育局复核同意后更换。")
                return redirect("teams:cohort", code)
    context = {
        "cohort": found,
        "form": form,
        "effects": effects,
        "subject": title,
        "before": before,
        "homeroom": head,
        "is_homeroom": before == head,
        "successors": successors,
    }
    return render(request, "teams/replace.html", context)


def _row(standing: replacing.Standing, place: str, subject: str) -> tuple[int, str]:
    """The place on the list and the subject that an address names; raises NotVisible."""
    teams, subjects = standing.plan.teams, standing.roster.subjects
    row, column = whole_number(place), whole_number(subject)
    if row is None or column is None:
        raise NotVisible
    if not 1 <= row <= len(teams) or column >= len(subjects):
        raise NotVisible
    return row, subjects[column]


@require_http_methods(["GET", "POST"])
@requires(Permission.TEACHERS_VIEW)
def consent(request: StaffRequest, proposal_code: str) -> HttpResponse:
    """What the school asks for, with its effect; the reviewer consents or declines."""
    asked = get_proposal(request.actor, proposal_code)
    if asked.act != replacing.REPLACE.key:
        raise NotVisible
    found = campaigns.get_cohort(request.actor, str(asked.what["cohort"]))
    if request.method == "POST":
        digest = request.POST.get("digest", "")
        confirm(asked.code, digest=digest, by=request.actor, at=request.at)
        messages.success(request, "已同意，任课教师已更换。请学校公示。")
        return redirect("teams:cohort", found.code)
    context = {
        "proposal": asked,
        "what": asked.what,
        "cohort": found,
        "is_open": asked.state == "open" and asked.expires_at > request.at,
        "is_own": asked.asked_by == request.actor.ident,
    }
    return render(request, "teams/consent.html", context)


@require_POST
@requires(Permission.NOTICES_MAKE)
def notice(request: StaffRequest, code: str, replacement: str) -> HttpResponse:
    """Make the notice of a replacement."""
    made = replacing.make_replacement_notice(code, replacement, by=request.actor, at=request.at)
    return redirect("notices:notice", made.code)
