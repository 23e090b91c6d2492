"""The only roads to complaints, what was referred of them, and their figures."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from junheng.apps.accounts.models import HeldPost, User
from junheng.apps.assignment import queries as assignment
from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.campaigns.queries import profile_in_use
from junheng.apps.complaints.models import Complaint, Declaration, Evidence, Note, Referral
from junheng.apps.complaints.rules.deadlines import median_days
from junheng.apps.complaints.states import (
    OPEN_STATES,
    About,
    Category,
    Channel,
    ComplaintState,
    NoteKind,
    ReferralState,
)
from junheng.apps.notices import queries as notices
from junheng.apps.notices.models import Objection
from junheng.apps.schools.models import School
from junheng.core.access import NotVisible, Permission, Role, StaffActor
from junheng.profiles import has_holidays

_SEALED = ("accused", "content", "person", "contact", "reply")
_SHOWN = 8


def complaints_visible_to(actor: StaffActor) -> QuerySet[Complaint]:
    """Complaints for the bureau, without those that this person must stay away from.

    Nobody at a school sees any, and a post at a school keeps one from complaints about it. Those
    about the bureau's own people are for the discipline supervisors alone, and for whoever of the
    reviewers they named as free of interest.
    """
    if not actor.may(Permission.COMPLAINTS_VIEW):
        return Complaint.objects.none()
    if actor.schools_for(Permission.COMPLAINTS_VIEW) is not None:
        return Complaint.objects.none()
    own_schools = [post.school_code for post in actor.posts if post.school_code]
    away = Declaration.objects.filter(account=actor.ident, is_free=False).values("complaint")
    found = Complaint.objects.select_related("school").exclude(pk__in=away)
    if own_schools:
        found = found.exclude(school__code__in=own_schools)
    if Role.SUPERVISOR not in actor.roles:
        named = Declaration.objects.filter(account=actor.ident, is_free=True).values("complaint")
        found = found.filter(~Q(about=About.OFFICIAL) | Q(pk__in=named))
    return found


def get_complaint(actor: StaffActor, code: str) -> Complaint:
    """One complaint; raises NotVisible."""
    complaint = complaints_visible_to(actor).filter(code=code).first()
    if complaint is None:
        raise NotVisible
    return complaint


def list_complaints(
    actor: StaffActor,
    *,
    state: str = "",
    category: str = "",
    search: str = "",
    only: str = "",
    today: date,
) -> list[Complaint]:
    """The complaints that the actor sees, the most urgent first; `search` is number or school.

    `only` is `open` or `overdue`.
    """
    found = complaints_visible_to(actor).defer(*_SEALED)
    if state in ComplaintState.values:
        found = found.filter(state=state)
    if category in Category.values:
        found = found.filter(category=category)
    if only == "open":
        found = found.filter(state__in=OPEN_STATES)
    if only == "overdue":
        found = found.filter(state__in=OPEN_STATES, due_on__lt=today)
    if search:
        found = found.filter(Q(number__icontains=search) | Q(school__name__icontains=search))
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or today, -one.pk))


def declaration_of(actor: StaffActor, complaint: Complaint) -> Declaration | None:
    """What this person declared about a complaint."""
    return Declaration.objects.filter(complaint=complaint, account=actor.ident).first()


def is_declared_free(actor: StaffActor, complaint: Complaint) -> bool:
    """Whether this person may read and work on a complaint: he said that he has no interest."""
    declared = declaration_of(actor, complaint)
    return declared is not None and declared.is_free


def declarations_about(complaint: Complaint) -> list[Declaration]:
    """Who declared what."""
    return list(complaint.declarations.all())


def may_handle(actor: StaffActor, complaint: Complaint) -> bool:
    """Whether this person may take a step."""
    return actor.may(Permission.COMPLAINTS_HANDLE) and is_declared_free(actor, complaint)


def may_see_person(actor: StaffActor) -> bool:
    """From whom a complaint came is for those who work on it, not for those who look on."""
    return actor.may(Permission.COMPLAINTS_HANDLE)


def get_evidence(actor: StaffActor, code: str, evidence: str) -> Evidence:
    """One file of a complaint, for those who declared themselves free; raises NotVisible."""
    complaint = get_complaint(actor, code)
    found = complaint.evidence.select_related("file").filter(code=evidence).first()
    if found is None or not is_declared_free(actor, complaint):
        raise NotVisible
    return found


def evidence_of(complaint: Complaint) -> list[Evidence]:
    """The files of a complaint."""
    return list(complaint.evidence.select_related("file"))


def notes_of(complaint: Complaint) -> list[Note]:
    """What was written beside a complaint, oldest first."""
    return list(complaint.notes.all())


def supplements_of(complaint: Complaint) -> list[Note]:
    """What the complainant added."""
    return list(complaint.notes.filter(kind=NoteKind.SUPPLEMENT))


def referrals_of(complaint: Complaint) -> list[Referral]:
    """What was referred of a complaint, newest first."""
    return list(complaint.referrals.select_related("school"))


def waiting_referral(complaint: Complaint) -> Referral | None:
    """The referral that waits for its answer."""
    return complaint.referrals.filter(state=ReferralState.WAITING).first()


# -- by number and code ------------------------------------------------------------------------


def find_by_number(number: str) -> Complaint | None:
    """A complaint by its number, for whoever proves to have its code."""
    return Complaint.objects.filter(number=number).first()


def complaint_of_code(code: str) -> Complaint:
    """A complaint whose number and code were proved before; raises NotVisible."""
    found = Complaint.objects.select_related("school").filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def last_serial(year: int) -> int:
    """The newest serial number of a year; asked inside an act, which others wait for."""
    newest = Complaint.objects.filter(year=year).order_by("-serial").values_list("serial")
    return next((serial for (serial,) in newest[:1]), 0)


def find_school(code: str) -> School | None:
    """The school that somebody chose."""
    return School.objects.filter(code=code).first()


def schools_to_choose() -> list[School]:
    """All schools of the county, for the public form."""
    return list(School.objects.order_by("name"))


def complaint_of_form(form: str) -> Complaint | None:
    """The complaint that a web form brought, when it is sent a second time."""
    return Complaint.objects.filter(form=form).first()


def staff_named(name: str) -> list[User]:
    """Accounts with a post at the bureau of exactly this name."""
    if not name:
        return []
    at_bureau = HeldPost.objects.filter(withdrawn_at__isnull=True, school__isnull=True)
    return list(User.objects.filter(name=name, pk__in=at_bureau.values("user")))


def colleagues() -> list[User]:
    """Everybody with a post at the bureau, to be excluded or named."""
    at_bureau = HeldPost.objects.filter(withdrawn_at__isnull=True, school__isnull=True)
    return list(
        User.objects.filter(pk__in=at_bureau.values("user"), closed_at__isnull=True).order_by(
            "name", "id"
        )
    )


# -- what a school sees ------------------------------------------------------------------------


def referrals_visible_to(actor: StaffActor) -> QuerySet[Referral]:
    """What was referred to the schools where one answers; never anything of the complaint."""
    if not actor.may(Permission.REFERRALS_VIEW):
        return Referral.objects.none()
    reach = actor.schools_for(Permission.REFERRALS_VIEW)
    found = Referral.objects.select_related("school").exclude(state=ReferralState.RECALLED)
    return found.none() if reach is None else found.filter(school__code__in=reach)


def list_referrals(actor: StaffActor) -> list[Referral]:
    """What one's schools were given, what waits first."""
    found = referrals_visible_to(actor).defer("text", "answer")
    return sorted(found, key=lambda one: (one.state != ReferralState.WAITING, one.due_on))


def get_referral(actor: StaffActor, code: str) -> Referral:
    """One referral of one's own school; raises NotVisible."""
    referral = referrals_visible_to(actor).filter(code=code).first()
    if referral is None:
        raise NotVisible
    return referral


# -- what waits --------------------------------------------------------------------------------


@dataclass(frozen=True)
class ComplaintTasks:
    """What waits for somebody: at the bureau complaints, at a school referrals."""

    due: tuple[Complaint, ...] = ()
    referrals: tuple[Referral, ...] = ()
    count: int = 0
    overdue: int = 0

    def __bool__(self) -> bool:
        return bool(self.due or self.referrals)


def tasks_of(actor: StaffActor, *, at: datetime) -> ComplaintTasks:
    """What waits for this person, for his workbench."""
    today = localdate(at)
    referrals: tuple[Referral, ...] = ()
    if actor.may(Permission.REFERRALS_ANSWER):
        waiting = referrals_visible_to(actor).filter(state=ReferralState.WAITING)
        referrals = tuple(waiting.defer("text", "answer").order_by("due_on")[:_SHOWN])
    if not actor.may(Permission.COMPLAINTS_HANDLE):
        return ComplaintTasks(referrals=referrals)
    due = complaints_visible_to(actor).filter(state__in=OPEN_STATES).defer(*_SEALED)
    first = tuple(due.order_by("due_on", "id")[:_SHOWN])
    late = due.filter(due_on__lt=today).count()
    return ComplaintTasks(first, referrals, due.count(), late)


# -- the draw beside it ------------------------------------------------------------------------


@dataclass(frozen=True)
class DrawBeside:
    """The record of a draw that a complaint may be about."""

    session: Session
    part: SessionCohort
    is_public: bool
    events: int


def draws_beside(complaint: Complaint) -> list[DrawBeside]:
    """The sessions of the complaint's school in its year, and whether their record is public."""
    if complaint.school is None:
        return []
    parts = SessionCohort.objects.filter(
        cohort__school=complaint.school, cohort__campaign__year=complaint.year
    ).select_related("session", "cohort__school", "cohort__campaign")
    beside = []
    for part in parts:
        kinds = [event.kind for event in assignment.ledger_of(part.session)]
        beside.append(DrawBeside(part.session, part, "PUBLISH" in kinds, len(kinds)))
    return beside


def objections_beside(actor: StaffActor, complaint: Complaint) -> list[Objection]:
    """Objections to the notices of the complaint's school in its year."""
    if complaint.school is None:
        return []
    found = notices.objections_visible_to(actor).filter(
        notice__cohort__school=complaint.school, notice__campaign__year=complaint.year
    )
    return list(found.defer("person", "contact", "content", "answer"))


def complaints_from(actor: StaffActor, objection: Objection) -> list[Complaint]:
    """The complaints that were made of an objection."""
    return list(complaints_visible_to(actor).filter(objection=objection).defer(*_SEALED))


# -- figures -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of a table: of what, how many came, stand open, are overdue, and the median days."""

    title: str
    received: int
    open: int
    overdue: int
    replied: int
    median_days: float | None


@dataclass(frozen=True)
class Figures:
    """The complaints of a year in numbers."""

    year: int
    whole: Line
    by_category: tuple[Line, ...]
    by_school: tuple[Line, ...]
    by_channel: tuple[Line, ...]
    by_state: tuple[tuple[str, int], ...]
    has_holidays: bool


def years_with_complaints(actor: StaffActor) -> list[int]:
    """The years in which complaints came in, newest first."""
    years = complaints_visible_to(actor).order_by("-year").values_list("year", flat=True)
    return list(years.distinct())


def figures_of(actor: StaffActor, year: int, *, today: date) -> Figures:
    """A year in numbers, of the complaints that the actor sees."""
    rows = list(complaints_visible_to(actor).filter(year=year).defer(*_SEALED))
    states = Counter(row.state for row in rows)
    schools = sorted({row.school.name for row in rows if row.school})
    return Figures(
        year=year,
        whole=_line("合计", rows, today),
        by_category=_lines(
            rows, [(kind.label, kind.value) for kind in Category], lambda row: row.category, today
        ),
        by_school=_lines(
            rows,
            [*((name, name) for name in schools), ("不涉及学校", "")],
            lambda row: row.school.name if row.school else "",
            today,
        ),
        by_channel=_lines(
            rows,
            [(kind.label, kind.value) for kind in Channel],
            lambda row: row.channel,
            today,
        ),
        by_state=tuple((state.label, states[state]) for state in ComplaintState if states[state]),
        has_holidays=has_holidays(date(year, 1, 1), profile_in_use()),
    )


def complaints_to_export(actor: StaffActor, year: int) -> list[Complaint]:
    """A year's complaints, oldest first; blank of words where the actor declared nothing."""
    free = set(
        Declaration.objects.filter(account=actor.ident, is_free=True).values_list(
            "complaint", flat=True
        )
    )
    rows = list(complaints_visible_to(actor).filter(year=year).order_by("serial"))
    for row in rows:
        row.person = row.contact = row.accused = ""
        if row.pk not in free:
            row.content = row.reply = ""
    return rows


def _lines(
    rows: Iterable[Complaint],
    titles: Iterable[tuple[str, str]],
    key: Callable[[Complaint], str],
    today: date,
) -> tuple[Line, ...]:
    """A line for each title that has rows; `titles` are (title, key)."""
    groups: dict[str, list[Complaint]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return tuple(
        _line(title, groups[wanted], today) for title, wanted in titles if wanted in groups
    )


def _line(title: str, rows: Iterable[Complaint], today: date) -> Line:
    rows = list(rows)
    spans = [(localdate(row.replied_at) - row.received_on).days for row in rows if row.replied_at]
    return Line(
        title=title,
        received=len(rows),
        open=sum(row.is_open for row in rows),
        overdue=sum(row.is_open and row.due_on is not None and row.due_on < today for row in rows),
        replied=len(spans),
        median_days=median_days(spans),
    )
