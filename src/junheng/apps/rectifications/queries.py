"""The only roads to rectifications: a school sees its own, the bureau all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from junheng.apps.accounts.models import HeldPost, User
from junheng.apps.rectifications.models import Entry, Evidence, Rectification
from junheng.apps.rectifications.rules.deadlines import is_in_time
from junheng.apps.rectifications.states import (
    UNDER_WAY,
    EntryKind,
    RectificationState,
    SourceKind,
)
from junheng.apps.schools.models import School
from junheng.core.access import NotVisible, Permission, Role, StaffActor

_SHOWN = 8
_WORK_KINDS = (EntryKind.PROGRESS, EntryKind.REPORT)


def rectifications_visible_to(actor: StaffActor) -> QuerySet[Rectification]:
    """A school's own for those at the school, all for the bureau, none for others."""
    if not actor.may(Permission.RECTIFICATIONS_VIEW):
        return Rectification.objects.none()
    found = Rectification.objects.select_related("school")
    reach = actor.schools_for(Permission.RECTIFICATIONS_VIEW)
    return found if reach is None else found.filter(school__code__in=reach)


def get_rectification(actor: StaffActor, code: str) -> Rectification:
    """One rectification; raises NotVisible."""
    found = rectifications_visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def list_rectifications(
    actor: StaffActor,
    *,
    search: str = "",
    source: str = "",
    only: str = "",
    today: date,
) -> list[Rectification]:
    """What the actor sees, the most urgent first; `search` is part of a number or of a school.

    `only` is a state, `under_way`, or `overdue`: not reported and past its deadline.
    """
    found = rectifications_visible_to(actor).defer("what")
    if source in SourceKind.values:
        found = found.filter(source_kind=source)
    if only in RectificationState.values:
        found = found.filter(state=only)
    if only == "under_way":
        found = found.filter(state__in=UNDER_WAY)
    if only == "overdue":
        found = overdue(found, today)
    if search:
        found = found.filter(Q(number__icontains=search) | Q(school__name__icontains=search))
    return sorted(found, key=lambda one: (not one.is_under_way, one.due_on, -one.pk))


def overdue(found: QuerySet[Rectification], today: date) -> QuerySet[Rectification]:
    """Those that were not reported by their deadline."""
    return found.filter(state=RectificationState.OPEN, due_on__lt=today)


def made_of(actor: StaffActor, kind: SourceKind, codes: Iterable[str]) -> dict[str, Rectification]:
    """By source code what was started of these sources and not withdrawn, as the actor sees it."""
    found = rectifications_visible_to(actor).filter(source_kind=kind, source_code__in=list(codes))
    standing = found.exclude(state=RectificationState.WITHDRAWN).defer("what")
    return {one.source_code: one for one in standing}


def entries_of(rectification: Rectification) -> list[Entry]:
    """What was written beside it, oldest first."""
    return list(rectification.entries.all())


def evidence_of(rectification: Rectification) -> list[Evidence]:
    """Its files."""
    return list(rectification.evidence.select_related("file"))


def get_evidence(actor: StaffActor, code: str, evidence: str) -> Evidence:
    """One file; raises NotVisible."""
    held = get_rectification(actor, code)
    found = held.evidence.select_related("file", "rectification").filter(code=evidence).first()
    if found is None:
        raise NotVisible
    return found


def last_serial(year: int) -> int:
    """The newest serial number of a year; asked inside an act, which others wait for."""
    newest = Rectification.objects.filter(year=year).order_by("-serial").values_list("serial")
    return next((serial for (serial,) in newest[:1]), 0)


# -- who ---------------------------------------------------------------------------------------


def may_work(actor: StaffActor, rectification: Rectification) -> bool:
    """Whether this person puts it right: at its school, or at the bureau where it is its own."""
    return _is_among(actor, Permission.RECTIFICATIONS_WORK, rectification)


def may_report(actor: StaffActor, rectification: Rectification) -> bool:
    """Whether this person says that it was put right."""
    return _is_among(actor, Permission.RECTIFICATIONS_REPORT, rectification)


def may_verify(actor: StaffActor, rectification: Rectification) -> bool:
    """Whether this person may judge: he neither answers for it nor worked on it."""
    if not actor.may(Permission.RECTIFICATIONS_VERIFY, rectification.school_code or None):
        return False
    if actor.ident in {rectification.owner, rectification.reported_by}:
        return False
    worked = Entry.objects.filter(rectification=rectification, kind__in=_WORK_KINDS)
    return not worked.filter(by=actor.ident).exists()


def may_withdraw(actor: StaffActor, rectification: Rectification) -> bool:
    """Whether this person may take it back: who started it may not."""
    code = rectification.school_code or None
    may = actor.may(Permission.RECTIFICATIONS_START, code)
    return may and actor.ident != rectification.started_by


def _is_among(actor: StaffActor, permission: Permission, rectification: Rectification) -> bool:
    reach = actor.schools_for(permission)
    if rectification.school is None:
        return reach is None and actor.may(permission)
    return reach is not None and rectification.school.code in reach


def find_school(code: str) -> School | None:
    """The school that somebody chose."""
    return School.objects.filter(code=code).first()


def schools_to_choose(actor: StaffActor) -> list[School]:
    """The schools that this person may tell to put something right."""
    reach = actor.schools_for(Permission.RECTIFICATIONS_START)
    found = School.objects.order_by("name")
    return list(found if reach is None else found.filter(code__in=reach))


def owners_at(school: School | None) -> list[User]:
    """Open accounts that can answer for something at a school, or at the bureau; principals first.

    At the bureau it is whoever works there for the balance, not administrators.
    """
    roles = (
        [Role.PRINCIPAL, Role.SCHOOL_CLERK]
        if school
        else [Role.BUREAU_OPERATOR, Role.BUREAU_REVIEWER]
    )
    held = HeldPost.objects.filter(withdrawn_at__isnull=True, school=school, role__in=roles)
    posts = held.filter(user__closed_at__isnull=True).select_related("user").order_by("user_id")
    ordered = sorted(posts, key=lambda post: (roles.index(Role(post.role)), post.user_id))
    return list({post.user.code: post.user for post in ordered}.values())


# -- what waits --------------------------------------------------------------------------------


@dataclass(frozen=True)
class RectificationTasks:
    """What waits for somebody: to be put right, or to be verified."""

    due: tuple[Rectification, ...] = ()
    to_verify: tuple[Rectification, ...] = ()
    overdue: int = 0

    def __bool__(self) -> bool:
        return bool(self.due or self.to_verify)


def tasks_of(actor: StaffActor, *, at: datetime) -> RectificationTasks:
    """What waits for this person, for his workbench."""
    seen = rectifications_visible_to(actor).defer("what").order_by("due_on", "id")
    reach = actor.schools_for(Permission.RECTIFICATIONS_WORK)
    own = seen.filter(school__isnull=True) if reach is None else seen
    due = own.filter(state=RectificationState.OPEN)
    if not actor.may(Permission.RECTIFICATIONS_WORK):
        due = due.none()
    to_verify = seen.filter(state=RectificationState.REPORTED)
    if not actor.may(Permission.RECTIFICATIONS_VERIFY):
        to_verify = to_verify.none()
    late = overdue(seen, localdate(at)).count()
    return RectificationTasks(tuple(due[:_SHOWN]), tuple(to_verify[:_SHOWN]), late)


# -- figures -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of a table: of what, how many, and how they stand.

    `in_time` are those reported by their deadline; `median_days` from start to closing.
    """

    title: str
    started: int
    open: int
    overdue: int
    reported: int
    closed: int
    in_time: int
    median_days: float | None


@dataclass(frozen=True)
class Figures:
    """The rectifications of a year in numbers; withdrawn ones are counted apart."""

    year: int
    whole: Line
    by_source: tuple[Line, ...]
    by_school: tuple[Line, ...]
    withdrawn: int


def years_with_rectifications(actor: StaffActor) -> list[int]:
    """The years in which some were started, newest first."""
    years = rectifications_visible_to(actor).order_by("-year").values_list("year", flat=True)
    return list(years.distinct())


def figures_of(actor: StaffActor, year: int, *, today: date) -> Figures:
    """A year in numbers, of what the actor sees."""
    rows = list(rectifications_visible_to(actor).filter(year=year).defer("what"))
    standing = [row for row in rows if row.state != RectificationState.WITHDRAWN]
    places = sorted({row.whose for row in standing})
    return Figures(
        year=year,
        whole=_line("合计", standing, today),
        by_source=tuple(
            _line(kind.label, of_kind, today)
            for kind in SourceKind
            if (of_kind := [row for row in standing if row.source_kind == kind])
        ),
        by_school=tuple(
            _line(place, [row for row in standing if row.whose == place], today) for place in places
        ),
        withdrawn=len(rows) - len(standing),
    )


def rows_to_export(actor: StaffActor, year: int) -> list[Rectification]:
    """A year's rectifications, oldest first, with their entries."""
    found = rectifications_visible_to(actor).filter(year=year).order_by("serial")
    return list(found.prefetch_related("entries"))


def _line(title: str, rows: list[Rectification], today: date) -> Line:
    closed = [row for row in rows if row.state == RectificationState.CLOSED]
    days = [
        (localdate(row.closed_at) - localdate(row.started_at)).days
        for row in closed
        if row.closed_at
    ]
    opened = [row for row in rows if row.state == RectificationState.OPEN]
    return Line(
        title=title,
        started=len(rows),
        open=len(opened),
        overdue=sum(row.is_overdue(today) for row in opened),
        reported=sum(row.state == RectificationState.REPORTED for row in rows),
        closed=len(closed),
        in_time=sum(_was_in_time(row, today) for row in rows if row not in opened),
        median_days=float(median(days)) if days else None,
    )


def _was_in_time(row: Rectification, today: date) -> bool:
    reported_on = localdate(row.reported_at) if row.reported_at else None
    return is_in_time(reported_on, row.due_on, today=today)
