"""What people type into a complaint: kept as it is, shown so that nothing in it can hide.

A text may hold characters that no eye sees and that turn the order of others: on pages and in
tables each of them stands as its number. And what goes to a school must not say from whom it came.
"""

import re
import unicodedata
from typing import Final

_KEPT: Final = frozenset("\n\t")
_HIDING: Final = frozenset(("Cc", "Cf", "Co", "Cn", "Zl", "Zp"))
_SHORTEST_NAME: Final = 2
_SHORTEST_NUMBER: Final = 5
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def visible(text: str) -> str:
    """The text with every character that hides or reorders as [U+200B]."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        f"[U+{ord(char):04X}]" if char not in _KEPT and unicodedata.category(char) in _HIDING
        else char
        for char in text
    )  # fmt: skip


def cell_text(text: str) -> str:
    """The text for a cell of a table: no program that opens the file takes it for a formula."""
    shown = visible(text)
    return "'" + shown if shown.lstrip(" \n").startswith(_FORMULA) else shown


def plain(text: str) -> str:
    """Without what hides, without spaces and signs, in one width and case: for comparing."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def tells_complainant(
    text: str, *, person: str, contact: str, secret_words: tuple[str, ...]
) -> bool:
    """Whether a text that goes to a school holds the complainant's name, telephone or number.

    Names and numbers are found however they are spaced or written.
    """
    told = plain(text)
    names = [plain(part) for part in re.split(r"[\s,，、;；/（(）)]+", person)]
    names = [name for name in (*names, plain(person)) if len(name) >= _SHORTEST_NAME]
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", contact))
    numbers = [digits] if len(digits) >= _SHORTEST_NUMBER else []
    addresses = [plain(part) for part in re.split(r"[\s,，、;；]+", contact)]
    words = [plain(word) for word in secret_words]
    told_digits = re.sub(r"\D", "", told)
    return any(
        one in told
        for one in (*names, *words, *(part for part in addresses if len(part) >= _SHORTEST_NUMBER))
        if one
    ) or any(number in told_digits for number in numbers)
