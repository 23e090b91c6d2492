"""What waits and what is kept, as text and back."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from junheng.apps.inspections.rules.kept import (
    kept_as_text,
    kept_from_text,
    kept_of,
    waiting_as_text,
    waiting_from_text,
)
from junheng.engine.scrutiny import Effort, scrutinise_several
from junheng.profiles import load_profile
from junheng.reporting.scrutiny import ScrutinySection
from junheng.rosters.class_lists import FoundList, ListChoices, read_class_lists
from junheng.rosters.tested_lists import section_of
from tests.apps.inspections.inspections_made import plain_rows, sheet
from tests.people import AT

HEAD = ("姓名", "性别", "班级", "身份证号", "期中总分", "家长单位")


@pytest.fixture
def found(tmp_path: Path) -> FoundList:
    """A list of three classes with marks and an employer of parents."""
    rows = [[*row, f"某厂{number % 7}"] for number, row in enumerate(plain_rows())]
    for number, row in enumerate(rows):
        row[4] = str(50 + number * 7 % 50)
    file = tmp_path / "名单.xlsx"
    file.write_bytes(sheet(rows, HEAD))
    choices = ListChoices(marks=("期中总分",))
    [one] = read_class_lists(file, load_profile("national"), choices, today=AT.date())
    return one


def section(found: FoundList) -> ScrutinySection:
    assert found.class_list is not None
    [result] = scrutinise_several([(found.school, found.class_list)], effort=Effort(lists=999))
    return section_of(found, result, say=lambda note: note.code)


def test_a_list_that_waits_comes_back_equal(found: FoundList) -> None:
    assert waiting_from_text(waiting_as_text(found)) == replace(found, warnings=())


def test_no_name_waits(found: FoundList) -> None:
    assert "学生" not in waiting_as_text(found)


def test_a_test_comes_back_equal(found: FoundList) -> None:
    kept = kept_of(section(found))

    assert kept_from_text(kept_as_text(kept)) == kept


def test_the_report_from_what_was_kept_says_the_same(found: FoundList) -> None:
    whole = section(found)

    again = kept_from_text(kept_as_text(kept_of(whole))).section(
        whole.school, whole.sheet, whole.result
    )

    assert replace(again, texts=whole.texts) == whole


def test_neither_marks_nor_classes_of_students_are_kept(found: FoundList) -> None:
    kept = json.loads(kept_as_text(kept_of(section(found))))

    assert set(kept) == {"class_names", "titles", "texts", "remarks", "scrutiny"}
    assert set(kept["scrutiny"]) == {
        "digest", "seed", "sizes", "level", "p", "findings", "untested", "nulls", "balance",
    }  # fmt: skip


def test_words_of_an_attribute_stay_only_where_a_finding_names_them(found: FoundList) -> None:
    whole = section(found)
    assert whole.result is not None
    named = {
        (one.deviation.attribute, one.deviation.code)
        for one in whole.result.scrutiny.findings
        if one.deviation is not None
    }

    texts = kept_of(whole).texts

    assert {(name, code) for name, words in texts.items() for code in words} == {
        (name, code) for name, code in named if code is not None and name in texts
    }
    assert len(texts["unit"]) < len(whole.texts["unit"])


def test_a_list_that_was_not_tested_keeps_its_reason(found: FoundList) -> None:
    refused = section_of(replace(found, class_list=None), None, say=lambda note: note.code)

    kept = kept_from_text(kept_as_text(kept_of(refused)))

    assert kept.scrutiny is None
