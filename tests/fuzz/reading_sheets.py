"""Targets: everything that reads a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import xlsxwriter
import xlwt

from junheng.apps.adjustments import columns as of_the_roll
from junheng.apps.monitoring import columns as of_a_school
from junheng.apps.schools import columns as of_schools
from junheng.apps.teachers import columns as of_teachers
from junheng.core.messages import describe, sentence
from junheng.engine.errors import JunhengError
from junheng.monitoring import read_county
from junheng.profiles import load_profile
from junheng.profiles.indicators import load_catalogue
from junheng.rosters import read_roster
from junheng.rosters.class_lists import ListChoices, read_class_lists
from junheng.rosters.teachers import ClassesOfSheet, read_homeroom_teachers
from junheng.rosters.teams import read_team_roster
from junheng.tabular import Fault, Sheet, Workbook, read_table, read_workbook
from junheng.tabular.annotate import annotated_workbook
from tests.fuzz.oracle import Target, must_be_said
from tests.fuzz.zips import packed, unpacked
from tests.rosters_made import HEADINGS, children

TODAY: Final = date(2026, 7, 15)
NATIONAL: Final = load_profile("national")
CATALOGUE: Final = load_catalogue("national-2017")
_SAYS_NOTHING: Final = ("docProps/", "xl/theme/")
_SHEET: Final = b"\x1d"


@contextmanager
def file_of(content: bytes, name: str = "名册.csv") -> Iterator[Path]:
    """A file with these bytes."""
    with TemporaryDirectory(prefix="junheng-fuzz-") as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        yield file


def rows_of_a_roster(count: int = 3) -> list[tuple[str, ...]]:
    """Headings and children as schools write them."""
    return [tuple(HEADINGS), *(child.cells() for child in children(count))]


def as_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as a .csv."""
    output = io.StringIO(newline="")
    csv.writer(output).writerows(rows)
    return output.getvalue().encode()


def as_xlsx(rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as an .xlsx, with a hidden column, a formula and merged cells."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    page = book.add_worksheet("名册")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(number, column, value)
    page.write_formula(9, 0, "=A1", value="x")
    page.merge_range(10, 0, 10, 2, "合计")
    page.set_column(5, 5, None, None, {"hidden": True})
    page.set_row(12, None, None, {"hidden": True})
    book.add_worksheet("说明").hide()
    book.close()
    return output.getvalue()


def as_xls(rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as an .xls."""
    book = xlwt.Workbook()
    page = book.add_sheet("名册")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(number, column, value)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def must_be_a_table(workbook: Workbook) -> None:
    """Sheets are rectangles and what was said of them lies inside a spreadsheet."""
    for sheet in workbook.sheets:
        assert len({len(row) for row in sheet.rows}) <= 1


def read_any(content: bytes) -> None:
    """Any bytes as a workbook, whatever its kind."""
    with file_of(content) as file:
        must_be_a_table(read_workbook(file))


def read_and_annotate(content: bytes) -> None:
    """An .xlsx by its parts: read, and given back with a fault marked on each sheet."""
    with file_of(packed(content), "名册.xlsx") as file:
        workbook = read_workbook(file)
        must_be_a_table(workbook)
        faults = [
            Fault(sheet.name, 1, "姓名", "cell_required", column_index=0)
            for sheet in workbook.sheets
            if sheet.is_visible
        ]
        marked = annotated_workbook(file, faults, lambda fault: sentence(fault.code, fault.params))
    with file_of(marked, "标注.xlsx") as file:
        read_workbook(file)


def roster(content: bytes) -> None:
    """A roster of students, and the workbook that goes back to the school."""
    with file_of(content) as file:
        reading = read_roster(file, NATIONAL, today=TODAY)
        must_be_said(reading.faults)
        for school in reading.schools:
            for note in school.notes:
                sentence(note.code, note.params)
        annotated_workbook(file, reading.faults, lambda fault: sentence(fault.code, fault.params))


def class_lists(content: bytes) -> None:
    """Lists of classes as an inspection finds them."""
    choices = ListChoices(marks=("总分",), groups=("原校",), teachers=("语文",), order="序号")
    for given in (choices, ListChoices()):
        with file_of(content) as file:
            try:
                found = read_class_lists(file, NATIONAL, given, today=TODAY)
            except JunhengError as refusal:
                describe(refusal)
                continue
        for one in found:
            must_be_said(one.warnings)
            for note in (*one.notes, *one.refusals):
                sentence(note.code, note.params)


def teachers(content: bytes) -> None:
    """Homeroom teachers of a school, and the roster of its teaching teams."""
    with file_of(content) as file:
        try:
            must_be_said(
                read_homeroom_teachers(file, [ClassesOfSheet("名册", "东门小学", 2)]).faults
            )
        except JunhengError as refusal:
            describe(refusal)
        reading = read_team_roster(file)
    must_be_said((*reading.faults, *reading.warnings))
    assert (reading.roster is None) == bool(reading.faults)


def county(content: bytes) -> None:
    """The two sheets of a county's monitoring."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_numbers": True})
    for name, text in zip(("学校", "全县"), content.split(_SHEET, 1), strict=False):
        page = book.add_worksheet(name)
        lines = text.decode(errors="replace").splitlines()[:200]
        for number, line in enumerate(lines):
            for column, value in enumerate(line.split("\t")[:200]):
                page.write(number, column, value)
    book.close()
    with file_of(output.getvalue(), "监测数据.xlsx") as file:
        reading = read_county(file, CATALOGUE)
    must_be_said(reading.faults)
    assert (reading.figures is None) == any(one.severity == "error" for one in reading.faults)


def tables(content: bytes) -> None:
    """The small tables of the platform: schools, teachers, the roll, a school's monitoring."""
    with file_of(content) as file:
        (sheet,) = read_workbook(file).sheets
    for columns in (
        of_schools.COLUMNS, of_teachers.COLUMNS, of_the_roll.COLUMNS, of_a_school.COLUMNS,
    ):  # fmt: skip
        table = read_table(Sheet(sheet.name, rows=sheet.rows), columns)
        must_be_said(table.faults)


def _county_seed() -> bytes:
    from tests.monitoring.counties_made import school, workbook  # noqa: PLC0415 - slow to import

    book = workbook([school("S1", "东门小学", "小学"), school("S2", "西坪中学", "初中")])
    texts = []
    for name in ("学校", "全县"):
        lines = [
            "\t".join("" if cell.value is None else str(cell.value) for cell in row)
            for row in book[name].iter_rows()
        ]
        texts.append("\n".join(lines).encode())
    return _SHEET.join(texts)


def _class_list_rows() -> list[tuple[str, ...]]:
    heads = ("序号", "姓名", "性别", "班级", "总分", "原校", "语文")
    rows = [
        (str(n), f"学生{n}", "男女"[n % 2], f"{n % 3 + 1}班", str(90 + n), "甲乙"[n % 2], "88")
        for n in range(1, 13)
    ]
    return [heads, *rows]


_TEAM_ROWS: Final = [
    ("姓名", "任教学科", "教龄", "职称", "学历", "是否骨干", "性别", "是否可任班主任", "回避"),
    ("李一", "语文", "12", "一级教师", "本科", "是", "女", "是", ""),
    ("王二", "数学、科学", "3", "二级教师", "专科", "否", "男", "否", "李一"),
]
_TITLES: Final = (
    "姓名", "性别", "身份证号", "出生日期", "民族", "班级", "学校代码", "学校名称", "电话", "学段",
    "是", "否", "男", "女", "1班", "2014-05-01", "36012120140105001X", "合计", "填表说明", "七年级",
    "任教学科", "职称", "年度", "项目", "数值", "教龄",
)  # fmt: skip

TARGETS: Final = (
    Target(
        "workbook",
        "any bytes as .xlsx, .xls or .csv",
        read_any,
        lambda: [
            as_xlsx(rows_of_a_roster(1)), as_xls(rows_of_a_roster(1)),
            as_csv(rows_of_a_roster(1)), as_csv(rows_of_a_roster(1)).decode().encode("gb18030"),
            "\ufeff姓名\t性别".encode("utf-16"),
        ],
        largest=16384,
        words=("PK\x03\x04", "PK\x01\x02", "Workbook"),
    ),
    Target(
        "xlsx",
        "the parts of an .xlsx, and the workbook that goes back with its faults marked",
        read_and_annotate,
        lambda: [unpacked(as_xlsx(rows_of_a_roster(1)), without=_SAYS_NOTHING)],
        shape="parts",
        largest=16384,
        words=(
            "<c r=\"A1\" t=\"s\"><v>0</v></c>", "t=\"e\"", "t=\"b\"", "t=\"d\"", "t=\"str\"",
            "hidden=\"1\"", "<f>1+1</f>", "mergeCell ref=\"A1:C3\"", "XFD1048576", "<!DOCTYPE a>",
            "<![CDATA[", "&#x10FFFF;", "<row r=\"0\">", "<is><t>x</t></is>", "1e999", "-1",
        ),
    ),
    Target(
        "roster",
        "a roster of students: columns, cells, twins, notes, the annotated copy",
        roster,
        lambda: [as_csv(rows_of_a_roster(4))],
        shape="text",
        words=_TITLES,
    ),
    Target(
        "class-lists",
        "class lists of an inspection",
        class_lists,
        lambda: [as_csv(_class_list_rows())],
        shape="text",
        words=_TITLES,
    ),
    Target(
        "teachers",
        "homeroom teachers and the roster of teaching teams",
        teachers,
        lambda: [as_csv(_TEAM_ROWS), as_csv([("姓名", "是否可任班主任"), ("李一", "是")])],
        shape="text",
        words=_TITLES,
    ),
    Target(
        "county",
        "a county's monitoring workbook, two sheets",
        county,
        lambda: [_county_seed()],
        shape="text",
        largest=12288,
        words=("\t", "小学", "初中", "完全中学", "1/3", "0.1", "-1", "1e9", "\uff19", "％"),
    ),
    Target(
        "tables",
        "schools, teachers, the roll after enrolment, a school's monitoring table",
        tables,
        lambda: [
            as_csv([
                [column.title for column in columns.COLUMNS],
                ["010001", "东门小学", "是", "否", "2026-09-01", "13800000000"],
            ])
            for columns in (of_schools, of_teachers, of_the_roll, of_a_school)
        ],
        shape="text",
        words=_TITLES,
    ),
)  # fmt: skip
