"""The list of homeroom teachers: who counts, in which order, and what is wrong with a list."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from junheng.engine.errors import JunhengError
from junheng.rosters import ClassesOfSheet, TeachersReading, read_homeroom_teachers

SAMPLES = Path("tests/data/rosters")
Lines = Sequence[Sequence[object]]
Write = Callable[[Mapping[str, Lines]], Path]


def read(file: Path, class_count: int = 2) -> TeachersReading:
    return read_homeroom_teachers(file, [ClassesOfSheet("七年级", "青禾中学", class_count)])


def codes(reading: TeachersReading) -> list[tuple[int | None, str | None, str]]:
    return [(fault.row, fault.column, fault.code) for fault in reading.faults]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([["姓名"], ["王芳"], ["李强"]], id="a list under one heading"),
        pytest.param([["王芳"], ["李强"]], id="nothing but names"),
        pytest.param([["班主任"], ["王芳"], ["李 强"]], id="a list headed 班主任"),
        pytest.param([["序号", "班主任"], [1, "王芳"], [2, "李强"]], id="a numbered list"),
        pytest.param(
            [["姓名", "学科"], ["王芳", "语文"], ["李强", "数学"]], id="all who are there"
        ),
        pytest.param(
            [["姓名", "班主任"], ["王芳", "是"], ["张三", ""], ["李强", "√"]], id="the marked ones"
        ),
        pytest.param(
            [["姓名", "是否可任班主任"], ["王芳", "是"], ["张三", "否"], ["李强", "是"]],
            id="those who can be",
        ),
        pytest.param(
            [
                ["姓名", "是否可任班主任", "班主任"],
                ["王芳", "是", "是"],
                ["张三", "是", "否"],
                ["李强", "是", "是"],
            ],
            id="the chosen ones among those who can be",
        ),
    ],
)
def test_the_homeroom_teachers_come_in_the_order_of_the_list(write: Write, lines: Lines) -> None:
    reading = read(write({"教师": lines}))

    assert reading == TeachersReading({"七年级": ("王芳", "李强")}, ())


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_text_file_of_names_is_a_list(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "班主任.txt"
    file.write_text("王芳\n李强\n", encoding=encoding)

    assert read(file).names == {"七年级": ("王芳", "李强")}


def test_a_sheet_of_all_teachers_asks_to_mark_one_per_class() -> None:
    file = SAMPLES / "teachers-8-classes.xlsx"
    page = openpyxl.load_workbook(file).active
    assert page is not None
    able = sum(row[8] == "是" for row in page.iter_rows(values_only=True))

    (fault,) = read(file, 8).faults

    assert (fault.code, fault.column) == ("marked_teachers_not_one_per_class", "是否可任班主任")
    assert fault.params == {"found": able, "expected": 8}


@pytest.mark.parametrize("name", ["teachers-8-classes.xlsx", "teachers-12-classes.xlsx"])
def test_the_samples_serve_as_many_classes_as_teachers_are_marked(name: str) -> None:
    page = openpyxl.load_workbook(SAMPLES / name).active
    assert page is not None
    marked = [row[1] for row in page.iter_rows(values_only=True) if row[8] == "是"]

    assert read(SAMPLES / name, len(marked)).names == {"七年级": tuple(marked)}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([["姓名", "学科"], ["王芳", "语文"]], [(None, None, "teachers_not_one_per_class")]),
        ([["王芳"], ["李强"], ["张三"]], [(None, None, "teachers_not_one_per_class")]),
        (
            [["姓名", "班主任"], ["王芳", "是"], ["李强", "否"]],
            [(None, "班主任", "marked_teachers_not_one_per_class")],
        ),
        (
            [["姓名", "学科"], ["王芳", "语文"], ["王芳", "数学"]],
            [(3, None, "teacher_named_twice")],
        ),
        ([["王芳"], ["王芳"]], [(2, None, "teacher_named_twice")]),
        (
            [["姓名", "班主任"], ["王?", "是"], ["李强", "是"]],
            [(2, "姓名", "name_has_lost_character")],
        ),
    ],
)
def test_what_is_wrong_has_its_place(
    write: Write, lines: Lines, expected: list[tuple[int | None, str | None, str]]
) -> None:
    reading = read(write({"教师": lines}))

    assert codes(reading) == expected
    assert reading.names == {}


def test_a_table_of_something_else_is_no_list(write: Write) -> None:
    reading = read(write({"教师": [["甲", "乙"], ["丙", "丁"]]}))

    assert [fault.code for fault in reading.faults] == ["header_not_found"]


def test_each_school_has_its_own_sheet(write: Write) -> None:
    file = write({"东校": [["王芳"]], "西坪小学": [["李强"], ["张三"]]})
    schools = [ClassesOfSheet("东校", "东门小学", 1), ClassesOfSheet("西校", "西坪小学", 2)]

    reading = read_homeroom_teachers(file, schools)

    assert reading.names == {"东校": ("王芳",), "西校": ("李强", "张三")}


def test_a_school_without_a_sheet_is_named(write: Write) -> None:
    file = write({"东校": [["王芳"]], "南校": [["李强"]]})
    schools = [ClassesOfSheet("东校", "东门小学", 1), ClassesOfSheet("西校", "西坪小学", 1)]

    with pytest.raises(JunhengError) as refusal:
        read_homeroom_teachers(file, schools)

    assert refusal.value.code == "teachers_sheet_missing"
    assert refusal.value.params == {"sheet": "西校", "known": "东校、南校"}


@pytest.mark.parametrize(
    ("lines", "candidates"),
    [
        pytest.param(
            [
                ["姓名", "可任班主任"],
                ["王芳", "是"],
                ["张三", "否"],
                ["李强", "是"],
                ["赵一", "是"],
            ],
            ("王芳", "李强", "赵一"),
            id="too many are marked",
        ),
        pytest.param(
            [["姓名", "班主任"], ["王芳", "是"], ["张三", ""], ["李强", ""]],
            ("王芳", "张三", "李强"),
            id="too few are marked",
        ),
    ],
)
def test_where_only_the_number_is_wrong_the_reading_says_whom_to_choose_from(
    write: Write, lines: Lines, candidates: tuple[str, ...]
) -> None:
    reading = read(write({"教师": lines}))

    assert reading.names == {}
    assert reading.candidates == {"七年级": candidates}


def test_nobody_is_to_choose_from_a_list_with_other_faults(write: Write) -> None:
    reading = read(write({"教师": [["姓名"], ["王芳"], ["王芳"], ["李强"]]}))

    assert reading.faults
    assert reading.candidates == {}
