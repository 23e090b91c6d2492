"""One child's record: opening, finding, correcting, withdrawing; every one of them is an event."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services.cohorts import hold_cohort, note_roster
from junheng.apps.students import queries
from junheng.apps.students.columns import (
    SHEET,
    CorrectionField,
    correction_fields,
    sheet_of,
    texts_of,
)
from junheng.apps.students.events import (
    StudentCorrected,
    StudentSearched,
    StudentViewed,
    StudentWithdrawn,
)
from junheng.apps.students.models import Roster, Student, StudentChange
from junheng.apps.students.rules import changed_fields
from junheng.apps.students.services.doubles import look_again
from junheng.apps.students.services.writing import fill
from junheng.apps.students.states import ChangeKind, StudentState
from junheng.core.access import NotVisible, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.secrets.services import identity_indexes
from junheng.engine.errors import JunhengError
from junheng.profiles import Stage
from junheng.rosters import RosterReading, faults_as_json, faults_from_json, read_sheets
from junheng.rosters import Student as RosterStudent
from junheng.tabular import Fault

_ABOUT_A_ROW_ALONE = frozenset(("attribute_without_column", "registration_numbers_not_usable"))


@dataclass(frozen=True)
class ReadCorrection:
    """A form as it was read; `student` is None while `faults` stop it."""

    student: RosterStudent | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def open_student(code: str, *, by: StaffActor, at: datetime) -> Student:
    """One child's record for a page, written down as seen. Raises NotVisible."""
    with audit.act():
        student = queries.get_student(by, code)
        audit.record(StudentViewed(subject=subject_of(student)), by=by, at=at)
    return student


def search_student(number: str, *, by: StaffActor, at: datetime) -> list[Student]:
    """The records with exactly this identity number; the search is written down, not the number."""
    by.must(Permission.STUDENTS_OPEN)
    with audit.act():
        found = queries.find_by_number(by, number.strip().upper())
        audit.record(StudentSearched(found=len(found)), by=by, at=at)
    return found


def student_to_correct(code: str, *, by: StaffActor, at: datetime) -> Student:
    """The same for the form of a correction, which shows the record too."""
    queries.get_student(by, code, Permission.STUDENTS_EDIT)
    return open_student(code, by=by, at=at)


def facts_of(student: Student, *, at: datetime) -> list[tuple[str, str]]:
    """What is held about a child, by title, as its page lists it."""
    texts = texts_to_correct(student)
    texts["birth_date"] = queries.as_read(student, SHEET).birth_date.isoformat()
    return [(field.title, texts.get(field.key, "")) for field in fields_to_correct(student, at=at)]


def fields_to_correct(student: Student, *, at: datetime) -> tuple[CorrectionField, ...]:
    """The fields of the form for a student of this roster."""
    roster = _roster_of(student.cohort)
    return correction_fields(
        campaigns.profile_in_use(),
        timezone.localdate(at),
        attributes=json.loads(roster.frame)["attributes"],
        is_numbered=student.registration_number is not None,
    )


def texts_to_correct(student: Student) -> dict[str, str]:
    """The student as he stands, in the form's texts."""
    return texts_of(queries.as_read(student, SHEET))


def read_correction(student: Student, texts: Mapping[str, str], *, at: datetime) -> ReadCorrection:
    """Read a form as a sheet of one row is read: the same rules, the same sentences."""
    reading = read_row(student.cohort, fields_to_correct(student, at=at), texts, at=at)
    return judge_row(
        reading,
        others=queries.others_of(student),
        is_numbered=student.registration_number is not None,
    )


def read_row(
    cohort: Cohort, fields: Sequence[CorrectionField], texts: Mapping[str, str], *, at: datetime
) -> RosterReading:
    """A form about one child, read as a sheet of one row."""
    return read_sheets(
        [sheet_of(fields, texts)],
        campaigns.profile_in_use(),
        today=timezone.localdate(at),
        file_stem=SHEET,
        file_name=SHEET,
        stage=Stage(cohort.stage),
    )


def judge_row(
    reading: RosterReading, *, others: QuerySet[Student], is_numbered: bool
) -> ReadCorrection:
    """What was read of one child beside the other children of the roster."""
    faults = list(reading.faults)
    read = reading.schools[0].students
    if read and not faults:
        faults += _taken(others, read[0], is_numbered=is_numbered)
    if not read and not faults:
        faults.append(Fault(SHEET, None, None, "cell_required"))
    warnings = [w for w in reading.warnings if w.code not in _ABOUT_A_ROW_ALONE]
    return ReadCorrection(None if faults else read[0], tuple(faults), tuple(warnings))


def correct_student(
    code: str, texts: Mapping[str, str], *, reason: str, by: StaffActor, at: datetime
) -> Student:
    """Correct one child's record, with a reason; the family's answer is asked for again.

    Raises NotVisible, NotAllowed, StepRefused, and JunhengError: `reason_needed`,
    `correction_has_faults`, `correction_changes_nothing`.
    """
    if not reason.strip():
        raise JunhengError("reason_needed")
    with audit.act():
        student, cohort = hold_student(code, by=by)
        corrected = read_correction(student, texts, at=at)
        if corrected.student is None:
            raise JunhengError("correction_has_faults", count=len(corrected.faults))
        read = replace(corrected.student, row=student.row)
        fields = changed_fields(queries.as_read(student, SHEET), read)
        if not fields:
            raise JunhengError("correction_changes_nothing")
        fill(student, read, at)
        student.save()
        note_change(student, ChangeKind.CORRECT, fields, reason, by=by, at=at)
        move_roster(cohort, at, row=student.row, warnings=corrected.warnings)
        look_again(cohort, by=by, at=at)
        note_roster(cohort, queries.figures_of(cohort), at=at)
        event = StudentCorrected(subject=subject_of(student), fields=" ".join(fields))
        audit.record(event, by=by, at=at)
    return student


def withdraw_student(code: str, *, reason: str, by: StaffActor, at: datetime) -> Student:
    """Take a child off the roster, with a reason; the record stays, marked as withdrawn.

    Raises NotVisible, NotAllowed, StepRefused and `reason_needed`.
    """
    if not reason.strip():
        raise JunhengError("reason_needed")
    with audit.act():
        student, cohort = hold_student(code, by=by)
        take_off(student, cohort, reason=reason, by=by, at=at)
    return student


def take_off(
    student: Student, cohort: Cohort, *, reason: str, by: StaffActor, at: datetime
) -> None:
    """Take a held student off a held cohort's roster; inside the act that decided it."""
    student.state, student.siblings, student.changed_at = StudentState.WITHDRAWN, None, at
    student.save(update_fields=["state", "siblings", "changed_at"])
    note_change(student, ChangeKind.WITHDRAW, (), reason, by=by, at=at)
    move_roster(cohort, at, row=student.row)
    look_again(cohort, by=by, at=at)
    note_roster(cohort, queries.figures_of(cohort), at=at)
    audit.record(StudentWithdrawn(subject=subject_of(student)), by=by, at=at)


def hold_student(code: str, *, by: StaffActor) -> tuple[Student, Cohort]:
    """A student on the roster with his cohort, locked for a change while it is collected."""
    seen = queries.get_student(by, code, Permission.STUDENTS_EDIT)
    cohort = hold_cohort(seen.cohort.code, by=by, permission=Permission.STUDENTS_EDIT)
    student = Student.objects.select_for_update().filter(pk=seen.pk).first()
    if student is None:
        raise NotVisible
    student.cohort = cohort
    if student.state != StudentState.ACTIVE:
        raise StepRefused("student_is_withdrawn")
    return student, cohort


def touch_roster(cohort: Cohort, at: datetime) -> None:
    """Count a change, so that an older preview is known to be stale."""
    Roster.objects.filter(cohort=cohort).update(version=F("version") + 1, changed_at=at)


def note_changes(
    students: Sequence[Student], kind: ChangeKind, reason: str, by: StaffActor, at: datetime
) -> None:
    """Write down what was done by hand to each of these students."""
    for student in students:
        note_change(student, kind, (), reason, by=by, at=at)


def subject_of(student: Student) -> Subject:
    """The student in the audit trail: his code and school, nothing else."""
    return Subject("student", student.code, student.cohort.school.code)


def move_roster(cohort: Cohort, at: datetime, *, row: int, warnings: Sequence[Fault] = ()) -> None:
    """The warnings about a row give way to those of its correction."""
    roster = _roster_of(cohort)
    sheet = json.loads(roster.frame)["sheet"]
    kept = [one for one in faults_from_json(json.loads(roster.warnings)) if one.row != row]
    kept += [replace(one, sheet=sheet, row=row) for one in warnings]
    roster.warnings = json.dumps(faults_as_json(kept), ensure_ascii=False)
    roster.version += 1
    roster.changed_at = at
    roster.save()


def _roster_of(cohort: Cohort) -> Roster:
    roster = queries.find_roster(cohort)
    if roster is None:
        raise JunhengError("roster_missing")
    return roster


def _taken(others: QuerySet[Student], read: RosterStudent, *, is_numbered: bool) -> list[Fault]:
    """What another child on the roster has already."""
    faults = []
    if others.filter(identity_index__in=identity_indexes(read.identity_number)).exists():
        faults.append(Fault(SHEET, None, "身份证号", "identity_number_held_here"))
    number = read.registration_number
    if is_numbered:
        if number is None:
            faults.append(Fault(SHEET, None, "报名号", "cell_required"))
        elif others.filter(registration_number=number).exists():
            faults.append(Fault(SHEET, None, "报名号", "registration_number_held_here"))
    return faults


def note_change(
    student: Student,
    kind: ChangeKind,
    fields: Sequence[str],
    reason: str,
    *,
    by: StaffActor,
    at: datetime,
) -> None:
    """Write down what was done by hand to one student."""
    StudentChange.objects.create(
        student=student,
        kind=kind,
        fields=list(fields),
        reason=reason.strip(),
        by=by.ident,
        by_name=by.name,
        at=at,
    )
