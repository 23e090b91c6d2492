import pytest

from junheng.reporting import wording
from junheng.reporting.balance import summarize
from tests.reporting.examples import EVEN_ROWS, balance_report, level

SHORT = level("ethnic", "民族", "布依族", (5, 3, 4), best=0, cause="link_group")
HIDDEN = (
    level("sen", "随班就读", "是", (2, 1, 0), best=0),
    level("sen", "随班就读", "否", (43, 44, 45), best=0),
)


def _verdict(report):
    return wording.verdict(report, summarize(report, "public"))


def _reasons(report):
    return wording.verdict_reasons(report, summarize(report, "public"))


def test_an_even_draw_is_said_to_be_even_in_everything():
    assert _verdict(balance_report()) == "每一项都已做到最均衡"


def test_a_proven_draw_says_that_nothing_more_even_exists():
    assert _reasons(balance_report()) == (
        "135 名学生编为 3 个班，每班 45 人，完全相同（规定最多相差 2 人）。",
        "经计算证明：在本校的人数和登记的要求下，不存在比这更均衡的分法。",
    )


def test_an_attribute_that_falls_short_is_named_with_its_reason():
    report = balance_report((*EVEN_ROWS[:7], SHORT, EVEN_ROWS[8]), bound_reached=False)

    assert _verdict(report) == "“民族”没有做到最均衡，其余 3 项都已做到最均衡"
    assert _reasons(report)[1:] == (
        "“民族”各班最多相差 2 人，理论上最小为 0 人：有学生须同班（如多胞胎），只能整体安排。",
    )


def test_an_attribute_too_small_to_list_is_counted_but_not_named():
    report = balance_report((*EVEN_ROWS[:4], *HIDDEN, *EVEN_ROWS[6:]), bound_reached=False)

    assert "随班就读" not in _verdict(report) + "".join(_reasons(report))
    assert _verdict(report).startswith("1 项人数很少、不便公开的项目没有做到最均衡")


def test_listed_and_unlisted_attributes_that_fall_short_stand_together():
    rows = (*EVEN_ROWS[:4], *HIDDEN, EVEN_ROWS[6], SHORT, EVEN_ROWS[8])

    assert _verdict(balance_report(rows)) == (
        "“民族”和1 项人数很少、不便公开的项目没有做到最均衡，其余 2 项都已做到最均衡"
    )


def test_a_small_level_that_falls_short_is_not_named():
    rows = (*EVEN_ROWS[:8], level("ethnic", "民族", "苗族", (0, 1, 3), best=1))

    assert _reasons(balance_report(rows, bound_reached=False))[1] == (
        "“民族”中有人数很少、不便公开的类别没有做到最均衡。"
    )


def test_a_single_class_needs_no_draw():
    report = balance_report(
        (), class_titles=("1班",), class_sizes=(135,), status="exempt_single_class"
    )

    assert _verdict(report) == "本年级只有 1 个班，不需要分班"
    assert _reasons(report) == ("共 135 名学生，全部在同一个班。",)


@pytest.mark.parametrize(
    ("totals", "rank"),
    [
        ((9, 12), "没有一次比得上本次分班"),
        ((3, 12), "没有一次比本次分班更均衡，1 次相同"),
        ((0, 12), "有 1 次比本次分班更均衡"),
    ],
)
def test_the_draw_is_ranked_among_the_simulations(totals, rank):
    words = wording.simulation_words(balance_report(simulated_totals=totals, total_excess=3))

    assert f"只按性别随机分班 2 次：{rank}。" in words


def test_unequal_classes_name_their_reason():
    report = balance_report(
        class_sizes=(43, 46, 46), size_reason="companion_seats", rows=EVEN_ROWS[:0]
    )

    assert wording.size_words(report).endswith("随班就读学生所在班级按规定适当缩减班额。")
    assert wording.size_remark(report) == "随班就读学生所在班级按规定适当缩减班额"


def test_a_remainder_explains_class_sizes_that_differ_by_one():
    report = balance_report((), student_count=136, class_sizes=(46, 45, 45))

    assert wording.size_remark(report) == "人数除不尽"


@pytest.mark.parametrize(
    ("hundredths", "words"), [(0, "0.0"), (247, "2.5"), (244, "2.4"), (1995, "20.0")]
)
def test_hundredths_are_rounded_half_up(hundredths, words):
    assert wording.decimal_words(hundredths) == words


def test_an_unknown_cause_is_shown_by_its_code():
    assert wording.cause_words("new_rule", {}) == "new_rule"
