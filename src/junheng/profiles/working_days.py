"""Counting in working days, by the arranged holidays of the year."""

from collections.abc import Iterable
from datetime import date, timedelta

from junheng.profiles.profile import HolidayYear, JurisdictionProfile

_FIRST_DAY_OFF = 5


def is_working_day(day: date, years: Iterable[HolidayYear]) -> bool:
    """Whether offices are open; a year without arranged holidays has weekends only."""
    arranged = next((one for one in years if one.year == day.year), None)
    if arranged is not None and day in arranged.worked:
        return True
    if arranged is not None and day in arranged.off:
        return False
    return day.weekday() < _FIRST_DAY_OFF


def after_working_days(day: date, count: int, years: Iterable[HolidayYear]) -> date:
    """The working day that comes `count` working days after `day`, which itself does not count."""
    years = tuple(years)
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, years)
    return day


def has_holidays(day: date, profile: JurisdictionProfile) -> bool:
    """Whether the holidays of this day's year are known; without them a deadline comes early."""
    return any(one.year == day.year for one in profile.holidays.value)
