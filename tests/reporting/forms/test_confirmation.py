"""Confirmation slips: what stands on each, how a pile of pages is cut, names of every kind."""

import re

import pytest

from junheng.reporting.forms.confirmation import (
    CONFIRMATIONS_A_PAGE,
    Confirmation,
    Confirmations,
    confirmations_pdf,
)
from tests.reporting.examples import letterhead
from tests.reporting.forms import read_back
from tests.reporting.forms.ceremony_examples import LONG_NAME


def slip(place: int = 1, name: str = "张小明", wish: str = "") -> Confirmation:
    facts = (("姓名", name), ("性别", "男"), ("证件号", f"5201232020010{place:05d}"))
    return Confirmation(name, place, facts, "abcd2345", wish)


def printed(*slips: Confirmation, due: str = "") -> bytes:
    return confirmations_pdf(Confirmations(letterhead(), slips, due))


def test_a_slip_says_what_is_held_and_asks_for_a_signature() -> None:
    words = read_back.words_of(printed(slip(), due="9月7日"))

    for said in ("新生信息核对单", "张小明", "520123202001000001", "家长签名", "abcd2345"):
        assert said in words
    assert "请于9月7日前交回学校" in words


def test_only_siblings_are_asked_for_their_wish() -> None:
    assert "多胞胎意愿" not in read_back.words_of(printed(slip()))
    assert "学校登记为：不同班" in read_back.words_of(printed(slip(wish="不同班")))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 50])
def test_three_piles_put_together_run_in_the_order_of_the_list(count: int) -> None:
    pages = read_back.pages_of(printed(*(slip(place) for place in range(1, count + 1))))

    piles: list[list[int]] = [[], [], []]
    for page in pages:
        places = [int(place) for place in re.findall(r"第(\d+)号", page)]
        for pile, place in zip(piles, places, strict=False):
            pile.append(place)
    assert len(pages) == -(-count // CONFIRMATIONS_A_PAGE)
    assert [place for pile in piles for place in pile] == list(range(1, count + 1))


def test_long_and_rare_names_keep_every_slip_on_its_third_of_the_page() -> None:
    members = [slip(place, name) for place, name in enumerate((LONG_NAME, "𬍛𬱖䶮", "王"), 1)]

    pages = read_back.pages_of(printed(*members))

    assert len(pages) == 1
    assert pages[0].count("家长签名") == 3
    assert "𬍛𬱖䶮" in pages[0]


def test_a_character_that_no_font_has_is_to_be_written_by_hand() -> None:
    assert "请手工补写" in read_back.words_of(printed(slip(name="张\ue000明")))


def test_the_same_slips_are_the_same_bytes() -> None:
    assert printed(slip(), slip(2)) == printed(slip(), slip(2))
