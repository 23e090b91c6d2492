"""The numbers of a small ceremony, typed from paper by two people; the second entry draws."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.events import NumbersDiffered, NumbersTyped
from junheng.apps.adjustments.models import ChangeRequest, LateBatch, PaperEntry
from junheng.apps.adjustments.services.posting import is_posted
from junheng.apps.adjustments.states import BatchState, RequestKind, RequestState
from junheng.apps.assignment.rules import small_cards, small_public_numbers
from junheng.apps.assignment.services.undertaking import carry_out, undertake
from junheng.apps.assignment.states import Act
from junheng.core.access import (
    NotAllowed,
    NotVisible,
    Permission,
    Post,
    Role,
    StaffActor,
    StepRefused,
)
from junheng.core.access.people import two_people
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject

IN_THE_ROOM: Final = frozenset(
    (Role.BUREAU_OPERATOR, Role.BUREAU_REVIEWER, Role.INSPECTOR, Role.SUPERVISOR)
)


@dataclass(frozen=True)
class Outcome:
    """What came of an entry: it was the first, the two differ, or they agree and were drawn."""

    place: int
    differ: bool = False
    is_drawn: bool = False


def late_subject(batch: LateBatch) -> str:
    """What the entries of a batch are called."""
    return f"late:{batch.code}"


def move_subject(request: ChangeRequest) -> str:
    """What the entries of a move are called."""
    return f"move:{request.code}"


def type_late(code: str, *, public: str, cards: str, by: StaffActor, at: datetime) -> Outcome:
    """One person's entry for a frozen batch.

    Raises NotVisible, NotAllowed, StepRefused (`late_batch_not_frozen`, `late_batch_not_posted`,
    `forced_not_countersigned`)
    and what the form of the numbers raises.
    """
    batch = queries.get_batch(by, code)
    by.must(Permission.ADJUSTMENTS_ENTER, batch.school_code)
    if batch.state != BatchState.FROZEN:
        raise StepRefused("late_batch_not_frozen", state=batch.get_state_display())
    if batch.needs_countersign:
        raise StepRefused("forced_not_countersigned")
    if not is_posted(batch):
        raise StepRefused("late_batch_not_posted")
    return _type(
        late_subject(batch),
        _Drawing(batch, Act.LATE_DRAW, {"batch": batch.code}),
        public=public,
        cards=cards,
        by=by,
        at=at,
    )


def type_move(code: str, *, public: str, cards: str, by: StaffActor, at: datetime) -> Outcome:
    """One person's entry for an approved move; raises as `type_late`, `move_not_approved`."""
    request = queries.get_request(by, code)
    by.must(Permission.ADJUSTMENTS_ENTER, request.school_code)
    is_waiting = request.state == RequestState.APPROVED and request.change_code
    if request.kind != RequestKind.MOVE or not is_waiting:
        raise StepRefused("move_not_approved", state=request.get_state_display())
    return _type(
        move_subject(request),
        _Drawing(request, Act.MOVE, {"request": request.code}),
        public=public,
        cards=cards,
        by=by,
        at=at,
    )


@dataclass(frozen=True)
class _Drawing:
    """What two equal entries set off."""

    row: LateBatch | ChangeRequest
    act: Act
    given: Mapping[str, Any]


def _type(
    subject: str, drawing: _Drawing, *, public: str, cards: str, by: StaffActor, at: datetime
) -> Outcome:
    numbers, envelopes = small_public_numbers(public), small_cards(cards)
    session = queries.session_of(drawing.row.cohort)
    if session is None:
        raise NotVisible
    what, about = subject.partition(":")[0], Subject(*_about(drawing.row))
    with audit.act():
        first = PaperEntry.objects.select_for_update().filter(subject=subject).first()
        if first is None:
            _keep(subject, numbers, envelopes, by, at)
            audit.record(NumbersTyped(subject=about, what=what, place=1), by=by, at=at)
            return Outcome(1)
        _second_person(first, by)
        first.delete()
        if (first.public, first.cards) != (numbers, envelopes):
            audit.record(NumbersDiffered(subject=about, what=what), by=by, at=at)
            return Outcome(2, differ=True)
        audit.record(NumbersTyped(subject=about, what=what, place=2), by=by, at=at)
        given = {**drawing.given, "public": numbers, "cards": envelopes}
        undertake(session, drawing.act, by=by, at=at, given=given)
    carry_out(session.code, at=at)
    return Outcome(2, is_drawn=True)


def discard(subject: str, *, by: StaffActor, at: datetime) -> None:
    """Take the first entry back; whoever may enter may discard."""
    with audit.act():
        first = PaperEntry.objects.filter(subject=subject).first()
        if first is not None:
            first.delete()
            what, _, code = subject.partition(":")
            event = NumbersDiffered(subject=Subject(what, code), what=what)
            audit.record(event, by=by, at=at)


def _keep(subject: str, numbers: str, envelopes: list[str], by: StaffActor, at: datetime) -> None:
    PaperEntry.objects.create(
        subject=subject,
        public=numbers,
        cards=envelopes,
        typed_by=by.ident,
        typed_by_name=by.name,
        typed_as=[[post.role, post.school_code or ""] for post in by.posts],
        typed_at=at,
    )


def _second_person(first: PaperEntry, by: StaffActor) -> None:
    posts = tuple(Post(Role(role), school or None) for role, school in first.typed_as)
    actor = StaffActor(first.typed_by, first.typed_by_name, posts)
    try:
        two_people(actor, by, first_roles=IN_THE_ROOM, second_roles=IN_THE_ROOM)
    except NotAllowed as refusal:
        if refusal.code == "second_person_is_the_first":
            raise NotAllowed("second_entry_is_the_firsts") from refusal
        raise


def _about(row: LateBatch | ChangeRequest) -> tuple[str, str, str]:
    kind = "latebatch" if isinstance(row, LateBatch) else "changerequest"
    return kind, row.code, row.school_code
