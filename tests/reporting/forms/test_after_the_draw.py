"""Lots, late arrivals, approvals, voids and discs: what the forms say and that they fit."""

from collections.abc import Callable

import pytest

from junheng.engine.record.ledger_rules import VOID_REASONS as REASONS_OF_THE_LEDGER
from junheng.reporting.forms.change import CHANGES, change_approval_pdf
from junheng.reporting.forms.disc import disc_label_pdf
from junheng.reporting.forms.late_lots import late_lots_pdf
from junheng.reporting.forms.lots import homeroom_lots_pdf
from junheng.reporting.forms.void import VOID_REASONS, void_record_pdf
from tests.reporting.forms.after_the_draw_examples import (
    CODE_LINES,
    SIX_ROLES,
    TEACHERS,
    TWELVE_ROLES,
    approval,
    blank_late_lots,
    blank_lots,
    blank_void,
    crowded_head,
    disc_label,
    filled_late_lots,
    filled_lots,
    filled_void,
)
from tests.reporting.forms.read_back import layout_of, page_count_of, pages_of, words_of

PRINTED: dict[str, Callable[[], bytes]] = {
    "班主任抽签记录表": lambda: homeroom_lots_pdf(blank_lots(9)),
    "补录抽签记录表": lambda: late_lots_pdf(filled_late_lots()),
    "特殊情况调整审批表": lambda: change_approval_pdf(approval()),
    "作废单": lambda: void_record_pdf(filled_void(letterhead=filled_late_lots().letterhead)),
}


@pytest.mark.parametrize("form", PRINTED)
def test_every_page_names_form_page_hotline_and_codes(form: str) -> None:
    pages = pages_of(PRINTED[form]())

    for number, page in enumerate(pages, start=1):
        assert f"第{number}页共{len(pages)}页" in page
        assert f"清河县第三中学{form}" in page
        assert "监督电话：0851-12345678" in page
        assert CODE_LINES[0].replace(" ", "") in page


@pytest.mark.parametrize("form", PRINTED)
def test_the_same_input_gives_the_same_bytes(form: str) -> None:
    assert PRINTED[form]() == PRINTED[form]()


def test_the_blank_lots_form_has_a_line_for_every_list_and_teacher() -> None:
    words = words_of(homeroom_lots_pdf(blank_lots(9)))

    for number, name in enumerate(TEACHERS[:9], start=1):
        assert f"G{number}" in words
        assert words.count(name) == 2  # part B and part C
    for part in ("A签号", "B顺序", "C抽签", "录像编号", "监督签字", "回避换签"):
        assert part in words


def test_the_filled_lots_form_shows_lots_classes_exchange_and_code() -> None:
    words = words_of(homeroom_lots_pdf(filled_lots(4)))

    assert "4阿卜杜拉·买买提44班" in words
    assert "G14" in words
    assert "王立与赵敏𬍛" in words
    assert "抽签记录码" in words
    assert "上台：G1、G2、G3、G4" in words
    assert "电子签" not in words


def test_electronic_lots_print_their_numbers_on_a_page_of_their_own() -> None:
    seed_lines = ("SG1-SEED-LOTS/1", "public=d10:55081927")

    pages = pages_of(homeroom_lots_pdf(filled_lots(9, seed_lines=seed_lines)))

    assert len(pages) == 2
    assert "public=d10:55081927" in pages[1]


@pytest.mark.parametrize("count", range(2, 13))
def test_up_to_twelve_classes_stand_on_one_page_with_all_signatures(count: int) -> None:
    for lots in (
        blank_lots(count, crowded_head()),
        filled_lots(count, crowded_head()),
        filled_lots(count),
    ):
        pages = pages_of(homeroom_lots_pdf(lots))
        assert len(pages) == 1
        assert all(role in pages[0] for role in SIX_ROLES)


def test_a_school_of_thirty_classes_repeats_the_headings() -> None:
    pages = pages_of(homeroom_lots_pdf(blank_lots(30)))

    assert len(pages) > 1
    assert all("班主任" in page and "签" in page for page in pages)
    assert [sum(role in page for role in SIX_ROLES) for page in pages][-1] == len(SIX_ROLES)


def test_parents_who_draw_for_the_teacher_are_named_in_part_c() -> None:
    words = words_of(homeroom_lots_pdf(blank_lots(3, is_drawn_by_parents=True)))

    assert "抽签家长为班主任抽签号" in words


def test_the_late_form_shows_the_bag_and_what_came_out_of_it() -> None:
    words = words_of(late_lots_pdf(filled_late_lots()))

    assert "1班45146" in words
    assert "3班44245" in words
    assert "阿***·**提L1-0013班" in words
    assert "2026年9月3日" in words
    assert "public=d10:55081927" in words
    assert "加签" not in words
    assert "☑签池里有两个以上的班" in words


def test_a_forced_placement_asks_for_the_inspectors_signature_and_the_reason() -> None:
    words = words_of(late_lots_pdf(filled_late_lots(is_forced=True)))

    assert "☑只有一个班有签" in words
    assert "纪检监察人员加签" in words


def test_a_blank_late_form_is_one_page_and_ticks_nothing() -> None:
    printed = late_lots_pdf(blank_late_lots(12))

    assert page_count_of(printed) == 1
    assert "☑" not in words_of(printed)


def test_a_large_late_batch_repeats_the_heading_and_keeps_the_signatures_together() -> None:
    pages = pages_of(late_lots_pdf(filled_late_lots(40)))

    assert sum("抽中班级" in page for page in pages) == 2
    assert all(role in pages[-1] for role in SIX_ROLES)


@pytest.mark.parametrize("change", CHANGES)
def test_the_change_that_is_applied_for_is_ticked(change: str) -> None:
    words = words_of(change_approval_pdf(approval(change=change)))

    assert f"☑{change}" in words
    assert words.count("☑") == 1


def test_a_blank_approval_is_one_page_with_all_who_must_agree() -> None:
    printed = change_approval_pdf(approval(20, crowded_head()))

    words = words_of(printed)
    assert page_count_of(printed) == 1
    for who in ("校长", "经办人", "负责人", "分管领导", "局长", "批准文号"):
        assert who in words
    assert "☑" not in words
    assert "指标20相差1人" in words


def test_the_void_record_lists_the_reasons_of_the_ledger_and_no_other() -> None:
    assert {reason.letter for reason in VOID_REASONS} == set(REASONS_OF_THE_LEDGER)


@pytest.mark.parametrize("letter", "CPTERD")
def test_the_reason_of_a_void_is_ticked(letter: str) -> None:
    words = words_of(void_record_pdf(filled_void(letter=letter)))

    assert f"☑{letter}" in words
    assert words.count("☑") == 1


@pytest.mark.parametrize(("witnesses", "least"), [(3, 2), (4, 3), (5, 4), (6, 4), (7, 5)])
def test_two_thirds_of_the_witnesses_must_sign_a_void(witnesses: int, least: int) -> None:
    words = words_of(void_record_pdf(filled_void(witnesses=witnesses)))

    assert f"共{witnesses}人，至少{least}人签字" in words


def test_after_the_lock_a_void_asks_for_72_hours() -> None:
    assert "满72小时" in words_of(void_record_pdf(filled_void()))
    assert "72小时" not in words_of(void_record_pdf(blank_void()))


def test_a_void_of_sixty_schools_keeps_its_signatures_on_one_page() -> None:
    pages = pages_of(void_record_pdf(filled_void(60, signature_roles=TWELVE_ROLES)))

    assert "清河县第60中学" in "".join(pages)
    assert sum(all(role in page for role in TWELVE_ROLES) for page in pages) == 1


def test_every_holder_of_a_disc_gets_a_label_and_a_sleeve() -> None:
    pages = pages_of(disc_label_pdf(disc_label()))

    assert len(pages) == 6
    for index, holder in enumerate(("教育局", "纪检监察", "档案室")):
        label, sleeve = pages[2 * index : 2 * index + 2]
        assert f"{index + 1}/3{holder}存" in label
        assert f"第{index + 1}份，共3份{holder}存" in sleeve
        for page in (label, sleeve):
            assert all(line.replace(" ", "") in page for line in CODE_LINES)


def test_a_rehearsed_disc_says_so() -> None:
    head = filled_lots(2, {"is_rehearsal": True}).letterhead

    assert all("演练" in page for page in pages_of(disc_label_pdf(disc_label(letterhead=head))))


def test_names_are_never_read_as_markup() -> None:
    layout = layout_of(change_approval_pdf(approval(who="#let *王* _立_ $x$ <a>")))

    assert "#let *王* _立_ $x$ <a>" in " ".join(layout.split())
