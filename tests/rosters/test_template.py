"""The empty roster asks for what is needed and reads back."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl

from junheng.profiles import JurisdictionProfile, load_profile
from junheng.rosters import read_roster, roster_template

TODAY = date(2026, 8, 15)


def headings(raw: bytes) -> list[str]:
    page = openpyxl.load_workbook(BytesIO(raw)).worksheets[0]
    lines = [[str(cell.value or "").rstrip(" *") for cell in row] for row in page.iter_rows()]
    return next(line for line in lines if "姓名" in line)


def test_the_template_asks_for_what_the_place_balances() -> None:
    national = headings(roster_template(load_profile("national"), TODAY))
    nanchang = headings(roster_template(load_profile("nanchang"), TODAY))
    assert national == [
        "姓名", "性别", "身份证号", "身份证件类型", "出生日期", "是否随迁子女", "民族",
        "毕业学校", "是否留守儿童", "是否寄宿", "是否随班就读", "多胞胎姓名", "多胞胎意愿",
        "报名号",
    ]  # fmt: skip
    assert "民族" not in nanchang
    assert "毕业学校" in nanchang


def test_a_filled_template_is_read_back(
    tmp_path: Path, national: JurisdictionProfile, number_of: Callable[..., str]
) -> None:
    book = openpyxl.load_workbook(BytesIO(roster_template(national, TODAY)))
    page = book.worksheets[0]
    header = next(row[0].row for row in page.iter_rows() if str(row[0].value).startswith("姓名"))
    line = [
        "甲一",
        "男",
        number_of(),
        "",
        "",
        "否",
        "汉族",
        "一小",
        "是",
        "否",
        "否",
        "",
        "",
        "B001",
    ]
    for column, value in enumerate(line, start=1):
        page.cell(header + 1, column).value = value
    page.title = "第三中学七年级"
    path = tmp_path / "filled.xlsx"
    book.save(path)

    reading = read_roster(path, national, today=TODAY)

    assert reading.is_acceptable
    assert reading.warnings == ()
    (school,) = reading.schools
    (student,) = school.students
    assert school.title == "第三中学"
    assert (student.ethnicity, student.origin, student.left_behind) == ("01", "一小", True)
    assert student.registration_number == "B001"


def test_the_same_template_is_the_same_file(national: JurisdictionProfile) -> None:
    assert roster_template(national, TODAY) == roster_template(national, TODAY)
