"""The only roads to children on two lists."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from junheng.apps.campaigns.models import Cohort
from junheng.apps.students.columns import STANDS_FOR_NO_NUMBER
from junheng.apps.students.models import DoubleListing, Student
from junheng.apps.students.states import LATE_LISTED, LISTED, DoubleState
from junheng.core.access import NotVisible, Permission, StaffActor
from junheng.core.secrets.services import identity_indexes
from junheng.reporting.masking import mask_name
from junheng.rosters import Student as RosterStudent


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


def _open_doubles(actor: StaffActor) -> QuerySet[DoubleListing]:
    return doubles_visible_to(actor).filter(state=DoubleState.OPEN)


def _about(cohort: Cohort) -> Q:
    return Q(earlier__cohort=cohort) | Q(later__cohort=cohort)
