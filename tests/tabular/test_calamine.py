"""The reader of workbooks in a process of its own: no file ends the program, no value changes."""

import datetime as dt
import json
import os
import signal
import struct
import sys
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from junheng.engine.errors import JunhengError
from junheng.tabular import Limits, calamine, read_workbook, workbook
from junheng.tabular.marks import SheetMarks
from tests.tabular.builders import replaced_parts, write_xls, write_xlsx

_DIMENSIONS = struct.pack("<HH", 0x0200, 14)
"""[MS-XLS] §2.4.90, before its four numbers."""
_SECTOR = 512


QUESTION = json.dumps({"content": b64encode(b"PK").decode(), "cells": 100})


def strings_without_number(folder: Path) -> Path:
    """An .xlsx that announces a hundred thousand million texts."""
    path = write_xlsx(folder / "名单.xlsx", [["甲"]])
    strings = b'<sst uniqueCount="99999999999"><si><t>x</t></si></sst>'
    path.write_bytes(replaced_parts(path.read_bytes(), {"xl/sharedStrings.xml": strings}))
    return path


def endless_sheet(folder: Path) -> Path:
    """An .xls whose sheet announces all rows and columns that 32 and 16 bits can name."""
    path = write_xls(folder / "名单.xls", [["甲"]])
    raw = path.read_bytes()
    start = raw.index(_DIMENSIONS) + len(_DIMENSIONS)
    numbers = struct.pack("<IIHH", 0, 0xFFFFFFFF, 0, 0xFFFF)
    path.write_bytes(raw[:start] + numbers + raw[start + len(numbers) :])
    return path


def table_in_a_circle(folder: Path) -> Path:
    """An .xls whose last sector continues the table of sectors with itself ([MS-CFB] §2.5)."""
    path = write_xls(folder / "名单.xls", [["甲"]])
    raw = path.read_bytes()
    last = len(raw) // _SECTOR - 1
    raw += struct.pack("<128I", *[0xFFFFFFFF] * 127, last)
    path.write_bytes(raw[:68] + struct.pack("<II", last, 0) + raw[76:])
    return path


def refusal(path: Path) -> str:
    with pytest.raises(JunhengError) as caught:
        read_workbook(path)
    return caught.value.code


def is_reading(path: Path) -> bool:
    return [len(sheet.rows) for sheet in read_workbook(path).sheets] == [1]


@pytest.mark.parametrize("made", [strings_without_number, endless_sheet])
def test_a_file_that_ends_the_reader_is_unreadable_and_the_next_one_is_read(
    tmp_path: Path, made: Callable[[Path], Path]
) -> None:
    assert is_reading(write_xlsx(tmp_path / "good.xlsx", [["甲"]]))

    assert refusal(made(tmp_path)) == "file_unreadable"
    # It was the file: the process that could be asked before is gone.
    assert workbook._reader(os.getpid()).process is None
    assert is_reading(tmp_path / "good.xlsx")


def test_a_sheet_that_only_the_reader_sees_so_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx(tmp_path / "名单.xlsx", [["甲"] * 5] * 4)
    assert [len(sheet.rows) for sheet in read_workbook(path, limits=Limits(cells=20)).sheets] == [4]
    monkeypatch.setattr(SheetMarks, "check_place", lambda *_place: None)

    with pytest.raises(JunhengError) as refused:
        read_workbook(path, limits=Limits(cells=19))

    assert (refused.value.code, refused.value.params) == (
        "too_many_cells", {"sheet": "名单", "limit": 19}
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no memory this way")
def test_a_file_in_a_circle_comes_to_the_limit_of_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook._reader(os.getpid()).end()
    monkeypatch.setattr(workbook, "MOST_BYTES", 256 << 20)

    assert refusal(table_in_a_circle(tmp_path)) == "file_unreadable"
    assert workbook._reader(os.getpid()).process is None


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_file_that_takes_too_long_is_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx(tmp_path / "good.xlsx", [["甲"]])
    assert is_reading(path)
    reader = workbook._reader(os.getpid()).process
    assert reader is not None
    reader.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(workbook, "PATIENCE_SECONDS", 0.2)

    assert refusal(path) == "file_unreadable"

    monkeypatch.undo()
    assert is_reading(path)


def test_a_computer_without_room_for_a_process_is_not_the_files_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx(tmp_path / "good.xlsx", [["甲"]])
    workbook._reader(os.getpid()).end()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))

    assert refusal(path) == "reader_not_started"


def test_every_kind_of_value_comes_as_the_library_gives_it(tmp_path: Path) -> None:
    values = [
        "张三", "", "𠮷\n二", 7, 1.5, 1e300, True, False, dt.date(2014, 5, 1),
        dt.datetime.fromisoformat("2014-05-01T09:30:15"), dt.time(8, 5),
        dt.timedelta(days=2, hours=3, seconds=1),
    ]  # fmt: skip
    path = write_xlsx(tmp_path / "values.xlsx", [values])
    itself = CalamineWorkbook.from_path(path).get_sheet_by_index(0)

    [row] = read_workbook(path).sheets[0].rows

    [expected] = itself.to_python(skip_empty_area=False)
    read = [cell.value for cell in row]
    assert read == [None if value == "" else value for value in expected]
    assert list(map(type, read)) == [type(v) if v != "" else type(None) for v in expected]
    assert {dt.date, dt.datetime, dt.time, dt.timedelta, bool, float, str} <= set(map(type, read))


class PanicException(BaseException):
    """What a panic of the Rust reader looks like from Python."""


def break_reader(monkeypatch: pytest.MonkeyPatch, raised: BaseException) -> None:
    class Reader:
        @staticmethod
        def from_filelike(_file: object) -> None:
            raise raised

    monkeypatch.setattr(calamine, "CalamineWorkbook", Reader)


@pytest.mark.parametrize("raised", [PanicException(), OverflowError(), KeyError()])
def test_a_panic_or_fault_of_the_reader_is_no_sheet(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException
) -> None:
    break_reader(monkeypatch, raised)

    assert json.loads(calamine.answer(QUESTION)) is None


def test_an_interruption_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    break_reader(monkeypatch, KeyboardInterrupt())

    with pytest.raises(KeyboardInterrupt):
        calamine.answer(QUESTION)
