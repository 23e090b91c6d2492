"""Names: doubtful characters, equal names, equal sounds."""

import pytest

from junheng.rosters.names import (
    SURNAME_SOUNDS,
    initials_of,
    name_problems,
    normalised_name,
    same_name_groups,
    same_sound_groups,
    sound_of,
    written_name,
)


@pytest.mark.parametrize(
    ("name", "problems"),
    [
        ("张小明", ()),
        ("阿依古丽·艾合买提", ()),
        ("John Smith-Lee", ()),
        ("〇一", ()),
        ("㛃𬭎", ()),
        ("张\ue863", (("name_character_private", 2),)),
        ("\U000f0000张", (("name_character_private", 1),)),
        ("\uf9dc明", (("name_character_variant", 1),)),
        ("\U0002f800明", (("name_character_variant", 1),)),
        ("\u2f00明", (("name_character_variant", 1),)),
        ("\ufa11明", ()),
        ("张伟2", (("name_character_wrong", 3),)),
        ("张伟(大)", (("name_character_wrong", 3), ("name_character_wrong", 5))),
    ],
)
def test_doubtful_characters_are_named_by_their_place(
    name: str, problems: tuple[tuple[str, int], ...]
) -> None:
    assert name_problems(name) == problems


def test_a_compatibility_character_becomes_the_ordinary_one() -> None:
    # U+F9DC is canonically equivalent to U+9686 (隆).
    assert normalised_name("\uf9dc") == "\u9686"


def test_a_name_in_another_row_is_brought_to_the_form_of_names() -> None:
    assert written_name("阿依古丽•艾合 买提") == "阿依古丽·艾合买提"


def test_equal_names_are_grouped() -> None:
    assert same_name_groups(["甲", "乙", "甲", "丙", "甲"]) == ((0, 2, 4),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张欣怡", "章心仪"),
        ("单芳", "善芳"),
        ("翟明", "宅明"),
        ("区小红", "欧小红"),
        ("尉迟敬", "玉池敬"),
        ("仇英", "求英"),
        ("曾伟", "增伟"),
    ],
)
def test_names_that_sound_alike_are_found_in_spite_of_surnames_with_two_sounds(
    one: str, other: str
) -> None:
    assert same_sound_groups([one, "王五", other]) == ((0, 2),)


def test_equal_names_are_not_reported_again_for_their_sound() -> None:
    assert same_sound_groups(["李明", "李明", "王五"]) == ()


def test_another_tone_is_another_sound() -> None:
    assert same_sound_groups(["李明", "利明"]) == ()


def test_a_surname_of_two_characters_goes_before_one_of_one() -> None:
    assert sound_of("单于明") == "chan2 yu2 ming2"
    assert sound_of("单明") == "shan4 ming2"
    assert sound_of("单·明").startswith("dan1")


def test_the_table_has_at_least_sixty_surnames() -> None:
    assert len(SURNAME_SOUNDS) >= 60


def test_initials_keep_latin_letters_and_digits() -> None:
    assert initials_of("××县第三中学A2") == "xdszxa2"
