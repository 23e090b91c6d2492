"""The county's workbook: read whole, or every fault named with its place."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from junheng.core.messages import sentence
from junheng.monitoring import SchoolKind, county_template, read_county
from junheng.profiles import Stage
from junheng.profiles.indicators import load_catalogue
from tests.monitoring.counties_made import GOOD_COUNTY, NATIONAL, file_of, saved, school, workbook

SCHOOLS = [
    school("010001", "城关第一小学", "小学", 小学学生数=412),
    school("010002", "第二中学", "初中"),
    school("010003", "青禾学校", "九年一贯制学校", 教学及辅助用房面积=4321.25),
    school("010004", "青禾县中", "完全中学", 高中学生数=900),
    school("010005", "特殊教育学校", "特殊教育学校"),
]


def test_what_was_filled_in_comes_out_exactly(tmp_path: Path) -> None:
    reading = read_county(file_of(tmp_path, SCHOOLS), NATIONAL)

    assert reading.faults == ()
    figures = reading.figures
    assert figures is not None
    assert figures.year == 2026
    assert [(one.code, one.kind) for one in figures.schools] == [
        ("010001", SchoolKind.PRIMARY), ("010002", SchoolKind.JUNIOR),
        ("010003", SchoolKind.NINE_YEARS), ("010004", SchoolKind.COMPLETE),
        ("010005", SchoolKind.SPECIAL),
    ]  # fmt: skip
    first, _, combined, complete, special = figures.schools
    assert first.of_stage[Stage.PRIMARY]["students"] == 412
    assert first.own["has_charter"] == 1
    assert combined.own["teaching_rooms_area"] == Fraction("4321.25")
    assert set(combined.of_stage) == {Stage.PRIMARY, Stage.JUNIOR}
    assert complete.senior_students == 900
    assert (special.own, special.of_stage) == ({}, {})
    assert figures.own["teacher_wage"] == Fraction("90000.5")
    assert figures.own["quality_difference"] == Fraction("0.12")
    assert len(figures.own) == len(GOOD_COUNTY)


def column_of(book: openpyxl.Workbook, heading: str) -> str:
    (found,) = [one for one in book["学校"][3] if str(one.value).removesuffix(" *") == heading]
    return str(found.column_letter)


def put(heading: str, value: Any, row: int = 4) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        book["学校"][f"{column_of(book, heading)}{row}"] = value

    return change


def county(item: str, value: Any) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        (row,) = [one for one in book["全县"].iter_rows() if one[0].value == item]
        row[1].value = value

    return change


def rename(item: str, other: str) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        (row,) = [one for one in book["全县"].iter_rows() if one[0].value == item]
        row[0].value = other

    return change


def drop_column(heading: str) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        letter = column_of(book, heading)
        book["学校"].delete_cols(openpyxl.utils.column_index_from_string(letter))

    return change


SLIPS: list[tuple[Callable[[openpyxl.Workbook], None], list[tuple[int | None, str]]]] = [
    (put("小学学生数（人）", "四百"), [(4, "figure_not_a_number")]),
    (put("小学学生数（人）", 400.5), [(4, "figure_not_whole")]),
    (put("小学学生数（人）", -400), [(4, "figure_negative")]),
    (put("小学学生数（人）", None), [(4, "monitoring_cell_empty")]),
    (put("初中学生数（人）", 30), [(4, "monitoring_cell_not_asked")]),
    (put("高中学生数（人）", 30), [(4, "monitoring_cell_not_asked")]),
    (put("教学仪器设备资产值（元）", "1e20"), [(4, "figure_out_of_range")]),
    (put("教学及辅助用房面积（平方米）", "2000.12345"), [(4, "figure_out_of_range")]),
    # A part that is more than its whole, of a stage, of a school and of the county.
    (put("小学最大班额（人）", 413), [(4, "figure_part_above_whole")]),
    (put("小学县级以上骨干教师数（人）", 26), [(4, "figure_part_above_whole")]),
    (put("其中室内体育用房面积（平方米）", 2001), [(4, "figure_part_above_whole")]),
    (put("教师培训经费（元）", 400001), [(4, "figure_part_above_whole")]),
    (county("其中骨干教师数", 46), [(21, "figure_part_above_whole")]),
    (county("国家义务教育质量监测校际差异率", 12), [(41, "figure_above_largest")]),
    (put("制定了章程", "也许"), [(4, "figure_yes_or_no")]),
    (put("学校代码", "1001"), [(4, "school_code_not_six_digits")]),
    (put("办学类型", "大学"), [(4, "choice_unknown")]),
    (drop_column("班级数（个）"), [(3, "monitoring_column_missing")]),
    (county("教师平均工资收入", None), [(10, "monitoring_item_empty")]),
    (county("教师平均工资收入", "九万"), [(10, "figure_not_a_number")]),
    (county("年度", "去年"), [(4, "monitoring_year_wrong")]),
    (county("指标体系", "national-2012"), [(5, "monitoring_other_catalogue")]),
    (
        rename("教师平均工资收入", "教师工资"),
        [(13, "monitoring_item_unknown"), (None, "monitoring_item_missing")],
    ),
]


@pytest.mark.parametrize(("slip", "expected"), SLIPS)
def test_a_slip_is_named_with_its_place(
    tmp_path: Path,
    slip: Callable[[openpyxl.Workbook], None],
    expected: list[tuple[int | None, str]],
) -> None:
    book = workbook(SCHOOLS[:1])
    slip(book)

    reading = read_county(saved(book, tmp_path), NATIONAL)

    assert reading.figures is None
    assert [fault.code for fault in reading.faults] == [code for _, code in expected]
    if "学校" in reading.faults[0].sheet:
        assert [fault.row for fault in reading.faults] == [row for row, _ in expected]
    for fault in reading.faults:
        assert sentence(fault.code, fault.params)


def test_all_slips_are_named_at_once(tmp_path: Path) -> None:
    book = workbook(SCHOOLS[:3])
    for slip in (
        put("小学学生数（人）", "四百"),
        put("初中学生数（人）", None, row=5),
        put("学校代码", "010001", row=6),
        county("年度", None),
    ):
        slip(book)

    reading = read_county(saved(book, tmp_path), NATIONAL)

    codes = {fault.code for fault in reading.faults}
    assert codes >= {"figure_not_a_number", "monitoring_cell_empty", "monitoring_year_wrong"}
    assert len(reading.faults) == 4


@pytest.mark.parametrize("name", ["学校", "全县"])
def test_a_missing_sheet_is_named(tmp_path: Path, name: str) -> None:
    book = workbook(SCHOOLS[:1])
    del book[name]

    reading = read_county(saved(book, tmp_path), NATIONAL)

    assert [(one.code, one.params) for one in reading.faults] == [
        ("monitoring_sheet_missing", {"sheet": name})
    ]


def test_a_sheet_without_a_school_is_named(tmp_path: Path) -> None:
    reading = read_county(file_of(tmp_path, []), NATIONAL)

    assert [one.code for one in reading.faults] == ["table_is_empty"]


def test_columns_shifted_by_one_give_faults_in_every_row_and_no_figures(tmp_path: Path) -> None:
    book = workbook(SCHOOLS[:2])
    for row in (4, 5):
        cells = [cell.value for cell in book["学校"][row]]
        for column, value in enumerate([None, *cells[:-1]], 1):
            book["学校"].cell(row, column).value = value

    reading = read_county(saved(book, tmp_path), NATIONAL)

    assert reading.figures is None
    assert {fault.row for fault in reading.faults if fault.severity == "error"} == {4, 5}


def test_a_school_that_stands_twice_is_named(tmp_path: Path) -> None:
    twice = [SCHOOLS[0], {**SCHOOLS[0], "学校名称": "城关第一小学（新）"}]

    reading = read_county(file_of(tmp_path, twice), NATIONAL)

    assert reading.figures is None
    assert [fault.row for fault in reading.faults] == [5]


def test_the_template_of_another_catalogue_is_refused_with_all_it_lacks(tmp_path: Path) -> None:
    other = tmp_path / "表.xlsx"
    other.write_bytes(county_template(load_catalogue("nantong-2012"), 2026))

    reading = read_county(other, NATIONAL)

    codes = {fault.code for fault in reading.faults}
    assert reading.figures is None
    assert codes >= {"monitoring_other_catalogue", "monitoring_column_missing"}
