"""Siblings of one birth, as pages show them."""

from dataclasses import dataclass
from typing import cast

from junheng.apps.campaigns.models import Cohort
from junheng.apps.students.models import SiblingGroup, Student
from junheng.apps.students.queries.rosters import students_of
from junheng.core.access import NotVisible, Permission, StaffActor
from junheng.reporting.masking import mask_name


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


def siblings_of(actor: StaffActor, cohort: Cohort) -> list[Siblings]:
    """The groups of siblings of a cohort, by their first member."""
    members: dict[int, list[Student]] = {}
    for student in students_of(cohort).filter(siblings__isnull=False):
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
