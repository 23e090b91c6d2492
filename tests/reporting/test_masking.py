import pytest

from junheng.reporting.masking import (
    COMPOUND_SURNAMES,
    mask_identity_number,
    mask_name,
    mask_phone,
    registration_tails,
)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张小明", "张*明"),
        ("王李小明", "王**明"),
        ("欧阳明", "欧阳*"),
        ("欧阳小明", "欧阳*明"),
        ("诸葛小小明", "诸葛**明"),
        ("诸葛", "诸*"),
        ("阿卜杜拉·买买提", "阿***·**提"),
        ("阿不都•热西提•买买提", "阿**•***•**提"),
        ("阿·提", "阿·*"),
        ("扎西次仁", "扎**仁"),
        ("John Smith", "J***"),
        ("Ana", "A***"),
        ("ئەركىن", "ئ***"),
        ("𬱖三", "𬱖*"),
        ("王𬍛𬱖", "王*𬱖"),
        ("司马相如", "司马*如"),
        ("尉迟恭", "尉迟*"),
        ("欧阳", "欧*"),
        ("买买提艾力", "买***力"),
        ("阿依古丽·买买提", "阿***·**提"),
        ("阿卜杜拉.买买提", "阿***.**提"),
        ("Jean-Pierre O'Neil", "J***"),
        ("Иван Петров", "И***"),
        ("张", "*"),
        ("张　三", "张*"),
        ("·张三", "·***"),
        ("张三·", "张*·"),
        ("", ""),
    ],
)
def test_a_name_is_masked(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize("surname", sorted(COMPOUND_SURNAMES))
def test_a_compound_surname_stays_whole_and_the_given_name_is_hidden(surname):
    assert mask_name(f"{surname}明") == f"{surname}*"
    assert mask_name(f"{surname}小明") == f"{surname}*明"


@pytest.mark.parametrize(
    "name", ["张三", "张小明", "王李小明", "欧阳小明", "阿·提", "阿卜杜拉·买买提", "扎西", "Ana"]
)
def test_no_name_is_shown_whole(name):
    masked = mask_name(name)

    assert "*" in masked
    assert sum(character not in "*·" for character in masked) < len(name.replace("·", ""))


def test_an_identity_number_keeps_its_last_four_characters():
    assert mask_identity_number("52212120131110410X") == "**************410X"


def test_a_short_number_is_hidden_whole():
    assert mask_identity_number("1234") == "****"


@pytest.mark.parametrize(
    ("number", "masked"), [("13812345678", "138****5678"), ("0851-1234567", "********4567")]
)
def test_a_phone_number_is_masked(number, masked):
    assert mask_phone(number) == masked


def test_registration_numbers_show_four_characters():
    assert registration_tails(("张*", "李*"), ("B00011", "B10011")) == ("0011", "0011")


def test_registration_numbers_of_the_same_masked_name_grow_until_they_differ():
    tails = registration_tails(("张*", "李*", "张*"), ("B00011", "B20011", "B10011"))

    assert tails == ("00011", "0011", "10011")


def test_equal_registration_numbers_are_printed_whole():
    assert registration_tails(("张*", "张*"), ("B00011", "B00011")) == ("B00011", "B00011")


def test_no_registrations_give_no_tails():
    assert registration_tails((), ()) == ()
