"""Confirmation slips (核对单) for the families of a cohort."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.states import DayKind
from junheng.apps.schools import queries as schools
from junheng.apps.students import queries
from junheng.apps.students.events import SlipsPrinted
from junheng.apps.students.models import Student
from junheng.apps.students.states import Answer
from junheng.core.access import Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.engine.errors import JunhengError
from junheng.reporting.forms.confirmation import (
    CONFIRMATION,
    LATE_CONFIRMATION,
    Confirmation,
    Confirmations,
    confirmations_pdf,
)
from junheng.reporting.forms.papers import Letterhead
from junheng.rosters import Student as RosterStudent
from junheng.rosters import ethnic_names

_FACTS = (
    ("migrant", "随迁子女"),
    ("left_behind", "留守儿童"),
    ("boarding", "寄宿"),
    ("sen", "随班就读"),
)


def print_slips(
    cohort_code: str, *, only_waiting: bool = False, by: StaffActor, at: datetime
) -> tuple[Cohort, bytes]:
    """The slips of a cohort as a PDF, all or those that are still waited for.

    Raises NotVisible, NotAllowed and `no_slips_to_print`.
    """
    cohort = campaigns.get_cohort(by, cohort_code)
    by.must(Permission.STUDENTS_EDIT, cohort.school.code)
    students = queries.active_students(cohort)
    places = {student.pk: place for place, student in enumerate(students, start=1)}
    if only_waiting:
        students = [student for student in students if student.answer == Answer.WAITING]
    return cohort, _printed(cohort, students, places, by, at)


def print_slip(code: str, *, by: StaffActor, at: datetime) -> tuple[Cohort, bytes]:
    """One family's slip. Raises NotVisible and `no_slips_to_print`."""
    student = queries.get_student(by, code, Permission.STUDENTS_EDIT)
    rows = queries.active_students(student.cohort)
    places = {one.pk: place for place, one in enumerate(rows, start=1)}
    chosen = [one for one in rows if one.pk == student.pk]
    return student.cohort, _printed(student.cohort, chosen, places, by, at)


def print_late_slips(
    cohort: Cohort, students: list[Student], *, by: StaffActor, at: datetime
) -> bytes:
    """The slips of late arrivals. Raises NotAllowed and `no_slips_to_print`."""
    by.must(Permission.STUDENTS_EDIT, cohort.school.code)
    places = {student.pk: place for place, student in enumerate(students, start=1)}
    return _printed(cohort, students, places, by, at, kind_title=LATE_CONFIRMATION)


def _printed(  # noqa: PLR0917 - what is printed, who prints it, and when
    cohort: Cohort,
    students: list[Student],
    places: Mapping[int, int],
    by: StaffActor,
    at: datetime,
    kind_title: str = CONFIRMATION,
) -> bytes:
    roster = queries.find_roster(cohort)
    if roster is None or not students:
        raise JunhengError("no_slips_to_print")
    attributes = frozenset(json.loads(roster.frame)["attributes"])
    wishes = queries.wishes_of(cohort)
    slips = tuple(
        Confirmation(
            name=student.name,
            place=places[student.pk],
            facts=_facts(queries.as_read(student, ""), attributes),
            query_code=student.query_code,
            sibling_wish=wishes.get(student.siblings_id or 0, ""),
        )
        for student in students
    )
    due = campaigns.calendar_of(cohort.campaign).get(DayKind.CONFIRM_DUE)
    is_due = due is not None and kind_title == CONFIRMATION
    due_words = f"{due.month}月{due.day}日" if due and is_due else ""
    content = confirmations_pdf(
        Confirmations(_letterhead(cohort, at), slips, due_words, kind_title)
    )
    with audit.act():
        subject = Subject("cohort", cohort.code, cohort.school.code)
        audit.record(SlipsPrinted(subject=subject, slips=len(slips)), by=by, at=at)
    return content


def _letterhead(cohort: Cohort, at: datetime) -> Letterhead:
    bureau = schools.find_bureau()
    return Letterhead(
        county=bureau.county_name if bureau else "",
        school=cohort.school.name,
        grade=cohort.grade_label,
        year=cohort.campaign.year,
        printed_at=timezone.localtime(at),
        hotline=bureau.complaint_phone if bureau else "",
        mailbox=bureau.complaint_email if bureau else "",
    )


def _facts(student: RosterStudent, attributes: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """What is held about a child, as the slip lists it; only what the roster has columns for."""
    born = student.birth_date
    number = "（无）" if student.identity_number.startswith("NONE-") else student.identity_number
    facts = [
        ("姓名", student.name),
        ("性别", {1: "男", 2: "女"}[student.gender]),
        ("证件号", number),
        ("出生日期", f"{born.year}年{born.month}月{born.day}日"),
    ]
    if "ethnic" in attributes:
        facts.append(("民族", ethnic_names().get(student.ethnicity, "未填")))
    if "origin" in attributes:
        facts.append(("毕业学校", student.origin or "未填"))
    facts += [
        (title, "是" if getattr(student, name) else "否")
        for name, title in _FACTS
        if name in attributes
    ]
    if student.registration_number:
        facts.append(("报名号", student.registration_number))
    return tuple(facts)
