"""Pages of a proposal: asked for, compared, handed in, filed or returned."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.states import CohortState
from junheng.apps.teachers import queries as lists
from junheng.apps.teachers import services as list_acts
from junheng.apps.teachers.forms import ReturnForm
from junheng.apps.teachers.states import ListState
from junheng.apps.teams import exports, queries
from junheng.apps.teams.services import filing, proposing
from junheng.apps.teams.services.showing import shown_causes, shown_teams
from junheng.core.access import NotVisible, Permission, StaffRequest, requires
from junheng.engine.record.paper import paper_lines


@require_POST
@requires(Permission.TEACHERS_EDIT)
def propose(request: StaffRequest, code: str) -> HttpResponse:
    """Ask for teams."""
    asked = proposing.ask_for_teams(code, by=request.actor, at=request.at)
    return redirect("teams:proposal", code, asked.code)


@require_GET
@requires(Permission.TEACHERS_VIEW)
def proposal(request: StaffRequest, code: str, proposal: str) -> HttpResponse:
    """One proposal: every team against the mean, or why there are no teams."""
    return _page(request, code, proposal)


def _page(
    request: StaffRequest, code: str, proposal: str, *, returning: ReturnForm | None = None
) -> HttpResponse:
    found = queries.get_proposal(request.actor, code, proposal)
    cohort, actor = found.cohort, request.actor
    filed = queries.filed_proposal(cohort)
    teacher_list = lists.find_list(cohort)
    is_draft = teacher_list is None or teacher_list.state == ListState.DRAFT
    is_filed = filed is not None and filed.pk == found.pk
    is_at_bureau = (
        is_filed
        and teacher_list is not None
        and teacher_list.state == ListState.SUBMITTED
        and actor.may(Permission.TEACHERS_FILE, cohort.school_code)
    )
    rests_on_newest = queries.rests_on_newest(found)
    context = {
        "cohort": cohort,
        "proposal": found,
        "list": teacher_list,
        "is_outdated": is_draft and found.is_ready and not rests_on_newest,
        "is_filed": is_filed,
        "has_failed": found.is_waiting and queries.has_failed(found),
        "shown": shown_teams(found) if found.is_ready else None,
        "causes": shown_causes(found) if found.causes else None,
        "code_lines": paper_lines(found.freeze_code) if found.freeze_code else (),
        "may_edit": is_draft and actor.may(Permission.TEACHERS_EDIT, cohort.school_code),
        "may_keep": is_draft
        and actor.may(Permission.TEACHERS_EDIT, cohort.school_code)
        and rests_on_newest,
        "may_submit": is_draft
        and found.is_ready
        and rests_on_newest
        and actor.may(Permission.TEACHERS_SUBMIT, cohort.school_code),
        "may_return": is_at_bureau,
        "may_file": is_at_bureau and cohort.state == CohortState.APPROVED,
        "returning": returning or ReturnForm(),
    }
    return render(request, "teams/proposal.html", context)


@require_GET
@requires(Permission.TEACHERS_VIEW)
def record(request: StaffRequest, code: str, proposal: str) -> HttpResponse:
    """The record of a proposal, without names, for whoever checks it."""
    found = queries.get_proposal(request.actor, code, proposal)
    if not found.is_ready:
        raise NotVisible
    return exports.record_response(found)


@require_POST
@requires(Permission.TEACHERS_SUBMIT)
def submit(request: StaffRequest, code: str, proposal: str) -> HttpResponse:
    """Hand a proposal in for filing, as the principal."""
    done = filing.file_proposal(code, proposal, by=request.actor, at=request.at)
    messages.success(request, f"方案 {done.number} 已报送教育局备案。要改请联系教育局退回。")
    return redirect("teams:proposal", code, proposal)


@require_POST
@requires(Permission.TEACHERS_FILE)
def file(request: StaffRequest, code: str) -> HttpResponse:
    """File what the school handed in; it is fixed from here on."""
    done = list_acts.file_list(code, by=request.actor, at=request.at)
    messages.success(request, f"已备案，备案号 {done.filing_number}。请学校公示。")
    return redirect("teams:cohort", code)


@require_POST
@requires(Permission.TEACHERS_FILE)
def give_back(request: StaffRequest, code: str) -> HttpResponse:
    """Give what was handed in back to the school, with words."""
    form = ReturnForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        list_acts.return_list(code, reason=reason, by=request.actor, at=request.at)
        messages.success(request, "已退回学校修改。")
        return redirect("teams:cohort", code)
    filed = queries.filed_proposal(campaigns.get_cohort(request.actor, code))
    if filed is None:
        raise NotVisible
    return _page(request, code, filed.code, returning=form)
