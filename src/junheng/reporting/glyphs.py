"""Which characters the shipped fonts can print (字形覆盖).

A PDF/A cannot be written with a character that no font has, so a rare name must be found when the
roster is checked, not when the lists are due. The fonts' character maps are read directly
(OpenType `cmap`, formats 4 and 12): a reader for fonts would be a large dependency for one table.
"""

import struct
from bisect import bisect_right
from functools import cache
from pathlib import Path

SUBSTITUTE = "〓"
"""Stands for a character that cannot be printed (printers call it the geta mark)."""

Ranges = tuple[tuple[int, int], ...]

_FORMAT_SEGMENTS = 4
_FORMAT_GROUPS = 12


def font_files() -> tuple[Path, ...]:
    """Return the font files that forms and charts use: serif (text), sans (headings)."""
    from pylopdf_fonts_zh_cn import sans_path, serif_path  # noqa: PLC0415 - only when printing

    return (serif_path(), sans_path())


def missing_glyphs(text: str) -> tuple[str, ...]:
    """Return the characters of `text` that no shipped font has, each once, in order of place.

    White space and invisible selectors are not counted: they are left out when printing.
    """
    return tuple(
        character
        for character in dict.fromkeys(text)
        if not character.isspace() and not _is_invisible(character) and not _is_covered(character)
    )


def printable(text: str) -> tuple[str, int]:
    """Return `text` as it can be printed, and how many characters were substituted by 〓."""
    if text.isascii() and text.isprintable():
        return text, 0
    kept = "".join(
        " " if character.isspace() else character
        for character in text
        if not _is_invisible(character)
    )
    missing = frozenset(missing_glyphs(kept))
    if not missing:
        return kept, 0
    substituted = sum(character in missing for character in kept)
    return "".join(SUBSTITUTE if one in missing else one for one in kept), substituted


def covered_ranges(font: Path) -> Ranges:
    """Return the sorted, disjoint ranges of code points that the font maps to a glyph."""
    table = _character_map(font)
    (count,) = struct.unpack_from(">H", table, 2)
    ranges: list[tuple[int, int]] = []
    for record in range(count):
        _, _, offset = struct.unpack_from(">HHI", table, 4 + 8 * record)
        (kind,) = struct.unpack_from(">H", table, offset)
        if kind == _FORMAT_GROUPS:
            ranges += _groups(table, offset)
        elif kind == _FORMAT_SEGMENTS:
            ranges += _segments(table, offset)
    return _merged(ranges)


def _character_map(font: Path) -> bytes:
    with font.open("rb") as stream:
        (count,) = struct.unpack_from(">4xH6x", stream.read(12))
        directory = stream.read(16 * count)
        for tag, offset, length in struct.iter_unpack(">4s4xII", directory):
            if tag == b"cmap":
                stream.seek(offset)
                return stream.read(length)
    return struct.pack(">HH", 0, 0)


def _groups(table: bytes, offset: int) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", table, offset + 12)
    groups = struct.iter_unpack(">III", table[offset + 16 : offset + 16 + 12 * count])
    # Glyph 0 is "missing"; only the first code point of a group can map to it.
    return [(first + (glyph == 0), last) for first, last, glyph in groups]


def _segments(table: bytes, offset: int) -> list[tuple[int, int]]:
    (twice,) = struct.unpack_from(">H", table, offset + 6)
    count = twice // 2
    lasts = struct.unpack_from(f">{count}H", table, offset + 14)
    firsts = struct.unpack_from(f">{count}H", table, offset + 16 + twice)
    # The closing segment 0xFFFF maps to no glyph. Fonts of this size leave no holes inside a
    # segment; the test against a full font reader would show one.
    return [pair for pair in zip(firsts, lasts, strict=True) if pair[0] != 0xFFFF]  # noqa: PLR2004


def _merged(ranges: list[tuple[int, int]]) -> Ranges:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        elif first <= last:
            merged.append((first, last))
    return tuple(merged)


@cache
def _covered() -> Ranges:
    return _merged([pair for font in font_files() for pair in covered_ranges(font)])


def _is_covered(character: str) -> bool:
    ranges = _covered()
    place = bisect_right(ranges, (ord(character), 0x10FFFF)) - 1
    return place >= 0 and ranges[place][1] >= ord(character)


def _is_invisible(character: str) -> bool:
    code = ord(character)
    return (
        0x200B <= code <= 0x200F  # noqa: PLR2004 - zero-width marks
        or 0xFE00 <= code <= 0xFE0F  # noqa: PLR2004 - variation selectors
        or 0xE0100 <= code <= 0xE01EF  # noqa: PLR2004 - ideographic variation selectors
        or code in (0x00AD, 0x2060, 0xFEFF)
    )
