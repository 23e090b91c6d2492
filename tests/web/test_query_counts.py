"""A list asks the database as often for many schools as for few: the pages come from the routes."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from pytest_django import Settings

from junheng.apps.adjustments.models import ChangeRequest
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.complaints.models import Complaint
from junheng.apps.notices.models import Notice, Objection
from junheng.apps.schools.models import School
from junheng.apps.teachers.models import HomeroomTeacher, TeacherList
from junheng.core.access import Permission
from junheng.core.access.routes import routes_of
from junheng.core.files.models import StoredFile
from junheng.core.secrets.keyring import Keyring
from tests.cohorts_made import a_cohort, a_year
from tests.people import AT, a_county, actor, signed_in

LISTS = [
    route
    for route in routes_of(get_resolver().url_patterns)
    if not route.keys and not route.name.startswith("set_up")
]
PEOPLE = ["operator", "reviewer", "inspector", "supervisor", "system_admin", "security_admin"]
MOST_QUERIES = 40
FEW, MANY = 2, 12


@pytest.fixture
def year(db: None, keys: Keyring, settings: Settings, tmp_path: Path) -> Campaign:
    settings.JUNHENG_VAR = tmp_path
    a_county()
    return a_year()


def schools_come(campaign: Campaign, first: int, count: int) -> None:
    """Schools with a grade in every second state, a filed list, notices, objections, requests."""
    file = StoredFile.objects.get()
    for number in range(first, first + count):
        school = School.objects.create(
            code=f"{20000 + number:06}",
            name=f"第{number}小学",
            has_primary=True,
            has_junior=False,
            is_private=False,
            is_hot=False,
            registered_at=AT,
        )
        cohort = a_cohort(campaign, school.code)
        listed = TeacherList.objects.create(
            cohort=cohort, state="submitted", begun_at=AT, submitted_at=AT, submitted_by="x"
        )
        HomeroomTeacher.objects.create(list=listed, place=1, name="王芳")
        for about in ("at-bureau", "at-school"):
            notice = Notice.objects.create(
                kind="result",
                campaign=campaign,
                cohort=cohort,
                about=about,
                title="公示",
                body="{}",
                file=file,
                head_sequence=0,
                head_digest="0" * 64,
                days=7,
                made_at=AT,
                made_by="x",
            )
            Objection.objects.create(
                notice=notice,
                at_bureau=about == "at-bureau",
                channel="visit",
                received_on=AT.date(),
                due_on=(AT + timedelta(days=5)).date(),
                content="请核实。",
                recorded_at=AT,
                recorded_by="x",
            )
        ChangeRequest.objects.create(
            cohort=cohort,
            kind="merge",
            ground="merge",
            reason="班级合并。",
            evidence=file,
            state="submitted",
            begun_at=AT,
            begun_by="x",
            submitted_at=AT,
            submitted_by="x",
        )
        Complaint.objects.create(
            year=2026,
            serial=number + 1,
            number=f"2026-{number + 1:04}",
            channel="web",
            category="fees",
            about="school",
            school=school,
            content="请核实收费的情况。",
            received_on=AT.date(),
            recorded_at=AT,
            due_on=AT.date(),
        )
    _classes_stand(campaign)


def _classes_stand(campaign: Campaign) -> None:
    """Every second grade has its classes: the pages of what comes after the lock show it."""
    stamps = ("submitted", "approved", "frozen", "drawn", "teachers_drawn", "effective")
    moments = {f"{stamp}_at": AT for stamp in stamps} | {f"{stamp}_by": "x" for stamp in stamps}
    for cohort in Cohort.objects.filter(campaign=campaign, state="collecting")[::2]:
        Cohort.objects.filter(pk=cohort.pk).update(
            state="effective", class_count=2, approval_number=f"n{cohort.pk}", **moments
        )


def queries_by_page(kind: str) -> dict[str, int]:
    browser, who, counted = signed_in(kind), actor(kind), {}
    for route in LISTS:
        permission = route.gate.permission if route.gate else None
        if permission is not None and not who.may(Permission(permission)):
            continue
        browser.get(reverse(route.name))  # what is read once a process
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(reverse(route.name))
        if answer.status_code == 200:
            counted[route.name] = len(asked)
    return counted


@pytest.mark.parametrize("kind", PEOPLE)
def test_a_list_of_many_schools_asks_no_more_than_one_of_few(year: Campaign, kind: str) -> None:
    schools_come(year, 0, FEW)
    few = queries_by_page(kind)

    schools_come(year, FEW, MANY)
    many = queries_by_page(kind)

    assert {page: (few[page], many[page]) for page in many if many[page] > few[page]} == {}
    assert {page: count for page, count in many.items() if count > MOST_QUERIES} == {}
