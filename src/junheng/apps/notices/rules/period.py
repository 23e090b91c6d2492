"""How long a notice hangs, and until when an objection is answered."""

from datetime import date, datetime, timedelta
from typing import Final

from django.utils.timezone import localdate

from junheng.core.access import StepRefused
from junheng.engine.errors import JunhengError
from junheng.profiles import JurisdictionProfile, Stage

_YEARS_TO_GRADUATION: Final = {Stage.PRIMARY: 6, Stage.JUNIOR: 3}
_MINUTE: Final = timedelta(minutes=1)


def shown_until(posted_at: datetime, days: int, until: date | None) -> date:
    """The last day on which a notice hangs; the day of posting does not count."""
    counted = localdate(posted_at) + timedelta(days=days)
    return max(counted, until) if until else counted


def check_posting(posted_at: datetime, *, made_at: datetime, at: datetime) -> None:
    """Raise JunhengError for a moment of posting that cannot be.

    `posting_in_future`, `posting_before_notice`.
    """
    if posted_at > at:
        raise JunhengError("posting_in_future")
    # People write down whole minutes.
    if posted_at + _MINUTE <= made_at:
        raise JunhengError("posting_before_notice")


def check_take_down(last_day: date, at: datetime) -> None:
    """Raise StepRefused while the notice must still hang."""
    if localdate(at) <= last_day:
        raise StepRefused("notice_must_hang", until=last_day.isoformat())


def answer_due(received_on: date, profile: JurisdictionProfile) -> date:
    """Until when an objection is answered."""
    return received_on + timedelta(days=profile.objection_days.value)


def check_received(received_on: date, *, posted_on: date, at: datetime) -> None:
    """Raise JunhengError for a day on which no objection can have come in.

    `objection_in_future`, `objection_before_notice`.
    """
    if received_on > localdate(at):
        raise JunhengError("objection_in_future")
    if received_on < posted_on:
        raise JunhengError("objection_before_notice", day=posted_on.isoformat())


def kept_for(stage: Stage | None, profile: JurisdictionProfile) -> timedelta:
    """How long a notice is kept: until the cohort has left school, and some years."""
    years = _YEARS_TO_GRADUATION[stage] if stage else max(_YEARS_TO_GRADUATION.values())
    return timedelta(days=366 * (years + profile.retention_years_after_graduation.value))
