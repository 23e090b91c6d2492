"""Lists of notices, one notice, its files, and making those that are made by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.states import CampaignState
from junheng.apps.notices import queries, services
from junheng.apps.notices.models import Notice
from junheng.apps.notices.states import NoticeKind, NoticeState, NoticeStep
from junheng.apps.teachers import queries as teachers
from junheng.core.access import NotVisible, Permission, StaffRequest, requires
from junheng.core.files.serving import download


@require_GET
@requires(Permission.NOTICES_VIEW)
def list_of_notices(request: StaffRequest) -> HttpResponse:
    """The notices that one sees; searching replaces the table only."""
    asked = {key: request.GET.get(key, "").strip() for key in ("kind", "state", "search")}
    context: dict[str, Any] = asked | {
        "notices": queries.list_notices(request.actor, **asked),
        "today": localdate(request.at),
    }
    if getattr(request, "htmx", False):
        return render(request, "notices/_table.html", context)
    campaign = campaigns.current_campaign(request.actor)
    may_make = (
        request.actor.may(Permission.NOTICES_MAKE)
        and request.actor.schools_for(Permission.NOTICES_MAKE) is None
    )
    context |= {
        "kinds": NoticeKind.choices,
        "states": NoticeState.choices,
        "notice_tasks": queries.tasks_of(request.actor, at=request.at),
        "campaign": campaign,
        "may_make_plan": may_make
        and campaign is not None
        and campaign.state == CampaignState.PUBLISHED,
    }
    return render(request, "notices/list.html", context)


@require_GET
@requires(Permission.NOTICES_VIEW)
def cohort(request: StaffRequest, code: str) -> HttpResponse:
    """The notices of one school's grade."""
    found = campaigns.get_cohort(request.actor, code)
    teacher_list = teachers.find_list(found)
    standing = (
        queries.find_notice(
            NoticeKind.TEACHERS,
            teacher_list.filing_number,
            campaign=found.campaign,
            cohort=found,
        )
        if teacher_list and teacher_list.is_in_force
        else None
    )
    context = {
        "cohort": found,
        "notices": queries.notices_of(request.actor, found),
        "today": localdate(request.at),
        "may_make_teachers": teacher_list is not None
        and teacher_list.is_in_force
        and standing is None
        and request.actor.may(Permission.NOTICES_MAKE, found.school_code),
    }
    return render(request, "notices/cohort.html", context)


@require_POST
@requires(Permission.NOTICES_MAKE)
def make_plan(request: StaffRequest, code: str) -> HttpResponse:
    """Make the notice of the published plan, or show the one that stands."""
    campaign = campaigns.get_campaign(request.actor, code)
    made = services.make_plan_notice(campaign, by=request.actor, at=request.at)
    return _to(request, made)


@require_POST
@requires(Permission.NOTICES_MAKE)
def make_teachers(request: StaffRequest, code: str) -> HttpResponse:
    """Make the notice of the filed list of homeroom teachers, or show the one that stands."""
    found = campaigns.get_cohort(request.actor, code)
    made = services.make_teachers_notice(found, by=request.actor, at=request.at)
    return _to(request, made)


@require_GET
@requires(Permission.NOTICES_VIEW)
def notice(request: StaffRequest, code: str) -> HttpResponse:
    """One notice: what it says, where it hangs, what comes next."""
    found, actor = queries.get_notice(request.actor, code), request.actor
    steps, today = found.possible_steps(), localdate(request.at)
    is_due = found.shown_until is not None and today > found.shown_until
    may_post = queries.can_act(actor, Permission.NOTICES_POST, found)
    context = {
        "notice": found,
        "words": found.words,
        "papers": queries.attachments_of(found),
        "objections": queries.objections_to(actor, found),
        "today": today,
        "is_due": is_due,
        "is_public": found.state == NoticeState.POSTED and not is_due,
        "may_post": may_post and NoticeStep.POST in steps,
        "may_take_down": may_post and NoticeStep.TAKE_DOWN in steps and is_due,
        "may_withdraw": queries.can_act(actor, Permission.NOTICES_WITHDRAW, found)
        and NoticeStep.WITHDRAW in steps,
        "may_object": queries.can_act(actor, Permission.OBJECTIONS_RECORD, found)
        and found.posted_at is not None,
    }
    return render(request, "notices/notice.html", context)


@require_GET
@requires(Permission.NOTICES_VIEW)
def file(request: StaffRequest, code: str) -> HttpResponseBase:
    """The paper itself, to be printed."""
    found = queries.get_notice(request.actor, code)
    services.note_opening(found, found.file, "notice", by=request.actor, at=request.at)
    return download(found.file, title=found.title)


@require_GET
@requires(Permission.NOTICES_VIEW)
def photo(request: StaffRequest, code: str) -> HttpResponseBase:
    """The photograph of the posted notice."""
    found = queries.get_notice(request.actor, code)
    if found.photo is None:
        raise NotVisible
    services.note_opening(found, found.photo, "photo", by=request.actor, at=request.at)
    return download(found.photo, title=f"{found.title}张贴照片")


@require_GET
@requires(Permission.NOTICES_VIEW)
def paper(request: StaffRequest, code: str, paper: str) -> HttpResponseBase:
    """A paper that is posted together with the notice."""
    found = queries.get_notice(request.actor, code)
    extra = queries.get_attachment(found, paper)
    services.note_opening(found, extra.file, "attachment", by=request.actor, at=request.at)
    return download(extra.file, title=f"{found.title}附件{extra.title}")


def _to(request: StaffRequest, made: Notice) -> HttpResponse:
    messages.success(request, "公告已生成。下一步：打印、盖章、张贴、拍照，再登记张贴。")
    return redirect("notices:notice", made.code)
