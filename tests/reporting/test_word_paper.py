"""Papers to go on writing in: what stands on one line must fit it."""

import datetime as dt
import io
from itertools import pairwise

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from junheng.reporting.word_paper import WordPaper

AT = dt.datetime(2026, 8, 20, 9, 30, tzinfo=dt.UTC)
MARGINS = Pt(2 * 57 / 20)
"""What the table leaves free on both sides of a cell."""


def written_width(text: str, points: int) -> int:
    """As programs set it: Chinese on a square, a digit half of it, a quarter between the two."""
    halves = sum(4 if not letter.isascii() else 2 for letter in text)
    meetings = sum(one.isdigit() != other.isdigit() for one, other in pairwise(text))
    return Pt(points) * (halves + meetings) // 4


@pytest.mark.parametrize("teams", [8, 10])
def test_the_names_of_teams_stay_on_one_line(teams: int) -> None:
    names = [f"第{number}组" for number in range(9, 9 + teams)]
    paper = WordPaper("报告", "学校", AT)
    paper.table(("项目", *names, "均值"), [("语数英平均教龄（年）", *["12.5"] * (teams + 1))])
    paper.table(
        ("团队", "班主任", "语文", "数学", "英语"), [(one, *["王小芳"] * 4) for one in names]
    )

    across, down = docx.Document(io.BytesIO(paper.content())).tables

    for cell in [*across.rows[0].cells[1:-1], *[row.cells[0] for row in down.rows[1:]]]:
        points = cell.paragraphs[0].runs[0].font.size.pt
        assert cell.text in names
        assert cell.width >= written_width(cell.text, points) + MARGINS


def test_a_word_among_numbers_stands_below_them() -> None:
    paper = WordPaper("报告", "学校", AT)
    rows = [("班主任职称", "高级", ""), ("与均值之差", "0.0", ""), ("班主任教龄", "23", "")]
    paper.table(("项目", "第1组", "办结"), rows)

    (table,) = docx.Document(io.BytesIO(paper.content())).tables
    sides = [
        {cell.paragraphs[0].alignment for cell in column.cells[1:]} for column in table.columns
    ]

    left, right = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
    assert sides == [{left}, {right}, {left}]
