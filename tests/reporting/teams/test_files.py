"""The report as a document and as a PDF: the same words and numbers."""

import io
from dataclasses import replace
from functools import cache
from itertools import pairwise

import docx
import pytest

from junheng.engine.errors import JunhengError
from junheng.reporting.teams import (
    TeamReport,
    deviation_chart,
    team_report,
    team_report_document,
    team_report_pdf,
)
from tests.reporting.forms.read_back import page_count_of, words_of
from tests.reporting.teams.examples import HEAD, NAMES, record, targets

FINAL = replace(HEAD, is_rehearsal=False)


@cache
def report(classes: int = 2) -> TeamReport:
    return team_report(record(targets(classes)), NAMES * (classes // 2), HEAD)


def test_document_and_print_say_every_word_of_the_report() -> None:
    document = docx.Document(io.BytesIO(team_report_document(report())))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    paragraphs = {paragraph.text for paragraph in document.paragraphs}
    # The mark of a draft would stand between its words.
    words = words_of(team_report_pdf(replace(report(), letterhead=FINAL)))

    for chapter in report().chapters:
        assert {chapter.heading, *chapter.paragraphs} <= paragraphs
        for text in (chapter.heading, *chapter.paragraphs):
            assert "".join(text.split()) in words
        for table in chapter.tables:
            assert {*table.head, *(cell for row in table.rows for cell in row)} <= cells
            for row in table.rows:
                assert "".join(row) in words
    for title, lines in report().codes:
        assert {title, *lines} <= cells
        assert all("".join(line.split()) in words for line in lines)


def test_the_document_has_lines_to_sign_on_and_a_date() -> None:
    document = docx.Document(io.BytesIO(team_report_document(report())))

    signing, dated = [paragraph.text for paragraph in document.paragraphs[-2:]]

    assert signing == "校长签字：____________　教师代表签字：____________"
    assert dated.split("　") == ["日期：", "", "", "", "年", "", "月", "", "日"]


def test_two_tables_of_a_document_do_not_touch() -> None:
    content = team_report_document(report(18))
    body = docx.Document(io.BytesIO(content)).element.body

    kinds = [child.tag.rpartition("}")[2] for child in body]

    assert ("tbl", "tbl") not in set(pairwise(kinds))


def test_a_draft_is_marked_and_a_result_is_not() -> None:
    result = team_report_pdf(team_report(record(is_drawn=True), NAMES, FINAL))

    assert "草案" in words_of(team_report_pdf(report()))
    assert "草案" not in words_of(result)


def test_the_report_of_twenty_four_classes_is_read_in_a_few_pages() -> None:
    assert page_count_of(team_report_pdf(report(24))) <= 6


def test_a_time_without_a_zone_is_refused() -> None:
    naive = replace(
        report(), letterhead=replace(HEAD, printed_at=HEAD.printed_at.replace(tzinfo=None))
    )

    with pytest.raises(JunhengError, match="form_time_without_zone"):
        team_report_pdf(naive)


def test_the_chart_shows_each_distance_once_and_names_no_address() -> None:
    one = report()

    drawing = deviation_chart(one.comparisons, one.team_names).decode()

    for words in ("+8.0", "-8.0", "+4.1", "-4.1", "+3.3"):
        assert drawing.count(f">{words}<") == 1
    assert "<script" not in drawing
