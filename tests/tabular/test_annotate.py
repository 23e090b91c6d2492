"""The user's own workbook, given back with its faults marked."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from junheng.engine.errors import JunhengError
from junheng.tabular import Fault, read_table, read_workbook
from junheng.tabular.annotate import annotated_workbook
from tests.tabular.builders import (
    HEADINGS,
    STUDENTS,
    csv_text,
    person,
    read_first,
    replaced_parts,
    write_xls,
    write_xlsx,
)

DATA = Path(__file__).parent.parent / "data" / "rosters"
RED, YELLOW = "FFFFC7CE", "FFFFEB9C"


def sentence(fault: Fault) -> str:
    return f"«{fault.code}»"


def pages(raw: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(raw))


def coloured(page: Worksheet, colour: str) -> list[str]:
    return [
        cell.coordinate
        for row in page.iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb == colour
    ]


def test_faulty_cells_are_coloured_and_explained_at_the_end_of_the_row(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [HEADINGS, person(1), ("李四", "南", "123")])

    page = pages(annotated_workbook(path, read_first(path).faults, sentence)).worksheets[0]

    assert coloured(page, RED) == ["B3", "C3"]
    assert [page.cell(row, 4).value for row in (1, 2, 3)] == [
        "错误说明",
        None,
        "【性别】«choice_unknown»\n【身份证号】«identity_number_wrong_length»",
    ]
    assert page["A2"].value == person(1)[0]
    assert page["C2"].value == person(1)[2]


def test_what_concerns_the_whole_sheet_stands_in_the_heading(tmp_path: Path) -> None:
    rows = [("新生名册",), (*HEADINGS, "随迁"), person(1)]
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    table = read_first(path)

    page = pages(
        annotated_workbook(path, table.faults, sentence, header_rows={"名单": table.header_row})
    ).worksheets[0]

    assert page["E2"].value == "错误说明\n【随迁】«blanks_read_as»"
    assert coloured(page, YELLOW) == ["D2"]
    assert coloured(page, RED) == []


def test_a_fault_without_column_colours_nothing(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [HEADINGS])

    page = pages(annotated_workbook(path, read_first(path).faults, sentence)).worksheets[0]

    assert page["D1"].value == "错误说明\n«table_is_empty»"
    assert coloured(page, RED) == []


def test_an_error_outweighs_a_warning_in_one_cell(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [HEADINGS, person(1)])
    error = Fault("名单", 2, "姓名", "wrong", {}, 0)
    warning = Fault("名单", 2, "姓名", "odd", {}, 0, "warning")

    for faults in ((error, warning), (warning, error)):
        page = pages(annotated_workbook(path, faults, sentence)).worksheets[0]

        assert (coloured(page, RED), coloured(page, YELLOW)) == (["A2"], [])


def test_comments_are_written_on_request(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [HEADINGS, ("李四", "南", person(1)[2])])
    faults = read_first(path).faults

    plain = pages(annotated_workbook(path, faults, sentence)).worksheets[0]
    commented = pages(annotated_workbook(path, faults, sentence, has_comments=True)).worksheets[0]

    assert plain["B2"].comment is None
    assert commented["B2"].comment is not None
    assert commented["B2"].comment.text == "«choice_unknown»"


def test_layout_and_formulas_of_an_xlsx_stay(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["××学校名册"])
    page.merge_cells("A1:D1")
    page.append([*HEADINGS, "小计"])
    page.append([*person(1), "=1+1"])
    page.column_dimensions["C"].width = 33
    page["A3"].font = openpyxl.styles.Font(bold=True)
    book.create_sheet("说明").append(["不动"])
    book.save(tmp_path / "a.xlsx")
    fault = Fault("Sheet", 3, "姓名", "wrong", {}, 0)

    result = pages(
        annotated_workbook(tmp_path / "a.xlsx", [fault], sentence, header_rows={"Sheet": 2})
    )

    page = result.worksheets[0]
    assert page["D3"].value == "=1+1"
    assert page["A3"].font.bold
    assert page.column_dimensions["C"].width == 33
    assert [str(area) for area in page.merged_cells.ranges] == ["A1:D1"]
    assert page["E3"].value == "【姓名】«wrong»"
    assert result.worksheets[1]["A1"].value == "不动"


def test_a_fault_inside_merged_cells_is_explained(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append([*HEADINGS])
    page.append(["甲"])
    page.merge_cells("A2:F2")
    book.save(tmp_path / "a.xlsx")
    fault = Fault("Sheet", 2, "性别", "cell_required", {}, 1)

    page = pages(
        annotated_workbook(tmp_path / "a.xlsx", [fault], sentence, has_comments=True)
    ).worksheets[0]

    assert page["G2"].value == "【性别】«cell_required»"


def test_the_annotated_workbook_may_be_corrected_and_annotated_again(tmp_path: Path) -> None:
    rows = [("名册",), HEADINGS, ("李四", "南", person(1)[2]), ("王五", "男", "1")]
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    path.write_bytes(
        annotated_workbook(path, read_first(path).faults, sentence, header_rows={"名单": 2})
    )
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B3"] = "女"
    book.worksheets[0].merge_cells("A1:D1")
    book.save(path)

    table = read_first(path)
    page = pages(
        annotated_workbook(path, table.faults, sentence, header_rows={"名单": 2})
    ).worksheets[0]

    assert [header.use for header in table.headers] == ["read", "read", "read", "unknown"]
    assert [page.cell(row, 4).value for row in (2, 3, 4)] == [
        "错误说明",
        None,
        "【身份证号】«identity_number_wrong_length»",
    ]
    assert page.max_column == 4


def test_a_fault_in_a_merged_title_finds_no_place_and_breaks_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["名册"])
    page.append([*HEADINGS, "错误说明"])
    page.merge_cells("A1:D1")
    book.save(tmp_path / "a.xlsx")
    fault = Fault("Sheet", 1, None, "wrong")

    raw = annotated_workbook(tmp_path / "a.xlsx", [fault], sentence, header_rows={"Sheet": 2})

    assert pages(raw).worksheets[0]["D2"].value == "错误说明"


def test_the_header_is_found_by_the_headings_that_faults_name() -> None:
    path = DATA / "county-5-schools.xlsx"
    fault = Fault("教学点", 7, "学生基本信息/性别", "wrong", {}, 2)

    page = pages(annotated_workbook(path, [fault], sentence))["教学点"]

    assert page["J3"].value == "错误说明"
    assert page["J7"].value == "【学生基本信息/性别】«wrong»"


def test_a_heading_that_is_not_there_leaves_the_first_row(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [HEADINGS])
    faults = [Fault("名单", 2, "不在", "wrong", {}, 9), Fault("名单", 2, "不在", "wrong")]

    page = pages(annotated_workbook(path, faults, sentence)).worksheets[0]

    assert page["D1"].value == "错误说明"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")'])
def test_texts_of_a_csv_never_become_formulas(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(csv_text([HEADINGS, (text, "男", person(1)[2])]), encoding="gb18030")
    fault = Fault("a", 2, "姓名", "wrong", {}, 0)

    page = pages(annotated_workbook(path, [fault], sentence)).worksheets[0]

    assert page["A2"].value == text
    assert page["A2"].data_type == "s"
    assert page["A2"].quotePrefix
    assert not page["C2"].quotePrefix


def test_identity_numbers_of_a_csv_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(csv_text([HEADINGS, person(2)]), encoding="utf-8")

    raw = annotated_workbook(path, [Fault("a", 2, "姓名", "wrong", {}, 0)], sentence)

    page = pages(raw).worksheets[0]
    assert (page["C2"].value, page["C2"].number_format) == (person(2)[2], "@")
    (tmp_path / "b.xlsx").write_bytes(raw)
    assert read_first(tmp_path / "b.xlsx").faults == ()


def test_an_xls_becomes_an_xlsx_with_the_same_cells(tmp_path: Path) -> None:
    path = DATA / "primary-268.xls"
    before = read_workbook(path).sheets[0]

    raw = annotated_workbook(path, [Fault(before.name, 2, "x", "wrong", {}, 0)], sentence)

    (tmp_path / "b.xlsx").write_bytes(raw)
    after = read_workbook(tmp_path / "b.xlsx").sheets[0]
    assert after.name == before.name
    assert [[cell.value for cell in row[:9]] for row in after.rows] == [
        [cell.value for cell in row] for row in before.rows
    ]


def test_numbers_dates_and_merged_cells_of_an_xls_stay(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("一")
    page.write_merge(0, 0, 0, 2, "名册")
    page.write(1, 0, 1.5)
    page.write(1, 1, dt.date(2014, 5, 1), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    page.write(1, 2, "文\x07字")
    book.add_sheet("空")
    book.add_sheet("藏").visibility = 1
    book.save(str(tmp_path / "a.xls"))

    result = pages(annotated_workbook(tmp_path / "a.xls", [], sentence))

    assert result.sheetnames == ["一", "空"]
    page = result.worksheets[0]
    assert [str(area) for area in page.merged_cells.ranges] == ["A1:C1"]
    assert page["A2"].value == 1.5
    assert page["B2"].value == dt.datetime(2014, 5, 1)  # noqa: DTZ001 - as the library gives it
    assert page["C2"].value == "文字"
    assert page["A3"].value is None


def test_every_planted_fault_is_marked_in_the_file_as_sent() -> None:
    path = DATA / "bad-96.xlsx"
    table = read_table(read_workbook(path).sheets[0], STUDENTS)

    page = pages(annotated_workbook(path, table.faults, sentence)).worksheets[0]

    assert coloured(page, RED) == ["C5", "C9", "B14", "A33", "C40", "C51"]


def test_an_xls_with_several_faults_keeps_its_name(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", [HEADINGS, ("李四", "南", "1")])

    page = pages(annotated_workbook(path, read_first(path).faults, sentence)).worksheets[0]

    assert page.title == "名单"
    assert coloured(page, RED) == ["B2", "C2"]


BROKEN = Fault("名单", 2, "姓名", "wrong", {}, 0)
"""Faults of the workbooks below stand in row 2."""


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/styles.xml", b"<styleSheet><cellXfs><xf fonvId='0'/></cellXfs></styleSheet>"),
        ("xl/theme/theme1.xml", b"<theme"),
        ("docProps/core.xml", b"<coreProperties><created>yesterday</created></coreProperties>"),
        ("[Content_Types].xml", b"<Types/>"),
    ],
)
def test_a_workbook_that_only_one_reader_understands_goes_back_without_its_layout(
    tmp_path: Path, part: str, content: bytes
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [HEADINGS, person(1)])
    path.write_bytes(replaced_parts(path.read_bytes(), {part: content}))

    page = pages(annotated_workbook(path, [BROKEN], sentence))["名单"]

    assert [cell.value for cell in page[2]][:3] == list(person(1))
    assert page["D2"].value == "【姓名】«wrong»"


def test_a_workbook_whose_sheets_are_all_hidden_goes_back_as_one(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "名单.xlsx", [["姓名"]])
    parts = zipfile.ZipFile(path)
    book = parts.read("xl/workbook.xml").replace(b' state="visible"', b' state="hidden"')
    path.write_bytes(replaced_parts(path.read_bytes(), {"xl/workbook.xml": book}))
    assert [sheet.is_visible for sheet in read_workbook(path).sheets] == [False]

    marked = openpyxl.load_workbook(io.BytesIO(annotated_workbook(path, [], str)))

    assert [sheet.sheet_state for sheet in marked.worksheets] == ["visible"]


@pytest.mark.parametrize("is_hidden", [False, True])
@pytest.mark.parametrize("area", ["A1:XFD1048576", "A:XFD", "$A$1:$XFD$1048576"])
def test_a_merged_sheet_of_seventeen_billion_cells_costs_nothing(
    tmp_path: Path, area: str, *, is_hidden: bool
) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "名单"
    for row in (HEADINGS, person(1)):
        book.worksheets[0].append(row)
    book.create_sheet("隐藏").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    part = f"xl/worksheets/sheet{2 if is_hidden else 1}.xml"
    raw = (tmp_path / "a.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheet = archive.read(part)
    merged = f'</sheetData><mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'.encode()
    sheet = sheet.replace(b"</sheetData>", merged).replace(b"<sheetData/>", b"<sheetData>" + merged)
    (tmp_path / "a.xlsx").write_bytes(replaced_parts(raw, {part: sheet}))

    if not is_hidden and area != "A1:XFD1048576":
        # Ways of writing an area that the reader itself refuses on a sheet that it reads.
        with pytest.raises(JunhengError, match="file_unreadable"):
            annotated_workbook(tmp_path / "a.xlsx", [BROKEN], sentence)
        return
    content = annotated_workbook(tmp_path / "a.xlsx", [BROKEN], sentence)

    page = pages(content)["名单"]
    assert page["A2"].value == person(1)[0]
    assert any("«wrong»" in str(cell.value) for cell in page[2])
    assert len(content) < 20_000


def test_a_title_merged_over_the_whole_width_leaves_the_explanation_beside_the_cells(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "名单"
    page.append(["××学校名册"])
    page.merge_cells("A1:XFD1")
    for row in (HEADINGS, person(1)):
        page.append(row)
    book.save(tmp_path / "a.xlsx")
    fault = Fault("名单", 3, "姓名", "wrong", {}, 0)

    page = pages(annotated_workbook(tmp_path / "a.xlsx", [fault], sentence))["名单"]

    assert page["D3"].value == "【姓名】«wrong»"
