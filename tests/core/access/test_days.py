"""Which days a form takes."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

import junheng
from junheng.core.access.days import DayField, MomentField


@pytest.mark.parametrize("typed", ["1900-01-01", "2026-08-29", "2199-12-31"])
def test_days_of_our_time_are_taken(typed: str) -> None:
    assert str(DayField().clean(typed)) == typed
    assert MomentField().clean(f"{typed} 09:00").date().isoformat() == typed


@pytest.mark.parametrize("typed", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_days_with_which_nobody_can_reckon_are_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValidationError, match="年份要在 1900 到 2199 之间"):
        DayField().clean(typed)
    with pytest.raises(ValidationError, match="年份要在 1900 到 2199 之间"):
        MomentField().clean(f"{typed} 09:00")


def test_a_day_may_stay_empty_where_it_need_not_be_given() -> None:
    assert DayField(required=False).clean("") is None


def test_every_form_takes_its_days_in_this_way() -> None:
    sources = Path(junheng.__file__).parent.rglob("*.py")
    plain = re.compile(r"forms\.Date(Time)?Field\(")

    assert [path.name for path in sources if plain.search(path.read_text(encoding="utf-8"))] == []
