"""Text as typed by hand, brought to one form before anything compares it.

Only the width of characters and the spaces change. Unicode's own NFKC would also replace
compatibility ideographs, and with them the characters of people's names.
"""

import re
from typing import Final

_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_INVISIBLE: Final = dict.fromkeys(
    [
        0x00AD,
        0x061C,
        0x180E,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        0x2060,
        *range(0x2066, 0x206A),
        0xFEFF,
    ]
)
_APOSTROPHES: Final = "'`’‘"
_BRACKET_NOTE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_HEADING_NOISE: Final = re.compile(r"[\s*★☆※:、。]+")


def normalise_text(text: str) -> str:
    """Full-width to half-width, no invisible characters, single inner spaces, no edge spaces.

    A leading apostrophe (Excel's mark for "this is text") goes as well.
    """
    plain = " ".join(text.translate(_HALF_WIDTH).translate(_INVISIBLE).split())
    return plain[1:].lstrip() if plain[:1] and plain[0] in _APOSTROPHES else plain


def normalise_header(text: str) -> str:
    """Return the heading by which columns are recognised.

    Spaces, stars, colons and notes in brackets such as （必填） go; Latin letters become small.
    """
    plain = normalise_text(text)
    return _HEADING_NOISE.sub("", _BRACKET_NOTE.sub("", plain)).lower()
