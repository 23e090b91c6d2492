"""What is posted and handed out at the freeze."""

from junheng.reporting.forms.notices import (
    FIVE_SENTENCES,
    SchoolFigures,
    freeze_notice_pdf,
    parent_letter_pdf,
)
from tests.reporting.examples import CODE_LINES
from tests.reporting.forms.ceremony_examples import (
    ROLES,
    TWELVE_ROLES,
    ceremony_words,
    crowded_notice,
    freeze_notice,
    parent_letter,
)
from tests.reporting.forms.read_back import page_count_of, pages_of, words_of


def test_the_notice_holds_the_whole_freeze_code_with_its_check_digits() -> None:
    words = words_of(freeze_notice_pdf(freeze_notice()))

    assert all(line.replace(" ", "") in words for line in CODE_LINES)
    assert "扫码得64位冻结码" in words


def test_the_notice_tells_figures_time_place_and_rules() -> None:
    words = words_of(freeze_notice_pdf(freeze_notice()))

    assert "共412名学生" in words
    assert "编为9个班" in words
    assert "2026年8月24日09:00" in words
    assert "教育局一楼会议室" in words
    assert "、".join(ROLES) in words
    assert "有效的至少3封" in words
    assert "当众掷20枚十面骰（0—9）" in words
    assert "至少在现场会前24小时张贴" in words
    assert "清河县教育局（盖章）" in words


def test_parents_read_the_same_five_sentences_on_notice_and_letter() -> None:
    papers = freeze_notice_pdf(freeze_notice()), parent_letter_pdf(parent_letter())

    for words in map(words_of, papers):
        assert all(sentence in words for sentence in FIVE_SENTENCES)


def test_where_several_schools_are_frozen_together_their_notices_can_be_compared() -> None:
    assert "另有11所学校" in words_of(freeze_notice_pdf(freeze_notice(others=11)))
    assert "另有" not in words_of(freeze_notice_pdf(freeze_notice()))


def test_under_another_hash_the_notice_adds_the_sha_256_of_the_same_file() -> None:
    words = words_of(
        freeze_notice_pdf(freeze_notice(suite_title="SM3", other_code_lines=CODE_LINES))
    )

    assert "freeze.json的SM3值" in words
    assert "同一freeze.json的SHA-256" in words


def test_one_class_is_said_to_need_no_draw() -> None:
    figures = SchoolFigures("清河县第三中学", 30, 1)

    assert "不需要分班" in words_of(freeze_notice_pdf(freeze_notice(figures=figures)))
    assert "不需要分班" in words_of(parent_letter_pdf(parent_letter(figures=figures)))


def test_a_second_freeze_says_why_the_first_is_void() -> None:
    notice = freeze_notice(number=2, void_reason="名册有误，需要更正")

    assert "前一次冻结已经作废（名册有误，需要更正）" in words_of(freeze_notice_pdf(notice))
    assert "作废" not in words_of(freeze_notice_pdf(freeze_notice()))


def test_what_is_not_known_yet_stays_a_blank() -> None:
    ceremony = ceremony_words(planned=None, place="", host="")

    words = words_of(freeze_notice_pdf(freeze_notice(ceremony=ceremony)))

    assert "时间年月日时分" in words
    assert "清河县第三中学（盖章）" in words


def test_the_most_crowded_notice_is_one_page() -> None:
    printed = freeze_notice_pdf(crowded_notice())

    (page,) = pages_of(printed)
    assert "第1页共1页" in page
    assert "、".join(TWELVE_ROLES) in page


def test_the_letter_is_one_page_and_ends_with_a_slip_to_return() -> None:
    printed = parent_letter_pdf(parent_letter())

    words = words_of(printed)
    assert page_count_of(printed) == 1
    assert words.index("回执") > words.index(FIVE_SENTENCES[-1])
    assert "家长签名" in words
    assert "0851-12345678" in words


def test_a_paper_before_the_result_does_not_speak_of_a_result_code() -> None:
    assert "结果码" not in words_of(freeze_notice_pdf(freeze_notice()))
