"""The rosters of cohorts: what the ceremony takes, and what a sheet is compared with."""

import json
from collections.abc import Iterable
from typing import Any, cast

from django.db.models import QuerySet

from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.rules import RosterFigures
from junheng.apps.students.models import Roster, SiblingGroup, Student
from junheng.apps.students.rules import HeldStudent
from junheng.apps.students.states import Answer, StudentState
from junheng.engine.errors import JunhengError
from junheng.rosters import SchoolRoster, faults_from_json, put_together, student_from
from junheng.rosters import SiblingGroup as GroupSaid
from junheng.rosters import Student as RosterStudent
from junheng.tabular import Fault


def school_roster(cohort: Cohort) -> SchoolRoster:
    """The roster of a cohort: for an untouched sheet the value that `read_roster` gave.

    Raises `roster_missing`. Its students stand in the order of `student_codes`.
    """
    roster = find_roster(cohort)
    if roster is None:
        raise JunhengError("roster_missing")
    frame = json.loads(roster.frame)
    students = [as_read(student, frame["sheet"]) for student in students_of(cohort)]
    return put_together(frame, students, _groups_said(cohort))


def roster_warnings(cohort: Cohort) -> tuple[Fault, ...]:
    """What the reading of the sheet asked to look at, as `plan_units` takes it."""
    roster = find_roster(cohort)
    return () if roster is None else faults_from_json(json.loads(roster.warnings))


def student_codes(cohort: Cohort) -> tuple[str, ...]:
    """The codes of the students of `school_roster`, in its order."""
    return tuple(students_of(cohort).values_list("code", flat=True))


def active_students(cohort: Cohort) -> list[Student]:
    """The rows of the students of `school_roster`, in its order."""
    return list(students_of(cohort))


def students_of(cohort: Cohort) -> QuerySet[Student]:
    """The students on the roster of a cohort, in the order of its sheet."""
    return Student.objects.filter(cohort=cohort, state=StudentState.ACTIVE).order_by("row", "id")


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
        for student in students_of(cohort)
    ]


def figures_of(cohort: Cohort) -> RosterFigures:
    """What the roster comes to now."""
    rows = students_of(cohort).only("id", "code", "attributes", "answer")
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


def codes_of_rows(cohort: Cohort, rows: Iterable[int]) -> list[str]:
    """The codes of the students on these rows of the sheet."""
    return list(students_of(cohort).filter(row__in=list(rows)).values_list("code", flat=True))


def _groups_said(cohort: Cohort) -> dict[int, GroupSaid]:
    return {
        group.pk: GroupSaid(cast("Any", group.wish), cast("Any", group.linked_by))
        for group in SiblingGroup.objects.filter(cohort=cohort)
    }
