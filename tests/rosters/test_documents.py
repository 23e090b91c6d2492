"""Students with a passport, another document, or none."""

from collections.abc import Callable
from datetime import date

import pytest

from junheng.core.messages import describe
from junheng.rosters import RosterReading

Read = Callable[..., RosterReading]
HEADER = "姓名 性别 身份证号 身份证件类型 出生日期"
BORN = "2014-01-02"


@pytest.mark.parametrize(
    ("document", "written", "number"),
    [
        ("护照", "e1234 5678", "E12345678"),
        ("A", 12345678, "12345678"),
        ("6", "H123456（7）", "H123456(7)"),
        ("澳门", "1234567(8)", "1234567(8)"),
        ("台湾", "01234567", "01234567"),
        ("9", "CHN310081010101", "CHN310081010101"),
        ("Z", "AB-12345", "AB-12345"),
        ("其他", None, "NONE-安娜2014-01-02"),
    ],
)
def test_a_student_with_another_document_is_read(
    read_lines: Read, document: str, written: object, number: str
) -> None:
    reading = read_lines(HEADER, ("安娜", "女", written, document, BORN))
    assert reading.faults == ()
    (student,) = reading.schools[0].students
    assert (student.identity_number, student.birth_date) == (number, date(2014, 1, 2))


@pytest.mark.parametrize("document", [None, "1", "身份证", "居民户口簿"])
def test_residents_need_a_resident_number(read_lines: Read, document: str | None) -> None:
    reading = read_lines(HEADER, ("安娜", "女", "E12345678", document, BORN))
    (fault,) = reading.faults
    assert fault.code == "identity_number_of_other_document"
    assert "加一列“身份证件类型”" in describe(fault)


@pytest.mark.parametrize(
    ("written", "document", "born", "code"),
    [
        ("E12345678", "护照", None, "birth_date_needed_without_resident_number"),
        (None, "护照", BORN, "cell_required"),
        ("E1_345678", "护照", BORN, "document_number_unreadable"),
        (1234567890123456, "护照", BORN, "identity_number_typed_as_number"),
    ],
)
def test_what_is_wrong_with_another_document_is_told(
    read_lines: Read, written: object, document: str, born: str | None, code: str
) -> None:
    reading = read_lines(HEADER, ("安娜", "女", written, document, born))
    assert [fault.code for fault in reading.faults] == [code]


def test_an_equal_document_number_is_one_person_only_under_one_name(read_lines: Read) -> None:
    line = ("E12345678", "护照", BORN)
    reading = read_lines(
        HEADER, ("安娜", "女", *line), ("安娜", "女", *line), ("李四", "女", *line)
    )
    assert [(fault.row, fault.code) for fault in reading.faults] == [(3, "person_repeated")]
    assert (4, "identity_number_repeated") in [(w.row, w.code) for w in reading.warnings]
