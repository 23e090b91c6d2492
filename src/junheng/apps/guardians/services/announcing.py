"""Class and homeroom teacher by message, to the telephones that guardians left themselves."""

from datetime import datetime, timedelta
from typing import Final

from junheng.apps.campaigns.models import Cohort
from junheng.apps.guardians import queries
from junheng.apps.guardians.services.own_record import class_of
from junheng.apps.guardians.services.sheets import own_sheet
from junheng.apps.guardians.services.telephones import NEWS_FOR
from junheng.apps.schools import queries as schools
from junheng.apps.students.models import Student
from junheng.apps.students.states import StudentState
from junheng.core.access import StepRefused
from junheng.core.audit.events import Author, Subject
from junheng.core.jobs.models import JobRun
from junheng.core.outbox.models import Message, Recipient
from junheng.core.outbox.queueing import queue_for_children
from junheng.core.outbox.states import MessageKind
from junheng.reporting.masking import mask_name

ANNOUNCE_JOB: Final = "guardians.announce"
_NOT_AGAIN_WITHIN: Final = timedelta(minutes=15)
"""A child without a class would otherwise be looked for every few seconds."""


def announce_classes(cohort: Cohort, *, by: Author, at: datetime) -> int:
    """Write what every telephone of a published grade is to be told; return how many were new.

    May be called again at any time: each telephone is told once of each result. A child without a
    place in the record (a late arrival) is told nothing here. Raises StepRefused
    `classes_not_published`.
    """
    part = queries.part_of(cohort)
    if part is None or cohort.published_at is None:
        raise StepRefused("classes_not_published")
    sender = schools.find_bureau()
    texts = {}
    for student in _to_tell(cohort):
        sheet = own_sheet(student, part)
        if sheet is None or not sheet.is_published:
            continue
        place = class_of(student, sheet)
        teacher = f"，班主任{place.teacher}" if place.teacher else ""
        texts[student.code] = (
            f"【{sender.name if sender else cohort.school.name}】"
            f"{mask_name(student.name)}同学编入{cohort.title}{place.title}{teacher}。"
            "请凭查询码在阳光分班平台核对凭条。"
        )
    subject = Subject("cohort", cohort.code, cohort.school_code)
    news = f"{part.result}.{part.lots}"[:80]
    return queue_for_children(MessageKind.CLASS, texts, news=news, by=by, at=at, subject=subject)


def cohorts_to_announce(at: datetime) -> list[Cohort]:
    """Grades published lately in which somebody with a telephone was told nothing yet."""
    lately = Cohort.objects.filter(published_at__gt=at - NEWS_FOR, published_at__lte=at)
    told = Message.objects.filter(kind=MessageKind.CLASS).exclude(about="").values("about")
    standing = Recipient.objects.filter(withdrawn_at__isnull=True).exclude(student_code__in=told)
    waiting = Student.objects.filter(
        cohort__in=lately, state=StudentState.ACTIVE, code__in=standing.values("student_code")
    )
    return list(lately.filter(pk__in=waiting.values("cohort")).select_related("school", "campaign"))


def has_news(at: datetime) -> bool:
    """Whether there is something to announce that was not tried a moment ago."""
    lately = JobRun.objects.filter(job=ANNOUNCE_JOB, asked_at__gt=at - _NOT_AGAIN_WITHIN)
    return not lately.exists() and bool(cohorts_to_announce(at))


def _to_tell(cohort: Cohort) -> list[Student]:
    standing = Recipient.objects.filter(withdrawn_at__isnull=True).values("student_code")
    found = Student.objects.filter(cohort=cohort, state=StudentState.ACTIVE, code__in=standing)
    return list(found.select_related("cohort__school", "cohort__campaign"))
