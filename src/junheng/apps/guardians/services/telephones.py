"""A guardian's own telephone for messages about the class: left, shown, changed, taken back.

A guardian sees and ends only the number that it left itself: the two guardians of a child may be
at odds, and a number is a person's own. It goes with the account, with the consent, and by itself
once the news is old.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from junheng.apps.campaigns.models import Cohort
from junheng.apps.guardians import queries, rules
from junheng.apps.guardians.models import Guardian
from junheng.apps.students.models import Student
from junheng.apps.students.states import TAKES_PART
from junheng.core.access import GuardianActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author
from junheng.core.outbox import recipients
from junheng.core.outbox.configuration import read_configuration
from junheng.core.outbox.models import Recipient
from junheng.engine.errors import JunhengError

NEWS_FOR: Final = timedelta(days=3)
"""So long after a publication families are told of it by message."""
KEPT_FOR: Final = timedelta(days=30)
"""So long after it a telephone is kept: a message may still wait, or the family ask about it."""
MOST_A_DAY: Final = 5
"""Numbers left for one child in a day: nobody is to be troubled through this page."""
_A_DAY: Final = timedelta(days=1)
_SHOWN_HEAD, _SHOWN_TAIL = 3, 4


@dataclass(frozen=True)
class OwnPhone:
    """A number as its owner is shown it: `138****8000`."""

    shown: str
    left_at: datetime
    version: str


def are_messages_sent() -> bool:
    """Whether this county sends messages at all; otherwise no number is asked for."""
    try:
        return read_configuration().gateway != "none"
    except JunhengError:  # being repaired; the administrator's page names the fault
        return True


def is_news_to_come(cohort: Cohort, at: datetime) -> bool:
    """Whether a message about the class is still to be expected."""
    return cohort.published_at is None or at < cohort.published_at + NEWS_FOR


def own_phone(guardian: Guardian) -> OwnPhone | None:
    """The number that this guardian left."""
    held = _held_by(guardian)
    if not held:
        return None
    return OwnPhone(_shown(held[0].phone), held[0].consented_at, held[0].consent_version)


def own_recipients(guardian: Guardian) -> Sequence[Recipient]:
    """What is kept of this guardian's number, for the copy."""
    return _held_by(guardian)


def leave(actor: GuardianActor, phone: str, *, at: datetime) -> None:
    """Keep a number in the place of an older one; the page asked for the consent.

    Raises StepRefused `phone_too_late` and `phones_not_used`; `mobile_number_wrong`,
    `too_many_phones`, `phone_left_already` (by the other guardian), `phones_left_too_often`.
    """
    if not are_messages_sent():
        raise StepRefused("phones_not_used")
    with audit.act():
        own = queries.get_own(actor)
        code = own.student.code
        if not is_news_to_come(own.student.cohort, at):
            raise StepRefused("phone_too_late")
        if recipients.count_left_since(code, at - _A_DAY) >= MOST_A_DAY:
            raise JunhengError("phones_left_too_often", most=MOST_A_DAY)
        # First: with the older one in its place the child may have one number too many.
        _withdraw(own, by=actor, at=at, but=phone)
        kept = recipients.leave_phone(
            code, phone, consent_version=rules.RULE.version, by=actor, at=at
        )
        if kept.consented_by != actor.ident:
            raise JunhengError("phone_left_already")


def withdraw(actor: GuardianActor, *, at: datetime) -> None:
    """Take the own number back, and what waits for it."""
    with audit.act():
        _withdraw(queries.get_own(actor), by=actor, at=at)


def withdraw_of(guardian: Guardian, *, by: Author, at: datetime) -> None:
    """Take back the number of an account that ends; inside the act of its end."""
    _withdraw(guardian, by=by, at=at)


def forget_phones(*, by: Author, at: datetime) -> int:
    """Take back every number whose news is old, and those of children off the roster."""
    standing = Recipient.objects.filter(withdrawn_at__isnull=True)
    is_over = Q(cohort__published_at__lt=at - KEPT_FOR) | ~Q(state__in=TAKES_PART)
    children = Student.objects.filter(is_over, code__in=standing.values("student_code"))
    count = 0
    for one in list(standing.filter(student_code__in=children.values("code"))):
        count += recipients.withdraw_phone(one.code, student_code=one.student_code, by=by, at=at)
    return count


def _withdraw(guardian: Guardian, *, by: Author, at: datetime, but: str = "") -> None:
    code = guardian.student.code
    for one in _held_by(guardian):
        if not but or not recipients.is_same_phone(one, but):
            recipients.withdraw_phone(one.code, student_code=code, by=by, at=at)


def _held_by(guardian: Guardian) -> list[Recipient]:
    standing = recipients.recipients_of(guardian.student.code)
    return [one for one in standing if one.consented_by == guardian.code]


def _shown(phone: str) -> str:
    hidden = "*" * (len(phone) - _SHOWN_HEAD - _SHOWN_TAIL)
    return f"{phone[:_SHOWN_HEAD]}{hidden}{phone[-_SHOWN_TAIL:]}"
