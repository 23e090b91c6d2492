"""Working days by the arranged holidays."""

from datetime import date, timedelta

import pytest

from junheng.profiles import after_working_days, has_holidays, is_working_day, load_profile

PROFILE = load_profile("national")
YEARS = PROFILE.holidays.value


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        # counted on a calendar of 2026 by hand
        ("2026-08-28", 1, "2026-08-31"),
        ("2026-08-28", 5, "2026-09-04"),
        ("2026-08-28", 15, "2026-09-18"),
        ("2026-09-18", 1, "2026-09-20"),  # a Sunday that is worked
        ("2026-09-24", 1, "2026-09-28"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 2, "2026-10-09"),
        ("2026-09-30", 3, "2026-10-10"),  # a Saturday that is worked
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2027-01-01", 1, "2027-01-04"),  # no arrangement known: weekends only
    ],
)
def test_working_days_follow_the_arranged_holidays(day: str, count: int, due: str) -> None:
    assert after_working_days(date.fromisoformat(day), count, YEARS) == date.fromisoformat(due)


def test_the_year_2026_has_248_working_days() -> None:
    first = date(2026, 1, 1)
    days = [first + timedelta(days=count) for count in range(365)]
    weekdays = sum(day.weekday() < 5 for day in days)
    off_weekdays, worked_weekends = 19, 6

    assert weekdays == 261
    assert sum(is_working_day(day, YEARS) for day in days) == 248
    assert weekdays - off_weekdays + worked_weekends == 248


def test_a_year_without_arranged_holidays_is_known_as_such() -> None:
    assert has_holidays(date(2026, 5, 1), PROFILE) is True
    assert has_holidays(date(2027, 5, 1), PROFILE) is False
