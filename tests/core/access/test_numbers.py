"""What stands where an address has a number."""

import pytest

from junheng.core.access.numbers import whole_number


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("12", 12), ("007", 7), ("999999999", 999999999)]
)
def test_plain_digits_are_a_number(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", " 1", "-1", "+1", "1.5", "1_000", "²", "\u0661", "\uff11", "1000000000", "9" * 5000, "x"],
)
def test_everything_else_is_none(text: str) -> None:
    assert whole_number(text) is None
