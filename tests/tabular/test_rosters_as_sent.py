"""The files of tests/data/rosters, as schools send them."""

from pathlib import Path

from junheng.tabular import (
    Choice,
    Column,
    IdentityNumberValue,
    Table,
    Text,
    Verdict,
    read_table,
    read_workbook,
)
from tests.tabular.builders import STUDENTS, places

DATA = Path(__file__).parent.parent / "data" / "rosters"
ORIGIN = Text("毕业小学", to="origin", aliases=("毕业学校", "原就读学校", "学前教育机构"))
SEX_CODE = Choice("性别码", to="sex", required=True, choices={"1": "male", "2": "female"})
REFUSED = ("语文", "数学", "总分", "获奖情况", "照顾类别")


def judge(header: str) -> Verdict:
    if header in REFUSED:
        return "refuse"
    return "ignore" if header == "备注" else "pass"


def tables(name: str, *more: Column) -> list[Table]:
    columns = (*more, *STUDENTS, ORIGIN)
    taken: dict[str, Column] = {}
    for column in columns:
        taken.setdefault(column.to, column)
    return [
        read_table(sheet, tuple(taken.values()), judge_header=judge)
        for sheet in read_workbook(DATA / name).sheets
        if sheet.is_visible
    ]


def test_the_junior_high_school_has_412_students_below_a_title() -> None:
    (table,) = tables("junior-high-412.xlsx")

    assert table.header_row == 3
    assert table.faults == ()
    assert len(table.rows) == 412
    assert (table.rows[0].number, table.rows[-1].number) == (4, 415)
    assert [(row.number, row.reason) for row in table.skipped] == [(416, "blank"), (417, "totals")]
    sexes = [row.values["sex"] for row in table.rows]
    assert (sexes.count("male"), sexes.count("female")) == (201, 211)  # as its totals line says


def test_the_old_primary_file_has_268_students_and_one_number_twice() -> None:
    (table,) = tables("primary-268.xls", SEX_CODE)

    assert len(table.rows) == 268
    assert places(table) == [(263, "公民身份号码", "value_repeated")]
    assert table.faults[0].params == {"first_row": 246}
    assert ("备注", "ignored") in [(header.title, header.use) for header in table.headers]
    lower_case_x = table.rows[6].values["identity_number"]
    assert isinstance(lower_case_x, IdentityNumberValue)
    assert lower_case_x.number == "51092220191030415X"


def test_the_town_file_in_gb18030_has_133_students() -> None:
    (table,) = tables("town-133-gbk.csv")

    assert len(table.rows) == 133
    assert places(table) == [(None, "随迁子女", "blanks_read_as")]
    assert table.rows[4].values["migrant"] is True


def test_the_county_file_has_five_schools_and_a_hidden_sheet() -> None:
    found = tables("county-5-schools.xlsx")

    hidden = [
        sheet
        for sheet in read_workbook(DATA / "county-5-schools.xlsx").sheets
        if not sheet.is_visible
    ]
    assert [sheet.name for sheet in hidden] == ["代码表"]
    assert [len(table.rows) for table in found] == [487, 301, 214, 88, 31]
    for table in found:
        assert table.faults == ()
        assert [row.reason for row in table.skipped] == ["totals"]
        assert [row.text for row in table.skipped] == ["合计"]
        assert ("照顾类别/随迁", "read") in [(use.title, use.use) for use in table.headers]


def test_the_bad_file_shows_what_was_planted() -> None:
    (table,) = tables("bad-96.xlsx")

    assert len(table.rows) == 96
    assert places(table) == [
        (5, "身份证号", "identity_number_wrong_check_digit"),
        (9, "身份证号", "identity_number_typed_as_number"),
        (14, "性别", "cell_required"),
        (33, "姓名", "cell_required"),
        (40, "身份证号", "identity_number_born_in_future"),
        (51, "身份证号", "identity_number_has_15_digits"),
    ]
    assert [use.title for use in table.headers if use.use == "refused"] == [
        "语文", "数学", "总分", "获奖情况",
    ]  # fmt: skip
    assert "三好学生" not in repr(table)
