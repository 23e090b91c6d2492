"""Seven days, four weeks, twelve months."""

from datetime import UTC, datetime, timedelta

from junheng.core.backup.retention import moments_kept

AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


def nightly(days: int) -> list[datetime]:
    return [AT - timedelta(days=day) for day in range(days)]


def test_a_year_of_nights_comes_down_to_days_weeks_and_months() -> None:
    kept = moments_kept(nightly(500), at=AT)

    ages = sorted((AT - moment).days for moment in kept)
    assert ages[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert len(ages) <= 7 + 4 + 12
    assert ages[-1] >= 325
    assert len({(moment.year, moment.month) for moment in kept}) == 12


def test_what_is_younger_than_a_day_stays_whole() -> None:
    steps = [AT - timedelta(hours=hour) for hour in range(20)]

    assert moments_kept(steps, at=AT) == set(steps)


def test_a_computer_that_stood_still_keeps_its_past() -> None:
    long_ago = [AT - timedelta(days=day) for day in (200, 201, 202)]

    assert moments_kept(long_ago, at=AT) == set(long_ago)


def test_of_one_day_the_newest_stays() -> None:
    evening = AT - timedelta(days=3)

    assert moments_kept([AT, evening - timedelta(hours=2), evening], at=AT) == {AT, evening}
