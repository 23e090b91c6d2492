"""Notices of the platform on paper: words, tables, and the audit trail's head below."""

import datetime as dt
from dataclasses import replace

from junheng.engine.record.paper import paper_lines
from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.posted import PostedNotice, PostedTable, posted_notice_pdf
from tests.reporting.forms.read_back import page_count_of, words_of

AT = dt.datetime(2026, 8, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
HEAD = "0123456789abcdef" * 4
NOTICE = PostedNotice(
    letterhead=Letterhead("示例县", "城关第一小学", "一年级", 2026, AT, hotline="0851-12345678"),
    kind_title="班主任名单公示",
    number="abcdefghjkmn",
    paragraphs=("名单现予公示。", "名单公示后不得更换。"),
    facts=(("备案号", "2026-T001"),),
    tables=(PostedTable("班主任名单", ("序号", "班主任"), (("1", "王芳"), ("2", "李强"))),),
    days=7,
    trail_entries=123,
    trail_lines=paper_lines(HEAD),
    signer="城关第一小学",
)


def squeezed(notice: PostedNotice) -> str:
    return words_of(posted_notice_pdf(notice))


def test_a_notice_says_its_words_facts_tables_and_how_long_it_hangs() -> None:
    words = squeezed(NOTICE)

    for part in (
        "城关第一小学2026年一年级班主任名单公示",
        "名单公示后不得更换。",
        "备案号2026-T001",
        "1王芳",
        "公示期为7天，自张贴次日起计算。",
        "公告编号：abcdefghjkmn",
        "0851-12345678",
    ):
        assert part in words


def test_the_head_of_the_trail_stands_below_with_its_check_digits() -> None:
    words = squeezed(NOTICE)

    assert "审计记录共123条" in words
    for line in paper_lines(HEAD):
        assert line.replace(" ", "") in words


def test_before_there_is_a_trail_the_notice_does_not_speak_of_one() -> None:
    assert "审计" not in squeezed(replace(NOTICE, trail_entries=0, trail_lines=()))


def test_a_notice_without_days_names_none() -> None:
    assert "公示期为" not in squeezed(replace(NOTICE, days=0))


def test_what_is_typed_is_never_markup() -> None:
    table = PostedTable("名单", ("序号", "班主任"), (("1", "#box[*a*]$x$"),))

    assert "#box[*a*]$x$" in squeezed(replace(NOTICE, tables=(table,)))


def test_classes_of_a_long_list_stand_on_a_sheet_each() -> None:
    rows = tuple((str(number), "张*明", f"{number:04d}") for number in range(1, 46))
    classes = tuple(
        PostedTable(f"{number}班", ("序号", "姓名", "登记编号末位"), rows) for number in (1, 2, 3)
    )

    printed = posted_notice_pdf(replace(NOTICE, tables=classes))

    assert page_count_of(printed) == 3
    assert words_of(printed).count("张*明") == 3 * 45


def test_the_same_notice_is_the_same_file() -> None:
    assert posted_notice_pdf(NOTICE) == posted_notice_pdf(NOTICE)
