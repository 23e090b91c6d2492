"""Columns that must never steer an assignment."""

import pytest

from junheng.profiles import load_profile
from junheng.rosters.columns import header_judge
from junheng.rosters.forbidden import (
    forbidden_text,
    has_values_like_marks,
    judge_header,
    refusal_reason,
)

CASES = [
    (parts[2], parts[1].lower())
    for parts in (line.split("\t") for line in forbidden_text().splitlines())
    if parts[0] == "#T"
]


def test_the_file_brings_its_eighty_two_cases() -> None:
    # The count the list was published with.
    assert len(CASES) == 82


@pytest.mark.parametrize(("header", "verdict"), CASES)
def test_every_case_of_the_file_is_judged_as_it_says(header: str, verdict: str) -> None:
    assert judge_header(header) == verdict


@pytest.mark.parametrize(("header", "verdict"), CASES)
def test_what_is_refused_has_a_reason_for_the_papers(header: str, verdict: str) -> None:
    assert (refusal_reason(header) is not None) or verdict != "refuse"


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("小升初总分", "成绩"),
        ("成绩/语文", "成绩"),
        ("年级排名", "名次"),
        ("面试结果", "面试"),
        ("获奖情况", "获奖"),
        ("特长", "特长"),
        ("意向班级", "指定"),
        ("民族", None),
    ],
)
def test_the_reason_is_that_of_the_heading(title: str, word: str | None) -> None:
    reason = refusal_reason(title)
    assert reason is None if word is None else reason is not None and word in reason


def test_latin_headings_are_refused_in_any_case() -> None:
    assert judge_header("iq") == judge_header("IQ") == "refuse"


def test_an_attribute_that_the_place_does_not_balance_is_ignored() -> None:
    judge = header_judge(load_profile("nanchang"))
    assert judge("民族") == "ignore"
    assert judge("是否留守儿童") == "ignore"
    assert judge("毕业小学") == "allow"
    assert judge("数学") == "refuse"
    assert header_judge(load_profile("guiyang-county"))("民族") == "pass"


MARKS = [str(60 + 7 * i % 40) for i in range(30)]


@pytest.mark.parametrize(
    ("title", "texts", "expected"),
    [
        ("甲项", MARKS, True),
        ("甲项", [f"{mark}.5" for mark in MARKS], True),
        ("甲项", ["A", "B", "A+", "C", "b", "A"], True),
        ("甲项", ["优", "良", "优", "中", "优", ""], True),
        ("甲项", ["一等", "二等", "三等", "二等", "一等"], True),
        ("甲项", ["优"] * 6, False),
        ("序号", [str(i) for i in range(1, 101)], False),
        ("甲项", [str(i) for i in range(40, 101)], False),
        ("上下学距离(公里)", MARKS, False),
        ("楼层", ["1", "2", "3", "4", "5", "6"], False),
        ("门牌", ["320", "405", "511", "620", "733"], False),
        ("户口性质", ["农业", "非农业"] * 10, False),
        ("户口性质码", ["1", "2"] * 10, False),
        ("甲项", ["90", "80"], False),
        ("甲项", [], False),
    ],
)
def test_values_that_look_like_marks_are_recognised(
    title: str, texts: list[str], *, expected: bool
) -> None:
    assert has_values_like_marks(title, texts) is expected
