"""Files as people make them, built cell by cell inside the tests."""

import csv
import datetime as dt
import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl
import xlwt

from junheng.tabular import (
    CalendarDate,
    Choice,
    Column,
    IdentityNumber,
    Table,
    Text,
    YesNo,
    read_table,
    read_workbook,
)

TODAY = dt.date(2026, 8, 10)

NAME = Text("姓名", to="name", required=True, aliases=("学生姓名",), is_personal_name=True)
SEX = Choice(
    "性别",
    to="sex",
    required=True,
    choices={
        "男": "male",
        "女": "female",
        "男性": "male",
        "女性": "female",
        "1": "male",
        "2": "female",
    },
)
IDENTITY = IdentityNumber(
    "身份证号",
    to="identity_number",
    required=True,
    unique=True,
    aliases=("身份证件号", "身份证件号码", "公民身份号码"),
    today=TODAY,
)
BIRTH = CalendarDate("出生日期", to="birth_date")
MIGRANT = YesNo(
    "是否随迁", to="migrant", aliases=("随迁", "随迁子女", "是否随迁子女"), blank_means_no=True
)
STUDENTS: tuple[Column, ...] = (NAME, SEX, IDENTITY, BIRTH, MIGRANT)
HEADINGS = ("姓名", "性别", "身份证号")


def identity_number(serial: int, *, birth: str = "20140501", region: str = "360121") -> str:
    """A number by the letter of GB 11643-1999: weights 2^(18-i) mod 11, check (12 - sum) mod 11."""
    body = f"{region}{birth}{serial:03d}"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


def person(serial: int) -> tuple[str, str, str]:
    """A correct row for HEADINGS; odd serials are male."""
    return (f"学生{chr(0x4E00 + serial)}", "男" if serial % 2 else "女", identity_number(serial))


def wide(text: str) -> str:
    """The same text in full-width characters, as Chinese input methods type it."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


def write_xlsx(path: Path, rows: Iterable[Sequence[object]], sheet: str = "名单") -> Path:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(list(row))
    book.save(path)
    return path


def write_xls(path: Path, rows: Iterable[Sequence[object]], sheet: str = "名单") -> Path:
    book = xlwt.Workbook()
    page = book.add_sheet(sheet)
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            page.write(row, column, value)
    book.save(str(path))
    return path


def csv_text(rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    output = io.StringIO(newline="")
    csv.writer(output, delimiter=delimiter).writerows(rows)
    return output.getvalue()


def read_first(path: Path, columns: Sequence[Column] = STUDENTS) -> Table:
    """The table on the first sheet of a file."""
    return read_table(read_workbook(path).sheets[0], columns)


def places(table: Table) -> list[tuple[int | None, str | None, str]]:
    """Row, column and code of every fault."""
    return [(fault.row, fault.column, fault.code) for fault in table.faults]


def replaced_parts(raw: bytes, parts: Mapping[str, bytes]) -> bytes:
    """A zip with some parts replaced or added."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return output.getvalue()


_SECTOR = 512
_MINI = 64
_CUTOFF = 4096
_FREE, _END, _FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file after [MS-CFB] with the given streams; short ones go to the mini stream."""
    mini, mini_fat = b"", list[int]()
    chains: dict[str, tuple[int, int]] = {}
    sectors: list[bytes] = []
    fat: list[int] = []

    def add(content: bytes) -> int:
        first = len(sectors)
        count = max(1, -(-len(content) // _SECTOR))
        for index in range(count):
            sectors.append(content[index * _SECTOR : (index + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
            fat.append(first + index + 1 if index + 1 < count else _END)
        return first

    for name, content in streams.items():
        if len(content) < _CUTOFF:
            first = len(mini) // _MINI
            count = max(1, -(-len(content) // _MINI))
            mini += content.ljust(count * _MINI, b"\0")
            mini_fat += [*range(first + 1, first + count), _END]
            chains[name] = (first, len(content))
        else:
            chains[name] = (add(content), len(content))
    mini_start = add(mini) if mini else _END
    mini_fat_start = add(struct.pack(f"<{len(mini_fat)}I", *mini_fat)) if mini_fat else _END
    entries = [_entry("Root Entry", 5, mini_start, len(mini))]
    entries += [_entry(name, 2, *chains[name]) for name in streams]
    directory = add(b"".join(entries))
    fat_start, fat_count = len(sectors), -(-(len(fat) + 2) // 128)
    fat += [_FAT_SECTOR] * fat_count
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_count * _SECTOR, b"\xff")
    difat = [*range(fat_start, fat_start + fat_count)]
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, fat_count, directory, 0, _CUTOFF, mini_fat_start, 1 if mini_fat else 0, _END, 0, 0,
    )[:76]  # fmt: skip
    header += struct.pack("<109I", *difat, *[_FREE] * (109 - len(difat)))
    return header + b"".join(sectors) + table


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII36xIII", encoded, len(encoded), kind, 1, _FREE, _FREE, _FREE, first, size, 0
    )
