"""The list of teachers for teaching teams: what is read, merged, mapped and refused."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from junheng.core.messages import sentence
from junheng.engine.teams.problem import CERTAINLY, MAYBE, NEVER
from junheng.rosters import LoadRules, TeamReading, TeamRoster, read_team_roster, teams_problem
from junheng.rosters.titles import read_backbone, read_title
from junheng.tabular import Cell, CellFault, Fault

SAMPLES = Path("tests/data/rosters")
Lines = Sequence[Sequence[object]]
Write = Callable[[Mapping[str, Lines]], Path]
HEAD = ["工号", "姓名", "学科", "职称", "是否可任班主任", "回避教师", "子女在本年级"]


def describe_fault(fault: Fault) -> str:
    return sentence(fault.code, fault.params)


def roster_of(reading: TeamReading) -> TeamRoster:
    assert reading.roster is not None, reading.faults
    return reading.roster


@pytest.mark.parametrize(("classes", "teachers"), [(8, 31), (12, 37)])
def test_the_samples_are_read_whole(classes: int, teachers: int) -> None:
    roster = roster_of(read_team_roster(SAMPLES / f"teachers-{classes}-classes.xlsx"))

    assert len(roster.teachers) == teachers
    assert roster.subjects[:3] == ("语文", "数学", "英语")
    assert len(teams_problem(roster, classes, LoadRules()).measures) == 12


def test_the_order_of_the_rows_carries_no_meaning(write: Write) -> None:
    rows: list[list[object]] = [
        ["1", "王芳", "语文", "高级教师", "是", "", ""],
        ["2", "李强", "数学", "一级教师", "是", "王芳", "是"],
        ["3", "张三", "音乐", "", "否", "", ""],
    ]
    there = roster_of(read_team_roster(write({"教师": [HEAD, *rows]})))
    back = roster_of(read_team_roster(write({"教师": [HEAD, *reversed(rows)]})))

    problems = [teams_problem(one, 2, LoadRules()) for one in (there, back)]
    assert problems[0] == problems[1]
    assert problems[0].apart == ((1, 2),)
    assert problems[0].absent == ((1,),)


def test_two_rows_of_one_number_are_one_teacher_of_two_subjects(write: Write) -> None:
    rows = [
        ["1", "王芳", "语文", "高级教师", "是", "", ""],
        ["1", "王芳", "道德与法治", "高级教师", "是", "", ""],
    ]

    roster = roster_of(read_team_roster(write({"教师": [HEAD, *rows]})))

    assert [one.subjects for one in roster.teachers] == [("语文", "道法")]


def test_both_parents_of_one_student_form_a_group(write: Write) -> None:
    rows = [
        ["1", "王芳", "语文", "", "是", "", "子女甲"],
        ["2", "李强", "数学", "", "是", "", "子女甲"],
    ]

    assert roster_of(read_team_roster(write({"教师": [HEAD, *rows]}))).absent == ((0, 1),)


def test_homeroom_marks_are_read(write: Write) -> None:
    head = ["姓名", "学科", "班主任", "是否可任班主任"]
    rows = [["王芳", "语文", "是", "是"], ["李强", "数学", "", "是"], ["张三", "音乐", "", "否"]]
    roster = roster_of(read_team_roster(write({"教师": [head, *rows]})))

    kinds = {
        one.name: teacher.homeroom
        for one, teacher in zip(
            roster.teachers, teams_problem(roster, 1, LoadRules()).teachers, strict=True
        )
    }

    assert kinds == {"王芳": CERTAINLY, "李强": MAYBE, "张三": NEVER}


def test_homeroom_work_counts_half_a_full_load(write: Write) -> None:
    path = write({"教师": [["姓名", "学科"], ["王芳", "语文"]]})
    rules = LoadRules({"语文": 5}, {"语文": 10}, 120)

    (one,) = teams_problem(roster_of(read_team_roster(path)), 1, rules).teachers

    # In half hours: 120 % of 10 hours, and half of 10 hours.
    assert (one.most_load, one.homeroom_load) == (24, 10)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["9", "王芳", "1", "", "是", "", ""], "teams_subject_unclear"),
        (["9", "王芳", "语文", "特等教师", "是", "", ""], "choice_unknown"),
        (["9", "王芳", "语文", "", "是", "无名氏", ""], "teams_avoided_unknown"),
        (["9", "", "语文", "", "是", "", ""], "cell_required"),
        (["9", "王?", "语文", "", "是", "", ""], "name_has_lost_character"),
    ],
)
def test_what_is_wrong_has_its_code(write: Write, row: list[object], code: str) -> None:
    reading = read_team_roster(write({"教师": [HEAD, row]}))

    assert [fault.code for fault in reading.faults] == [code]
    assert reading.roster is None


def test_blank_ranks_are_read_as_none_and_not_as_no(write: Write) -> None:
    lines = [["姓名", "学科", "职称", "骨干称号", "班主任"], ["王芳", "语文", "", "", ""]]

    reading = read_team_roster(write({"教师": lines}))

    assert [describe_fault(one) for one in reading.warnings] == [
        "这一列有 1 个空白单元格，按“未定级”读入。",
        "这一列有 1 个空白单元格，按“无称号”读入。",
        "这一列有 1 个空白单元格，按“否”读入。",
    ]


def test_a_column_under_another_heading_is_named(write: Write) -> None:
    lines = [["姓名", "学科", "职务级别", "电话"], ["王芳", "语文", "高级", "1"]]

    reading = read_team_roster(write({"教师": lines}))

    assert reading.roster is not None
    assert [(one.row, describe_fault(one)) for one in reading.warnings] == [
        (1, "没有使用的列：职务级别、电话。其中有要用的，请把表头改成模板里的名称。")
    ]


def test_a_missing_subject_names_the_headings_it_may_stand_under(write: Write) -> None:
    lines = [["姓名", "任课", "职称"], ["王芳", "语文", "高级"]]

    reading = read_team_roster(write({"教师": lines}))

    assert [(one.column, describe_fault(one)) for one in reading.faults] == [
        (
            "学科",
            (
                "缺少这一列。表里没有认出的列：任课。就是其中一列的，"
                "请把它的表头改成这个名称；都不是的，请补上这一列。"
            ),
        )
    ]
    assert reading.warnings == ()


def test_one_name_twice_without_numbers_is_refused(write: Write) -> None:
    lines = [["姓名", "学科"], ["王芳", "语文"], ["王芳", "数学"]]

    reading = read_team_roster(write({"教师": lines}))

    assert [fault.code for fault in reading.faults] == ["teacher_named_twice"]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("正高级教师", 5), ("中学高级教师", 4), ("高级教师", 4), ("小学高级教师", 3),
        ("中学一级", 3), ("一级", 3), ("小学一级", 2), ("中学二级教师", 2), ("三级教师", 1),
        ("未定级", 0), ("", 0),
    ],
)  # fmt: skip
def test_old_and_new_titles_are_the_levels_of_the_reform(text: str, level: int) -> None:
    assert read_title(Cell(text)) == level


@pytest.mark.parametrize(
    ("text", "level"),
    [("省级学科带头人", 4), ("市骨干", 3), ("区级骨干教师", 2), ("校级", 1), ("无", 0)],
)
def test_backbone_titles_count_by_their_level(text: str, level: int) -> None:
    assert read_backbone(Cell(text)) == level


def test_a_backbone_title_without_a_level_is_asked_for_it() -> None:
    with pytest.raises(CellFault):
        read_backbone(Cell("教学能手"))
