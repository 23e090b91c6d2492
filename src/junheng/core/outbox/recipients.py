"""Who receives messages about a child: telephones that guardians left themselves.

The face for the guardians' pages. Rosters keep no telephone by design, so nobody receives a
message who did not ask for it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from junheng.core.audit import services as audit
from junheng.core.audit.events import Author, Subject
from junheng.core.outbox.events import PhoneLeft, PhoneWithdrawn
from junheng.core.outbox.models import Message, Recipient
from junheng.core.outbox.states import MessageState
from junheng.core.outbox.telephones import mobile_number
from junheng.core.secrets.services import identity_index, identity_indexes
from junheng.engine.errors import JunhengError

MOST_PHONES: Final = 3
"""Telephones for one child: two guardians and one more."""

_AT_ONCE: Final = 500


def leave_phone(
    student_code: str, phone: str, *, consent_version: str, by: Author, at: datetime
) -> Recipient:
    """Keep a telephone for messages about a child; the same one again changes nothing.

    Whoever calls has shown the words of `consent_version` and got a yes. Raises
    `mobile_number_wrong` and `too_many_phones`.
    """
    number = mobile_number(phone)
    with audit.act():
        held = recipients_of(student_code)
        known = set(identity_indexes(number))
        same = next((one for one in held if one.phone_index in known), None)
        if same is not None:
            return same
        if len(held) >= MOST_PHONES:
            raise JunhengError("too_many_phones", most=MOST_PHONES)
        recipient = Recipient.objects.create(
            student_code=student_code,
            phone=number,
            phone_index=identity_index(number),
            consent_version=consent_version,
            consented_at=at,
            consented_by=by.ident,
        )
        event = PhoneLeft(subject=Subject("student", student_code), version=consent_version)
        audit.record(event, by=by, at=at)
    return recipient


def withdraw_phone(recipient_code: str, *, student_code: str, by: Author, at: datetime) -> bool:
    """Blank a telephone of this child and call back what waits for it; False if there is none."""
    with audit.act():
        found = Recipient.objects.select_for_update().filter(
            code=recipient_code, student_code=student_code, withdrawn_at__isnull=True
        )
        recipient = found.first()
        if recipient is None:
            return False
        waiting = Message.objects.filter(
            state=MessageState.WAITING,
            about=student_code,
            recipient_index__in=identity_indexes(recipient.phone),
        )
        count = waiting.update(state=MessageState.CANCELLED, ended_at=at, reason="phone_withdrawn")
        recipient.phone, recipient.phone_index, recipient.withdrawn_at = "", "", at
        recipient.save()
        event = PhoneWithdrawn(subject=Subject("student", student_code), count=count)
        audit.record(event, by=by, at=at)
    return True


def recipients_of(student_code: str) -> list[Recipient]:
    """The telephones that stand for a child."""
    return list(Recipient.objects.filter(student_code=student_code, withdrawn_at__isnull=True))


def is_same_phone(recipient: Recipient, phone: str) -> bool:
    """Whether a typed number is the one that was left; raises `mobile_number_wrong`."""
    return recipient.phone_index in identity_indexes(mobile_number(phone))


def count_left_since(student_code: str, since: datetime) -> int:
    """How many numbers were left for a child since then, those taken back counted too."""
    return Recipient.objects.filter(student_code=student_code, consented_at__gt=since).count()


def messages_to(recipient: Recipient) -> list[Message]:
    """What was written about the child to a telephone that stands, oldest first."""
    written = Message.objects.filter(
        about=recipient.student_code, recipient_index__in=identity_indexes(recipient.phone)
    )
    return list(written.order_by("id"))


def recipients_of_all(student_codes: Sequence[str]) -> dict[str, list[Recipient]]:
    """The telephones of many children by their codes; children without one are left out."""
    found: dict[str, list[Recipient]] = {}
    for start in range(0, len(student_codes), _AT_ONCE):
        some = student_codes[start : start + _AT_ONCE]
        standing = Recipient.objects.filter(student_code__in=some, withdrawn_at__isnull=True)
        for recipient in standing:
            found.setdefault(recipient.student_code, []).append(recipient)
    return found
