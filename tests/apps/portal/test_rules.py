"""Words and pictures of the public site, for numbers that one can count on one's fingers."""

from datetime import date

import pytest

from junheng.apps.campaigns.states import CohortState, DayKind
from junheng.apps.notices.states import NoticeKind
from junheng.apps.portal import rules
from junheng.reporting.county import AttributeGap, CohortBalance

TODAY = date(2026, 9, 3)


def balance(*gaps: AttributeGap, sizes: tuple[int, ...] = (39, 38, 39)) -> CohortBalance:
    return CohortBalance("c", "城关一小", "一年级", sum(sizes), sizes, gaps, bound_reached=True)


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ((39, 38, 39), "3 个班，每班 38 至 39 人，最多相差 1 人"),
        ((40, 40), "2 个班，每班 40 人"),
        ((45, 41), "2 个班，每班 41 至 45 人，最多相差 4 人"),
    ],
)
def test_sizes_are_said_in_a_sentence(sizes: tuple[int, ...], words: str) -> None:
    assert rules.size_words(balance(sizes=sizes)) == words


def test_a_gap_that_could_not_be_smaller_is_said_to_be_so() -> None:
    assert rules.gap_words(AttributeGap("性别", 1, 1)) == "各班最多相差 1 人，不可能更少"
    assert rules.gap_words(AttributeGap("性别", 3, 1)) == "各班最多相差 3 人，最少可以做到 1 人"


def test_a_verdict_names_what_is_short_and_hides_nothing() -> None:
    best, short = AttributeGap("性别", 1, 1), AttributeGap("随迁子女", 2, 1)

    assert "不可能更均衡" in rules.verdict(balance(best))
    assert rules.verdict(balance(best, short)).startswith(
        "公布的 2 项中，1 项做到了最均衡；随迁子女"
    )
    assert "人数太少" in rules.verdict(balance())


def test_the_calendar_is_told_by_dates_from_the_day_on_which_it_is_read() -> None:
    days = rules.days_of(
        {
            DayKind.LOTS: date(2026, 9, 5),
            DayKind.PLAN: date(2026, 8, 1),
            DayKind.CEREMONY: TODAY,
        },
        TODAY,
    )

    assert [day.when for day in days] == ["已经过了", "就是今天", "还有 2 天"]
    following = rules.next_day(days)
    assert following is not None
    assert following.title == "现场编班"
    assert rules.next_day(days[:1]) is None


def test_every_state_day_and_kind_has_plain_words() -> None:
    assert set(rules.STATE_WORDS) == {*CohortState.values, "exempt"}
    assert set(rules.DAY_WORDS) == set(DayKind)
    assert set(rules.KIND_WORDS) == set(NoticeKind)


def test_classes_are_drawn_by_size_and_not_by_number() -> None:
    picture = rules.size_picture(balance(sizes=(20, 40, 30)))

    widths = [bar.width for bar in picture.bars]
    assert [bar.value for bar in picture.bars] == ["40 人", "30 人", "20 人"]
    assert widths[0] == 2 * widths[2]
    assert all(not bar.label for bar in picture.bars)


def test_bars_of_gaps_stand_in_proportion_and_inside_the_picture() -> None:
    picture = rules.gap_picture([("性别", 4.0, 1.0), ("民族", 0.0, 0.0), ("住校", 20.0, 2.0)])

    by_value = {(bar.value, bar.is_pale): bar.width for bar in picture.bars}
    assert by_value["4 人", False] == 4 * by_value["1 人", True]
    assert by_value["0 人", False] == 0
    assert all(bar.value_x + 50 <= picture.width for bar in picture.bars)
    assert max(bar.y + bar.height for bar in picture.bars) <= picture.height
    assert "性别相差 4 人，最少可能 1 人" in picture.words


def test_only_a_table_with_the_head_of_a_list_is_a_list_of_names() -> None:
    listed = rules.name_list(
        {"title": "1班", "head": ["序号", "姓名", "登记编号末位"], "rows": [["1", "张*明", "0001"]]}
    )

    assert listed == rules.NameList("1班", (("张*明", "0001"),))
    assert rules.name_list({"title": "各班", "head": ["班级", "人数"], "rows": []}) is None
