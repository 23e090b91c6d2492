"""The comparability report: each team against the mean, and what is proven of every gap."""

from dataclasses import replace
from fractions import Fraction

import pytest

from junheng.engine.record.paper import paper_lines
from junheng.engine.teams.problem import Measure
from junheng.reporting.teams import TeamReport, comparisons_of, explanation_words, team_report
from junheng.reporting.teams.comparison import tenths
from tests.reporting.teams.examples import (
    HEAD,
    MEASURES,
    NAMES,
    SUBJECTS,
    problem,
    record,
    targets,
)


def report(**changes: object) -> TeamReport:
    return team_report(record(), NAMES, HEAD, **changes)  # type: ignore[arg-type]


def rows_of(title: str) -> list[tuple[str, ...]]:
    """The rows below one heading."""
    return [row for part in report().parts for table in part.tables for row in table.rows
            if part.title == title]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "rows"),
    [
        (
            "班主任",
            [
                ("班主任职称等级", "一级", "三级", "2.0"),
                ("与均值之差", "+1.0", "-1.0", ""),
                ("班主任教龄（5年一档）", "20", "4", "12.0"),
                ("与均值之差", "+8.0", "-8.0", ""),
            ],
        ),
        ("职称", [("高级及以上职称人数", "2", "0", "1.0"), ("与均值之差", "+1.0", "-1.0", "")]),
        # Of 20 and 9 years, of 4 and 12.
        ("教龄", [("平均教龄（年）", "14.5", "8.0", "11.3"), ("与均值之差", "+3.3", "-3.3", "")]),
        # On 1 September 46.0 and 36.5 years, 26.0 and 40.0
        ("年龄", [("平均年龄（岁）", "41.3", "33.0", "37.1"), ("与均值之差", "+4.1", "-4.1", "")]),
        (
            "语文、数学、英语的搭配",
            [("语数英县级以上骨干人数", "0", "1", "0.5"), ("与均值之差", "-0.5", "+0.5", "")],
        ),
    ],
)
def test_each_team_stands_beside_the_mean(part: str, rows: list[tuple[str, ...]]) -> None:
    assert rows_of(part) == rows


def test_distances_from_the_mean_cancel_and_span_what_the_level_counts() -> None:
    for one in comparisons_of(targets(), targets().plan, 2026):
        assert sum(one.deviations) == 0
        assert sum(one.steps) == 0
        assert (max(one.steps) - min(one.steps)) // 1 == one.level


def test_a_proven_gap_and_an_open_one_are_told_apart() -> None:
    found = targets(open_at=2)

    sentences = {
        one.name: one.sentence
        for one in team_report(record(found), NAMES, HEAD).comparisons
    }  # fmt: skip

    assert sentences["homeroom_years"] == (
        "“班主任教龄（5年一档）”各班 4–20，相差 3 档，已证明不能更小。"
    )
    assert sentences["senior"] == ("“高级及以上职称人数”各班 0–2，相差 2 人，已证明的下限是 1。")


def test_the_verdict_counts_what_is_equal_proven_and_open() -> None:
    found = targets(open_at=2)

    verdict = team_report(record(found), NAMES, HEAD).verdict

    assert verdict[0] == (
        "4 名教师、2 门学科，组成 2 个教学团队，每班一个。"
        "共比较 6 项：5 项有差距但已证明不能更小，1 项还没有证明能不能更小。"
    )
    assert verdict[1:] == (
        "“高级及以上职称人数”相差 2 人，已证明的下限是 1，两者之间 1 人的空隙未能排除。",
    )


def test_equal_teams_have_no_gap() -> None:
    same = Measure("sex", "all", 1, (1, 1, 0, 0))

    (one,) = comparisons_of(targets(measures=(same,)), targets().plan, 2026)

    assert (one.level, one.sentence) == (0, "“女教师人数”各班完全相同。")


def test_a_shortage_says_how_many_more_teachers_close_the_gap() -> None:
    # One of two 语文 teachers is a backbone teacher, and takes one class of two.
    words = explanation_words(problem(), SUBJECTS)

    assert words == (
        "“语文”有 1 位高级及以上教师，最多教 1 个班，1 个班没有；再有 1 位就能补齐。",
        "“语文”有 1 位县级以上骨干教师，最多教 1 个班，1 个班没有；再有 1 位就能补齐。",
        "全年级语数英的县级以上骨干教师共任教 1 班次，2 个班不能平分，相差 1 不可避免。",
    )


def test_lessons_of_all_subjects_and_of_three_are_told_apart() -> None:
    # Of 3 backbone lessons 1 is in a subject of the three: neither is shared out equally.
    both = (
        Measure("backbone", "all", 1, (0, 1, 1, 1)),
        Measure("core_backbone", "core", 1, (0, 1, 0, 0)),
    )
    odd = replace(problem(measures=both), class_count=2)

    words = [one for one in explanation_words(odd, SUBJECTS) if "班次" in one]

    assert len(set(words)) == len(words)
    assert [one for one in words if "语数英" in one] == [
        "全年级语数英的县级以上骨干教师共任教 1 班次，2 个班不能平分，相差 1 不可避免。"
    ]


def test_nobody_of_a_kind_is_said_plainly() -> None:
    nobody = (replace(MEASURES[2], values=(0, 0, 1, 0)),)

    assert explanation_words(problem(measures=nobody), SUBJECTS)[0] == (
        "“语文”没有高级及以上教师，2 个班都没有；再有 2 位就能补齐。"
    )


def test_every_team_is_named_with_its_teachers() -> None:
    assert report().teams.head == ("团队", "班主任", "语文", "音乐")
    assert report().teams.rows == (
        ("第1组", "王芳", "王芳", "张三"),
        ("第2组", "李强", "李强", "赵四"),
    )


def test_teams_that_have_their_classes_are_called_by_them() -> None:
    named = report(team_names=("3班", "1班"))

    assert named.team_names == ("3班", "1班")
    assert named.parts[0].tables[0].head == ("项目", "3班", "1班", "均值")


def test_many_teams_are_shared_evenly_over_tables() -> None:
    many = team_report(record(targets(18)), NAMES * 9, HEAD)

    sizes = [len(table.head) - 2 for table in many.parts[0].tables]

    assert sizes == [6, 6, 6]


def test_a_draft_says_so_and_a_draw_shows_its_seed() -> None:
    drawn = record(is_drawn=True)
    done = team_report(drawn, NAMES, replace(HEAD, is_rehearsal=False))

    assert report().title == "青禾中学2026年七年级教学团队均衡情况报告（草案）"
    assert [title for title, _ in report().codes] == ["冻结码"]
    assert done.title == "青禾中学2026年七年级教学团队均衡情况报告"
    assert done.codes[1] == ("现场数字产生的种子", tuple(paper_lines(drawn["result"]["seed"])))


def test_what_must_be_kept_is_a_chapter_of_its_own() -> None:
    kept = report(kept=("第1组音乐由张三任教：正在带合唱团。",))

    headings = [one.heading for one in kept.chapters if one.level == 1]

    assert headings[-2:] == ["五、学校须保留的安排", "六、方法和核验"]
    assert "五、方法和核验" in [one.heading for one in report().chapters]


def test_a_list_without_anything_to_compare_still_makes_a_report() -> None:
    bare = team_report(record(targets(measures=())), NAMES, HEAD)

    assert "没有职称、教龄等可以比较的项目" in bare.verdict[0]
    assert not any(chapter.has_chart for chapter in bare.chapters)


@pytest.mark.parametrize(
    ("value", "words", "signed"),
    [
        (Fraction(1, 20), "0.1", "+0.1"),
        (Fraction(-1, 3), "-0.3", "-0.3"),
        (Fraction(1, 25), "0.0", "0.0"),
        (Fraction(-1, 25), "0.0", "0.0"),
        (Fraction(37, 4), "9.3", "+9.3"),
    ],
)
def test_tenths_are_rounded_away_from_zero(value: Fraction, words: str, signed: str) -> None:
    assert (tenths(value), tenths(value, signed=True)) == (words, signed)
