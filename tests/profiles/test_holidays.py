"""Holidays of a year as a profile states them."""

from datetime import date
from pathlib import Path

import pytest

from junheng.engine.errors import JunhengError
from junheng.profiles import load_profile
from junheng.profiles.values import holidays

# The weekdays without work of 2026 and the worked weekend days, copied from the notice by hand.
OFF_WEEKDAYS = (
    "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 "
    "10-01 10-02 10-05 10-06 10-07"
)
WORKED = "01-04 02-14 02-28 05-09 09-20 10-10"


def days(text: str) -> set[date]:
    return {date.fromisoformat(f"2026-{day}") for day in text.split()}


@pytest.mark.parametrize("name", ["national", "nanchang", "nantong", "guiyang-county"])
def test_every_profile_has_the_holidays_of_2026(name: str) -> None:
    [year] = load_profile(name).holidays.value

    assert {day for day in year.off if day.weekday() < 5} == days(OFF_WEEKDAYS)
    assert set(year.worked) == days(WORKED)
    assert len(year.off) == 3 + 9 + 3 + 5 + 3 + 3 + 7


@pytest.mark.parametrize(
    "entry",
    [
        {"year": 2026, "off": ["2026-01-03/2026-01-01"], "worked": []},
        {"year": 2026, "off": ["2025-12-31"], "worked": []},
        {"year": 2026, "off": ["1 January"], "worked": []},
        {"year": 2026, "off": ["2026-01-01"], "worked": ["2026-01-01"]},
        {"year": 2026, "off": []},
        {"year": 2026, "off": [], "worked": [], "half": []},
    ],
)
def test_days_that_cannot_be_are_refused(entry: dict[str, object]) -> None:
    with pytest.raises(JunhengError):
        holidays("holidays", [entry])


def test_a_year_stands_once() -> None:
    entry = {"year": 2026, "off": [], "worked": []}

    with pytest.raises(JunhengError, match="profile_value_wrong"):
        holidays("holidays", [entry, entry])


def test_a_county_may_state_other_holidays(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'name = "own"\ntitle = "本县"\nversion = "1"\neffective_from = 2027-01-01\n'
        'extends = "national"\n[documents]\nnotice = "通知"\n[holidays]\ndocument = "notice"\n'
        'article = "一"\nevidence = "verified"\n'
        'value = [{ year = 2027, off = ["2027-01-01"], worked = [] }]\n',
        encoding="utf-8",
    )

    [year] = load_profile(file).holidays.value

    assert (year.year, year.off) == (2027, frozenset({date(2027, 1, 1)}))
