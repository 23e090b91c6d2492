import io
import zipfile

import openpyxl
import pytest

from junheng.engine.errors import JunhengError
from junheng.reporting.lists import ListClass, ListColumn, SchoolLists, lists_workbook
from tests.reporting.examples import MOMENT


def _lists(rows=(("1", "张三"), ("2", "李四")), **changes):
    values = {
        "county": "清河县教育局",
        "school": "第三中学",
        "grade": "七年级",
        "year": 2026,
        "columns": (ListColumn("序号", 6), ListColumn("姓名", 14)),
        "classes": (
            ListClass("1班", rows, (("男", 1), ("女", 1))),
            ListClass("2班", rows, (("男", 2), ("女", 0))),
        ),
        "result_code": "9f61" * 16,
        "printed_at": MOMENT,
    }
    return SchoolLists(**(values | changes))


def _opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_each_class_has_a_sheet_after_the_overview():
    workbook = _opened(lists_workbook([_lists()]))

    assert workbook.sheetnames == ["总览", "1班", "2班"]
    assert [cell.value for cell in workbook["1班"][4]] == ["1", "张三"]


def test_the_overview_adds_up():
    overview = _opened(lists_workbook([_lists()]))["总览"]

    assert [cell.value for cell in overview[3]] == ["学校", "班级", "人数", "男", "女"]
    assert [cell.value for cell in overview[6]] == ["合计", "", 4, 3, 1]


def test_a_cell_that_looks_like_a_formula_stays_text():
    for text in ("=1+1", "+86", "-1", "@SUM(A1)", '=HYPERLINK("x")'):
        sheet = _opened(lists_workbook([_lists((("1", text),))]))["1班"]

        assert (sheet["B4"].value, sheet["B4"].data_type) == (text, "s")
        assert sheet["B4"].quotePrefix
        assert sheet["B4"].number_format == "@"


def test_a_sheet_prints_on_a4_with_its_headings_and_result_code():
    sheet = _opened(lists_workbook([_lists()]))["1班"]

    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$1:$3"
    assert "9f61" * 16 in sheet.oddFooter.left.text
    assert "演练" not in (sheet.oddHeader.center.text or "")


def test_a_rehearsal_says_so_in_the_header_and_the_title():
    sheet = _opened(lists_workbook([_lists(is_rehearsal=True)]))["2班"]

    assert sheet.oddHeader.center.text == "演练"
    assert sheet["A1"].value.startswith("【演练，不是正式结果】")


def test_many_columns_print_across():
    columns = tuple(ListColumn(f"列{number}", 20) for number in range(6))
    lists = _lists((("",) * 6,), columns=columns)

    assert _opened(lists_workbook([lists]))["1班"].page_setup.orientation == "landscape"


def test_the_sheets_of_several_schools_have_different_names_of_legal_length():
    name = "清河县民族中学（九年一贯制）青山镇分校区第二校区/北楼[新]和西楼"
    lists = _lists(school=name)

    names = _opened(lists_workbook([lists, lists])).sheetnames

    assert len(set(names)) == 5
    assert all(len(one) <= 31 for one in names)
    assert names[1].endswith("1班")


def test_equal_lists_give_the_same_bytes():
    assert lists_workbook([_lists()]) == lists_workbook([_lists()])


def test_the_workbook_holds_no_formula_and_no_link():
    with zipfile.ZipFile(io.BytesIO(lists_workbook([_lists((("=1+1", "a@b.cn"),))]))) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml")

    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_a_row_of_another_length_is_refused():
    with pytest.raises(JunhengError) as refusal:
        lists_workbook([_lists((("1",),))])

    assert refusal.value.code == "list_row_wrong"
    assert refusal.value.params["row"] == 1


def test_no_lists_are_refused():
    with pytest.raises(JunhengError) as refusal:
        lists_workbook([])

    assert refusal.value.code == "lists_empty"
