"""Slips for the parents: read by a scanner, by a teacher who hands them out, by a family."""

import dataclasses
from typing import Any

import pytest

from junheng.reporting.forms.codes import MODULE_MILLIMETRES, document_code
from junheng.reporting.forms.slips import Slip, Slips, pages_of, slip_batches, slips_pdf
from tests.reporting.examples import CODE_LINES, letterhead
from tests.reporting.forms import read_back
from tests.reporting.forms.ceremony_examples import LONG_NAME

HASH = "0123456789abcdef" * 4


def content_of(name: str = "张小明", attributes: int = 8) -> bytes:
    """A slip as long as real ones: canonical bytes of a slip with so many attributes."""
    codes = ",".join(f'"attribute_{number}":{number}' for number in range(attributes))
    return (
        f'{{"_t":"sg1/slip","freeze":"{HASH}","r":{{"_t":"sg1/leaf-r","g":"G3","s":"{HASH}",'
        f'"salt":"{HASH}","unit":"520123.gyxx.p1.2026"}},"s":{{"_t":"sg1/leaf-s","a":{{{codes}}},'
        f'"idc":"{HASH}","name":"{name}","salt":"{HASH}","sid":"B00001",'
        f'"unit":"520123.gyxx.p1.2026"}}}}'
    ).encode()


def slip(number: int = 1, **changes: Any) -> Slip:
    values = {
        "name": "张小明",
        "registration": f"B{number:05}",
        "class_title": "G3",
        "number": number,
        "content": b"",
    }
    return Slip(**(values | changes))


def slips(*members: Slip, head: dict[str, Any] | None = None) -> Slips:
    return Slips(letterhead(**(head or {})), members, "冻结码", CODE_LINES[::-1])


@pytest.mark.parametrize(
    "name",
    ["张小明", "𬍛𬱖䶮", "阿卜杜拉·买买提", "买买提依明·阿卜杜热合曼·吐尔逊江", "Ann O'Neil"],
)
def test_a_scanner_reads_the_document_byte_for_byte(name: str) -> None:
    content = content_of(name)

    printed = slips_pdf(slips(slip(name=name, content=content)))

    assert read_back.codes_of(printed) == [content]


@pytest.mark.parametrize("dots_per_inch", [100, 300])
def test_four_slips_are_read_from_a_coarse_and_from_a_fine_scan(dots_per_inch: int) -> None:
    contents = {content_of(f"学生{number}") for number in range(4)}
    members = [slip(content=content) for content in contents]

    read = read_back.codes_of(slips_pdf(slips(*members)), dots_per_inch=dots_per_inch)

    assert set(read) == contents


def test_the_code_of_a_common_slip_is_coarse_enough_for_a_phone_and_fits_its_panel() -> None:
    _, width = document_code(content_of())
    _, widest = document_code(content_of("买买提" * 20, attributes=16))

    assert MODULE_MILLIMETRES >= 0.33
    assert 34 <= width <= 42
    assert widest <= 50


def test_a_slip_says_whose_it_is_and_how_to_check() -> None:
    words = read_back.words_of(slips_pdf(slips(slip(7, homeroom_teacher="王立"))))

    for part in ("清河县第三中学", "2026年七年级", "张小明", "G3", "班主任王立", "第7号", "B00007"):
        assert part in words
    for step in ("1.打开核验页", "2.扫描或拍下", "3.拿冻结公告的照片"):
        assert step in words
    assert "监督电话：0851-12345678" in words
    assert "账尾：2d60d2c7109b64d4" in words
    for line in CODE_LINES:
        assert words.count(line.replace(" ", "")) == 2  # freeze code and result code


@pytest.mark.parametrize("attributes", [8, 16])
def test_a_line_of_a_code_stays_one_line_beside_any_qr_code(attributes: int) -> None:
    member = slip(content=content_of("买买提" * 20, attributes=attributes))

    layout = read_back.layout_of(slips_pdf(slips(member)))

    for line in CODE_LINES:
        assert layout.count(line) == 2  # freeze code and result code


def test_the_stub_that_stays_visible_has_the_number_and_not_the_name() -> None:
    printed = slips_pdf(slips(slip(7, name="张小明", content=content_of())))

    stub = read_back.words_of(printed, left_millimetres=37)

    assert "G3" in stub
    assert "第7号" in stub
    assert "张" not in stub


def test_a_pile_of_pages_cut_as_one_gives_the_order_of_the_list() -> None:
    members = tuple(slip(number) for number in range(1, 11))

    pages = list(pages_of(members))

    piles = [[page[strip] for page in pages if strip < len(page)] for strip in range(4)]
    assert [one.number for pile in piles for one in pile] == list(range(1, 11))
    assert [len(page) for page in pages] == [4, 3, 3]


def test_every_class_begins_a_page() -> None:
    members = [slip(number, class_title=f"G{group}") for group in (1, 2) for number in range(1, 6)]

    pages = read_back.pages_of(slips_pdf(slips(*members)))

    assert [("G1" in page, "G2" in page) for page in pages] == [
        (True, False),
        (True, False),
        (False, True),
        (False, True),
    ]


def test_late_slips_share_a_page() -> None:
    members = [slip(number, class_title=f"G{number}") for number in range(1, 4)]
    late = dataclasses.replace(slips(*members), is_split_by_class=False)

    assert read_back.page_count_of(slips_pdf(late)) == 1


def test_files_hold_whole_classes_and_not_too_many_slips() -> None:
    members = [
        slip(number, class_title=f"G{group}") for group in range(1, 31) for number in range(1, 51)
    ]

    batches = slip_batches(members)

    assert [one for batch in batches for one in batch] == members
    assert [len(batch) for batch in batches] == [600, 600, 300]
    assert all(batch[0].number == 1 and batch[-1].number == 50 for batch in batches)


def test_a_character_without_a_glyph_is_said_on_the_slip_itself() -> None:
    printed = slips_pdf(slips(slip(name="张\U0002aed0")))

    assert read_back.page_count_of(printed) == 1
    assert "字库没有的字" in read_back.words_of(printed)


def test_a_rehearsal_has_no_code_and_is_not_handed_out() -> None:
    printed = slips_pdf(slips(slip(), head={"is_rehearsal": True}))

    assert read_back.codes_of(printed) == []
    assert "演练，不得发放" in read_back.words_of(printed)


def test_long_names_do_not_push_a_slip_beyond_its_strip() -> None:
    members = [
        slip(
            name="买买提依明·阿卜杜热合曼·吐尔逊江·艾合买提",
            class_title="12班",
            homeroom_teacher="古丽巴哈尔·阿不都热依木",
            content=content_of("买买提依明·阿卜杜热合曼·吐尔逊江·艾合买提"),
        )
    ] * 4

    printed = slips_pdf(slips(*members, head={"school": LONG_NAME, "hotline": ""}))

    assert read_back.page_count_of(printed) == 1
    assert len(read_back.codes_of(printed)) == 4
