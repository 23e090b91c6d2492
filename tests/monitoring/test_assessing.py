"""A county judged: against a naive twin, and where the rules bend."""

from collections.abc import Mapping
from fractions import Fraction
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from junheng.monitoring import Assessment, assess, read_county
from junheng.profiles import Stage
from tests.monitoring.counties_made import GOOD_COUNTY, NATIONAL, file_of, school


def assessed(
    folder: Path, schools: list[dict[str, Any]], county: Mapping[str, Any] = GOOD_COUNTY
) -> Assessment:
    reading = read_county(file_of(folder, schools, county=county), NATIONAL)
    assert reading.faults == ()
    assert reading.figures is not None
    return assess(NATIONAL, reading.figures)


def two_good_schools(**changes: Any) -> list[dict[str, Any]]:
    return [
        school("010001", "城关第一小学", "小学", **changes),
        school("010002", "第二中学", "初中"),
    ]


def test_a_county_where_everything_is_fulfilled_passes(tmp_path: Path) -> None:
    found = assessed(tmp_path, two_good_schools())

    assert found.finding.passes
    assert [one.is_met for one in found.items] == [True] * 31
    assert all(not stage.shortfalls for stage in found.stages)


def test_differences_are_those_of_a_naive_twin(tmp_path: Path) -> None:
    sizes = {"010001": 400, "010002": 731, "010003": 52}
    schools = [
        school(code, f"第{code}小学", "小学", 小学学生数=size, 网络多媒体教室数=rooms)
        for (code, size), rooms in zip(sizes.items(), (10, 15, 6), strict=True)
    ]

    found = assessed(tmp_path, schools)

    rates = [100 * rooms / size for rooms, size in zip((10, 15, 6), sizes.values(), strict=True)]
    total = sum(sizes.values())
    mean = 100 * 31 / total
    spread = sqrt(
        sum(size / total * (rate - mean) ** 2 for size, rate in zip(sizes.values(), rates))  # noqa: B905 - as in the formula
    )
    coefficient = found.dispersions["A7", Stage.PRIMARY].coefficient()
    assert coefficient is not None
    assert float(coefficient) == pytest.approx(spread / mean, abs=1e-6)
    assert {key[1] for key in found.dispersions} == {Stage.PRIMARY}


def test_a_combined_school_counts_as_one_of_each_stage(tmp_path: Path) -> None:
    combined = school(
        "010003", "青禾学校", "九年一贯制学校",
        小学学生数=166, 初中学生数=210, 教学仪器设备资产值=23226,
    )  # fmt: skip

    found = assessed(tmp_path, [combined])

    by_stage = {one.stage: one for one in found.stages}
    equipment = {stage: one.values["A6"] for stage, one in by_stage.items()}
    assert {stage: one.students for stage, one in by_stage.items()} == {
        Stage.PRIMARY: 166, Stage.JUNIOR: 210,
    }  # fmt: skip
    # The published split of 23,226: 9,711.63 and 13,514.37.
    assert round(float((equipment[Stage.PRIMARY] or 0) * 166), 2) == 9711.63
    assert round(float((equipment[Stage.JUNIOR] or 0) * 210), 2) == 13514.37


def test_seniors_of_a_complete_school_take_their_part(tmp_path: Path) -> None:
    complete = school(
        "010004", "青禾县中", "完全中学", 初中学生数=300, 高中学生数=250, 教学仪器设备资产值=600000
    )

    found = assessed(tmp_path, [complete])

    # 300 : 250 · 1.2 = 1 : 1.
    assert found.stages[0].values["A6"] == 1000


@pytest.mark.parametrize(
    ("kind", "students", "reason"),
    [
        ("特殊教育学校", None, "left_out_by_kind"),
        ("小学", 0, "left_out_without_students"),
        ("教学点", 49, "left_out_small_teaching_point"),
        ("教学点", 50, ""),
        ("小学", 49, ""),
    ],
)
def test_who_is_compared(tmp_path: Path, kind: str, students: int | None, reason: str) -> None:
    changes = {} if students is None else {"小学学生数": students}
    other = school("010009", "另一所", kind, **changes)

    found = assessed(tmp_path, [*two_good_schools(), other])

    assert [one.reason for one in found.left_out] == ([reason] if reason else [])
    assert ("010009" in {one.school.code for one in found.schools}) is not bool(reason)


def test_what_is_lacking_is_told_in_whole_teachers_and_exact_square_metres(tmp_path: Path) -> None:
    poor = {"小学高于规定学历的专任教师数": 15, "教学及辅助用房面积": 1500.5}

    found = assessed(tmp_path, two_good_schools(**poor))

    (primary, _) = found.stages
    # 4.2 % of 400 are 16.8, so 17; 4.5 · 400 without 100 of sports rooms.
    assert primary.shortfalls == {"A1": 2, "A4": Fraction("399.5")}
    assert found.finding.failing_schools == ("010001",)
    assert not found.finding.passes


@pytest.mark.parametrize(
    ("item", "value", "unmet", "vetoes"),
    [
        ("特殊教育学校生均公用经费", 5999, ("4.7",), ()),
        ("存在重点学校或重点班", "是", (), ("V3",)),
    ],
)
def test_one_item_of_the_county_is_enough_to_fail(
    tmp_path: Path, item: str, value: Any, unmet: tuple[str, ...], vetoes: tuple[str, ...]
) -> None:
    found = assessed(tmp_path, two_good_schools(), {**GOOD_COUNTY, item: value})

    assert (found.finding.unmet_items, found.finding.vetoes) == (unmet, vetoes)
    assert not found.finding.passes


@pytest.mark.parametrize(
    ("title", "value", "code"),
    [("小学最大班额", 46, "4.5"), ("音乐专用教室数", 0, "4.3"), ("制定了章程", "否", "5.3")],
)
def test_one_school_that_misses_an_item_makes_the_county_miss_it(
    tmp_path: Path, title: str, value: Any, code: str
) -> None:
    found = assessed(tmp_path, two_good_schools(**{title: value}))

    (item,) = [one for one in found.items if one.indicator.code == code]
    assert [one.name for one in item.failing] == ["城关第一小学"]
    assert found.finding.unmet_items == (code,)


def test_a_difference_just_over_the_limit_fails_the_county(tmp_path: Path) -> None:
    # Two schools of one size with 1 + c and 1 - c differ by exactly c.
    def county(high: int, low: int) -> list[dict[str, Any]]:
        return [
            school("010001", "甲小学", "小学", 教学仪器设备资产值=high),
            school("010002", "乙小学", "小学", 教学仪器设备资产值=low),
        ]

    at_limit = assessed(tmp_path, county(2_400_000, 800_000))
    over = assessed(tmp_path, county(2_400_001, 799_999))

    assert at_limit.dispersions["A6", Stage.PRIMARY].coefficient() == Fraction("0.5")
    assert at_limit.finding.over_limit == ()
    assert over.dispersions["A6", Stage.PRIMARY].coefficient() == Fraction("0.500001")
    assert over.finding.over_limit == (("A6", Stage.PRIMARY),)
