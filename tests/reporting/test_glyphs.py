import struct

import pytest
from fontTools.ttLib import TTFont

from junheng.reporting.glyphs import (
    covered_ranges,
    font_files,
    missing_glyphs,
    printable,
)


@pytest.mark.slow
@pytest.mark.parametrize("font", font_files(), ids=lambda font: font.stem)
def test_the_covered_characters_are_those_a_full_font_reader_finds(font):
    with TTFont(font, lazy=True) as reader:
        expected = set(reader.getBestCmap())

    covered = {code for first, last in covered_ranges(font) for code in range(first, last + 1)}

    assert covered == expected


def test_common_and_rare_names_are_covered():
    assert missing_glyphs("张三阿卜杜拉·买买提𬍛𬱖𫍲 Smith") == ()


def test_missing_characters_are_named_once_in_order():
    assert missing_glyphs("张\U0002aed0三\U0001f4a9\U0002aed0") == ("\U0002aed0", "\U0001f4a9")


def test_a_missing_character_is_substituted_and_counted():
    assert printable("张\U0002aed0\U0002aed0") == ("张〓〓", 2)


def test_invisible_characters_are_left_out_and_white_space_becomes_a_space():
    assert printable("葛\U000e0100\u200b\n三\ufeff") == ("葛 三", 0)


def test_a_font_without_a_character_map_covers_nothing(tmp_path):
    font = tmp_path / "empty.otf"
    font.write_bytes(b"OTTO" + struct.pack(">4H", 0, 0, 0, 0))

    assert covered_ranges(font) == ()


def test_a_hole_between_two_ranges_is_not_covered(tmp_path):
    """A table in format 12: groups 65-66 (from glyph 0) and 70-70."""
    groups = struct.pack(">IIIIII", 65, 66, 0, 70, 70, 5)
    subtable = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, 2) + groups
    table = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + subtable
    font = tmp_path / "small.otf"
    directory = struct.pack(">4sIII", b"cmap", 0, 28, len(table))
    font.write_bytes(b"OTTO" + struct.pack(">4H", 1, 0, 0, 0) + directory + table)

    assert covered_ranges(font) == ((66, 66), (70, 70))
