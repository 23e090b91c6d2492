"""Judging what was put right: by another person than who answers for it or worked on it."""

from datetime import date, datetime

from django.utils.timezone import localdate

from junheng.apps.rectifications import queries
from junheng.apps.rectifications.events import DeadlineMoved
from junheng.apps.rectifications.models import Rectification
from junheng.apps.rectifications.rules.deadlines import checked_deadline
from junheng.apps.rectifications.services.texts import must_say, subject_of, write_entry
from junheng.apps.rectifications.states import EntryKind, RectificationState, RectificationStep
from junheng.core.access import NotAllowed, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError


def close(code: str, words: str, *, by: StaffActor, at: datetime) -> Rectification:
    """Find it put right, with what was looked at.

    Raises NotVisible, NotAllowed, StepRefused, and as `must_say`.
    """
    held = _to_verify(code, by)
    words = must_say(words)
    with audit.act():
        done = take_step(held, RectificationStep.CLOSE, by=by, at=at)
        write_entry(done, EntryKind.CLOSE, words, by=by, at=at)
    return done


def send_back(
    code: str, words: str, deadline: date | None = None, *, by: StaffActor, at: datetime
) -> Rectification:
    """Find it not put right, with what is missing; with a new deadline where one is given.

    Raises NotVisible, NotAllowed, StepRefused, as `must_say`, and as `checked_deadline`.
    """
    held = _to_verify(code, by)
    words = must_say(words)
    with audit.act():
        done = take_step(held, RectificationStep.RETURN, by=by, at=at)
        write_entry(done, EntryKind.RETURN, words, by=by, at=at)
        if deadline is not None:
            _move_deadline(done, deadline, by=by, at=at)
    return done


def extend(code: str, deadline: date, words: str, *, by: StaffActor, at: datetime) -> Rectification:
    """Give more time, with the reason; the old deadline stays readable beside it.

    Raises NotVisible, NotAllowed, StepRefused, as `must_say`, as `checked_deadline`, and
    JunhengError `rectification_deadline_past` for a day that is no later than the old one.
    """
    held = _to_verify(code, by)
    words = must_say(words)
    with audit.act():
        current = Rectification.objects.select_for_update().get(pk=held.pk)
        if current.state != RectificationState.OPEN:
            raise StepRefused("rectification_is_not_open", state=current.get_state_display())
        if deadline <= current.due_on:
            raise JunhengError("rectification_deadline_past")
        text = f"期限由{current.due_on:%Y-%m-%d}延长到{deadline:%Y-%m-%d}。{words}"
        _move_deadline(current, deadline, by=by, at=at)
        write_entry(current, EntryKind.EXTEND, text, by=by, at=at)
    return current


def withdraw(code: str, words: str, *, by: StaffActor, at: datetime) -> Rectification:
    """Take it back because there was nothing to put right; never by who started it.

    Raises NotVisible, NotAllowed, StepRefused, and as `must_say`.
    """
    held = queries.get_rectification(by, code)
    if not queries.may_withdraw(by, held):
        raise NotAllowed("rectification_withdrawn_by_another")
    words = must_say(words)
    with audit.act():
        done = take_step(held, RectificationStep.WITHDRAW, by=by, at=at)
        write_entry(done, EntryKind.WITHDRAW, words, by=by, at=at)
    return done


def _to_verify(code: str, by: StaffActor) -> Rectification:
    held = queries.get_rectification(by, code)
    if not queries.may_verify(by, held):
        raise NotAllowed("rectification_verified_by_another")
    return held


def _move_deadline(current: Rectification, deadline: date, *, by: StaffActor, at: datetime) -> None:
    checked_deadline(deadline, today=localdate(at))
    before, current.due_on = current.due_on, deadline
    current.save(update_fields=["due_on"])
    event = DeadlineMoved(
        subject=subject_of(current),
        number=current.number,
        before=before.isoformat(),
        after=deadline.isoformat(),
    )
    audit.record(event, by=by, at=at)
