"""What the staff's page shows: numbers, states and reasons; never a telephone or a text."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from junheng.core.access import Permission, StaffActor
from junheng.core.outbox.models import GatewayPause, Message
from junheng.core.outbox.states import MessageKind, MessageState

_SHOWN = 50


@dataclass(frozen=True)
class Tally:
    """How many messages of a kind stand where, in the order of `MessageState`."""

    kind: str
    counts: tuple[int, ...]


def messages_visible_to(actor: StaffActor) -> QuerySet[Message]:
    """All messages for whoever looks after them, without what is in them."""
    if not actor.may(Permission.OUTBOX_VIEW):
        return Message.objects.none()
    return Message.objects.defer("recipient", "text")


def tallies(actor: StaffActor) -> list[Tally]:
    """How many messages stand where, kind by kind."""
    rows = messages_visible_to(actor).order_by().values_list("kind", "state").annotate(Count("id"))
    counted = {(kind, state): count for kind, state, count in rows}
    return [
        Tally(kind.label, tuple(counted.get((kind, state), 0) for state in MessageState))
        for kind in MessageKind
        if any(key[0] == kind for key in counted)
    ]


def count_in(actor: StaffActor, state: MessageState) -> int:
    """How many messages stand so and still have their content."""
    return messages_visible_to(actor).filter(state=state, is_blanked=False).count()


def troubled(actor: StaffActor) -> list[Message]:
    """The newest messages about which something is to be said."""
    found = messages_visible_to(actor).exclude(reason="").exclude(state=MessageState.CANCELLED)
    return list(found.order_by("-attempted_at", "-id")[:_SHOWN])


def pause_now(at: datetime) -> GatewayPause | None:
    """Why nothing is sent at the moment, if the gateway failed."""
    return GatewayPause.objects.filter(until__gt=at, failures__gt=0).first()
