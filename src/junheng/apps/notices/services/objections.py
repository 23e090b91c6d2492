"""Objections to notices: recorded with a deadline, answered with a conclusion."""

from datetime import date, datetime

from django.utils.timezone import localdate

from junheng.apps.campaigns.queries import profile_in_use
from junheng.apps.notices import queries
from junheng.apps.notices.events import ObjectionAnswered, ObjectionOpened, ObjectionRecorded
from junheng.apps.notices.models import Objection
from junheng.apps.notices.rules import period
from junheng.apps.notices.states import Channel, Conclusion, ObjectionStep
from junheng.core.access import NotAllowed, NotVisible, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError


def record_objection(
    notice_code: str,
    *,
    channel: Channel,
    received_on: date,
    content: str,
    person: str = "",
    contact: str = "",
    by: StaffActor,
    at: datetime,
) -> Objection:
    """Write an objection down; who raised it may stay unknown.

    Raises NotVisible, NotAllowed, StepRefused `notice_never_posted`, and JunhengError:
    `objection_needs_content` and what `period.check_received` raises.
    """
    notice = queries.get_notice(by, notice_code)
    if not queries.can_act(by, Permission.OBJECTIONS_RECORD, notice):
        raise NotAllowed("permission_missing")
    if notice.posted_at is None:
        raise StepRefused("notice_never_posted")
    if not content.strip():
        raise JunhengError("objection_needs_content")
    period.check_received(received_on, posted_on=localdate(notice.posted_at), at=at)
    due_on = period.answer_due(received_on, profile_in_use())
    with audit.act():
        objection = Objection.objects.create(
            notice=notice,
            at_bureau=by.schools_for(Permission.OBJECTIONS_RECORD) is None,
            channel=channel,
            received_on=received_on,
            due_on=due_on,
            person=person.strip(),
            contact=contact.strip(),
            content=content.strip(),
            recorded_at=at,
            recorded_by=by.ident,
        )
        event = ObjectionRecorded(
            subject=_subject(objection),
            channel=channel.value,
            received_on=received_on.isoformat(),
            due_on=due_on.isoformat(),
        )
        audit.record(event, by=by, at=at)
    return objection


def open_objection(code: str, *, by: StaffActor, at: datetime) -> tuple[Objection, bool]:
    """An objection to look at, and whether from whom it came may be shown; written down.

    Raises NotVisible.
    """
    objection = queries.get_objection(by, code)
    with_person = queries.may_see_person(by, objection)
    with audit.act():
        event = ObjectionOpened(subject=_subject(objection), with_person=with_person)
        audit.record(event, by=by, at=at)
    return objection, with_person


def answer_objection(
    code: str, *, conclusion: Conclusion, answer: str, by: StaffActor, at: datetime
) -> Objection:
    """Write down what was found and answered; once.

    Raises NotVisible, NotAllowed, StepRefused, and JunhengError `objection_needs_answer`.
    """
    objection = queries.get_objection(by, code)
    if not queries.may_answer(by, objection):
        raise NotAllowed("permission_missing")
    if not answer.strip():
        raise JunhengError("objection_needs_answer")
    with audit.act():
        held = Objection.objects.select_for_update().filter(pk=objection.pk).first()
        if held is None:
            raise NotVisible
        if ObjectionStep.ANSWER in held.possible_steps():
            held.conclusion, held.answer = conclusion, answer.strip()
            held.save(update_fields=["conclusion", "answer"])
        held = take_step(held, ObjectionStep.ANSWER, by=by, at=at)
        event = ObjectionAnswered(
            subject=_subject(held),
            conclusion=conclusion.value,
            days_late=max(0, (localdate(at) - held.due_on).days),
        )
        audit.record(event, by=by, at=at)
    return held


def _subject(objection: Objection) -> Subject:
    return Subject("objection", objection.code, objection.school_code)
