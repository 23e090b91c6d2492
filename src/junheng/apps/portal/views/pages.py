"""What a family asks: when, where, who, how even, and whom to turn to."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from junheng.apps.monitoring import queries as monitoring_queries
from junheng.apps.notices import queries as notice_queries
from junheng.apps.notices.states import NoticeKind
from junheng.apps.portal import queries, rules, services
from junheng.apps.portal.exports import PublicPage, plain_text, public_page, stored_file
from junheng.apps.schools import queries as schools
from junheng.core.access import NotVisible, WebRequest, open_to_public

_ROBOTS = "User-agent: *\nAllow: /public/\nDisallow: /\n"


def _page(template: str, context: dict[str, Any], **options: Any) -> PublicPage:
    shown = {"bureau": schools.find_bureau(), **context}
    return public_page(f"portal/{template}.html", shown, **options)


@require_GET
@open_to_public
def front(request: WebRequest) -> HttpResponse:
    """Where to go with which question, and what comes next in the calendar."""
    campaign = queries.newest_campaign()
    days = services.days_of(campaign, at=request.at) if campaign else ()
    context = {
        "campaign": campaign,
        "next_day": rules.next_day(days),
        "hanging": queries.hanging_notices(at=request.at).count(),
        "monitored": monitoring_queries.hanging_publications(localdate(request.at)),
    }
    return _page("front", context)


@require_GET
@open_to_public
def calendar(request: WebRequest) -> HttpResponse:
    """What happens when, and the plan."""
    campaign = queries.newest_campaign()
    context = {
        "campaign": campaign,
        "days": services.days_of(campaign, at=request.at) if campaign else (),
    }
    return _page("calendar", context)


@require_GET
@open_to_public
def plan(request: WebRequest, code: str) -> HttpResponseBase:
    """The plan of a year, as the bureau published it."""
    campaign = queries.get_campaign(code)
    if campaign.plan_file is None:
        raise NotVisible
    return stored_file(request, campaign.plan_file, title=f"{campaign.title}工作方案")


@require_GET
@open_to_public
def notices(request: WebRequest) -> HttpResponse:
    """Everything that hangs, by what it answers."""
    return _page("notices", {"kinds": services.notices_by_kind(at=request.at)})


@require_GET
@open_to_public
def notice(request: WebRequest, public_code: str) -> HttpResponse:
    """A notice while it hangs; afterwards a sentence that it was taken down."""
    try:
        found = notice_queries.public_notice(public_code, at=request.at)
    except NotVisible:
        return _gone(request, public_code)
    context = {
        "shown": services.notice_shown(found, at=request.at),
        "notice": found,
        "contacts": services.contacts_of(found.school_code),
    }
    return _page("notice", context, has_names=True)


def _gone(request: WebRequest, public_code: str) -> HttpResponse:
    gone = queries.gone_notice(public_code)
    context = {
        "notice": gone,
        "is_withdrawn": services.is_withdrawn(gone),
        "replacements": services.replacements_of(gone, at=request.at),
    }
    return _page("gone", context, status=410)


@require_GET
@open_to_public
def list_of_schools(request: WebRequest) -> HttpResponse:
    """Each school's starting grades and where they stand."""
    del request
    campaign = queries.newest_campaign()
    cohorts = queries.cohorts_of(campaign) if campaign else []
    lines = [(cohort, services.state_words(cohort)) for cohort in cohorts]
    return _page("schools", {"campaign": campaign, "lines": lines})


@require_GET
@open_to_public
def school(request: WebRequest, code: str) -> HttpResponse:
    """One school: where it stands, what hangs, how even its classes are."""
    found = queries.get_school(code)
    context = {
        "school": found,
        "grades": services.grades_of(found, at=request.at),
        "contacts": services.contacts_of(code),
    }
    return _page("school", context)


@require_GET
@open_to_public
def balance(request: WebRequest) -> HttpResponse:
    """How even the classes of every school are."""
    del request
    campaign = queries.newest_campaign()
    balances = services.balances_of(queries.cohorts_of(campaign)) if campaign else []
    context = {
        "campaign": campaign,
        "balances": balances,
        "picture": services.county_picture(balances),
    }
    return _page("balance", context)


@require_GET
@open_to_public
def monitoring(request: WebRequest) -> HttpResponse:
    """The county's balance of resources, by year."""
    published = monitoring_queries.hanging_publications(localdate(request.at))
    return _page("monitoring", {"published": published})


@require_GET
@open_to_public
def monitoring_year(request: WebRequest, year: str) -> HttpResponse:
    """What the bureau published of a year; afterwards a sentence that it was taken down."""
    found = monitoring_queries.last_publication(year)
    if found is None:
        raise NotVisible
    is_gone = not found.hangs(localdate(request.at))
    context = {
        "publication": found,
        "year": year,
        "is_gone": is_gone,
        "sections": [] if is_gone else rules.public_sections(found.content),
    }
    return _page("monitoring_year", context, status=410 if is_gone else 200)


@require_GET
@open_to_public
def monitoring_report(request: WebRequest, year: str) -> HttpResponseBase:
    """The same as a document, whole."""
    found = monitoring_queries.last_publication(year)
    if found is None or not found.hangs(localdate(request.at)):
        raise NotVisible
    return stored_file(request, found.file, title=str(found.content["title"]))


@require_GET
@open_to_public
def contacts(request: WebRequest) -> HttpResponse:
    """Telephones and mailboxes of every unit."""
    del request
    return _page("contacts", {"contacts": schools.contacts()})


@require_GET
@open_to_public
def objecting(request: WebRequest) -> HttpResponse:
    """How to object, to what, and until when."""
    hanging = queries.hanging_notices(at=request.at).exclude(
        kind__in=(NoticeKind.PLAN, NoticeKind.FREEZE)
    )
    context = {
        "notices": list(hanging.order_by("shown_until", "cohort__school__code")),
        "contacts": schools.contacts(),
    }
    return _page("objecting", context)


@require_GET
@open_to_public
def robots(request: WebRequest) -> HttpResponse:
    """Search engines may read the public site; lists of names say themselves that they may not."""
    del request
    return plain_text(_ROBOTS)
