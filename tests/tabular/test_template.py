"""Templates and the columns that read them back."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from junheng.tabular import (
    INSTRUCTIONS_SHEET,
    CalendarDate,
    Choice,
    Column,
    Custom,
    IdentityNumber,
    Text,
    WholeNumber,
    YesNo,
    read_table,
    read_workbook,
    template_workbook,
)
from junheng.tabular.template import expected_content
from tests.tabular.builders import TODAY, identity_number

ETHNICITIES = {f"第{number}个民族的名称": number for number in range(56)}
COLUMNS: tuple[Column, ...] = (
    Text("姓名", to="name", required=True, help="与户口簿一致。"),
    Choice("性别", to="sex", required=True, choices={"男": 1, "女": 2, "男性": 1}),
    IdentityNumber("身份证号", to="identity_number", required=True, unique=True, today=TODAY),
    CalendarDate("出生日期", to="birth"),
    Choice("民族", to="ethnicity", choices=ETHNICITIES),
    Choice("户籍", to="household", choices=ETHNICITIES),
    YesNo("是否随迁", to="migrant", blank_means_no=True),
    WholeNumber("教龄", to="years", least=0, most=50),
    WholeNumber("序号", to="number"),
    Custom("班型", to="kind", parse=lambda cell: cell.text),
)
EXAMPLES = {"name": "买买提·艾力", "identity_number": "11010519491231002X"}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "模板.xlsx"
    path.write_bytes(
        template_workbook("新生名册", COLUMNS, examples=EXAMPLES, notes=("一行一名学生。",))
    )
    return path


def test_the_same_columns_read_it_back(template: Path) -> None:
    workbook = read_workbook(template)

    table = read_table(workbook.sheets[0], COLUMNS)

    assert [(sheet.name, sheet.is_visible) for sheet in workbook.sheets] == [
        ("名册", True),
        (INSTRUCTIONS_SHEET, True),
        ("可选内容", False),
    ]
    assert table.header_row == 3
    assert [(header.use, header.to) for header in table.headers] == [
        ("read", column.to) for column in COLUMNS
    ]
    assert [fault.code for fault in table.faults] == ["table_is_empty"]


def test_a_filled_template_has_no_faults(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    row = (
        "张三",
        "男",
        identity_number(1),
        dt.date(2014, 5, 1),
        "第7个民族的名称",
        None,
        "是",
        3,
        1,
        "x",
    )
    for column, value in enumerate(row, 1):
        book.worksheets[0].cell(4, column).value = value  # type: ignore[union-attr]
    book.save(template)

    table = read_table(read_workbook(template).sheets[0], COLUMNS)

    assert table.faults == ()
    assert table.rows[0].values["ethnicity"] == 7


def test_lists_to_choose_from_stand_in_the_cells(template: Path) -> None:
    page = openpyxl.load_workbook(template).worksheets[0]

    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}

    assert rules["B4:B5001"].formula1 == '"男,女"'
    assert rules["G4:G5001"].formula1 == '"是,否"'
    assert rules["E4:E5001"].formula1 == "可选内容!$E$1:$E$56"
    assert (rules["C4:C5001"].type, rules["C4:C5001"].formula1) == ("textLength", "18")
    assert (rules["H4:H5001"].formula1, rules["H4:H5001"].formula2) == ("0", "50")
    assert rules["A4:A5001"].prompt == "与户口簿一致。"


def test_the_long_lists_stand_on_the_hidden_sheet(template: Path) -> None:
    page = openpyxl.load_workbook(template)["可选内容"]

    assert [page.cell(row, 5).value for row in range(1, 57)] == list(ETHNICITIES)
    assert [page.cell(row, 6).value for row in range(1, 57)] == list(ETHNICITIES)


def test_columns_keep_what_is_typed(template: Path) -> None:
    page = openpyxl.load_workbook(template).worksheets[0]

    formats = [page.cell(4, column).number_format for column in range(1, 11)]

    assert formats == ["@", "@", "@", "yyyy-mm-dd", "@", "@", "@", "0", "0", "@"]


def test_required_columns_are_marked(template: Path) -> None:
    page = openpyxl.load_workbook(template).worksheets[0]

    assert [page.cell(3, column).value for column in (1, 2, 3, 4)] == [
        "姓名 *",
        "性别 *",
        "身份证号 *",
        "出生日期",
    ]


def test_the_instructions_are_made_from_the_columns(template: Path) -> None:
    page = openpyxl.load_workbook(template)[INSTRUCTIONS_SHEET]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=1, max_row=13)]

    assert rows[0][0] == "新生名册：填写说明"
    assert rows[1][0] == "1. 一行一名学生。"
    assert rows[2] == ["列名", "是否必填", "应填内容", "示例", "说明"]
    assert rows[3] == ["姓名", "必填", "文字", "买买提·艾力", "与户口簿一致。"]
    assert rows[4][:3] == ["性别", "必填", "男、女"]
    assert rows[5][3] == "11010519491231002X"


@pytest.mark.parametrize(
    ("column", "content"),
    [
        (YesNo("随迁", to="a"), "是、否"),
        (YesNo("随迁", to="a", blank_means_no=True), "是、否（空白按“否”）"),
        (
            Custom("骨干", to="a", parse=str, allowed=("省级", "无"), blank_means="无称号"),
            "省级、无（空白按“无称号”）",
        ),
        (COLUMNS[2], "18 位身份证号，按文本录入"),
        (COLUMNS[3], "日期，如 2014-05-01"),
        (CalendarDate("生日", to="a", month_is_enough=True), "日期，如 2014-05-01，或 2014-05"),
        (
            COLUMNS[4],
            "从下拉列表中选择，共 56 项，如第0个民族的名称、第1个民族的名称、第2个民族的名称",
        ),
        (COLUMNS[7], "整数，不小于 0，不大于 50"),
        (COLUMNS[8], "整数"),
        (Text("报名号", to="a", unique=True), "文字，不得重复"),
    ],
)
def test_what_a_column_takes_is_said_in_words(column: Column, content: str) -> None:
    assert expected_content(column) == content


def test_one_column_is_enough() -> None:
    raw = template_workbook("名单", COLUMNS[:1], sheet="教师")

    page = openpyxl.load_workbook(io.BytesIO(raw))["教师"]

    assert [page.cell(row, 1).value for row in (1, 3)] == ["名单", "姓名 *"]


def test_the_same_columns_give_the_same_bytes() -> None:
    assert template_workbook("名单", COLUMNS) == template_workbook("名单", COLUMNS)
