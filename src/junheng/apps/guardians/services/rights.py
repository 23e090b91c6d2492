"""Requests of families about what is kept of their child (个人信息保护法 art. 45–47, 50)."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from junheng.apps.campaigns.queries import profile_in_use
from junheng.apps.guardians import queries
from junheng.apps.guardians.events import RequestMade, RequestViewed
from junheng.apps.guardians.models import RightsRequest
from junheng.apps.guardians.states import RightKind, RightState, RightStep
from junheng.apps.students.services.records import subject_of
from junheng.core.access import GuardianActor, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError


def make_request(
    actor: GuardianActor, kind: RightKind, *, words: str, at: datetime
) -> RightsRequest:
    """A guardian asks; the deadline is the profile's.

    Raises `right_words_needed` and StepRefused `right_open_already`.
    """
    if not words.strip():
        raise JunhengError("right_words_needed")
    days = profile_in_use().rights_answer_days.value
    with audit.act():
        own = queries.get_own(actor)
        if RightsRequest.objects.filter(
            student=own.student, kind=kind, state=RightState.OPEN
        ).exists():
            raise StepRefused("right_open_already")
        made = RightsRequest.objects.create(
            student=own.student,
            guardian=own,
            kind=kind,
            words=words.strip(),
            asked_at=at,
            due_on=localdate(at) + timedelta(days=days),
        )
        event = RequestMade(subject=subject_of(own.student), kind=kind.value)
        audit.record(event, by=actor, at=at)
    return made


def open_request(code: str, *, by: StaffActor, at: datetime) -> RightsRequest:
    """One request with the family's words, written down as seen. Raises NotVisible."""
    with audit.act():
        found = queries.get_request(by, code)
        audit.record(RequestViewed(subject=subject_of(found.student)), by=by, at=at)
    return found


def answer_request(
    code: str, step: RightStep, *, answer: str, by: StaffActor, at: datetime
) -> RightsRequest:
    """Say what was done, or why it cannot be. The family reads these words.

    Raises NotVisible, NotAllowed, `right_answer_needed`, StepRefused for one that was answered.
    """
    if not answer.strip():
        raise JunhengError("right_answer_needed")
    with audit.act():
        found = queries.get_request(by, code)
        by.must(Permission.FAMILIES_ANSWER, found.school_code)
        answered = take_step(found, step, by=by, at=at)
        answered.answer = answer.strip()
        answered.save(update_fields=["answer"])
    return answered
