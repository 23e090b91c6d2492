"""The only roads to guardians, their requests, and what was made ready for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Left

from junheng.apps.accounts.models import HeldPost
from junheng.apps.adjustments.models import ChangeRequest, LateBatch
from junheng.apps.adjustments.states import BatchState, RequestKind, RequestState
from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.assignment.states import SessionState
from junheng.apps.campaigns.models import Cohort
from junheng.apps.guardians.models import LONGEST_BASIS, Consent, Guardian, RightsRequest, Sheet
from junheng.apps.guardians.states import RightState
from junheng.apps.students.models import QUERY_CODE, Dispute, Student, StudentChange
from junheng.apps.students.states import TAKES_PART, StudentState
from junheng.core.access import GuardianActor, NotVisible, Permission, Role, StaffActor
from junheng.core.audit.models import AuditEntry
from junheng.core.prepared import PreparedFirst
from junheng.core.secrets.services import blind_indexes

T = TypeVar("T")
_CHILD = ("student__cohort__school", "student__cohort__campaign")
# On the evening of publication every page of a family begins with these: one question, no column
# more.
_OWN = (*_CHILD, "student__cohort__session_part__session", "student__sheet")
_OWN_PAGE = (
    "code", "student_id", "place", "query_code", "sittings", "agreed_to", "ended_at",
    "student__code", "student__cohort_id", "student__row", "student__name", "student__query_code",
    "student__state", "student__answer", "student__changed_at",
    "student__cohort__code", "student__cohort__school_id", "student__cohort__campaign_id",
    "student__cohort__stage", "student__cohort__state", "student__cohort__published_at",
    "student__cohort__school__code", "student__cohort__school__name",
    "student__cohort__campaign__year", "student__cohort__campaign__state",
    "student__cohort__session_part__unit", "student__cohort__session_part__result",
    "student__cohort__session_part__lots", "student__cohort__session_part__session__code",
    "student__cohort__session_part__session__state",
    "student__cohort__session_part__session__freeze_code",
    "student__sheet__code", "student__sheet__made_of", "student__sheet__content",
)  # fmt: skip
_GUARDIAN_OF_CODE = PreparedFirst(
    lambda code: (
        Guardian.objects.select_related(*_OWN)
        .only(*_OWN_PAGE)
        .filter(code=code, ended_at__isnull=True, student__state__in=TAKES_PART)
        .order_by()
    ),
    code="\0",
)


# -- a family's own ---------------------------------------------------------------------------


def find_guardian(code: str) -> Guardian | None:
    """An account that is open, with its child on the roster; who holds its cookie acts for it.

    With what was made ready for the child, and where its cohort stands in its session.
    """
    return _GUARDIAN_OF_CODE.first(code=code)


def guardians_of_query_code(query_code: str) -> list[tuple[int, int]]:
    """Keys of account and child of a second guardian's code."""
    indexes = blind_indexes(QUERY_CODE, query_code)
    found = Guardian.objects.filter(query_index__in=indexes, ended_at__isnull=True)
    return list(found.values_list("pk", "student_id"))


def get_own(actor: GuardianActor) -> Guardian:
    """The account that acts, with its child; raises NotVisible once it was ended."""
    return _the(find_guardian(actor.ident))


def guardians_of(student: Student) -> list[Guardian]:
    """The open accounts of a child."""
    return list(student.guardians.filter(ended_at__isnull=True))


def consents_of(guardian: Guardian) -> list[Consent]:
    """What an account agreed to, oldest first."""
    return list(guardian.consents.all())


def requests_of(student: Student) -> list[RightsRequest]:
    """The requests of a child's guardians, newest first."""
    return list(student.rights_requests.order_by("-asked_at", "-id"))


def disputes_of(student: Student) -> list[Dispute]:
    """What the family objected to on its slip, newest first."""
    return list(student.disputes.order_by("-stated_at", "-id"))


def changes_of(student: Student) -> list[StudentChange]:
    """What the school did to the child's record by hand, newest first."""
    return list(student.changes.all())


# -- what the record says ---------------------------------------------------------------------


def part_of(cohort: Cohort) -> SessionCohort | None:
    """Where a cohort stands in its session; the cohort of `find_guardian` brings it along."""
    part: SessionCohort | None = getattr(cohort, "session_part", None)
    return part


def parts_of(session: Session) -> list[SessionCohort]:
    """The schools of a session."""
    return list(session.parts.select_related("cohort__school", "session__campaign"))


def sheet_of(student: Student) -> Sheet | None:
    """What was made ready for a child; the child of `find_guardian` brings it along."""
    sheet: Sheet | None = getattr(student, "sheet", None)
    return sheet


def newest_sheet_of(student: Student) -> Sheet | None:
    """The same as it stands by now, where it was just made."""
    return Sheet.objects.filter(student=student).order_by().first()


def are_ready(cohort: Cohort, made_of: str) -> bool:
    """Whether the sheets of a cohort were made of this."""
    return Sheet.objects.filter(student__cohort=cohort, made_of=made_of).exists()


def parts_without_sheets(*, since: datetime, until: datetime) -> list[SessionCohort]:
    """Published in this time, with children, and no sheet was made of what the record says now.

    One question, because a worker asks it every few seconds: what sheets are made of is written
    here as `services.sheets.basis_of` writes it for a published cohort.
    """
    dot = Value(".")
    made_of = Left(Concat("session__freeze_code", dot, "result", dot, "lots"), LONGEST_BASIS)
    own = Student.objects.filter(cohort=OuterRef("cohort"), state=StudentState.ACTIVE)
    ready = Sheet.objects.filter(student__cohort=OuterRef("cohort"), made_of=OuterRef("made_of"))
    found = SessionCohort.objects.annotate(made_of=made_of).filter(
        Exists(own),
        ~Exists(ready),
        cohort__published_at__gt=since,
        cohort__published_at__lte=until,
    )
    nothing_yet = Q(session__state__in=[SessionState.PLANNED, SessionState.VOID])
    found = found.exclude(nothing_yet | Q(session__freeze_code="") | Q(result=""))
    return list(
        found.select_related("session__campaign", "cohort__school").order_by("session", "id")
    )


def changes_since(cohort: Cohort) -> list[ChangeRequest]:
    """Carried-out changes of students' classes and of homeroom teachers, oldest first."""
    return list(
        ChangeRequest.objects.filter(
            cohort=cohort,
            kind__in=[RequestKind.MOVE, RequestKind.TEACHER],
            state=RequestState.DONE,
        )
        .only("code", "kind", "sid", "class_before", "class_after", "who", "successor", "number",
              "carried_out_at")
        .order_by("carried_out_at", "id")
    )  # fmt: skip


def late_codes(cohort: Cohort) -> list[tuple[str, str]]:
    """Code and state of each late batch whose arrivals have rows, oldest first."""
    found = LateBatch.objects.filter(cohort=cohort, state__in=[BatchState.FROZEN, BatchState.DRAWN])
    return list(found.order_by("number").values_list("late_code", "state"))


def late_batches_of(cohort: Cohort) -> list[LateBatch]:
    """Late batches that were drawn, oldest first."""
    return list(
        LateBatch.objects.filter(cohort=cohort, state=BatchState.DRAWN).order_by("drawn_at", "id")
    )


# -- who looked -------------------------------------------------------------------------------


def entries_about(student: Student, events: Iterable[str], *, most: int) -> list[AuditEntry]:
    """Events of these kinds in the trail about one child, newest first."""
    found = AuditEntry.objects.filter(
        subject_kind="student", subject_code=student.code, event__in=list(events)
    )
    return list(found.order_by("-sequence")[:most])


@dataclass(frozen=True)
class PostThen:
    """A post that an account held at some time: its role and its place in words."""

    role: str
    place: str
    since: datetime
    until: datetime | None

    def held_at(self, at: datetime) -> bool:
        """Whether it was held at that moment."""
        return self.since <= at and (self.until is None or at < self.until)


def posts_of_accounts(codes: Iterable[str]) -> dict[str, list[PostThen]]:
    """Account code → its posts, given up ones too."""
    found: dict[str, list[PostThen]] = {}
    for held in HeldPost.objects.filter(user__code__in=list(codes)).select_related(
        "school", "user"
    ):
        place = held.school.name if held.school else "教育局"
        post = PostThen(Role(held.role).label, place, held.granted_at, held.withdrawn_at)
        found.setdefault(held.user.code, []).append(post)
    return found


# -- staff ------------------------------------------------------------------------------------


def students_visible_to(
    actor: StaffActor, permission: Permission = Permission.FAMILIES_CODES
) -> QuerySet[Student]:
    """The children whose families the actor works for."""
    found = Student.objects.select_related("cohort__school", "cohort__campaign")
    reach = actor.schools_for(permission)
    return found if reach is None else found.filter(cohort__school__code__in=reach)


def get_student(actor: StaffActor, code: str) -> Student:
    """One child for the page of its query accounts; raises NotVisible."""
    return _the(students_visible_to(actor).filter(code=code).first())


def requests_visible_to(actor: StaffActor) -> QuerySet[RightsRequest]:
    """Requests of the families of the actor's places."""
    found = RightsRequest.objects.select_related(*_CHILD)
    reach = actor.schools_for(Permission.FAMILIES_VIEW)
    return found if reach is None else found.filter(student__cohort__school__code__in=reach)


def get_request(actor: StaffActor, code: str) -> RightsRequest:
    """One request; raises NotVisible."""
    return _the(requests_visible_to(actor).filter(code=code).first())


@dataclass(frozen=True)
class RequestLine:
    """A request on a list; the child's name is not on it."""

    request: RightsRequest
    school: str
    is_overdue: bool


def request_lines(
    actor: StaffActor, *, today: date, only: str = "", most: int = 200
) -> list[RequestLine]:
    """The requests, open ones first by deadline; `only` is a state or `overdue`."""
    found = requests_visible_to(actor)
    if only == "overdue":
        found = found.filter(state=RightState.OPEN, due_on__lt=today)
    elif only in RightState.values:
        found = found.filter(state=only)
    lines = [
        RequestLine(
            one,
            one.student.cohort.title,
            one.state == RightState.OPEN and one.due_on < today,
        )
        for one in found[:most]
    ]
    return sorted(lines, key=lambda line: line.request.state != RightState.OPEN)


def counts_of(actor: StaffActor, *, today: date) -> dict[str, int]:
    """How many requests wait, and how many of them too long."""
    waiting = requests_visible_to(actor).filter(state=RightState.OPEN)
    return {"open": waiting.count(), "overdue": waiting.filter(due_on__lt=today).count()}


def status_of(cohort: Cohort) -> str:
    """How requests stand at a cohort, in one sentence for its hub."""
    waiting = RightsRequest.objects.filter(student__cohort=cohort, state=RightState.OPEN).count()
    return f"{waiting} 件请求待答复" if waiting else "没有待答复的请求"


def _the(found: T | None) -> T:
    if found is None:
        raise NotVisible
    return found
