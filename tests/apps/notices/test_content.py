"""What notices say: made from values, and nothing about a child but a masked name."""

from datetime import UTC, date, datetime

import pytest

from junheng.apps.notices.rules import content
from junheng.apps.notices.rules.content import LateEntry, NoticeContent
from junheng.engine.errors import JunhengError
from junheng.profiles.profile import PublicNames
from junheng.reporting.forms.papers import PublicClass
from junheng.reporting.forms.printed import public_entries

Teams = dict[str, list[tuple[str, str]]]
AT = datetime(2026, 8, 24, 1, 30, tzinfo=UTC)
NAMES, NUMBERS = ("张小明", "李四", "买买提·艾力"), ("R0001", "R0002", "R0003")


def result(public_names: PublicNames, teams: Teams | None = None) -> NoticeContent:
    entries = public_entries(NAMES, NUMBERS)
    classes = [PublicClass("1班", entries[:2], "王芳"), PublicClass("2班", entries[2:], "李强")]
    return content.result_notice(
        result_code="ab" * 32,
        classes=classes,
        public_names=public_names,
        days=7,
        teams=teams,
    )


def everything_in(notice: NoticeContent) -> str:
    return repr(notice)


def test_a_result_lists_masked_names_class_by_class() -> None:
    notice = result("masked")

    assert [table.title for table in notice.tables] == [
        "各班情况",
        "1班（班主任：王芳）",
        "2班（班主任：李强）",
    ]
    assert notice.tables[1].rows[0][1] == "张*明"
    assert not any(name in everything_in(notice) for name in NAMES)


def test_where_teams_are_drawn_a_result_names_who_teaches_each_class() -> None:
    teams = {"1班": [("语文", "王芳"), ("数学", "赵一")], "2班": [("语文", "李强")]}

    notice = result("none", teams)

    assert notice.tables[1].title == "各班任课教师"
    assert notice.tables[1].rows == (("1班", "语文：王芳、数学：赵一"), ("2班", "语文：李强"))
    assert [table.title for table in result("none").tables] == ["各班情况"]


def test_where_no_names_are_public_a_result_has_sizes_only() -> None:
    notice = result("none")

    (table,) = notice.tables
    assert table.rows == (("1班", "王芳", "2"), ("2班", "李强", "1"))
    assert "*" not in everything_in(notice)
    assert "0001" not in everything_in(notice)


def test_even_where_full_names_may_hang_at_the_school_ours_are_masked() -> None:
    assert result("full") == result("masked")


def test_a_name_that_nobody_masked_stops_the_notice() -> None:
    entry = public_entries(("张*明",), ("R0001",))[0]
    whole = PublicClass("1班", (entry.__class__("张小明", "0001"),))

    with pytest.raises(JunhengError, match="notice_name_not_masked"):
        content.result_notice(result_code="", classes=[whole], public_names="masked", days=7)
    with pytest.raises(JunhengError, match="notice_name_not_masked"):
        content.late_notice(
            batch_code="B1",
            entries=[LateEntry("张小明", "0001", "1班")],
            public_names="masked",
            days=7,
        )


def test_late_arrivals_are_counted_and_named_only_where_the_rules_allow() -> None:
    entries = [LateEntry("张*明", "0009", "2班"), LateEntry("李*", "0010", "2班")]

    masked = content.late_notice(batch_code="B1", entries=entries, public_names="masked", days=7)
    none = content.late_notice(batch_code="B1", entries=entries, public_names="none", days=7)

    assert masked.tables[0].rows == (("2班", "2"),)
    assert masked.tables[1].rows[0] == ("1", "张*明", "0009", "2班")
    assert len(none.tables) == 1


def test_a_freeze_hangs_until_the_ceremony_and_tells_code_place_and_time() -> None:
    notice = content.freeze_notice(
        students=80,
        classes=2,
        freeze_code="ab" * 32,
        ceremony_at=AT,
        place="教育局三楼会议室",
        host="示例县教育局",
    )

    assert (notice.days, notice.until, notice.about) == (0, date(2026, 8, 24), "ab" * 32)
    assert ("冻结码", "ab" * 32) in notice.facts
    assert ("地点", "教育局三楼会议室") in notice.facts


def test_teachers_stand_in_the_filed_order_with_their_teams_where_there_are_any() -> None:
    def notice(teams: dict[str, list[tuple[str, str]]]) -> NoticeContent:
        return content.teachers_notice(
            filing_number="2026-T001",
            filed_on=date(2026, 8, 20),
            teachers=("王芳", "李强"),
            teams=teams,
            days=7,
        )

    assert notice({}).tables[0].rows == (("1", "王芳"), ("2", "李强"))
    with_teams = notice({"李强": [("语文", "李强"), ("数学", "赵一")]}).tables[0]
    assert with_teams.head == ("序号", "班主任", "任课教师")
    assert with_teams.rows == (("1", "王芳", ""), ("2", "李强", "语文：李强、数学：赵一"))


def test_a_change_and_a_void_say_what_why_and_what_follows() -> None:
    change = content.change_notice(
        change_code="abcdefghjkmn",
        consent_number="教办2026-5号",
        what="更换班主任",
        before="王芳",
        after="赵一",
        days=7,
    )
    void = content.void_notice(
        freeze_code="cd" * 32,
        reason="名册更正",
        voided_at=AT,
        what_follows="更正后重新冻结，另行公告。",
        days=7,
    )

    assert ("同意文号", "教办2026-5号") in change.facts
    assert ("作废原因", "名册更正") in void.facts
    assert "更正后重新冻结，另行公告。" in void.paragraphs


def test_the_words_that_are_kept_are_paragraphs_facts_and_tables() -> None:
    assert set(result("masked").words()) == {"paragraphs", "facts", "tables"}
