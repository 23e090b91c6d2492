"""Files that are no workbook, or not one that may be read: each with its own code."""

import datetime as dt
import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junheng.engine.errors import JunhengError
from junheng.tabular import Limits, read_workbook
from tests.tabular.builders import (
    HEADINGS,
    compound_file,
    csv_text,
    person,
    read_first,
    replaced_parts,
    write_xls,
    write_xlsx,
)

DATA = Path(__file__).parent.parent / "data" / "rosters"


def refusal(path: Path, limits: Limits | None = None) -> tuple[str, dict[str, object]]:
    with pytest.raises(JunhengError) as caught:
        read_workbook(path, limits=limits or Limits())
    return caught.value.code, dict(caught.value.params)


def written(folder: Path, raw: bytes, name: str = "名单.xlsx") -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "没有.xlsx") == ("file_not_found", {"file": "没有.xlsx"})


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == ("file_is_folder", {"file": tmp_path.name})


@pytest.mark.parametrize("raw", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n\r\n", b"\0" * 512])
def test_an_empty_file_is_refused(tmp_path: Path, raw: bytes) -> None:
    assert refusal(written(tmp_path, raw)) == ("file_empty", {"file": "名单.xlsx"})


def test_a_name_that_cannot_be_a_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / ("长" * 300))[0] == "file_unreadable"


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
def test_a_pipe_that_fails_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, b"x")

    def fail(_path: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", fail)

    assert refusal(path)[0] == "file_unreadable"


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"x" * 2_000_001)

    assert refusal(path, Limits(file_bytes=2_000_000)) == (
        "file_too_large",
        {"file": "名单.xlsx", "megabytes": 2},
    )


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"%PDF-1.7\n...", "PDF 文件"),
        (b"{\\rtf1 ...", "RTF 文档"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"<html><table><tr><td>\xd0\xd5", "网页（HTML）"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>", "网页（HTML）"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "网页（HTML）"),
        (b"MIME-Version: 1.0\r\n", "网页（HTML）"),
        ("<table><tr><td>姓名".encode("utf-16"), "网页（HTML）"),
        (b'<?xml version="1.0"?><students/>', "XML 文件"),
        (bytes(range(256)), "无法识别的文件"),
        (b"\x80\x81\xff", "无法识别的文件"),
        ("姓\x00名".encode(), "无法识别的文件"),
    ],
)
def test_other_files_are_named_for_what_they_are(tmp_path: Path, raw: bytes, found: str) -> None:
    assert refusal(written(tmp_path, raw, "名单.xls")) == (
        "file_not_a_spreadsheet",
        {"file": "名单.xls", "found": found},
    )


def zipped(*names: str) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return output.getvalue()


@pytest.mark.parametrize(
    ("names", "code", "found"),
    [
        (("[Content_Types].xml", "word/document.xml"), "file_not_a_spreadsheet", "Word 文档"),
        (("ppt/presentation.xml",), "file_not_a_spreadsheet", "演示文稿"),
        (("a.xlsx", "b.xlsx"), "file_not_a_spreadsheet", "压缩包"),
        ((), "file_not_a_spreadsheet", "压缩包"),
        (("xl/workbook.bin",), "file_kind_unsupported", "二进制工作簿（.xlsb）"),
        (("mimetype", "content.xml"), "file_kind_unsupported", "OpenDocument 表格（.ods）"),
    ],
)
def test_other_archives_are_named_for_what_they_are(
    tmp_path: Path, names: tuple[str, ...], code: str, found: str
) -> None:
    path = written(tmp_path, zipped(*names))

    assert refusal(path) == (code, {"file": "名单.xlsx", "found": found})


def test_the_xml_format_of_2003_is_named(tmp_path: Path) -> None:
    raw = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'

    assert refusal(written(tmp_path, raw, "名单.xls"))[0] == "file_kind_unsupported"


def test_an_encrypted_xlsx_is_refused(tmp_path: Path) -> None:
    raw = compound_file({"EncryptionInfo": b"\4\0\4\0" * 300, "EncryptedPackage": b"\1" * 6000})

    assert refusal(written(tmp_path, raw)) == ("file_encrypted", {"file": "名单.xlsx"})


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    raw = bytearray(zipped("xl/workbook.xml"))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1

    assert refusal(written(tmp_path, bytes(raw)))[0] == "file_encrypted"


@pytest.mark.parametrize(
    ("stream", "found"), [("WordDocument", "Word 文档"), ("Contents", "其他程序的文件")]
)
def test_other_compound_files_are_named(tmp_path: Path, stream: str, found: str) -> None:
    path = written(tmp_path, compound_file({stream: b"x" * 100}), "名单.xls")

    assert refusal(path) == ("file_not_a_spreadsheet", {"file": "名单.xls", "found": found})


def test_half_a_file_is_unreadable(tmp_path: Path) -> None:
    for name in ("bad-96.xlsx", "primary-268.xls"):
        raw = (DATA / name).read_bytes()

        assert refusal(written(tmp_path, raw[: len(raw) // 2], name))[0] == "file_unreadable"


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    rows = [HEADINGS, person(1)]
    as_xls = write_xlsx(tmp_path / "a.xlsx", rows).rename(tmp_path / "a.xls")
    as_csv = write_xls(tmp_path / "b.xls", rows).rename(tmp_path / "b.csv")
    as_xlsx = written(tmp_path, csv_text(rows).encode(), "c.xlsx")

    kinds = [read_workbook(path).kind for path in (as_xls, as_csv, as_xlsx)]

    assert kinds == ["xlsx", "xls", "csv"]
    for path in (as_xls, as_csv, as_xlsx):
        assert [row.values["name"] for row in read_first(path).rows] == [person(1)[0]]


def test_cells_keep_their_kind(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx", [["字", 1, 1.5, True, dt.date(2014, 5, 1), None, "尾"]], "一年级"
    )

    sheet = read_workbook(path).sheets[0]

    assert sheet.name == "一年级"
    assert [cell.value for cell in sheet.rows[0]] == [
        "字", 1.0, 1.5, True, dt.date(2014, 5, 1), None, "尾",
    ]  # fmt: skip
    assert [cell.text for cell in sheet.rows[0]] == [
        "字",
        "1",
        "1.5",
        "TRUE",
        "2014-05-01",
        "",
        "尾",
    ]


def test_rows_are_counted_from_the_top_of_the_sheet(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [[], [], [None, "内容"]])

    rows = read_workbook(path).sheets[0].rows

    assert [[cell.value for cell in row] for row in rows] == [[None, None]] * 2 + [[None, "内容"]]


def test_hidden_sheets_come_back_by_name_only(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["显"])
    for state in ("hidden", "veryHidden"):
        page = book.create_sheet(state)
        page.append(["密"])
        page.sheet_state = state
    book.create_chartsheet("图")
    book.save(tmp_path / "a.xlsx")

    sheets = read_workbook(tmp_path / "a.xlsx").sheets

    assert [(sheet.name, sheet.is_visible, len(sheet.rows)) for sheet in sheets] == [
        ("Sheet", True, 1),
        ("hidden", False, 0),
        ("veryHidden", False, 0),
    ]


def test_formulas_errors_and_hidden_places_of_an_xlsx_are_seen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["甲", "乙", "丙"])
    page["B2"] = "=1+1"
    page["D3"] = "#N/A"
    page["A5"] = "=2+2"
    page.row_dimensions[2].hidden = True
    page.column_dimensions["C"].hidden = True
    book.save(tmp_path / "a.xlsx")

    sheet = read_workbook(tmp_path / "a.xlsx").sheets[0]

    assert sheet.rows[1][1].is_formula
    assert sheet.rows[1][1].value is None
    assert sheet.rows[2][3].is_error
    assert not sheet.rows[2][3].is_blank
    assert sheet.rows[4][0].is_formula
    assert {len(row) for row in sheet.rows} == {4}
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({1}, {2})


def sheet_xml(body: str, head: str = "") -> bytes:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/'
        f'spreadsheetml/2006/main">{head}<sheetData>{body}</sheetData></worksheet>'
    ).encode()


def with_sheet(folder: Path, xml: bytes) -> Path:
    raw = write_xlsx(folder / "plain.xlsx", [["x"]]).read_bytes()
    return written(folder, replaced_parts(raw, {"xl/worksheets/sheet1.xml": xml}))


def test_rows_and_cells_without_numbers_are_counted_on(tmp_path: Path) -> None:
    path = with_sheet(
        tmp_path,
        sheet_xml("<row><c><v>1</v></c><c><f>A1</f><v>2</v></c></row><row><c><v>3</v></c></row>"),
    )

    rows = read_workbook(path).sheets[0].rows

    assert [[(cell.value, cell.is_formula) for cell in row] for row in rows] == [
        [(1, False), (2, True)],
        [(3, False), (None, False)],
    ]


def test_200_000_rows_are_refused_without_laying_them_out(tmp_path: Path) -> None:
    row = "<row><c><v>1</v></c><c><v>2</v></c></row>"
    path = with_sheet(tmp_path, sheet_xml(row * 200_000))

    assert refusal(path, Limits(unpacked_bytes=10**9, rows=50_000)) == (
        "sheet_too_many_rows",
        {"sheet": "名单", "limit": 50_000},
    )


def test_one_stray_cell_in_the_last_corner_is_refused(tmp_path: Path) -> None:
    for place, code in (("A1048576", "sheet_too_many_rows"), ("XFD1", "too_many_columns")):
        path = with_sheet(tmp_path, sheet_xml(f'<row><c r="{place}"><v>1</v></c></row>'))

        assert refusal(path)[0] == code


def test_formatted_but_empty_rows_do_not_count(tmp_path: Path) -> None:
    path = with_sheet(
        tmp_path,
        sheet_xml(
            '<row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576" hidden="1"><c r="XFD1048576" s="0"/></row>',
            head='<dimension ref="A1:XFD1048576"/>'
            '<cols><col min="3" max="16384" hidden="1"/></cols>',
        ),
    )

    sheet = read_workbook(path).sheets[0]

    assert [[cell.value for cell in row] for row in sheet.rows] == [[1]]
    assert sheet.hidden_rows == frozenset()


def test_a_sparse_giant_is_refused_by_its_area(tmp_path: Path) -> None:
    path = with_sheet(tmp_path, sheet_xml('<row><c r="KN40000"><v>1</v></c></row>'))

    assert refusal(path) == ("too_many_cells", {"sheet": "名单", "limit": 3_000_000})


def test_the_area_counts_over_all_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["J100"] = 1
    book.create_sheet("二")["J100"] = 1
    book.save(tmp_path / "a.xlsx")

    assert refusal(tmp_path / "a.xlsx", Limits(cells=1_999)) == (
        "too_many_cells",
        {"sheet": "二", "limit": 1_999},
    )
    assert len(read_workbook(tmp_path / "a.xlsx", limits=Limits(cells=2_000)).sheets) == 2


def test_an_xls_with_too_many_rows_is_refused(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", [["x"]] * 12)

    assert refusal(path, Limits(rows=11)) == (
        "sheet_too_many_rows",
        {"sheet": "第1张工作表", "limit": 11},
    )


def test_a_csv_with_too_many_rows_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\n" * 200_000, "名单.csv")

    assert refusal(path) == ("sheet_too_many_rows", {"sheet": "名单", "limit": 50_000})


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize(
    "xml",
    [
        b"<worksheet",
        b"",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>',
    ],
)
def test_broken_or_clever_xml_is_unreadable(tmp_path: Path, part: str, xml: bytes) -> None:
    raw = write_xlsx(tmp_path / "plain.xlsx", [["x"]]).read_bytes()

    assert refusal(written(tmp_path, replaced_parts(raw, {part: xml})))[0] == "file_unreadable"


def test_a_workbook_that_names_a_missing_sheet_is_unreadable(tmp_path: Path) -> None:
    raw = write_xlsx(tmp_path / "plain.xlsx", [["x"]]).read_bytes()
    broken = raw.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet9.xml")

    assert refusal(written(tmp_path, broken))[0] == "file_unreadable"


def test_a_workbook_without_sheets_is_unreadable(tmp_path: Path) -> None:
    raw = write_xlsx(tmp_path / "plain.xlsx", [["x"]]).read_bytes()
    path = written(tmp_path, replaced_parts(raw, {"xl/workbook.xml": b"<workbook/>"}))

    assert refusal(path)[0] == "file_unreadable"


OUTCOMES = ("read", "file_", "sheet_", "too_many_")


def outcome(path: Path) -> str:
    """How a file ends: read, with whatever is in it, or refused with a code; all else escapes."""
    try:
        table = read_first(path)
    except JunhengError as error:
        return error.code
    return f"read {len(table.rows)} rows"


@settings(derandomize=True, max_examples=150, deadline=None)
@given(raw=st.binary(max_size=2000))
def test_random_bytes_give_nothing_but_a_refusal_or_a_table(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = written(tmp_path_factory.getbasetemp(), raw, "随机.xlsx")

    assert outcome(path).startswith(OUTCOMES)


FAMILIES = ("bad-96.xlsx", "primary-268.xls", "town-133-gbk.csv")


@settings(derandomize=True, max_examples=120, deadline=None)
@given(
    name=st.sampled_from(FAMILIES),
    place=st.floats(0, 0.9999),
    patch=st.binary(min_size=1, max_size=40),
)
def test_real_files_with_flipped_bytes_give_nothing_but_a_refusal_or_a_table(
    tmp_path_factory: pytest.TempPathFactory, name: str, place: float, patch: bytes
) -> None:
    raw = bytearray((DATA / name).read_bytes())
    start = int(place * len(raw))
    raw[start : start + len(patch)] = patch
    path = written(tmp_path_factory.getbasetemp(), bytes(raw), f"坏-{name}")

    assert outcome(path).startswith(OUTCOMES)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(place=st.floats(0, 0.9999), patch=st.binary(min_size=1, max_size=20))
def test_flipped_bytes_inside_the_parts_give_nothing_but_a_refusal_or_a_table(
    tmp_path_factory: pytest.TempPathFactory, place: float, patch: bytes
) -> None:
    original = (DATA / "bad-96.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        names = [name for name in archive.namelist() if "sheet" in name or "workbook" in name]
        part = names[int(place * 1000) % len(names)]
        content = bytearray(archive.read(part))
    start = int(place * len(content))
    content[start : start + len(patch)] = patch
    path = written(
        tmp_path_factory.getbasetemp(), replaced_parts(original, {part: bytes(content)}), "坏.xlsx"
    )

    assert outcome(path).startswith(OUTCOMES)
