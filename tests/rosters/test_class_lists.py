"""Lists as an inspector finds them in class."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from junheng.core.messages import sentence
from junheng.engine.errors import JunhengError
from junheng.profiles import load_profile
from junheng.rosters.class_lists import ListChoices, read_class_lists
from tests.rosters_made import identity_number

TODAY = date(2026, 11, 1)
HEADINGS = (
    "班级",
    "姓名",
    "性别",
    "民族",
    "是否随迁",
    "毕业小学",
    "家长单位",
    "报名号",
    "出生年月",
    "总分",
)


def a_row(place: int, *, school_class: str | None = None) -> list[object]:
    """One student; which one is told by the place."""
    return [
        school_class or f"七（{place % 2 + 1}）班",
        "某某",
        "男女"[place // 2 % 2],
        "汉族" if place % 3 else "苗族",
        "是" if place % 5 == 0 else None,
        f"第{place % 3}小学",
        f"单位{place % 4}",
        1000 + place,
        f"2014-{place % 12 + 1:02}",
        80 + place / 2,
    ]


def workbook(file: Path, rows: list[list[object]], headings: tuple[str, ...] = HEADINGS) -> Path:
    """One sheet with a title, headings and rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "青禾中学"
    sheet.append(["青禾中学2026年七年级学生名单"])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file


def read(file: Path, **choices):
    return read_class_lists(file, load_profile("national"), ListChoices(**choices), today=TODAY)


@pytest.fixture
def file(tmp_path):
    return workbook(tmp_path / "名单.xlsx", [a_row(place) for place in range(24)])


def test_a_list_is_read_with_everything_it_says(file):
    (found,) = read(file, marks=("总分",))

    assert (found.school, found.class_names) == ("青禾中学", ("七(1)班", "七(2)班"))
    held = found.class_list
    assert held.sizes == (12, 12)
    by_name = {one.name: one for one in held.attributes}
    assert set(by_name) == {"gender", "ethnic", "migrant", "origin", "unit"}
    assert found.texts["gender"] == {0: "女", 1: "男"}
    assert by_name["gender"].codes[:4] == (1, 1, 0, 0)
    assert found.texts["migrant"] == {0: "否", 1: "是"}
    assert sum(code or 0 for code in by_name["migrant"].codes) == 5
    assert by_name["unit"].is_group
    assert by_name["origin"].is_group
    marks = {one.name: one for one in held.measures}
    assert marks["mark:总分"].values[:3] == (800, 805, 810)
    assert marks["birth_month"].values[:13] == (*range(12), 0)
    assert held.order == tuple(range(24))
    assert (found.notes, found.refusals, found.warnings) == ((), (), ())


def test_what_the_rules_balance_is_declared_unless_the_inspector_says_otherwise(file):
    def declared(**choices):
        held = read(file, **choices)[0].class_list
        return {one.name for one in (*held.attributes, *held.measures) if one.is_declared}

    assert declared() == {"gender", "ethnic", "migrant", "origin"}
    assert declared(balanced=()) == set()
    assert declared(balanced=("性别", "是否随迁", "出生年月")) == {
        "gender",
        "migrant",
        "birth_month",
    }
    assert declared(groups=("家长单位",), balanced=("家长单位",)) == {"家长单位"}


def test_no_name_and_no_number_is_kept(tmp_path):
    rows = [["1班" if p % 2 else "2班", "某某", identity_number(p, "男")] for p in range(12)]
    file = workbook(tmp_path / "名单.xlsx", rows, ("班级", "姓名", "身份证号"))

    (found,) = read(file)

    assert [one.name for one in found.class_list.attributes] == ["gender"]
    assert [one.name for one in found.class_list.measures] == ["birth_month"]
    assert "某某" not in repr(found)
    assert identity_number(3, "男") not in repr(found)


def test_marks_are_read_only_where_their_column_is_named(file):
    (found,) = read(file)

    assert [one.name for one in found.class_list.measures] == ["birth_month"]
    assert "总分" not in repr(found)


@pytest.mark.parametrize(
    ("text", "tenths"),
    [
        ("85", 850),
        ("85.5", 855),
        ("85.25", 853),
        ("85.96", 860),
        ("缺考", None),
        ("-", None),
        ("", None),
    ],
)
def test_marks_are_read_to_the_tenth(tmp_path, text, tenths):
    rows = [["1班", text], ["1班", "60"], ["2班", "70"]]
    (found,) = read(workbook(tmp_path / "名单.xlsx", rows, ("班级", "总分")), marks=("总分",))

    assert found.class_list.measures[0].values[0] == tenths
    assert found.warnings == ()


def test_a_mark_that_is_none_counts_as_absent_and_is_named_with_its_place(tmp_path):
    rows = [["1班", "优秀"], ["1班", "60"], ["2班", "70"]]
    (found,) = read(workbook(tmp_path / "名单.xlsx", rows, ("班级", "总分")), marks=("总分",))

    assert found.class_list.measures[0].values[0] is None
    assert [(fault.row, fault.code) for fault in found.warnings] == [(3, "mark_unreadable")]


def test_spellings_of_one_class_are_joined_and_said_to_be(tmp_path):
    names = ["七（1）班", "7年级1班", "一班", "2班"]
    rows = [a_row(place, school_class=names[place % 4]) for place in range(24)]
    (found,) = read(workbook(tmp_path / "名单.xlsx", rows))

    assert found.class_list.sizes == (18, 6)
    assert [note.code for note in found.notes] == ["list_class_spellings_joined"]


def test_a_special_class_is_a_class_of_its_own_and_pointed_out(tmp_path):
    rows = [a_row(p, school_class=("国际1班", "1班", "2班")[p % 3]) for p in range(24)]
    (found,) = read(workbook(tmp_path / "名单.xlsx", rows))

    assert found.class_list.class_count == 3
    assert [note.code for note in found.notes] == ["list_class_name_special"]


def test_rows_without_a_class_are_counted_and_too_many_are_refused(tmp_path):
    rows = [a_row(place) for place in range(40)]
    rows[3][0] = None
    (few,) = read(workbook(tmp_path / "少.xlsx", rows))
    for place in range(10):
        rows[place][0] = None
    (many,) = read(workbook(tmp_path / "多.xlsx", rows))

    assert few.class_list.position_count == 39
    assert [sentence(n.code, n.params)[:15] for n in few.notes] == ["有 1 行没有写班级（或写的是"]
    assert many.class_list is None
    assert [note.code for note in many.refusals] == ["list_classes_missing"]


@pytest.mark.parametrize("word", ["待定", "转学", "—"])
def test_a_word_that_is_no_class_counts_as_none(tmp_path, word):
    rows = [a_row(place) for place in range(40)]
    rows[3][0] = word
    (found,) = read(workbook(tmp_path / "名单.xlsx", rows))

    assert found.class_list.sizes == (20, 19)
    assert [note.code for note in found.notes] == ["list_rows_without_class"]


@pytest.mark.parametrize(
    "names", [("一年级1班", "二年级1班", "一年级2班", "二年级2班"), ("701", "702", "801", "802")]
)
def test_classes_of_two_grades_are_not_taken_for_one(tmp_path, names):
    rows = [a_row(place, school_class=names[place % 4]) for place in range(40)]
    (found,) = read(workbook(tmp_path / "名单.xlsx", rows))

    assert found.class_list is None
    assert [note.code for note in found.refusals] == ["list_of_several_grades"]


def test_a_column_of_grades_tells_as_well(tmp_path):
    rows = [
        [f"{place % 2 + 1}班", "男女"[place % 3 % 2], f"{place // 20 + 1}年级"]
        for place in range(40)
    ]
    headings = ("班级", "性别", "年级")
    (two,) = read(workbook(tmp_path / "两个.xlsx", rows, headings))
    (one,) = read(workbook(tmp_path / "一个.xlsx", rows[:20], headings))

    assert [note.code for note in two.refusals] == ["list_of_several_grades"]
    assert one.refusals == ()


@pytest.mark.parametrize("heading", ["班级名称", "班号", "行政班", "现班级"])
def test_the_column_of_classes_has_other_names(tmp_path, heading):
    rows = [a_row(place) for place in range(24)]
    (found,) = read(workbook(tmp_path / "名单.xlsx", rows, (heading, *HEADINGS[1:])))

    assert found.class_list.sizes == (12, 12)


def test_marks_that_are_all_words_are_not_passed_over_in_silence(tmp_path):
    rows = [[f"{place % 2 + 1}班", "男女"[place % 3 % 2], "优良"[place % 2]] for place in range(24)]
    (found,) = read(
        workbook(tmp_path / "名单.xlsx", rows, ("班级", "性别", "等级")), marks=("等级",)
    )

    assert found.class_list.measures == ()
    assert [note.code for note in found.notes] == ["list_marks_unread"]


def test_registration_numbers_that_repeat_tell_no_order(tmp_path):
    rows = [a_row(place) for place in range(24)]
    rows[5][7] = rows[6][7]
    (found,) = read(workbook(tmp_path / "名单.xlsx", rows))

    assert found.class_list.order is None
    assert [note.code for note in found.notes] == ["list_order_repeated"]


def test_a_teachers_figure_must_be_one_for_each_class(tmp_path):
    headings = ("班级", "性别", "教龄", "等级")
    rows = [[f"{p % 2 + 1}班", "男女"[p % 3 % 2], 5 + p % 2, p] for p in range(12)]
    (found,) = read(workbook(tmp_path / "名单.xlsx", rows, headings), teachers=("教龄", "等级"))

    assert [(one.name, one.scores) for one in found.class_list.teachers] == [("教龄", (5, 6))]
    assert [note.code for note in found.notes] == ["list_teacher_not_of_class"]


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"class_column": "分组"}, "class_column_not_found"),
        ({"marks": ("数学",)}, "list_column_not_found"),
        ({"groups": ("幼儿园",)}, "list_column_not_found"),
        ({"teachers": ("教龄",)}, "list_column_not_found"),
        ({"order": "序号"}, "list_column_not_found"),
        ({"balanced": ("身高",)}, "list_column_not_found"),
    ],
)
def test_a_column_that_is_not_there_is_named(file, choices, code):
    with pytest.raises(JunhengError) as refused:
        read(file, **choices)

    assert refused.value.code == code
    assert sentence(code, refused.value.params)


def test_a_sheet_that_is_not_there_is_named(file):
    with pytest.raises(JunhengError, match="sheet_not_found"):
        read_class_lists(
            file, load_profile("national"), ListChoices(), today=TODAY, sheets=["东湖中学"]
        )


def test_nothing_that_leads_to_a_draw_reads_lists_with_marks():
    source = Path(__file__).parents[2] / "src" / "junheng"
    readers = {
        str(file.relative_to(source))
        for file in source.rglob("*.py")
        if "class_lists" in file.read_text(encoding="utf-8") and file.name != "class_lists.py"
    }

    assert not [
        name for name in readers if name.startswith(("ceremony", "engine", "apps/assignment"))
    ]
