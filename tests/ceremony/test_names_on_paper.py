"""Names with characters that no font has, found when the roster is read."""

from dataclasses import replace
from pathlib import Path

import pytest

from junheng.ceremony.names_on_paper import with_unprintable_names
from junheng.core.messages import sentence
from junheng.profiles import load_profile
from junheng.rosters import RosterReading, read_roster
from junheng.tabular import Fault
from tests.ceremonies_made import START
from tests.rosters_made import children, write_roster

WITHOUT_GLYPH = "\U0002aed0"


def _reading(folder: Path, name: str) -> RosterReading:
    members = children(6)
    members[2] = replace(members[2], name=name)
    roster = write_roster(folder / "名册.xlsx", {"青禾中学": members})
    return with_unprintable_names(read_roster(roster, load_profile("national"), today=START.date()))


def _about_names(reading: RosterReading) -> list[Fault]:
    return [fault for fault in reading.warnings if fault.column == "姓名"]


def test_a_character_without_a_glyph_is_a_warning_with_its_place_and_not_its_name(
    tmp_path: Path,
) -> None:
    reading = _reading(tmp_path, f"张{WITHOUT_GLYPH}")

    (found,) = _about_names(reading)
    assert reading.is_acceptable
    assert (found.sheet, found.row, found.column) == ("青禾中学", 5, "姓名")
    assert found.severity == "warning"
    words = sentence(found.code, found.params)
    assert "第 2 个字（U+2AED0）" in words
    assert "补写" in words
    assert "张" not in words
    assert WITHOUT_GLYPH not in words


@pytest.mark.parametrize("name", ["张𬍛𬱖", "龚䶮", "阿卜杜拉·买买提", "王玥"])
def test_rare_names_that_can_be_printed_are_not_warned_of(tmp_path: Path, name: str) -> None:
    assert _about_names(_reading(tmp_path, name)) == []


def test_a_private_use_character_is_told_once(tmp_path: Path) -> None:
    codes = [fault.code for fault in _about_names(_reading(tmp_path, "张\ue000"))]

    assert codes == ["name_character_private"]


def test_a_compatibility_character_is_told_by_the_roster(tmp_path: Path) -> None:
    codes = [fault.code for fault in _about_names(_reading(tmp_path, "\uf9e4明"))]

    assert codes == ["name_character_variant"]
