"""Families for the tests: their codes, their browsers, and a school at three moments of its year.

`a_roster()` is a school that still collects; `a_drawn_school()` one whose classes were drawn and
whose homeroom teachers were drawn by lot, published unless asked otherwise.
"""

import json
from typing import Any

from django.test import Client

from junheng.apps.campaigns import services as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.states import CohortStep
from junheng.apps.guardians.models import RightsRequest
from junheng.apps.guardians.services.sittings import COOKIE
from junheng.apps.students.models import DISPUTE_PICTURE, Dispute, Roster, Student
from junheng.apps.students.services.writing import fill
from junheng.core.audit.models import AuditEntry
from junheng.core.files.services import store
from junheng.rosters import frame_of
from tests.apps.assignment.sessions_made import OPERATOR, Walk, arranged, roster_of
from tests.apps.students.students_made import a_cohort, imported, row, sheet
from tests.people import AT, OWN_SCHOOL

DOOR = "/child/"
CHILDREN = 6


def a_roster() -> list[Student]:
    """Six children of a school that still collects, in the order of the sheet."""
    imported(a_cohort(), sheet([row(number) for number in range(1, CHILDREN + 1)]))
    return list(Student.objects.select_related("cohort__school", "cohort__campaign"))


def a_frozen_school() -> Walk:
    """A school whose roster is frozen; its children are rows of the platform too."""
    walk = Walk(arranged((OWN_SCHOOL,)).code)
    with_students(walk.parts[0].cohort)
    walk.freeze()
    return walk


def a_drawn_school(*, is_published: bool = True) -> Walk:
    """The same, drawn, with homeroom teachers by lot; marked as published."""
    walk = a_frozen_school().to_draw()
    walk.lots()
    if is_published:
        for step in (CohortStep.SIGN, CohortStep.PUBLISH):
            campaigns.mark(walk.parts[0].cohort, step, by=OPERATOR, at=walk.moment)
    return walk


def with_students(cohort: Cohort) -> None:
    """The rows behind the roster that the session takes."""

    school = roster_of(cohort.school.code)
    frame = json.dumps(frame_of(school), ensure_ascii=False)
    Roster.objects.create(cohort=cohort, frame=frame, warnings="[]", changed_at=AT)
    for read in school.students:
        student = Student(cohort=cohort, row=read.row)
        fill(student, read, AT)
        student.registration_number = None
        student.save()


def with_picture(dispute: Dispute) -> None:
    """Attach a picture to an objection."""
    picture = store(DISPUTE_PICTURE, [b"\xff\xd8\xff\xe0"], at=AT)
    Dispute.objects.filter(pk=dispute.pk).update(picture=picture)


def a_right(student: Student) -> RightsRequest:
    """A request of a family that waits for its answer."""
    return RightsRequest.objects.create(
        student=student, kind="copy", words="要一份资料。", asked_at=AT, due_on=AT.date()
    )


def last_six(student: Student) -> str:
    """What the family knows."""
    return student.identity_number[-6:]


def typed(student: Student, **other: str) -> dict[str, str]:
    """The form of the door, filled in rightly."""
    return {
        "query_code": student.query_code,
        "last_six": last_six(student),
        "agrees": "on",
    } | other


def family_of(student: Student) -> Client:
    """A browser of a family that came in by the door."""
    client = Client()
    answer = client.post(DOOR, typed(student))
    assert answer.status_code == 302, answer.content.decode()
    return client


def cookie_of(client: Client) -> str:
    """What the browser holds."""
    return client.cookies[COOKIE].value if COOKIE in client.cookies else ""


def events() -> list[str]:
    """The families' events in the trail, oldest first."""
    found = AuditEntry.objects.filter(event__startswith="guardians.").order_by("sequence")
    return list(found.values_list("event", flat=True))


def payload(event: str) -> dict[str, Any]:
    """The newest entry of a kind."""
    found = AuditEntry.objects.filter(event=event).order_by("-sequence")[0]
    return dict(found.payload)
