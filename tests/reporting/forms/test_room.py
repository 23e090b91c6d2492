"""What lies on the table in the room."""

import dataclasses

import pytest

from junheng.reporting.forms.room import (
    SchoolResult,
    envelope_cards_pdf,
    number_sheet_pdf,
    seed_sheet_pdf,
    witness_sheet_pdf,
)
from tests.reporting.examples import CODE_LINES
from tests.reporting.forms.ceremony_examples import (
    CODE,
    LONG_NAME,
    PUBLIC,
    SEED_LINES,
    TWELVE_ROLES,
    envelope_cards,
    filled_sheet,
    number_sheet,
    seed_sheet,
    witness_sheet,
)
from tests.reporting.forms.read_back import page_count_of, pages_of, words_of


def test_every_seat_has_its_card_and_three_stand_on_a_page() -> None:
    printed = envelope_cards_pdf(envelope_cards(seats=TWELVE_ROLES, spare=2))

    words = words_of(printed)
    assert page_count_of(printed) == 5
    assert words.count("封签卡") == len(TWELVE_ROLES) + 2 + 5  # and once in each footer
    for seat, role in enumerate(TWELVE_ROLES, start=1):
        assert f"第{seat}席身份：{role}" in words


def test_a_card_names_its_freeze_and_the_reading_rules() -> None:
    words = words_of(envelope_cards_pdf(envelope_cards()))

    assert f"{CODE[:4]}…{CODE[-4:]}" in words
    assert "认不清的格按0记" in words
    assert "不凭记忆" in words


def test_cards_with_more_digits_keep_three_to_a_page() -> None:
    assert page_count_of(envelope_cards_pdf(envelope_cards(digits=32, spare=0))) == 1


def test_the_blank_sheet_has_a_line_for_every_seat_and_no_digit() -> None:
    words = words_of(number_sheet_pdf(number_sheet()))

    assert "1县教育局人员" in words
    assert "4☐5☐" in words
    assert "投箱共封" in words


def test_the_filled_sheet_holds_every_digit_in_order() -> None:
    words = words_of(number_sheet_pdf(filled_sheet()))

    assert PUBLIC in words
    assert "1县教育局人员48213377☐" in words
    assert "2纪检监察人员90817263☐" in words
    assert "3家长代表☑void" in words
    assert "投箱共3封" in words
    assert "锁定于2026年8月24日10:05" in words


@pytest.mark.parametrize("length", [20, 26])
def test_the_sheet_has_a_box_for_every_number_that_is_rolled(length: int) -> None:
    digits = ("1234567890" * 3)[:length]

    words = words_of(number_sheet_pdf(filled_sheet(public=digits, public_length=length)))

    assert digits in words


def test_the_seed_sheet_shows_text_seed_and_the_command_that_checks_it() -> None:
    words = words_of(seed_sheet_pdf(seed_sheet()))

    for number, line in enumerate(SEED_LINES, start=1):
        assert f"{number}{line}" in words
    assert all(line.replace(" ", "") in words for line in CODE_LINES)
    assert "certutil-hashfileseed.txtSHA256" in words
    assert "扫码得64位种子" in words


def test_witnesses_sign_below_the_result_codes_of_all_schools() -> None:
    schools = tuple(SchoolResult(f"第{n}中学", 400 + n, 9, CODE_LINES) for n in range(1, 13))

    words = words_of(witness_sheet_pdf(witness_sheet(results=schools, roles=TWELVE_ROLES)))

    codes = "".join(line.replace(" ", "") for line in CODE_LINES)
    assert words.count(codes) == 12
    assert words.index("第12中学") < words.index("行风监督员")
    assert "同意☐异议：" in words


def test_the_blank_witness_sheet_has_no_code() -> None:
    blank = witness_sheet(results=(SchoolResult("清河县第三中学", 412, 9),))

    words = words_of(witness_sheet_pdf(blank))

    assert "清河县第三中学4129" in words
    assert CODE_LINES[0].replace(" ", "") not in words


@pytest.mark.parametrize(
    "printed",
    [
        number_sheet_pdf(filled_sheet(seats=TWELVE_ROLES[:3], signature_roles=TWELVE_ROLES)),
        seed_sheet_pdf(seed_sheet(signature_roles=TWELVE_ROLES)),
        witness_sheet_pdf(witness_sheet(roles=TWELVE_ROLES, spare=0)),
    ],
    ids=["numbers", "seed", "witnesses"],
)
def test_twelve_signatures_stand_together_on_one_page(printed: bytes) -> None:
    pages = pages_of(printed)

    assert sum(TWELVE_ROLES[-1] in page and TWELVE_ROLES[5] in page for page in pages) == 1
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页共{len(pages)}页" in page


def test_a_long_school_name_keeps_the_title_whole() -> None:
    words = words_of(number_sheet_pdf(number_sheet({"school": LONG_NAME})))

    assert f"{LONG_NAME}2026年七年级" in words


def test_a_character_without_a_glyph_is_substituted_and_noted_on_the_table_too() -> None:
    sheet = dataclasses.replace(number_sheet(), place="\U0002aed0厅")

    words = words_of(number_sheet_pdf(sheet))

    assert "〓厅" in words
    assert "本表有1个字在字库中没有" in words
