"""Sheets as people make them: what is forgiven, what is a fault, what is left out."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from junheng.tabular import (
    Cell,
    Choice,
    Custom,
    Fault,
    IdentityNumberValue,
    Limits,
    MergedRange,
    Sheet,
    SkippedRow,
    Text,
    Verdict,
    WholeNumber,
    YesNo,
    read_table,
    read_workbook,
)
from tests.tabular.builders import (
    HEADINGS,
    IDENTITY,
    MIGRANT,
    NAME,
    STUDENTS,
    TODAY,
    identity_number,
    person,
    places,
    read_first,
    wide,
    write_xls,
    write_xlsx,
)


def sheet_of(*rows: tuple[object, ...]) -> Sheet:
    """A sheet straight from values; rows may have any length."""
    width = max(map(len, rows))
    cells = [
        tuple(Cell(value) for value in (*row, *[None] * (width - len(row))))  # type: ignore[arg-type]
        for row in rows
    ]
    return Sheet("名单", rows=tuple(cells))


def test_values_and_what_was_seen_come_back_by_row() -> None:
    table = read_table(sheet_of(HEADINGS, (" 张　三 ", "男性", identity_number(1))), STUDENTS)

    assert table.header_row == 1
    assert table.faults == ()
    (row,) = table.rows
    assert row.number == 2
    assert row.values["name"] == "张三"
    assert row.values["sex"] == "male"
    assert row.seen == {"name": "张 三", "sex": "男性", "identity_number": identity_number(1)}


def test_full_width_digits_and_spaces_are_forgiven() -> None:
    number = identity_number(1)

    table = read_table(sheet_of(HEADINGS, ("张三", "　男", f" {wide(number)}　")), STUDENTS)

    assert table.faults == ()
    value = table.rows[0].values["identity_number"]
    assert isinstance(value, IdentityNumberValue)
    assert value.number == number


def test_titles_and_filling_lines_above_the_header_are_passed_over() -> None:
    table = read_table(
        sheet_of(
            ("××县第三中学2026年秋季新生花名册",),
            ("填报单位（盖章）：第三中学", None, "填报日期：2026年8月10日"),
            (),
            HEADINGS,
            person(1),
        ),
        STUDENTS,
    )

    assert table.header_row == 4
    assert [header.title for header in table.headers] == list(HEADINGS)
    assert [row.number for row in table.rows] == [5]


@pytest.mark.parametrize(
    "line",
    [
        (None, "合计", 2),
        ("合计：2人，其中男1人，女1人",),
        ("合 计", 2),
        ("总计", "2人"),
        ("小计",),
        ("共2人",),
        ("共 2 名学生",),
        ("本页小计", 2),
        ("合计", "2人", "其中男1人"),
    ],
)
def test_totals_are_skipped_wherever_they_stand(line: tuple[object, ...]) -> None:
    for order in (
        (person(1), line, person(2)),
        (line, person(1), person(2)),
        (person(1), person(2), line),
    ):
        table = read_table(sheet_of(HEADINGS, *order), STUDENTS)

        assert table.faults == ()
        assert len(table.rows) == 2
        assert [(skipped.number, skipped.reason) for skipped in table.skipped] == [
            (order.index(line) + 2, "totals")
        ]


def test_a_complete_row_is_never_taken_for_totals_or_notes() -> None:
    table = read_table(
        sheet_of((*HEADINGS, "备注"), (*person(1), "合计"), ("共1人", *person(2)[1:], None)),
        STUDENTS,
    )

    assert len(table.rows) == 2
    assert table.skipped == ()


def test_a_row_with_an_identity_number_is_never_skipped() -> None:
    table = read_table(
        sheet_of((*HEADINGS, "家庭人口"), (None, "男", person(1)[2], "共5人")), STUDENTS
    )

    assert table.skipped == ()
    assert places(table) == [(2, "姓名", "cell_required")]


def test_notes_below_the_list_are_skipped() -> None:
    table = read_table(
        sheet_of(
            HEADINGS,
            person(1),
            ("填表人：王老师", "审核人：", "2026年8月"),
            ("注：1.身份证号请按文本录入",),
            ("联系电话（必填）：0791",),
        ),
        STUDENTS,
    )

    assert table.faults == ()
    assert [skipped.reason for skipped in table.skipped] == ["note"] * 3
    assert table.skipped[0] == SkippedRow(3, "note", "填表人:王老师")


def test_a_header_repeated_on_the_next_page_is_skipped() -> None:
    table = read_table(sheet_of(HEADINGS, person(1), HEADINGS, person(2)), STUDENTS)

    assert table.faults == ()
    assert [row.number for row in table.rows] == [2, 4]
    assert table.skipped == (SkippedRow(3, "header", "姓名"),)


def test_blank_rows_between_are_told_and_trailing_ones_are_not() -> None:
    table = read_table(
        sheet_of(HEADINGS, person(1), ("", " ", "　"), person(2), (), (None, " ")), STUDENTS
    )

    assert [row.number for row in table.rows] == [2, 4]
    assert table.skipped == (SkippedRow(3, "blank"),)


def test_hidden_rows_and_columns_are_read_with_a_warning(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (HEADINGS, *map(person, range(1, 7))):
        page.append(list(row))
    for number in (2, 3, 4, 7, 90):
        page.row_dimensions[number].hidden = True
    page.column_dimensions["B"].hidden = True
    book.save(tmp_path / "a.xlsx")

    table = read_first(tmp_path / "a.xlsx")

    assert len(table.rows) == 6
    assert table.faults == (
        Fault("Sheet", None, None, "rows_hidden", {"count": 4, "rows": "2–4、7"}, None, "warning"),
        Fault("Sheet", None, "性别", "column_hidden", {}, 1, "warning"),
    )


def test_many_hidden_rows_are_named_in_part() -> None:
    rows = (HEADINGS, *(person(serial) for serial in range(1, 31)))
    sheet = Sheet("名单", rows=sheet_of(*rows).rows, hidden_rows=frozenset(range(1, 31, 2)))

    (fault,) = read_table(sheet, STUDENTS).faults

    assert fault.params == {"count": 15, "rows": "2、4、6、8、10、12、14、16、18、20…"}


def test_dates_as_text_as_date_and_as_number_are_one_date(tmp_path: Path) -> None:
    rows = [(*HEADINGS, "出生日期")]
    days = ("2014-05-01", "2014年5月1日", dt.date(2014, 5, 1), 20140501)
    rows += [(*person(serial), day) for serial, day in enumerate(days, 1)]  # type: ignore[misc]

    table = read_first(write_xlsx(tmp_path / "a.xlsx", rows))

    assert [row.values["birth_date"] for row in table.rows] == [dt.date(2014, 5, 1)] * 4


def test_an_identity_number_typed_as_number_is_told_with_its_place(tmp_path: Path) -> None:
    rows = [HEADINGS, person(1), ("李四", "女", int(identity_number(2).replace("X", "0")))]
    expected = [(3, "身份证号", "identity_number_typed_as_number")]

    assert places(read_first(write_xlsx(tmp_path / "a.xlsx", rows))) == expected
    assert places(read_first(write_xls(tmp_path / "a.xls", rows))) == expected


def test_all_faults_come_at_once() -> None:
    table = read_table(
        sheet_of(
            (*HEADINGS, "出生日期", "随迁"),
            ("王?", "南", "123", "2014-02-30", "也许"),
            (None, None, None, "x"),
            (*person(1), None, "√"),
        ),
        STUDENTS,
    )

    assert places(table) == [
        (2, "姓名", "name_has_lost_character"),
        (2, "性别", "choice_unknown"),
        (2, "身份证号", "identity_number_wrong_length"),
        (2, "出生日期", "date_impossible"),
        (2, "随迁", "yes_no_unclear"),
        (3, "姓名", "cell_required"),
        (3, "性别", "cell_required"),
        (3, "身份证号", "cell_required"),
        (3, "出生日期", "date_unreadable"),
        (None, "随迁", "blanks_read_as"),
    ]
    assert [fault.column_index for fault in table.faults[:5]] == [0, 1, 2, 3, 4]
    assert [row.number for row in table.rows] == [2, 3, 4]
    assert table.rows[0].values == {}
    assert table.rows[2].values["migrant"] is True
    assert table.rows[2].values["birth_date"] is None


def test_a_repeated_value_names_the_first_row() -> None:
    table = read_table(
        sheet_of(HEADINGS, person(1), person(2), ("别人", "男", person(1)[2].lower())), STUDENTS
    )

    assert table.faults == (Fault("名单", 4, "身份证号", "value_repeated", {"first_row": 2}, 2),)


def test_blanks_in_a_unique_column_do_not_repeat_each_other() -> None:
    code = Text("报名号", to="code", unique=True)

    table = read_table(sheet_of(("姓名", "报名号"), ("甲", None), ("乙", None)), (NAME, code))

    assert table.faults == ()


def test_blanks_read_as_something_are_counted_once_a_column() -> None:
    table = read_table(
        sheet_of(
            (*HEADINGS, "是否随迁"), (*person(1), "是"), (*person(2), None), (*person(3), " ")
        ),
        STUDENTS,
    )

    assert [row.values["migrant"] for row in table.rows] == [True, False, False]
    assert table.faults == (
        Fault(
            "名单", None, "是否随迁", "blanks_read_as", {"count": 2, "meaning": "否"}, 3, "warning"
        ),
    )


def formula(value: object = None) -> Cell:
    return Cell(value, is_formula=True)  # type: ignore[arg-type]


def test_formulas_are_refused_in_names_and_numbers_and_noted_elsewhere() -> None:
    name, sex, number = person(1)
    first = (formula(name), formula(sex), formula(number))
    second = (Cell("李四"), formula(), Cell(person(2)[2]))
    sheet = Sheet("名单", rows=(tuple(map(Cell, HEADINGS)), first, second))

    table = read_table(sheet, STUDENTS)

    assert places(table) == [
        (2, "姓名", "cell_is_formula"),
        (2, "身份证号", "cell_is_formula"),
        (3, "性别", "formula_without_result"),
        (None, "性别", "column_has_formulas"),
    ]
    assert table.rows[0].values == {"sex": "male"}
    assert table.faults[-1].params == {"count": 1, "rows": "2"}


def test_errors_are_faults_only_in_columns_that_are_read() -> None:
    error = Cell(is_error=True)
    rows = (tuple(map(Cell, (*HEADINGS, "备注"))), (*map(Cell, person(1)[:2]), error, error))

    table = read_table(Sheet("名单", rows=rows), STUDENTS)

    assert places(table) == [(2, "身份证号", "cell_is_error")]


def test_a_formula_in_a_real_file_is_seen(tmp_path: Path) -> None:
    rows = [HEADINGS, ('="张"&"三"', *person(1)[1:])]

    assert places(read_first(write_xlsx(tmp_path / "a.xlsx", rows))) == [
        (2, "姓名", "cell_is_formula")
    ]


def test_a_sheet_without_header_names_what_was_looked_for() -> None:
    table = read_table(sheet_of(("甲", "乙"), ("丙", "丁")), STUDENTS)

    assert table.header_row == 0
    assert table.rows == ()
    assert table.faults == (
        Fault(
            "名单",
            None,
            None,
            "header_not_found",
            {"searched": 40, "titles": "姓名、性别、身份证号"},
        ),
    )


def test_one_known_word_is_no_header() -> None:
    assert read_table(sheet_of(("姓名", "甲", "乙"), ("丙",)), STUDENTS).header_row == 0


def test_one_known_word_is_a_header_for_a_single_column() -> None:
    assert len(read_table(sheet_of(("姓名",), ("丙",)), (NAME,)).rows) == 1


@pytest.mark.parametrize("sheet", [Sheet("空"), sheet_of((None, " "))])
def test_a_blank_sheet_is_told(sheet: Sheet) -> None:
    assert places(read_table(sheet, STUDENTS)) == [(None, None, "sheet_is_blank")]


def test_a_header_without_rows_is_told() -> None:
    assert places(read_table(sheet_of(HEADINGS), STUDENTS)) == [(None, None, "table_is_empty")]


def test_missing_columns_stop_before_the_rows() -> None:
    table = read_table(sheet_of(("标题",), ("姓名", "随迁"), ("甲", "乱写")), STUDENTS)

    assert places(table) == [(2, "性别", "header_missing"), (2, "身份证号", "header_missing")]
    assert table.rows == ()


def test_a_missing_column_names_the_headings_that_were_not_read() -> None:
    table = read_table(sheet_of(("姓名", "男女", "随迁", "证号"), ("甲", "乱写")), STUDENTS)

    assert table.faults == (
        Fault("名单", 1, "性别", "header_missing_or_renamed", {"unread": "男女、证号"}),
        Fault("名单", 1, "身份证号", "header_missing_or_renamed", {"unread": "男女、证号"}),
    )


def test_two_columns_for_one_thing_stop_before_the_rows() -> None:
    table = read_table(sheet_of((*HEADINGS, "学生姓名"), (*person(1), "别名")), STUDENTS)

    assert table.faults == (Fault("名单", 1, "学生姓名", "header_repeated", {"first": "姓名"}, 3),)
    assert [header.use for header in table.headers] == ["read", "read", "read", "repeated"]
    assert table.rows == ()


def judge(header: str) -> Verdict:
    if header == "毕业学校排名前":
        return "allow"
    if any(word in header for word in ("成绩", "总分", "排名", "照顾")) or header in (
        "语文",
        "数学",
    ):
        return "refuse"
    return "ignore" if header in ("备注", "血型", "家庭") else "pass"


def test_headers_are_judged_before_they_are_recognised() -> None:
    columns = (*STUDENTS, Text("总分", to="total"), Text("备注", to="note"))
    columns += (Text("毕业学校排名前", to="school"),)
    table = read_table(
        sheet_of(
            (*HEADINGS, "总 分（必填）", "备注", "爱好", "毕业学校排名前"),
            (*person(1), 98.5, "条子", "下棋", "二小"),
        ),
        columns,
        judge_header=judge,
    )

    assert [(header.title, header.use, header.to) for header in table.headers[3:]] == [
        ("总 分(必填)", "refused", None),
        ("备注", "ignored", None),
        ("爱好", "unknown", None),
        ("毕业学校排名前", "read", "school"),
    ]
    assert table.rows[0].values["school"] == "二小"


def test_values_of_columns_that_are_not_read_are_nowhere_in_the_table() -> None:
    table = read_table(
        sheet_of((*HEADINGS, "语文", "备注", "爱好"), (*person(1), "九十八", "请照应", "下棋")),
        STUDENTS,
        judge_header=judge,
    )

    assert not any(word in repr(table) for word in ("九十八", "请照应", "下棋"))


def test_a_choice_of_small_numbers_is_read_from_number_cells(tmp_path: Path) -> None:
    rows = [("姓名", "班"), ("甲", 1), ("乙", 2.0)]
    columns = (NAME, Choice("班", to="class", choices={"1": "一", "2": "二"}))

    for path in (write_xlsx(tmp_path / "a.xlsx", rows), write_xls(tmp_path / "a.xls", rows)):
        table = read_first(path, columns)

        assert [row.values["class"] for row in table.rows] == ["一", "二"]


def test_a_custom_column_may_give_blanks_a_meaning() -> None:
    column = Custom("残疾类型", to="sen", parse=lambda cell: bool(cell.text), blank_means="健全")

    table = read_table(sheet_of(("姓名", "残疾类型"), ("甲", None), ("乙", "听力")), (NAME, column))

    assert [row.values["sen"] for row in table.rows] == [False, True]
    assert [fault.params for fault in table.faults] == [{"count": 1, "meaning": "健全"}]


def test_columns_without_requirements_still_skip_totals() -> None:
    columns = (Text("学科", to="subject"), WholeNumber("人数", to="count"))

    table = read_table(sheet_of(("学科", "人数"), ("语文", 3), ("合计", 3)), columns)

    assert len(table.rows) == 1


def test_a_cell_merged_downwards_stands_in_all_its_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append([*HEADINGS, "随迁", "爱好"])
    for serial, migrant in ((1, "是"), (3, None), (5, None), (2, None)):
        page.append([*person(serial), migrant, "棋" if serial == 1 else None])
    page["B3"] = page["B4"] = None
    page.merge_cells("B2:B4")
    page.merge_cells("D2:D3")
    page.merge_cells("E2:E5")
    book.save(tmp_path / "a.xlsx")

    table = read_first(tmp_path / "a.xlsx")

    assert [row.values["sex"] for row in table.rows] == ["male"] * 3 + ["female"]
    assert [row.values["migrant"] for row in table.rows] == [True, True, False, False]
    assert table.rows[1].seen["migrant"] == "是"
    assert [fault.params for fault in table.faults] == [{"count": 2, "meaning": "否"}]


def test_a_person_merged_over_two_rows_is_told_as_repeated(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append([*HEADINGS, "监护人"])
    page.append([*person(1), "父"])
    page.append([None, None, None, "母"])
    for letter in "ABC":
        page.merge_cells(f"{letter}2:{letter}3")
    book.save(tmp_path / "a.xlsx")

    assert places(read_first(tmp_path / "a.xlsx")) == [(3, "身份证号", "value_repeated")]


def test_endless_overlapping_merged_cells_are_given_up() -> None:
    plain = sheet_of(HEADINGS, person(1), person(2))
    areas = tuple(MergedRange(1, column % 3, 10**6, column % 3) for column in range(10_000))

    table = read_table(Sheet("名单", rows=plain.rows, merged=areas), STUDENTS)

    assert len(table.rows) == 2


def test_a_large_sheet_is_read_in_full(tmp_path: Path) -> None:
    rows = [("姓名", "是否随迁"), *((f"学生{number}", "是") for number in range(3_000))]
    path = write_xlsx(tmp_path / "a.xlsx", rows)

    table = read_table(read_workbook(path, limits=Limits(rows=3_001)).sheets[0], (NAME, MIGRANT))

    assert len(table.rows) == 3_000
    assert table.rows[-1].number == 3_001


def test_the_day_of_reading_decides_what_is_in_the_future() -> None:
    born_today = identity_number(1, birth=TODAY.strftime("%Y%m%d"))

    table = read_table(sheet_of(("姓名", "身份证号"), ("甲", born_today)), (NAME, IDENTITY))

    assert table.faults == ()


def test_the_column_declared_first_owns_a_shared_name() -> None:
    first = YesNo("随迁", to="a")
    second = YesNo("是否随迁", to="b", aliases=("随迁",))

    table = read_table(sheet_of(("姓名", "随迁"), ("甲", "是")), (NAME, first, second))

    assert [header.to for header in table.headers] == ["name", "a"]
