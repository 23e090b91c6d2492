"""CSV as Chinese offices produce it."""

from pathlib import Path

import pytest

from junheng.engine.errors import JunhengError
from junheng.tabular import read_workbook
from tests.tabular.builders import HEADINGS, csv_text, person, places, read_first

ROWS = [HEADINGS, person(1), person(2)]


def written(folder: Path, raw: bytes) -> Path:
    path = folder / "名单.csv"
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_every_encoding_in_use_is_read(tmp_path: Path, codec: str, encoding: str) -> None:
    path = written(tmp_path, csv_text(ROWS).encode(codec))

    workbook = read_workbook(path)

    assert (workbook.kind, workbook.encoding) == ("csv", encoding)
    assert [sheet.name for sheet in workbook.sheets] == ["名单"]
    assert [row.values["name"] for row in read_first(path).rows] == [person(1)[0], person(2)[0]]


def test_big_endian_utf_16_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xfe\xff" + csv_text(ROWS).encode("utf-16-be"))

    assert len(read_first(path).rows) == 2


def test_rare_characters_survive_gb18030(tmp_path: Path) -> None:
    path = written(tmp_path, csv_text([HEADINGS, ("𠮷㛃", *person(1)[1:])]).encode("gb18030"))

    assert read_first(path).rows[0].values["name"] == "𠮷㛃"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_separator_in_use_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [("新生名册",), *ROWS]
    path = written(tmp_path, csv_text(rows, delimiter).encode())

    assert len(read_first(path).rows) == 2


def test_quotes_hold_separators_and_line_ends(tmp_path: Path) -> None:
    text = '姓名,性别,身份证号,备注\r\n"张 三",男,"{}","一,二\r\n三"\r\n李四,,x,\r\n'

    table = read_first(written(tmp_path, text.format(person(1)[2]).encode()))

    assert [row.number for row in table.rows] == [2, 3]
    assert table.rows[0].values["name"] == "张三"
    assert places(table) == [
        (3, "性别", "cell_required"),
        (3, "身份证号", "identity_number_wrong_length"),
    ]


def test_numbers_kept_as_text_by_a_formula_are_text(tmp_path: Path) -> None:
    text = f'姓名,性别,身份证号\n张三,男,"=""{person(1)[2]}"""\n'

    table = read_first(written(tmp_path, text.encode()))

    assert table.faults == ()
    assert table.rows[0].seen["identity_number"] == person(1)[2]


def test_other_formulas_are_formulas(tmp_path: Path) -> None:
    text = f"姓名,性别,身份证号\n=A1,男,{person(1)[2]}\n"

    assert places(read_first(written(tmp_path, text.encode()))) == [(2, "姓名", "cell_is_formula")]


def test_blank_lines_keep_their_numbers(tmp_path: Path) -> None:
    text = csv_text([HEADINGS, [], person(1)])

    table = read_first(written(tmp_path, text.encode()))

    assert [row.number for row in table.rows] == [3]
    assert [(skipped.number, skipped.reason) for skipped in table.skipped] == [(2, "blank")]


def test_the_old_mark_of_the_end_is_not_content(tmp_path: Path) -> None:
    assert len(read_first(written(tmp_path, csv_text(ROWS).encode("gbk") + b"\x1a")).rows) == 2


def test_a_cell_without_end_is_unreadable(tmp_path: Path) -> None:
    path = written(tmp_path, b'"' + b"x" * 200_000)

    with pytest.raises(JunhengError) as caught:
        read_workbook(path)

    assert caught.value.code == "file_unreadable"
