"""Handing messages to the gateway, each at most once.

Before the gateway is asked the row says `sending`, committed; after it, what came of it. A worker
that is killed between the two leaves a row that says `sending`: the next one makes it `uncertain`
and leaves it to a person, because nobody knows whether the family was told. Only where the county's
gateway recognises a repeated key (`repeats_are_safe`) is it sent again by itself.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet

from junheng.core.outbox.configuration import Configuration, read_configuration
from junheng.core.outbox.gateways import Answer, Gateway, Outcome, Parcel
from junheng.core.outbox.limits import CHINA_TIME, Limits, day_began, pause_after
from junheng.core.outbox.models import GatewayPause, Message
from junheng.core.outbox.states import MessageState
from junheng.core.secrets.services import identity_indexes
from junheng.engine.errors import JunhengError

_MINUTE: Final = timedelta(minutes=1)
_TAKEN: Final = (MessageState.SENDING, MessageState.SENT, MessageState.UNCERTAIN)


def has_work(at: datetime) -> bool:
    """Whether a message could go at this moment, or one is too old; a broken file is no work."""
    try:
        configuration = read_configuration()
    except JunhengError:
        return False
    if _too_old(at).exists() or Message.objects.filter(state=MessageState.SENDING).exists():
        return True
    return _may_send(configuration, at) and _due(at).exists()


def settle_interrupted(gateway: Gateway | None, *, at: datetime) -> int:
    """Say of every message in whose sending a worker died that nobody knows; return how many.

    Called by the one worker that holds the outbox. One that only seemed dead and comes back may
    still write down what it knows (see `write_down`).
    """
    cut = Message.objects.filter(state=MessageState.SENDING)
    if gateway is not None and gateway.repeats_are_safe:
        return cut.update(state=MessageState.WAITING, next_at=at, reason="message_interrupted")
    return cut.update(state=MessageState.UNCERTAIN, ended_at=at, reason="message_interrupted")


def give_up_old(*, at: datetime) -> int:
    """Let messages fail whose news is old; return how many."""
    return _too_old(at).update(state=MessageState.FAILED, ended_at=at, reason="message_too_old")


def take_next(configuration: Configuration, *, at: datetime) -> Message | None:
    """Mark the next message as being sent and return it; None when none may go at this moment.

    A telephone that had its share today is put off to the next morning on the way.
    """
    while _may_send(configuration, at):
        with transaction.atomic():
            message = _due(at).select_for_update().first()
            if message is None:
                return None
            if _had_its_share(message, configuration.limits, at):
                message.next_at = _next_morning(configuration.limits, at)
                message.reason = "recipient_had_enough"
                message.save(update_fields=["next_at", "reason"])
                continue
            message.state, message.attempted_at = MessageState.SENDING, at
            message.attempts += 1
            message.save(update_fields=["state", "attempted_at", "attempts"])
            return message
    return None


def hand_over(message: Message, gateway: Gateway) -> Answer:
    """Ask the gateway; nothing is locked meanwhile."""
    parcel = Parcel(message.code, message.kind, message.recipient, message.text)
    return gateway.send(parcel)


def write_down(
    message: Message,
    answer: Answer,
    *,
    gateway: Gateway,
    limits: Limits,
    at: datetime,
) -> None:
    """Write down what came of an attempt; of this attempt only."""
    with transaction.atomic():
        mine = Message.objects.filter(
            pk=message.pk,
            attempts=message.attempts,
            state__in=(MessageState.SENDING, MessageState.UNCERTAIN),
        )
        mine.update(**_what_becomes(message, answer, gateway, limits, at))
        _note_gateway(answer, at)


def deliver(now: Callable[[], datetime], *, go_on: Callable[[], None], lasting: timedelta) -> int:
    """Send what may go for at most `lasting`; return how many attempts were made.

    `go_on` is called after each attempt and raises where this worker lost its job. Raises what
    `read_configuration` raises.
    """
    configuration, began, tried = read_configuration(), now(), 0
    gateway = configuration.open_gateway(now)
    settle_interrupted(gateway, at=began)
    give_up_old(at=began)
    while gateway is not None and now() - began < lasting:
        message = take_next(configuration, at=now())
        if message is None:
            break
        answer = hand_over(message, gateway)
        write_down(message, answer, gateway=gateway, limits=configuration.limits, at=now())
        tried += 1
        go_on()
    return tried


def _what_becomes(
    message: Message, answer: Answer, gateway: Gateway, limits: Limits, at: datetime
) -> dict[str, object]:
    outcome = answer.outcome
    if outcome is Outcome.SENT:
        return {"state": MessageState.SENT, "ended_at": at, "reason": ""}
    if outcome is Outcome.GATEWAY_DOWN:
        # The gateway's fault, not the message's: its attempts are not used up by it.
        return _waits(at, answer.reason) | {"attempts": F("attempts") - 1}
    if outcome is Outcome.UNKNOWN and not gateway.repeats_are_safe:
        return {"state": MessageState.UNCERTAIN, "ended_at": at, "reason": answer.reason}
    if outcome is Outcome.REFUSED or message.attempts >= limits.most_attempts:
        return {"state": MessageState.FAILED, "ended_at": at, "reason": answer.reason}
    wait = max(limits.wait_after(message.attempts), answer.wait or timedelta(0))
    return _waits(at + wait, answer.reason)


def _waits(until: datetime, reason: str) -> dict[str, object]:
    return {"state": MessageState.WAITING, "ended_at": None, "next_at": until, "reason": reason}


def _note_gateway(answer: Answer, at: datetime) -> None:
    """Hold everything up while the gateway itself fails, longer each time."""
    pause, _ = GatewayPause.objects.get_or_create(pk=1, defaults={"until": at})
    if answer.outcome is not Outcome.GATEWAY_DOWN:
        if pause.failures:
            GatewayPause.objects.filter(pk=1).update(failures=0, reason="", until=at)
        return
    pause.failures += 1
    pause.until, pause.reason = at + pause_after(pause.failures, answer.wait), answer.reason
    pause.save()


def _due(at: datetime) -> QuerySet[Message]:
    due = Message.objects.filter(state=MessageState.WAITING, next_at__lte=at, expires_at__gt=at)
    return due.order_by("next_at", "id")


def _too_old(at: datetime) -> QuerySet[Message]:
    return Message.objects.filter(state=MessageState.WAITING, expires_at__lte=at)


def _may_send(configuration: Configuration, at: datetime) -> bool:
    limits = configuration.limits
    if not configuration.is_on or limits.is_quiet(at):
        return False
    if GatewayPause.objects.filter(until__gt=at).exists():
        return False
    lately = Message.objects.filter(attempted_at__gt=at - _MINUTE).count()
    return lately < limits.per_minute


def _had_its_share(message: Message, limits: Limits, at: datetime) -> bool:
    today = Message.objects.filter(
        Q(state__in=_TAKEN),
        recipient_index__in=identity_indexes(message.recipient),
        attempted_at__gte=day_began(at),
    )
    return today.count() >= limits.per_recipient_per_day


def _next_morning(limits: Limits, at: datetime) -> datetime:
    tomorrow = day_began(at).astimezone(CHINA_TIME) + timedelta(days=1)
    hour = limits.quiet_until
    return tomorrow.replace(hour=hour.hour, minute=hour.minute)
