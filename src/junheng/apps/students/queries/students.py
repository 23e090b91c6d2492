"""The only roads to students, one by one and in pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from junheng.apps.campaigns.models import Cohort
from junheng.apps.students.models import Student, StudentChange
from junheng.apps.students.queries.rosters import students_of
from junheng.apps.students.states import Answer, StudentState
from junheng.core.access import NotVisible, Permission, StaffActor
from junheng.core.secrets.services import identity_indexes
from junheng.reporting.masking import mask_name

STUDENTS_A_PAGE = 50


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


def others_of(student: Student) -> QuerySet[Student]:
    """The other students on the roster of a student's cohort."""
    return students_of(student.cohort).exclude(pk=student.pk)


def find_by_number(actor: StaffActor, number: str) -> list[Student]:
    """The students with exactly this identity number, newest campaign first."""
    return list(
        students_visible_to(actor, Permission.STUDENTS_OPEN)
        .filter(identity_index__in=identity_indexes(number))
        .order_by("-cohort__campaign__year", "state", "id")
    )


def names_by_code(codes: Iterable[str]) -> dict[str, str]:
    """Names of students, for the preview of who keeps the roster."""
    return {one.code: one.name for one in Student.objects.filter(code__in=list(codes))}


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
