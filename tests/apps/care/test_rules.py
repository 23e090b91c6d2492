"""How long the keys of a year are kept."""

from datetime import date

import pytest

from junheng.apps.care.rules import kept_until
from junheng.profiles import Stage


@pytest.mark.parametrize(
    ("key_id", "stages", "years", "until"),
    [
        ("2026", {Stage.PRIMARY}, 3, date(2035, 8, 31)),
        ("2026", {Stage.JUNIOR}, 3, date(2032, 8, 31)),
        ("2027-2", {Stage.PRIMARY, Stage.JUNIOR}, 0, date(2033, 8, 31)),
        ("2026", set(), 1, date(2033, 8, 31)),
    ],
)
def test_the_youngest_children_of_a_year_count(
    key_id: str, stages: set[Stage], years: int, until: date
) -> None:
    assert kept_until(key_id, stages, years) == until
