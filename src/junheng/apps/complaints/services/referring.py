"""Giving a school something to look into, without saying from whom it came; and its answer."""

from datetime import datetime
from typing import Final

from django.utils.timezone import localdate

from junheng.apps.complaints import queries
from junheng.apps.complaints.events import ReferralOpened, ReferralSent
from junheng.apps.complaints.models import Complaint, Referral
from junheng.apps.complaints.rules.texts import tells_complainant
from junheng.apps.complaints.services.handling import must_say, recall_waiting, to_handle, took_step
from junheng.apps.complaints.states import (
    ComplaintState,
    ComplaintStep,
    ReferralState,
    ReferralStep,
)
from junheng.core.access import NotVisible, Permission, StaffActor, StepRefused, SystemActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError

_BY: Final = SystemActor("referrals")


def refer(
    code: str,
    *,
    text: str,
    school_code: str = "",
    unit: str = "",
    by: StaffActor,
    at: datetime,
) -> Referral:
    """Release words to a school of the platform, or write down that another unit got them.

    Raises NotVisible, NotAllowed, StepRefused, and JunhengError: `complaint_needs_words`,
    `referral_needs_place`, `referral_tells_complainant`.
    """
    complaint = to_handle(code, by)
    must_say(text)
    school = queries.find_school(school_code) if school_code else None
    if (school is None) == (not unit.strip()):
        raise JunhengError("referral_needs_place")
    if tells_complainant(
        text,
        person=complaint.person,
        contact=complaint.contact,
        secret_words=(complaint.number,),
    ):
        raise JunhengError("referral_tells_complainant")
    with audit.act():
        done = took_step(complaint, ComplaintStep.REFER, by=by, at=at)
        recall_waiting(done, by=by, at=at)
        referral = Referral.objects.create(
            complaint=done,
            school=school,
            unit="" if school else unit.strip(),
            text=text.strip(),
            sent_at=at,
            sent_by=by.ident,
            due_on=done.due_on or localdate(at),
        )
        event = ReferralSent(subject=_subject(referral), due_on=referral.due_on.isoformat())
        audit.record(event, by=by, at=at)
    return referral


def recall(code: str, referral_code: str, *, by: StaffActor, at: datetime) -> Referral:
    """Call a referral back; the bureau looks into it itself."""
    complaint = to_handle(code, by)
    referral = _of(complaint, referral_code)
    with audit.act():
        done = take_step(referral, ReferralStep.RECALL, by=by, at=at)
        _go_on(complaint, at=at)
    return done


def record_answer(
    code: str, referral_code: str, *, answer: str, by: StaffActor, at: datetime
) -> Referral:
    """Write down what a unit answered that is not on the platform. As `answer_referral` raises."""
    complaint = to_handle(code, by)
    referral = _of(complaint, referral_code)
    if referral.school is not None:
        raise StepRefused("referral_is_the_schools")
    return _answered(referral, answer, by=by, at=at)


def answer_referral(code: str, *, answer: str, by: StaffActor, at: datetime) -> Referral:
    """Answer as the school. Raises NotVisible, NotAllowed, StepRefused, `complaint_needs_words`."""
    referral = queries.get_referral(by, code)
    by.must(Permission.REFERRALS_ANSWER, referral.school_code)
    return _answered(referral, answer, by=by, at=at)


def open_referral(code: str, *, by: StaffActor, at: datetime) -> Referral:
    """What a school was given, to look at; written down. Raises NotVisible."""
    referral = queries.get_referral(by, code)
    with audit.act():
        audit.record(ReferralOpened(subject=_subject(referral)), by=by, at=at)
    return referral


def _answered(referral: Referral, answer: str, *, by: StaffActor, at: datetime) -> Referral:
    must_say(answer)
    with audit.act():
        done = take_step(referral, ReferralStep.ANSWER, by=by, at=at)
        done.answer = answer.strip()
        done.save(update_fields=["answer"])
        _go_on(done.complaint, at=at)
    return done


def _go_on(complaint: Complaint, *, at: datetime) -> None:
    """Without a waiting referral it lies with the bureau again; no person took that step."""
    is_waiting = Referral.objects.filter(complaint=complaint, state=ReferralState.WAITING).exists()
    if not is_waiting and complaint.state == ComplaintState.REFERRED:
        took_step(complaint, ComplaintStep.INVESTIGATE, by=_BY, at=at)


def _of(complaint: Complaint, referral_code: str) -> Referral:
    found = complaint.referrals.select_related("school").filter(code=referral_code).first()
    if found is None:
        raise NotVisible
    return found


def _subject(referral: Referral) -> Subject:
    return Subject("referral", referral.code, referral.school_code)
