"""The only road to the audit trail and to the checks of its chain."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from junheng.apps.trail import rules
from junheng.apps.trail.models import ChainCheck
from junheng.core.access import Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.chain import ChainHead
from junheng.core.audit.events import event_types
from junheng.core.audit.models import AuditEntry

PAGE_ROWS: Final = 50
MOST_EXPORTED: Final = 50_000
CHECK_JOB: Final = "trail.check_chain"
_CHINA_TIME: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Search:
    """What is looked for; empty fields ask for nothing."""

    who: str = ""
    since: date | None = None
    until: date | None = None
    event: str = ""
    subject: str = ""
    school: str = ""
    refusals_only: bool = False


def entries_visible_to(actor: StaffActor) -> QuerySet[AuditEntry]:
    """All of the trail for whoever may read it; nobody else sees any of it."""
    if not actor.may(Permission.TRAIL_VIEW):
        return AuditEntry.objects.none()
    return AuditEntry.objects.order_by("-sequence")


def find_entries(actor: StaffActor, search: Search) -> QuerySet[AuditEntry]:
    """The entries that are looked for, newest first."""
    found = entries_visible_to(actor)
    if search.who:
        found = found.filter(Q(actor_name__icontains=search.who) | Q(actor_id=search.who))
    if search.since:
        found = found.filter(at__gte=_begin_of(search.since))
    if search.until:
        found = found.filter(at__lt=_begin_of(search.until + timedelta(days=1)))
    if search.event:
        found = found.filter(event=search.event)
    if search.subject:
        found = found.filter(subject_code=search.subject)
    if search.school:
        found = found.filter(
            Q(subject_school_code=search.school) | Q(actor_school_code=search.school)
        )
    if search.refusals_only:
        found = found.filter(event__endswith=rules.REFUSALS_END)
    return found


def page_of(entries: QuerySet[AuditEntry], number: str) -> Page[AuditEntry]:
    """One page of fifty; a number beyond the end is the last page."""
    return Paginator(entries, PAGE_ROWS).get_page(number)


def kinds_of_events() -> list[tuple[str, str]]:
    """Every kind of event with its title, for choosing."""
    return [(name, rules.title_of(name)) for name in event_types()]


def newest_head() -> ChainHead:
    """How far the trail has come, for the notice board."""
    return audit.head()


def checks_visible_to(actor: StaffActor) -> QuerySet[ChainCheck]:
    """All checks of the chain for whoever reads the trail."""
    if not actor.may(Permission.TRAIL_VIEW):
        return ChainCheck.objects.none()
    return ChainCheck.objects.all()


def last_check(actor: StaffActor) -> ChainCheck | None:
    """The newest check of the chain."""
    return checks_visible_to(actor).first()


def newest_check() -> ChainCheck | None:
    """The same for the figures of the program that watches, which names no entry."""
    return ChainCheck.objects.first()


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), _CHINA_TIME)
