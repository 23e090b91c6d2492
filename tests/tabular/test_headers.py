"""Headings of two lines, merged and not."""

from pathlib import Path

import openpyxl
import pytest

from junheng.tabular import Table, Text, Verdict, read_table, read_workbook
from tests.tabular.builders import HEADINGS, STUDENTS, csv_text, person


def judge(header: str) -> Verdict:
    if any(word in header for word in ("成绩", "照顾", "名次")) or header == "语文":
        return "refuse"
    if header == "毕业学校":
        return "allow"
    return "ignore" if header in ("家庭", "家庭职务", "备注") else "pass"


COLUMNS = (
    *STUDENTS,
    Text("报名号", to="code", aliases=("序号",)),
    Text("毕业学校", to="origin"),
    Text("监护人姓名", to="guardian", aliases=("父亲姓名",)),
)


def read(folder: Path, rows: list[tuple[object, ...]], *merged: str, as_csv: bool = False) -> Table:
    if as_csv:
        path = folder / "a.csv"
        path.write_text(csv_text(rows), encoding="utf-8")
    else:
        path = folder / "a.xlsx"
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(list(row))
        for area in merged:
            book.worksheets[0].merge_cells(area)
        book.save(path)
    return read_table(read_workbook(path).sheets[0], COLUMNS, judge_header=judge)


def uses(table: Table) -> list[tuple[str, str]]:
    return [(header.title, header.use) for header in table.headers]


TWO_LINES: list[tuple[object, ...]] = [
    ("序号", "学生基本信息", None, None, "成绩", None, "照顾类别", "备注"),
    (None, *HEADINGS, "语文", "总评", "随迁", None),
    (1, *person(1), 98, "优", "是", "无"),
]
EXPECTED = [
    ("序号", "read"),
    ("学生基本信息/姓名", "read"),
    ("学生基本信息/性别", "read"),
    ("学生基本信息/身份证号", "read"),
    ("成绩/语文", "refused"),
    ("成绩/总评", "refused"),
    ("照顾类别/随迁", "read"),
    ("备注", "ignored"),
]


def test_merged_headings_of_two_lines_are_joined(tmp_path: Path) -> None:
    table = read(tmp_path, TWO_LINES, "A1:A2", "B1:D1", "E1:F1", "H1:H2")

    assert uses(table) == EXPECTED
    assert table.header_row == 2
    assert [row.number for row in table.rows] == [3]
    assert table.rows[0].values["migrant"] is True


def test_a_title_over_everything_is_no_parent(tmp_path: Path) -> None:
    rows = [("2026年新生成绩单",), *TWO_LINES]

    table = read(tmp_path, rows, "A1:H1", "A2:A3", "B2:D2", "E2:F2", "H2:H3")

    assert uses(table) == EXPECTED
    assert [row.number for row in table.rows] == [4]


def test_a_title_right_above_a_header_of_one_line_is_no_parent(tmp_path: Path) -> None:
    table = read(tmp_path, [("2026年成绩单",), HEADINGS, person(1)], "A1:C1")

    assert uses(table) == [(heading, "read") for heading in HEADINGS]


def test_names_in_the_upper_line_may_reach_down(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        (*HEADINGS, "成绩", None),
        (None, None, None, "语文", "总评"),
        (*person(1), 98, "优"),
    ]
    expected = [
        *((heading, "read") for heading in HEADINGS),
        ("成绩/语文", "refused"),
        ("成绩/总评", "refused"),
    ]

    merged = read(tmp_path, rows, "A1:A2", "B1:B2", "C1:C2", "D1:E1")
    only_wide = read(tmp_path, rows, "D1:E1")

    assert uses(merged) == uses(only_wide) == expected
    assert [row.number for row in merged.rows] == [row.number for row in only_wide.rows] == [3]


def test_a_heading_merged_down_over_the_content_has_no_more_lines(tmp_path: Path) -> None:
    rows = [(*HEADINGS, "备注"), *((*person(serial), None) for serial in range(1, 6))]

    table = read(tmp_path, rows, "D1:D6")

    assert [row.number for row in table.rows] == [2, 3, 4, 5, 6]


def test_merged_cells_below_the_last_row_are_no_concern(tmp_path: Path) -> None:
    table = read(tmp_path, [HEADINGS, person(1)], "A5:A9", "B40:C41")

    assert table.header_row == 1
    assert [row.number for row in table.rows] == [2]


def test_a_wide_heading_over_content_has_no_second_line(tmp_path: Path) -> None:
    rows = [(*HEADINGS, "备注", None), (*person(1), "甲", "乙")]

    table = read(tmp_path, rows, "D1:E1")

    assert uses(table) == [
        *((heading, "read") for heading in HEADINGS),
        ("备注", "ignored"),
        ("备注", "ignored"),
    ]
    assert [row.number for row in table.rows] == [2]


def test_a_wide_heading_over_an_empty_column_names_it_once(tmp_path: Path) -> None:
    rows = [(*HEADINGS, "备注", None, "随迁"), (*person(1), "甲", None, "是")]

    table = read(tmp_path, rows, "D1:E1")

    assert uses(table)[3:] == [("备注", "ignored"), ("随迁", "read")]


def test_a_wide_heading_at_the_foot_of_a_sheet_has_no_second_line(tmp_path: Path) -> None:
    table = read(tmp_path, [(*HEADINGS, "备注", None)], "D1:E1")

    assert [fault.code for fault in table.faults] == ["table_is_empty"]


def test_two_lines_without_merged_cells_are_joined(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("序号", "学生基本信息", None, None, "成绩"),
        (None, *HEADINGS, "总评"),
        (1, *person(1), "优"),
    ]

    table = read(tmp_path, rows, as_csv=True)

    assert uses(table) == [
        ("序号", "read"),
        ("学生基本信息/姓名", "read"),
        ("性别", "read"),
        ("身份证号", "read"),
        ("成绩/总评", "refused"),
    ]
    assert len(table.rows) == 1


@pytest.mark.parametrize(
    "line",
    [
        ("填报单位：第三中学成绩科", None, "日期：8月10日"),
        ("××县第三中学2026年秋季学期七年级新生成绩", "x"),
        (None, "成绩"),
    ],
)
def test_lines_above_a_header_of_one_line_take_nothing_away(
    tmp_path: Path, line: tuple[object, ...]
) -> None:
    table = read(tmp_path, [line, HEADINGS, person(1)])

    assert uses(table) == [(heading, "read") for heading in HEADINGS]


def test_one_wide_heading_over_some_columns_is_a_parent(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        (None, None, None, "成绩", None),
        (*HEADINGS, "语文", "总评"),
        (*person(1), 98, "优"),
    ]

    table = read(tmp_path, rows, "D1:E1")

    assert uses(table)[3:] == [("成绩/语文", "refused"), ("成绩/总评", "refused")]


def test_a_refused_parent_refuses_texts_but_not_declared_values_or_allowed_headings(
    tmp_path: Path,
) -> None:
    rows: list[tuple[object, ...]] = [
        (*HEADINGS, "名次", None, None),
        (None, None, None, "序号", "随迁", "毕业学校"),
        (*person(1), 3, "是", "二小"),
    ]

    table = read(tmp_path, rows, "A1:A2", "B1:B2", "C1:C2", "D1:F1")

    assert uses(table)[3:] == [
        ("名次/序号", "refused"),
        ("名次/随迁", "read"),
        ("名次/毕业学校", "read"),
    ]
    assert "code" not in table.rows[0].values


def test_an_ignored_parent_ignores_what_nobody_knows(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        (*HEADINGS, "家庭", None, None),
        (None, None, None, "职务", "人口", "随迁"),
        (*person(1), "局长", 3, "是"),
    ]

    table = read(tmp_path, rows, "A1:A2", "B1:B2", "C1:C2", "D1:F1")

    assert uses(table)[3:] == [
        ("家庭/职务", "ignored"),
        ("家庭/人口", "ignored"),
        ("家庭/随迁", "read"),
    ]


def test_a_guardians_name_and_number_are_not_the_students(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("学生", None, None, "父亲", None),
        (*HEADINGS, "姓名", "身份证号"),
        (*person(1), "老张", person(3)[2]),
    ]

    table = read(tmp_path, rows, "A1:C1", "D1:E1")

    assert table.faults == ()
    assert uses(table)[3:] == [("父亲/姓名", "read"), ("父亲/身份证号", "unknown")]
    assert table.rows[0].values["guardian"] == "老张"
    assert table.rows[0].values["name"] == person(1)[0]


def test_the_same_text_in_both_lines_stands_once(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("姓名", "基本", None),
        ("姓名", "性别", "身份证号"),
        person(1),
    ]

    table = read(tmp_path, rows, "B1:C1")

    assert [header.title for header in table.headers] == ["姓名", "基本/性别", "基本/身份证号"]
