"""The only roads to students, rosters, imports and disputes."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Q, QuerySet

from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.rules import RosterFigures
from junheng.apps.students.columns import STANDS_FOR_NO_NUMBER
from junheng.apps.students.models import (
    QUERY_CODE,
    Dispute,
    DoubleListing,
    Roster,
    RosterImport,
    SiblingGroup,
    Student,
    StudentChange,
)
from junheng.apps.students.rules import HeldStudent
from junheng.apps.students.states import (
    LATE_LISTED,
    LISTED,
    Answer,
    DisputeState,
    DoubleState,
    ImportState,
    StudentState,
)
from junheng.core.access import NotVisible, Permission, StaffActor
from junheng.core.prepared import PreparedFirst
from junheng.core.secrets.services import blind_indexes, identity_indexes
from junheng.engine.errors import JunhengError
from junheng.reporting.masking import mask_name
from junheng.rosters import (
    SchoolRoster,
    faults_from_json,
    put_together,
    student_from,
)
from junheng.rosters import SiblingGroup as GroupSaid
from junheng.rosters import Student as RosterStudent
from junheng.tabular import Fault

STUDENTS_A_PAGE = 50


# -- what the ceremony takes ------------------------------------------------------------------


def school_roster(cohort: Cohort) -> SchoolRoster:
    """The roster of a cohort: for an untouched sheet the value that `read_roster` gave.

    Raises `roster_missing`. Its students stand in the order of `student_codes`.
    """
    roster = find_roster(cohort)
    if roster is None:
        raise JunhengError("roster_missing")
    frame = json.loads(roster.frame)
    students = [as_read(student, frame["sheet"]) for student in _active(cohort)]
    return put_together(frame, students, _groups_said(cohort))


def roster_warnings(cohort: Cohort) -> tuple[Fault, ...]:
    """What the reading of the sheet asked to look at, as `plan_units` takes it."""
    roster = find_roster(cohort)
    return () if roster is None else faults_from_json(json.loads(roster.warnings))


def student_codes(cohort: Cohort) -> tuple[str, ...]:
    """The codes of the students of `school_roster`, in its order."""
    return tuple(_active(cohort).values_list("code", flat=True))


def active_students(cohort: Cohort) -> list[Student]:
    """The rows of the students of `school_roster`, in its order."""
    return list(_active(cohort))


def as_read(student: Student, sheet: str) -> RosterStudent:
    """A row of the database as the reading of a sheet gives it."""
    return student_from(
        json.loads(student.attributes),
        sheet=sheet,
        row=student.row,
        name=student.name,
        identity_number=student.identity_number,
        registration_number=student.registration_number,
        multiple_birth=student.siblings_id,
    )


def held_students(cohort: Cohort) -> list[HeldStudent]:
    """The students of a cohort for comparing with a sheet."""
    return [
        HeldStudent(student.code, as_read(student, ""), student.is_entered)
        for student in _active(cohort)
    ]


def figures_of(cohort: Cohort) -> RosterFigures:
    """What the roster comes to now."""
    rows = _active(cohort).only("id", "code", "attributes", "answer")
    answers = [student.answer for student in rows]
    return RosterFigures(
        students=len(answers),
        inclusion=sum(bool(json.loads(student.attributes)["sen"]) for student in rows),
        confirmed=answers.count(Answer.CONFIRMED),
        disputed=answers.count(Answer.DISPUTED),
        warnings=len(roster_warnings(cohort)),
    )


def find_roster(cohort: Cohort) -> Roster | None:
    """The roster of a cohort, once a sheet was confirmed."""
    return Roster.objects.filter(cohort=cohort).first()


def roster_version(cohort: Cohort) -> int:
    """The version of the roster, 0 before there is one."""
    return Roster.objects.filter(cohort=cohort).values_list("version", flat=True).first() or 0


def _active(cohort: Cohort) -> QuerySet[Student]:
    return Student.objects.filter(cohort=cohort, state=StudentState.ACTIVE).order_by("row", "id")


def _groups_said(cohort: Cohort) -> dict[int, GroupSaid]:
    return {
        group.pk: GroupSaid(cast("Any", group.wish), cast("Any", group.linked_by))
        for group in SiblingGroup.objects.filter(cohort=cohort)
    }


# -- what a family's way in needs --------------------------------------------------------------


def keys_of_query_code(query_code: str) -> list[int]:
    """Keys of the rows with this query code: one, or none, and two once in many counties."""
    indexes = blind_indexes(QUERY_CODE, query_code)
    found = Student.objects.filter(query_index__in=indexes).order_by()
    return list(found.values_list("pk", flat=True))


def student_of_key(key: int) -> Student | None:
    """A row by its key, for the sign-in of families and for nothing else."""
    return _STUDENT_OF_KEY.first(key=key)


_STUDENT_OF_KEY = PreparedFirst(
    lambda key: Student.objects.select_related("cohort__school")
    .only(
        "code", "cohort_id", "identity_number", "attributes", "state",
        "cohort__school_id", "cohort__school__code",
    )
    .filter(pk=key)
    .order_by(),
    key=-1,
)  # fmt: skip


def any_key() -> int:
    """The key of some row, 0 without any: what is looked at where a query code leads to nobody."""
    return Student.objects.order_by("pk").values_list("pk", flat=True).first() or 0


# -- what a person may see --------------------------------------------------------------------


def students_visible_to(
    actor: StaffActor, permission: Permission = Permission.STUDENTS_VIEW
) -> QuerySet[Student]:
    """The students of the schools where the actor has the permission."""
    found = Student.objects.select_related("cohort__school", "cohort__campaign")
    reach = actor.schools_for(permission)
    return found if reach is None else found.filter(cohort__school__code__in=reach)


def get_student(
    actor: StaffActor, code: str, permission: Permission = Permission.STUDENTS_OPEN
) -> Student:
    """One student; raises NotVisible."""
    student = students_visible_to(actor, permission).filter(code=code).first()
    if student is None:
        raise NotVisible
    return student


def students_of(cohort: Cohort) -> QuerySet[Student]:
    """The students on the roster of a cohort."""
    return _active(cohort)


def others_of(student: Student) -> QuerySet[Student]:
    """The other students on the roster of a student's cohort."""
    return _active(student.cohort).exclude(pk=student.pk)


def find_by_number(actor: StaffActor, number: str) -> list[Student]:
    """The students with exactly this identity number, newest campaign first."""
    return list(
        students_visible_to(actor, Permission.STUDENTS_OPEN)
        .filter(identity_index__in=identity_indexes(number))
        .order_by("-cohort__campaign__year", "state", "id")
    )


@dataclass(frozen=True)
class StudentLine:
    """A student on a list; `name` is masked unless the reader works with names."""

    code: str
    row: int
    name: str
    registration_number: str
    state: str
    answer: str
    answer_label: str
    has_siblings: bool
    is_entered: bool


@dataclass(frozen=True)
class StudentsPage:
    """One page of the list."""

    lines: tuple[StudentLine, ...]
    number: int
    pages: int
    count: int

    @property
    def before(self) -> int:
        """The page before, 0 if none."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The page after, 0 if none."""
        return self.number + 1 if self.number < self.pages else 0


def page_of_students(
    actor: StaffActor, cohort: Cohort, *, number: int = 1, only: str = ""
) -> StudentsPage:
    """A page of a cohort's students; `only` is an answer, or `withdrawn`."""
    found = students_visible_to(actor).filter(cohort=cohort).select_related(None)
    if only == StudentState.WITHDRAWN:
        found = found.filter(state=StudentState.WITHDRAWN)
    else:
        found = found.filter(state=StudentState.ACTIVE)
        if only in Answer.values:
            found = found.filter(answer=only)
    count = found.count()
    pages = max(1, -(-count // STUDENTS_A_PAGE))
    number = min(max(1, number), pages)
    rows = found.order_by("row", "id")[(number - 1) * STUDENTS_A_PAGE : number * STUDENTS_A_PAGE]
    has_names = actor.may(Permission.STUDENTS_NAMES, cohort.school.code)
    return StudentsPage(
        tuple(_line(student, has_names=has_names) for student in rows), number, pages, count
    )


def _line(student: Student, *, has_names: bool) -> StudentLine:
    return StudentLine(
        code=student.code,
        row=student.row,
        name=student.name if has_names else mask_name(student.name),
        registration_number=student.registration_number or "",
        state=student.state,
        answer=student.answer,
        answer_label=Answer(student.answer).label,
        has_siblings=student.siblings_id is not None,
        is_entered=student.is_entered,
    )


def answers_counted(cohort: Cohort) -> dict[str, int]:
    """How many students gave which answer, and how many were withdrawn."""
    return Student.objects.filter(cohort=cohort).aggregate(
        **{
            answer.value: Count("id", filter=Q(state=StudentState.ACTIVE, answer=answer))
            for answer in Answer
        },
        active=Count("id", filter=Q(state=StudentState.ACTIVE)),
        withdrawn=Count("id", filter=Q(state=StudentState.WITHDRAWN)),
    )


def changes_of(student: Student) -> list[StudentChange]:
    """What was done to a student by hand, newest first."""
    return list(student.changes.all())


@dataclass(frozen=True)
class Siblings:
    """Siblings of one birth on a page."""

    code: str
    names: tuple[str, ...]
    student_codes: tuple[str, ...]
    wish: str
    wish_label: str


def wishes_of(cohort: Cohort) -> dict[int, str]:
    """Key of a group of siblings → its wish in words."""
    groups = SiblingGroup.objects.filter(cohort=cohort)
    return {group.pk: group.get_wish_display() for group in groups}


def codes_of_rows(cohort: Cohort, rows: Iterable[int]) -> list[str]:
    """The codes of the students on these rows of the sheet."""
    return list(_active(cohort).filter(row__in=list(rows)).values_list("code", flat=True))


def siblings_of(actor: StaffActor, cohort: Cohort) -> list[Siblings]:
    """The groups of siblings of a cohort, by their first member."""
    members: dict[int, list[Student]] = {}
    for student in _active(cohort).filter(siblings__isnull=False):
        members.setdefault(cast("int", student.siblings_id), []).append(student)
    groups = SiblingGroup.objects.in_bulk(list(members))
    has_names = actor.may(Permission.STUDENTS_NAMES, cohort.school.code)
    return [
        Siblings(
            groups[key].code,
            tuple(one.name if has_names else mask_name(one.name) for one in students),
            tuple(one.code for one in students),
            groups[key].wish,
            groups[key].get_wish_display(),
        )
        for key, students in members.items()
        if len(students) > 1
    ]


def get_siblings(actor: StaffActor, cohort: Cohort, code: str) -> Siblings:
    """One group of a cohort; raises NotVisible."""
    for group in siblings_of(actor, cohort):
        if group.code == code:
            return group
    raise NotVisible


# -- imports and disputes ---------------------------------------------------------------------


def imports_visible_to(actor: StaffActor) -> QuerySet[RosterImport]:
    """The imports of the schools whose rosters the actor keeps."""
    found = RosterImport.objects.select_related("cohort__school", "cohort__campaign", "file")
    reach = actor.schools_for(Permission.STUDENTS_EDIT)
    return found if reach is None else found.filter(cohort__school__code__in=reach)


def get_import(actor: StaffActor, code: str) -> RosterImport:
    """One import; raises NotVisible."""
    found = imports_visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def open_import(actor: StaffActor, cohort: Cohort) -> RosterImport | None:
    """The preview that waits for its confirmation."""
    waiting = imports_visible_to(actor).filter(cohort=cohort, state=ImportState.PREVIEWED)
    return waiting.first()


def imports_of(actor: StaffActor, cohort: Cohort) -> list[RosterImport]:
    """All imports of a cohort, newest first."""
    return list(imports_visible_to(actor).filter(cohort=cohort)[:20])


def names_by_code(codes: Iterable[str]) -> dict[str, str]:
    """Names of students, for the preview of who keeps the roster."""
    return {one.code: one.name for one in Student.objects.filter(code__in=list(codes))}


def disputes_visible_to(actor: StaffActor) -> QuerySet[Dispute]:
    """The disputes of students whose records the actor may open."""
    found = Dispute.objects.select_related("student__cohort__school", "student__cohort__campaign")
    reach = actor.schools_for(Permission.STUDENTS_OPEN)
    return found if reach is None else found.filter(student__cohort__school__code__in=reach)


def get_dispute(actor: StaffActor, code: str) -> Dispute:
    """One dispute; raises NotVisible."""
    found = disputes_visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def disputes_of_student(student: Student) -> list[Dispute]:
    """The disputes of one student, oldest first."""
    return list(student.disputes.all())


@dataclass(frozen=True)
class DisputeLine:
    """A dispute on a list; `name` is masked unless the reader works with names."""

    dispute: Dispute
    name: str
    is_open: bool


def dispute_lines(actor: StaffActor, cohort: Cohort) -> list[DisputeLine]:
    """The disputes of the students of a cohort, open ones first."""
    found = disputes_visible_to(actor).filter(
        student__cohort=cohort, student__state=StudentState.ACTIVE
    )
    has_names = actor.may(Permission.STUDENTS_NAMES, cohort.school.code)
    lines = [
        DisputeLine(
            one,
            one.student.name if has_names else mask_name(one.student.name),
            one.state == DisputeState.OPEN,
        )
        for one in found
    ]
    return sorted(lines, key=lambda line: not line.is_open)


# -- children on two lists --------------------------------------------------------------------


def doubles_visible_to(actor: StaffActor) -> QuerySet[DoubleListing]:
    """The children on two lists of which one is at a school whose records the actor may open."""
    found = DoubleListing.objects.select_related(
        "earlier__cohort__school",
        "earlier__cohort__campaign",
        "later__cohort__school",
        "later__cohort__campaign",
    )
    reach = actor.schools_for(Permission.STUDENTS_OPEN)
    if reach is None:
        return found
    own = Q(earlier__cohort__school__code__in=reach) | Q(later__cohort__school__code__in=reach)
    return found.filter(own)


def get_double(actor: StaffActor, code: str) -> DoubleListing:
    """One case; raises NotVisible."""
    found = doubles_visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


@dataclass(frozen=True)
class DoubleLine:
    """A child of one school that another one lists too; of the other only school and list."""

    code: str
    row: int
    name: str
    other: str
    is_later: bool
    is_late: bool
    """Whether the own list is that of a batch of late arrivals."""


def double_lines(actor: StaffActor, cohort: Cohort) -> list[DoubleLine]:
    """The open cases of a cohort, as its school sees them."""
    has_names = actor.may(Permission.STUDENTS_NAMES, cohort.school.code)
    lines = []
    for double in _open_doubles(actor).filter(_about(cohort)):
        is_later = double.later.cohort_id == cohort.pk
        own, other = double.earlier, double.later
        if is_later:
            own, other = other, own
        name = own.name if has_names else mask_name(own.name)
        is_late = own.state in LATE_LISTED
        lines.append(DoubleLine(own.code, own.row, name, other.listed_on, is_later, is_late))
    return sorted(lines, key=lambda line: line.row)


def county_doubles(actor: StaffActor) -> list[DoubleListing]:
    """All open cases that the actor sees, oldest first."""
    return list(_open_doubles(actor))


def count_doubles(cohort: Cohort) -> int:
    """How many open cases a cohort has, as the earlier or the later one."""
    return DoubleListing.objects.filter(_about(cohort), state=DoubleState.OPEN).count()


def listed_later(cohort: Cohort) -> frozenset[int]:
    """Keys of the rows elsewhere that came after an arrival of this cohort, so they wait for it."""
    found = DoubleListing.objects.filter(
        earlier__cohort=cohort, earlier__state__in=LATE_LISTED, state=DoubleState.OPEN
    )
    return frozenset(found.values_list("later_id", flat=True))


def _open_doubles(actor: StaffActor) -> QuerySet[DoubleListing]:
    return doubles_visible_to(actor).filter(state=DoubleState.OPEN)


def _about(cohort: Cohort) -> Q:
    return Q(earlier__cohort=cohort) | Q(later__cohort=cohort)


def same_children(cohort: Cohort, students: Iterable[RosterStudent]) -> list[tuple[int, Student]]:
    """(row of a sheet, the same child on a list of another school of the year), by the rows.

    What stands for a missing number is not compared: two children may share it.
    """
    row_of: dict[str, int] = {}
    for student in students:
        if not student.identity_number.startswith(STANDS_FOR_NO_NUMBER):
            row_of |= dict.fromkeys(identity_indexes(student.identity_number), student.row)
    others = Student.objects.filter(
        cohort__campaign=cohort.campaign_id,
        state__in=LISTED,
        identity_index__in=list(row_of),
    ).exclude(cohort=cohort)
    found = others.select_related("cohort__school", "cohort__campaign").order_by("id")
    pairs = [(row_of[other.identity_index], other) for other in found]
    return sorted(pairs, key=lambda pair: pair[0])
