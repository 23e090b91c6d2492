"""Class and homeroom teacher by message: to whom, what, when and how often."""

from datetime import timedelta

import pytest

from junheng.apps.campaigns.models import Cohort
from junheng.apps.guardians.services.announcing import announce_classes, has_news
from junheng.apps.guardians.services.own_record import class_of
from junheng.apps.guardians.services.sheets import own_sheet
from junheng.apps.students.models import Student
from junheng.core.access import StepRefused, SystemActor
from junheng.core.audit.models import AuditEntry
from junheng.core.jobs.services import enqueue_due
from junheng.core.outbox.models import Message
from junheng.core.outbox.recipients import leave_phone
from junheng.reporting.masking import mask_name
from tests.apps.assignment.sessions_made import Walk
from tests.jobs_carried_out import carry_out_jobs

BY = SystemActor("families")
PHONE = "13800138000"


def left(student: Student, phone: str = PHONE) -> None:
    leave_phone(student.code, phone, consent_version="1", by=BY, at=student.changed_at)


def test_every_telephone_is_told_the_childs_class_and_teacher_once(published: Walk) -> None:
    part = published.parts[0]
    first, second = Student.objects.select_related("cohort__school", "cohort__campaign")[:2]
    left(first)
    left(second, "13900139000")
    cohort = Cohort.objects.get(pk=part.cohort.pk)
    at = cohort.published_at
    assert at is not None

    assert announce_classes(cohort, by=BY, at=at) == 2
    assert announce_classes(cohort, by=BY, at=at) == 0

    for student in (first, second):
        sheet = own_sheet(student, part)
        assert sheet is not None
        place = class_of(student, sheet)
        text = Message.objects.get(about=student.code).text
        assert f"{mask_name(student.name)}同学编入" in text
        assert f"{place.title}，班主任{place.teacher}" in text
        assert student.name not in text
    [event] = AuditEntry.objects.filter(event="outbox.messages.queue")
    assert event.payload == {"kind": "class", "count": 2}


def test_nothing_is_told_before_the_publication(published: Walk) -> None:
    own = Cohort.objects.filter(pk=published.parts[0].cohort.pk)
    own.update(published_at=None, published_by="", state="effective")
    left(Student.objects.all()[0])
    cohort = own.select_related("school", "campaign").get()

    with pytest.raises(StepRefused, match="classes_not_published"):
        announce_classes(cohort, by=BY, at=published.moment)
    assert has_news(published.moment) is False


def test_the_worker_tells_by_itself_also_who_leaves_a_telephone_later(published: Walk) -> None:
    first, second = Student.objects.all()[:2]
    at = published.parts[0].cohort.published_at + timedelta(minutes=1)  # type: ignore[operator]
    assert has_news(at) is False

    left(first)
    assert has_news(at) is True
    enqueue_due(at)
    carry_out_jobs(at)
    assert Message.objects.filter(about=first.code).count() == 1
    assert has_news(at + timedelta(hours=1)) is False

    left(second, "13900139000")
    assert has_news(at + timedelta(hours=1)) is True
    assert has_news(at + timedelta(days=4)) is False
