"""Typing one child in: by the columns of the roster, before it is handed in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services.cohorts import hold_cohort, note_roster
from junheng.apps.students import queries
from junheng.apps.students.columns import ALL_ATTRIBUTES, CorrectionField, correction_fields
from junheng.apps.students.events import StudentEntered
from junheng.apps.students.models import Roster, Student
from junheng.apps.students.services.doubles import look_again
from junheng.apps.students.services.records import (
    ReadCorrection,
    judge_row,
    move_roster,
    note_change,
    read_row,
    subject_of,
)
from junheng.apps.students.services.writing import fill
from junheng.apps.students.states import ChangeKind
from junheng.core.access import Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.engine.errors import JunhengError
from junheng.rosters import frame_of

_FIRST_ROW = 2


@dataclass(frozen=True)
class ReadEntry:
    """A form as it was read, and the frame of a roster that begins with it."""

    read: ReadCorrection
    frame: str


def fields_to_enter(cohort: Cohort, *, at: datetime) -> tuple[CorrectionField, ...]:
    """The fields of the form: those of the roster, or all where there is none yet."""
    roster = queries.find_roster(cohort)
    return correction_fields(
        campaigns.profile_in_use(),
        timezone.localdate(at),
        attributes=json.loads(roster.frame)["attributes"] if roster else ALL_ATTRIBUTES,
        is_numbered=_is_numbered(cohort),
    )


def read_entry(cohort: Cohort, texts: Mapping[str, str], *, at: datetime) -> ReadEntry:
    """Read the form as a sheet of one row is read: the same rules, the same sentences."""
    reading = read_row(cohort, fields_to_enter(cohort, at=at), texts, at=at)
    read = judge_row(reading, others=queries.students_of(cohort), is_numbered=_is_numbered(cohort))
    frame = json.dumps(frame_of(reading.schools[0]), ensure_ascii=False)
    return ReadEntry(read, frame)


def enter_student(
    cohort_code: str, texts: Mapping[str, str], *, reason: str, by: StaffActor, at: datetime
) -> Student:
    """Put one child on the roster, with a reason; a later sheet without the child keeps it.

    Raises NotVisible, NotAllowed, StepRefused, and JunhengError: `reason_needed`,
    `entry_has_faults`.
    """
    if not reason.strip():
        raise JunhengError("reason_needed")
    with audit.act():
        cohort = hold_cohort(cohort_code, by=by, permission=Permission.STUDENTS_EDIT)
        entry = read_entry(cohort, texts, at=at)
        if entry.read.student is None:
            raise JunhengError("entry_has_faults", count=len(entry.read.faults))
        if queries.find_roster(cohort) is None:
            Roster.objects.create(
                cohort=cohort, frame=entry.frame, warnings="[]", version=0, changed_at=at
            )
        read = replace(entry.read.student, row=_next_row(cohort))
        student = Student(cohort=cohort, row=read.row, is_entered=True)
        fill(student, read, at)
        student.save()
        note_change(student, ChangeKind.ADD, (), reason, by=by, at=at)
        move_roster(cohort, at, row=student.row, warnings=entry.read.warnings)
        look_again(cohort, by=by, at=at)
        note_roster(cohort, queries.figures_of(cohort), at=at)
        audit.record(StudentEntered(subject=subject_of(student)), by=by, at=at)
    return student


def _is_numbered(cohort: Cohort) -> bool:
    """Whether the roster has registration numbers: all of its students do, or none."""
    return queries.students_of(cohort).filter(registration_number__isnull=False).exists()


def _next_row(cohort: Cohort) -> int:
    last: int | None = Student.objects.filter(cohort=cohort).aggregate(last=Max("row"))["last"]
    return last + 1 if last else _FIRST_ROW
