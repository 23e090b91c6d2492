import datetime as dt

import pytest

from junheng.tabular import (
    CalendarDate,
    Cell,
    CellFault,
    Choice,
    Custom,
    Text,
    WholeNumber,
    YesNo,
)
from junheng.tabular.cells import CellValue
from junheng.tabular.columns import Column
from tests.tabular.builders import wide


def fault_of(column: Column, value: CellValue) -> tuple[str, dict[str, object]]:
    with pytest.raises(CellFault) as caught:
        column.parse(Cell(value))
    return caught.value.code, dict(caught.value.params)


YES_NO = YesNo("是否随迁", to="migrant")


@pytest.mark.parametrize(
    "value",
    [
        "是",
        "有",
        "1",
        1.0,
        1,
        True,
        "Y",
        "yes",
        wide("Y"),
        "T",
        "TRUE",
        "√",
        "✓",
        "✔",
        "✔\ufe0f",
        "☑",
        "对",
        "对勾",
        " 是 ",
    ],
)
def test_every_form_of_yes_is_read(value: CellValue) -> None:
    assert YES_NO.parse(Cell(value)) is True


@pytest.mark.parametrize(
    "value",
    [
        "否",
        "无",
        "0",
        0.0,
        0,
        False,
        "N",
        "no",
        "F",
        "false",
        "×",
        "✗",
        "✘",
        "☐",
        "□",
        "没有",
        "不 是",
    ],
)
def test_every_form_of_no_is_read(value: CellValue) -> None:
    assert YES_NO.parse(Cell(value)) is False


@pytest.mark.parametrize("value", ["x", "X", "是（听力）", "2", "待定", "是否", 2.0, "?"])
def test_what_is_neither_yes_nor_no_is_a_fault(value: CellValue) -> None:
    assert fault_of(YES_NO, value) == ("yes_no_unclear", {})


@pytest.mark.parametrize("value", [None, "", "/", "—", "-"])
def test_a_blank_is_no_only_where_the_column_says_so(value: CellValue) -> None:
    lenient = YesNo("是否随迁", to="migrant", blank_means_no=True)
    required = YesNo("是否随迁", to="migrant", required=True)

    assert YES_NO.parse(Cell(value)) is None
    assert lenient.parse(Cell(value)) is False
    assert fault_of(required, value) == ("cell_required", {})


def test_a_missing_value_has_no_text() -> None:
    assert Cell().text == ""
    assert Cell().is_blank
    assert Cell(dt.datetime(2014, 5, 1)).text == "2014-05-01"  # noqa: DTZ001


SEX = Choice(
    "性别", to="sex", choices={"男": 1, "女": 2, "男性": 1, "1": 1, "2": 2, "M": 1, "F": 2}
)


@pytest.mark.parametrize(
    ("value", "sex"),
    [("男", 1), ("男性", 1), (1.0, 1), (wide("2"), 2), ("m", 1), (wide("F"), 2), (" 女 ", 2)],
)
def test_choices_are_read_in_all_their_texts(value: CellValue, sex: int) -> None:
    assert SEX.parse(Cell(value)) == sex


def test_an_unknown_choice_names_the_allowed_ones() -> None:
    assert fault_of(SEX, "南") == ("choice_unknown", {"allowed": "男、女"})


def test_a_long_list_of_choices_is_cut_short() -> None:
    column = Choice("班", to="class", choices={f"{number}班": number for number in range(1, 15)})

    allowed = fault_of(column, "15班")[1]["allowed"]

    assert allowed == "1班、2班、3班、4班、5班、6班、7班、8班、9班、10班、11班、12班…"


@pytest.mark.parametrize(
    "value",
    [
        dt.date(2014, 5, 1),
        dt.datetime(2014, 5, 1, 8, 30),  # noqa: DTZ001 - as the reader gives it
        "2014-05-01",
        "2014/5/1",
        "2014.5.1",
        "2014年5月1日",
        "2014年05月01",
        "20140501",
        20140501.0,
        wide("2014-05-01"),
        "2014-05-01 00:00:00",
        "2014-5-1 0:00",
    ],
)
def test_every_form_of_a_day_is_read(value: CellValue) -> None:
    assert CalendarDate("出生日期", to="birth").parse(Cell(value)) == dt.date(2014, 5, 1)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2014-05/01", "date_unreadable"),
        ("14-5-1", "date_unreadable"),
        (41760.0, "date_unreadable"),
        ("五月一日", "date_unreadable"),
        ("2014-02-30", "date_impossible"),
        ("20141345", "date_impossible"),
        ("2014-05", "date_lacks_day"),
        ("2014年5月", "date_lacks_day"),
        (201405.0, "date_lacks_day"),
    ],
)
def test_what_is_no_day_is_a_fault(value: CellValue, code: str) -> None:
    assert fault_of(CalendarDate("出生日期", to="birth"), value) == (code, {})


@pytest.mark.parametrize("value", ["1985-09", "198509", "1985年9月", "1985.9", 198509.0])
def test_a_month_is_enough_where_the_column_says_so(value: CellValue) -> None:
    column = CalendarDate("出生年月", to="birth", month_is_enough=True)

    assert column.parse(Cell(value)) == dt.date(1985, 9, 1)
    assert fault_of(column, "1985-13") == ("date_impossible", {})


def test_days_outside_the_bounds_are_faults() -> None:
    column = CalendarDate(
        "出生日期", to="birth", earliest=dt.date(2005, 1, 1), latest=dt.date(2026, 8, 10)
    )

    assert fault_of(column, "2004-12-31") == ("date_too_early", {"earliest": "2005-01-01"})
    assert fault_of(column, "2026-08-11") == ("date_too_late", {"latest": "2026-08-10"})
    assert column.parse(Cell("2026-08-10")) == dt.date(2026, 8, 10)


@pytest.mark.parametrize(
    ("value", "number"), [("12", 12), (12.0, 12), (wide("12"), 12), ("-3", -3), (0, 0)]
)
def test_whole_numbers_are_read(value: CellValue, number: int) -> None:
    assert WholeNumber("教龄", to="years").parse(Cell(value)) == number


@pytest.mark.parametrize("value", [1.5, "12年", "1e3", True, "", "٣", 1e16])
def test_what_is_no_whole_number_is_a_fault(value: CellValue) -> None:
    assert fault_of(WholeNumber("教龄", to="years"), value) == ("number_not_whole", {})


def test_numbers_outside_the_bounds_are_faults() -> None:
    column = WholeNumber("教龄", to="years", least=0, most=50)

    assert fault_of(column, -1.0) == ("number_too_small", {"least": 0})
    assert fault_of(column, 51.0) == ("number_too_large", {"most": 50})


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张　三", "张三"),
        ("欧阳 娜娜", "欧阳娜娜"),
        ("买买提・艾力", "买买提·艾力"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提\uff0e艾力", "买买提·艾力"),
        ("买买提 · 艾力", "买买提·艾力"),
        ("𠮷田㛃", "𠮷田㛃"),
        ("John Smith", "John Smith"),
        ("J. Smith", "J. Smith"),
    ],
)
def test_names_keep_their_characters_and_lose_their_padding(typed: str, name: str) -> None:
    assert Text("姓名", to="name", is_personal_name=True).parse(Cell(typed)) == name


@pytest.mark.parametrize("typed", ["王?", "王？明", "王\ufffd"])
def test_a_lost_character_in_a_name_is_a_fault(typed: str) -> None:
    assert fault_of(Text("姓名", to="name", is_personal_name=True), typed) == (
        "name_has_lost_character",
        {},
    )


def test_other_texts_may_hold_question_marks_and_dots() -> None:
    assert Text("备注", to="note").parse(Cell("第3.5节？")) == "第3.5节?"


@pytest.mark.parametrize("value", [3.6e18, 10**15, -1e15])
def test_a_long_number_in_a_text_column_has_lost_digits(value: CellValue) -> None:
    column = Text("学籍号", to="student_number")

    assert fault_of(column, value) == ("long_number_typed_as_number", {})
    assert column.parse(Cell(999_999_999_999_999.0)) == "999999999999999"


def test_a_text_that_is_too_long_is_a_fault() -> None:
    assert fault_of(Text("姓名", to="name", longest=3), "一二三四") == (
        "text_too_long",
        {"longest": 3},
    )


def test_a_custom_column_parses_as_told() -> None:
    column = Custom("学科", to="subject", parse=lambda cell: cell.text[:2], is_closed=True)

    assert column.parse(Cell("语文（必修）")) == "语文"
    assert column.is_closed
    assert column.accepts_formula
    assert column.allowed == ()
