"""Writing messages into the outbox, calling them back, letting them go again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from junheng.core.access import NotAllowed, Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author, Subject
from junheng.core.outbox.events import MessagesCancelled, MessagesQueued, MessagesResent
from junheng.core.outbox.models import GatewayPause, Message
from junheng.core.outbox.recipients import recipients_of_all
from junheng.core.outbox.states import MessageKind, MessageState
from junheng.core.outbox.telephones import mobile_number
from junheng.core.secrets.codes import new_code
from junheng.core.secrets.services import identity_index
from junheng.engine.errors import JunhengError

LONGEST_TEXT: Final = 500
LIVES_FOR: Final = timedelta(days=3)
"""Older news is none: a message that could not go for three days does not go."""

KEPT_FOR: Final = timedelta(days=30)
"""How long telephone and text are kept after the end, to answer a family that asks."""

_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Letter:
    """What is to be said, to whom, about which child; `key` is the same for the same news."""

    key: str
    phone: str
    text: str
    about: str = ""


def queue(
    kind: MessageKind, letters: Iterable[Letter], *, by: Author, at: datetime, subject: Subject
) -> int:
    """Write messages in the transaction of the act they tell of; return how many were new.

    A key that stands already is passed over. Raises `mobile_number_wrong` and
    `message_text_too_long`, with nothing written.
    """
    wanted = {letter.key: letter for letter in letters}
    for letter in wanted.values():
        if not 0 < len(letter.text) <= LONGEST_TEXT:
            raise JunhengError("message_text_too_long", most=LONGEST_TEXT)
    with audit.act():
        standing = _standing_keys(wanted)
        fresh = [letter for key, letter in wanted.items() if key not in standing]
        for letter in fresh:
            _write(kind, letter, at)
        if fresh:
            event = MessagesQueued(subject=subject, kind=kind.value, count=len(fresh))
            audit.record(event, by=by, at=at)
    return len(fresh)


def queue_for_children(
    kind: MessageKind,
    texts: Mapping[str, str],
    *,
    news: str,
    by: Author,
    at: datetime,
    subject: Subject,
) -> int:
    """Write one message to every telephone that was left for each child; return how many were new.

    `texts` is student code → text; `news` names what it is about, such as a result's code: said
    once to each telephone, however often this is called.
    """
    letters = [
        Letter(f"{kind.value}:{news}:{recipient.code}", recipient.phone, texts[student], student)
        for student, recipients in recipients_of_all(list(texts)).items()
        for recipient in recipients
    ]
    return queue(kind, letters, by=by, at=at, subject=subject)


def queue_test(phone: str, *, by: StaffActor, at: datetime) -> int:
    """Write a test message that tells nothing but that messages arrive."""
    by.must(Permission.OUTBOX_MANAGE)
    text = "这是阳光分班平台的测试短信，收到说明短信通道正常。请勿回复。"
    letter = Letter(f"test:{new_code()}", phone, text)
    return queue(MessageKind.TEST, [letter], by=by, at=at, subject=Subject("outbox"))


def resend(state: MessageState, *, by: StaffActor, at: datetime) -> int:
    """Let all messages go again that failed, or all of which nobody knows; return how many.

    Who lets the uncertain ones go accepts that some people are told twice. Raises NotAllowed.
    """
    by.must(Permission.OUTBOX_MANAGE)
    if state not in {MessageState.FAILED, MessageState.UNCERTAIN}:
        raise NotAllowed("resend_of_others")
    with audit.act():
        count = _waiting_again(Message.objects.filter(state=state, is_blanked=False), at)
        if count:
            GatewayPause.objects.update(until=at, failures=0)
            event = MessagesResent(subject=Subject("outbox"), state=state.value, count=count)
            audit.record(event, by=by, at=at)
    return count


def cancel_waiting(*, by: StaffActor, at: datetime) -> int:
    """Call back everything that waits; return how many."""
    by.must(Permission.OUTBOX_MANAGE)
    with audit.act():
        waiting = Message.objects.filter(state=MessageState.WAITING)
        count = waiting.update(
            state=MessageState.CANCELLED, ended_at=at, reason="cancelled_by_hand"
        )
        if count:
            event = MessagesCancelled(subject=Subject("outbox"), count=count)
            audit.record(event, by=by, at=at)
    return count


def blank_old(*, at: datetime) -> int:
    """Take telephone and text out of messages that ended long ago; return how many."""
    old = Message.objects.filter(is_blanked=False, ended_at__lt=at - KEPT_FOR)
    count = 0
    for message in old[:_AT_ONCE]:
        message.recipient, message.recipient_index, message.text = "", "", ""
        message.is_blanked = True
        message.save(update_fields=["recipient", "recipient_index", "text", "is_blanked"])
        count += 1
    return count


def _write(kind: MessageKind, letter: Letter, at: datetime) -> None:
    number = mobile_number(letter.phone)
    Message.objects.create(
        kind=kind,
        key=letter.key,
        about=letter.about,
        recipient=number,
        recipient_index=identity_index(number),
        text=letter.text,
        queued_at=at,
        next_at=at,
        expires_at=at + LIVES_FOR,
    )


def _standing_keys(wanted: Mapping[str, Letter]) -> set[str]:
    keys, standing = list(wanted), set[str]()
    for start in range(0, len(keys), _AT_ONCE):
        some = Message.objects.filter(key__in=keys[start : start + _AT_ONCE])
        standing.update(some.values_list("key", flat=True))
    return standing


def _waiting_again(messages: QuerySet[Message], at: datetime) -> int:
    return messages.update(
        state=MessageState.WAITING,
        attempts=0,
        reason="",
        next_at=at,
        expires_at=at + LIVES_FOR,
        ended_at=None,
    )
