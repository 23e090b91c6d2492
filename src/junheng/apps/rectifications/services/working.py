"""Putting it right: progress, saying that it is done, and who answers for it."""

from datetime import datetime

from junheng.apps.rectifications import queries
from junheng.apps.rectifications.events import OwnerNamed
from junheng.apps.rectifications.models import Entry, Rectification
from junheng.apps.rectifications.services.texts import must_say, subject_of, write_entry
from junheng.apps.rectifications.states import EntryKind, RectificationState, RectificationStep
from junheng.core.access import NotAllowed, NotVisible, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.workflow.services import take_step


def write_progress(code: str, text: str, *, by: StaffActor, at: datetime) -> Entry:
    """Write down what was done.

    Raises NotVisible, NotAllowed, StepRefused once it waits for the bureau, and as `must_say`.
    """
    held = to_work_on(code, by)
    text = must_say(text)
    with audit.act():
        return write_entry(held, EntryKind.PROGRESS, text, by=by, at=at)


def report(code: str, text: str, *, by: StaffActor, at: datetime) -> Rectification:
    """Say that it was put right and ask for the verification.

    Raises NotVisible, NotAllowed for whoever does not answer for the school, StepRefused, and as
    `must_say`.
    """
    held = queries.get_rectification(by, code)
    if not queries.may_report(by, held):
        raise NotAllowed("rectification_is_reported_by_principal")
    text = must_say(text)
    with audit.act():
        done = take_step(held, RectificationStep.REPORT, by=by, at=at)
        write_entry(done, EntryKind.REPORT, text, by=by, at=at)
    return done


def name_owner(code: str, owner: str, *, by: StaffActor, at: datetime) -> Rectification:
    """Let another account of the same school (or the bureau) answer for it.

    Raises NotVisible, also for an account from elsewhere, NotAllowed, StepRefused.
    """
    held = queries.get_rectification(by, code)
    by.must(Permission.RECTIFICATIONS_START, held.school_code or None)
    _must_be_open(held)
    user = next((one for one in queries.owners_at(held.school) if one.code == owner), None)
    if user is None:
        raise NotVisible
    with audit.act():
        current = Rectification.objects.select_for_update().get(pk=held.pk)
        before = current.owner_name or "未定"
        current.owner, current.owner_name = user.code, user.name
        current.save(update_fields=["owner", "owner_name"])
        event = OwnerNamed(subject=subject_of(current), number=current.number, account=user.code)
        audit.record(event, by=by, at=at)
        words = f"责任人由{before}改为{user.name}。"
        write_entry(current, EntryKind.OWNER, words, by=by, at=at)
    return current


def to_work_on(code: str, by: StaffActor) -> Rectification:
    """A rectification that this person puts right; raises NotVisible, NotAllowed, StepRefused."""
    held = queries.get_rectification(by, code)
    if not queries.may_work(by, held):
        raise NotAllowed("rectification_is_worked_on_elsewhere")
    _must_be_open(held)
    return held


def _must_be_open(held: Rectification) -> None:
    if held.state != RectificationState.OPEN:
        raise StepRefused("rectification_is_not_open", state=held.get_state_display())
