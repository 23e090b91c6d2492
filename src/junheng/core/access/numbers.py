"""Whole numbers as they stand in addresses: places, pages, years."""

from typing import Final

_MOST_DIGITS: Final = 9


def whole_number(text: str) -> int | None:
    """The number that a text says in plain digits; None for anything else, also for a longer one.

    Python itself takes digits of every script, and refuses long numbers with an error.
    """
    if not text.isascii() or not text.isdecimal() or len(text) > _MOST_DIGITS:
        return None
    return int(text)
