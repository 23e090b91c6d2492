"""The lists of all classes: a workbook for the school, a table for programs."""

import csv
import io
from collections.abc import Sequence

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.frozen import FrozenStudent, FrozenUnit
from junheng.ceremony.papers.facts import GENDERS, GRADES, Sitting, class_titles, summary_of
from junheng.reporting.lists import ListClass, ListColumn, SchoolLists, lists_workbook


def assignment_csv(draws: Sequence[UnitDraw]) -> bytes:
    """`internal/assignment.csv` for programs: sheet, row, name, group; in the roster's order."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("sheet", "row", "name", "group"))
    for drawn in draws:
        placed = zip(drawn.unit.students, drawn.classes, strict=True)
        for student, index in sorted(placed, key=lambda pair: pair[0].row):
            writer.writerow((student.sheet, student.row, student.name, f"G{index + 1}"))
    return text.getvalue().encode("utf-8")


def lists_file(sitting: Sitting, draws: Sequence[UnitDraw]) -> bytes:
    """`lists.xlsx`: the full lists of all classes, for the school."""
    columns = (
        ListColumn("序号", 6),
        ListColumn("姓名", 14),
        ListColumn("性别", 6),
        ListColumn("登记编号", 14),
        ListColumn("名册表", 16),
        ListColumn("名册行号", 10),
    )
    return lists_workbook(
        [
            SchoolLists(
                county=sitting.frozen.county,
                school=drawn.unit.school,
                grade=GRADES[drawn.unit.stage],
                year=sitting.frozen.year,
                columns=columns,
                classes=tuple(
                    _list_class(drawn.unit, title, drawn.students_of(index))
                    for index, title in enumerate(class_titles(drawn.unit))
                ),
                result_code=drawn.code,
                printed_at=sitting.ended_at,
                is_rehearsal=sitting.is_rehearsal,
            )
            for drawn in draws
        ]
    )


def _list_class(unit: FrozenUnit, title: str, students: Sequence[FrozenStudent]) -> ListClass:
    return ListClass(
        title=title,
        rows=tuple(
            (
                str(number),
                student.name,
                GENDERS[student.gender],
                student.sid,
                student.sheet,
                str(student.row),
            )
            for number, student in enumerate(students, start=1)
        ),
        summary=summary_of(unit, students),
    )
