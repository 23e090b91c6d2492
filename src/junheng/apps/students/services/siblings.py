"""Siblings of one birth: who belongs together, and what the guardians wish, before the draw."""

from collections.abc import Sequence
from datetime import datetime

from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services.cohorts import hold_cohort, note_roster
from junheng.apps.students import queries
from junheng.apps.students.events import SiblingsSet
from junheng.apps.students.models import SiblingGroup, Student
from junheng.apps.students.services.records import note_changes, touch_roster
from junheng.apps.students.states import ChangeKind
from junheng.core.access import NotVisible, Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.engine.errors import JunhengError

WISHES = ("together", "apart", "none")
_FEWEST = 2


def set_wish(
    cohort_code: str, group_code: str, *, wish: str, reason: str, by: StaffActor, at: datetime
) -> None:
    """Write down what the guardians of siblings wish; `reason` says how they said so.

    Raises NotVisible, NotAllowed, StepRefused, and JunhengError: `reason_needed`, `wish_unknown`.
    """
    _check(wish, reason)
    with audit.act():
        cohort = hold_cohort(cohort_code, by=by, permission=Permission.STUDENTS_EDIT)
        group = SiblingGroup.objects.filter(cohort=cohort, code=group_code).first()
        if group is None:
            raise NotVisible
        group.wish, group.is_entered = wish, True
        group.save(update_fields=["wish", "is_entered"])
        _finish(cohort, group, list(group.members.all()), reason, by=by, at=at)


def join_siblings(
    cohort_code: str,
    student_codes: Sequence[str],
    *,
    wish: str,
    reason: str,
    by: StaffActor,
    at: datetime,
) -> SiblingGroup:
    """Declare students of one cohort to be siblings of one birth.

    Raises as `set_wish` does, `siblings_too_few` and `siblings_in_other_group`.
    """
    _check(wish, reason)
    with audit.act():
        cohort = hold_cohort(cohort_code, by=by, permission=Permission.STUDENTS_EDIT)
        rows = queries.active_students(cohort)
        members = [student for student in rows if student.code in set(student_codes)]
        if len(members) < _FEWEST or len(members) < len(set(student_codes)):
            raise JunhengError("siblings_too_few")
        if any(student.siblings_id is not None for student in members):
            raise JunhengError("siblings_in_other_group")
        group = SiblingGroup.objects.create(
            cohort=cohort, wish=wish, linked_by="names", is_entered=True
        )
        codes = [student.code for student in members]
        Student.objects.filter(code__in=codes).update(siblings=group)
        _finish(cohort, group, members, reason, by=by, at=at)
    return group


def part_siblings(
    cohort_code: str, group_code: str, *, reason: str, by: StaffActor, at: datetime
) -> None:
    """Take back that students are siblings of one birth. Raises as `set_wish` does."""
    _check("none", reason)
    with audit.act():
        cohort = hold_cohort(cohort_code, by=by, permission=Permission.STUDENTS_EDIT)
        group = SiblingGroup.objects.filter(cohort=cohort, code=group_code).first()
        if group is None:
            raise NotVisible
        members = list(group.members.all())
        group.wish = "none"
        _finish(cohort, group, members, reason, by=by, at=at)
        group.delete()


def _check(wish: str, reason: str) -> None:
    if wish not in WISHES:
        raise JunhengError("wish_unknown")
    if not reason.strip():
        raise JunhengError("reason_needed")


def _finish(
    cohort: Cohort,
    group: SiblingGroup,
    members: Sequence[Student],
    reason: str,
    *,
    by: StaffActor,
    at: datetime,
) -> None:
    note_changes(members, ChangeKind.SIBLINGS, reason, by, at)
    touch_roster(cohort, at)
    note_roster(cohort, queries.figures_of(cohort), at=at)
    subject = Subject("siblinggroup", group.code, cohort.school.code)
    event = SiblingsSet(subject=subject, members=len(members), wish=group.wish)
    audit.record(event, by=by, at=at)
