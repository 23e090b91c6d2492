"""What an .xls does not show, and compound files that contradict themselves."""

import struct
from pathlib import Path

import pytest
import xlwt

from junheng.engine.errors import JunhengError
from junheng.tabular import Limits, read_workbook
from junheng.tabular.biff import scan_biff
from junheng.tabular.compound import CompoundError, CompoundFile
from tests.tabular.builders import compound_file

DATA = Path(__file__).parent.parent / "data" / "rosters"


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def test_formulas_errors_and_hidden_places_of_an_xls_are_seen(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    first = book.add_sheet("一")
    first.write(0, 0, "甲")
    first.write(0, 1, 5)
    first.write(0, 2, 6)
    second = book.add_sheet("二")
    second.write(0, 0, "乙")
    second.write(1, 0, xlwt.Formula("1+1"))
    second.row(2).set_cell_error(1, 0x2A)
    second.row(1).hidden = True
    second.col(3).hidden = True
    second.write(0, 3, True)
    hidden = book.add_sheet("三")
    hidden.visibility = 1
    book.save(str(tmp_path / "a.xls"))

    one, two, three = read_workbook(tmp_path / "a.xls").sheets

    assert not any(cell.is_formula or cell.is_error for row in one.rows for cell in row)
    assert [
        (r, c) for r, row in enumerate(two.rows) for c, cell in enumerate(row) if cell.is_formula
    ] == [(1, 0)]
    assert [
        (r, c) for r, row in enumerate(two.rows) for c, cell in enumerate(row) if cell.is_error
    ] == [(2, 1)]
    assert (two.hidden_rows, two.hidden_columns) == ({1}, {3})
    assert (three.name, three.is_visible, three.rows) == ("三", False, ())


def test_an_error_as_the_result_of_a_formula_is_an_error() -> None:
    result = bytes([2, 0, 42, 0, 0, 0]) + b"\xff\xff"
    sheet = (
        record(0x0809, bytes(16))
        + record(0x0006, struct.pack("<HHH", 4, 2, 0) + result + bytes(8))
        + record(0x000A)
    )
    globals_length = 4 + 16 + 4 + 10 + 4
    stream = (
        record(0x0809, bytes(16))
        + record(0x0085, struct.pack("<IBB", globals_length, 0, 0) + b"\1\0A\0")
        + record(0x000A)
        + sheet
    )

    marks = scan_biff(compound_file({"Workbook": stream}), "a.xls", Limits())

    assert [(sheet.formulas, sheet.errors) for sheet in marks] == [({(4, 2)}, {(4, 2)})]
    assert (marks[0].rows, marks[0].columns) == (5, 3)


def test_an_xls_with_a_password_is_refused() -> None:
    stream = record(0x0809, bytes(16)) + record(0x002F, bytes(54)) + record(0x000A)

    with pytest.raises(JunhengError) as caught:
        scan_biff(compound_file({"Book": stream}), "a.xls", Limits())

    assert caught.value.code == "file_encrypted"


def test_a_record_cut_short_is_unreadable() -> None:
    stream = record(0x0809, bytes(16)) + record(0x0085, b"\1")

    with pytest.raises(JunhengError) as caught:
        scan_biff(compound_file({"Workbook": stream}), "a.xls", Limits())

    assert caught.value.code == "file_unreadable"


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 4095, 4096, 4097, 100_000])
def test_streams_of_all_lengths_come_back_whole(size: int) -> None:
    content = bytes(index * 7 % 251 for index in range(size))

    container = CompoundFile(
        compound_file({"别的": b"y" * 200, "Workbook": content, "大": b"z" * 5000})
    )

    assert container.names == ("别的", "Workbook", "大")
    assert container.stream("Workbook") == content


def test_a_table_of_sectors_longer_than_the_header_is_followed() -> None:
    """An allocation table of more than 109 sectors goes on in sectors of its own."""
    content = bytes(range(256)) * 32 * 1024  # 8 MB: 16,384 sectors in 129 sectors of table
    raw = compound_file_with_long_table(content)

    assert CompoundFile(raw).stream("Workbook") == content


def compound_file_with_long_table(content: bytes) -> bytes:
    count = len(content) // 512
    directory, table_count = count, -(-(count + 1 + 140) // 128)
    first_table = count + 1
    more = first_table + table_count
    fat = [*range(1, count), 0xFFFFFFFE, 0xFFFFFFFE]
    fat += [0xFFFFFFFD] * table_count + [0xFFFFFFFC]
    tables = [first_table + index for index in range(table_count)]
    header = bytearray(compound_file({})[:512])
    struct.pack_into("<II", header, 44, table_count, directory)
    struct.pack_into("<II", header, 68, more, 1)
    struct.pack_into("<109I", header, 76, *tables[:109])
    rest = tables[109:]
    name = "Workbook".encode("utf-16-le")
    root = bytearray(128)
    root[66] = 5
    struct.pack_into("<I", root, 116, 0xFFFFFFFE)
    entry = struct.pack("<64sHB49xII4x", name, 18, 2, 0, len(content))
    return (
        bytes(header)
        + content
        + (bytes(root) + entry).ljust(512, b"\0")
        + struct.pack(f"<{len(fat)}I", *fat).ljust(table_count * 512, b"\xff")
        + struct.pack(f"<{len(rest)}I", *rest).ljust(508, b"\xff")
        + struct.pack("<I", 0xFFFFFFFE)
    )


def test_the_reader_agrees_with_a_file_of_another_writer() -> None:
    container = CompoundFile((DATA / "primary-268.xls").read_bytes())

    assert "Workbook" in container.names
    assert container.stream("Workbook")[:4] == struct.pack("<HH", 0x0809, 16)


@pytest.mark.parametrize(
    ("offset", "layout", "value"),
    [
        (30, "<H", 3),  # sectors of 8 bytes
        (32, "<H", 9),  # mini sectors as large as sectors
        (48, "<I", 0x00FFFFFF),  # the directory lies behind the end
    ],
)
def test_a_header_that_cannot_be_is_refused(offset: int, layout: str, value: int) -> None:
    raw = bytearray(compound_file({"Workbook": b"x" * 5000}))
    struct.pack_into(layout, raw, offset, value)

    with pytest.raises(CompoundError):
        CompoundFile(bytes(raw))


def test_a_header_cut_short_is_refused() -> None:
    with pytest.raises(CompoundError):
        CompoundFile(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def test_a_chain_that_runs_in_a_circle_is_refused() -> None:
    raw = bytearray(compound_file({"Workbook": b"x" * 5000}))
    fat_sector = struct.unpack_from("<I", raw, 76)[0]
    struct.pack_into("<I", raw, (fat_sector + 1) * 512 + 4, 0)  # sector 1 leads back to sector 0

    with pytest.raises(CompoundError):
        CompoundFile(bytes(raw)).stream("Workbook")


def test_a_stream_shorter_than_it_says_is_refused() -> None:
    raw = bytearray(compound_file({"Workbook": b"x" * 5000}))
    start = raw.index("Workbook".encode("utf-16-le"))
    struct.pack_into("<I", raw, start + 120, 9_000)

    with pytest.raises(CompoundError):
        CompoundFile(bytes(raw)).stream("Workbook")
