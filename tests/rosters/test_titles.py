"""Titles, backbone levels and education as lists write them."""

import pytest

from junheng.rosters.titles import (
    BACKBONE_TEXTS,
    EDUCATION_TEXTS,
    TITLE_TEXTS,
    read_backbone,
    read_education,
    read_title,
)
from junheng.tabular import Cell, CellFault


def test_what_a_list_may_choose_from_is_read_from_high_to_low() -> None:
    assert [read_title(Cell(text)) for text in TITLE_TEXTS] == [5, 4, 3, 2, 1, 0]
    assert [read_backbone(Cell(text)) for text in BACKBONE_TEXTS] == [5, 4, 3, 2, 1, 0]
    assert [read_education(Cell(text)) for text in EDUCATION_TEXTS] == [4, 3, 2, 1]


@pytest.mark.parametrize("text", ["高级教师（副高）", "高级 教师", "中学高级教师(2019)"])
def test_remarks_in_brackets_and_spaces_do_not_count(text: str) -> None:
    assert read_title(Cell(text)) == 4


@pytest.mark.parametrize(
    ("text", "level"),
    [("中教高级", 4), ("小教高级", 3), ("中教一级", 3), ("小教一级", 2), ("小教二级", 1)],
)
def test_titles_are_read_as_schools_shorten_them(text: str, level: int) -> None:
    assert read_title(Cell(text)) == level


@pytest.mark.parametrize(
    ("text", "level"),
    [("硕士研究生", 4), ("博士", 4), ("大学本科", 3), ("大专", 2), ("中师", 1), ("高中", 1)],
)
def test_education_is_read_by_its_level(text: str, level: int) -> None:
    assert read_education(Cell(text)) == level


@pytest.mark.parametrize("text", ["特级教师", "省特级"])
def test_a_special_grade_teacher_is_named_by_the_province(text: str) -> None:
    assert read_backbone(Cell(text)) == 4


@pytest.mark.parametrize(
    ("read", "text"),
    [(read_title, "特等教师"), (read_education, "夜校"), (read_backbone, "先进个人")],
)
def test_what_is_unknown_is_answered_with_what_is_known(read: object, text: str) -> None:
    assert callable(read)
    with pytest.raises(CellFault) as refusal:
        read(Cell(text))

    assert refusal.value.code == "choice_unknown"
    assert "、" in str(refusal.value.params["allowed"])
