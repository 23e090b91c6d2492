"""Until when something is to be put right, and whether it was."""

from datetime import date, timedelta
from typing import Final

from junheng.engine.errors import JunhengError
from junheng.profiles import JurisdictionProfile, after_working_days

LONGEST: Final = timedelta(days=3 * 366)


def default_deadline(started_on: date, profile: JurisdictionProfile) -> date:
    """The profile's working days after the day of the start, which itself does not count."""
    days = profile.rectification_days.value
    return after_working_days(started_on, days, profile.holidays.value)


def checked_deadline(deadline: date, *, today: date) -> date:
    """A deadline that can be kept.

    Raises JunhengError `rectification_deadline_past`, `rectification_deadline_far`.
    """
    if deadline <= today:
        raise JunhengError("rectification_deadline_past")
    if deadline > today + LONGEST:
        raise JunhengError("rectification_deadline_far", years=3)
    return deadline


def is_in_time(reported_on: date | None, due_on: date, *, today: date) -> bool:
    """Whether it was reported by its deadline, or still can be.

    The day of the report counts, so that nobody is late because the bureau came late to verify.
    """
    return (reported_on or today) <= due_on
