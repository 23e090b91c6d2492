"""Codes for the public record."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from junheng.profiles import (
    BalancedNumeric,
    JurisdictionProfile,
    Stage,
    load_profile,
)
from junheng.rosters import RosterReading, SchoolRoster, attribute_codes, classes_needed

OnlySchool = Callable[..., SchoolRoster]
Read = Callable[..., RosterReading]
Number = Callable[..., str]


@pytest.mark.parametrize(
    ("students", "stage", "profile", "classes"),
    [
        (412, Stage.JUNIOR, "national", 9),
        (450, Stage.JUNIOR, "national", 9),
        (451, Stage.JUNIOR, "national", 10),
        (268, Stage.PRIMARY, "national", 6),
        (268, Stage.PRIMARY, "nantong", 7),
        (31, Stage.JUNIOR, "national", 1),
    ],
)
def test_classes_needed_follow_from_the_limit(
    students: int, stage: Stage, profile: str, classes: int
) -> None:
    assert classes_needed(students, stage, load_profile(profile)) == classes


def test_codes_stand_in_the_order_of_the_profile(
    only_school: OnlySchool, national: JurisdictionProfile
) -> None:
    coded = attribute_codes(only_school("junior-high-412.xlsx"), national)
    assert [attribute.name for attribute in coded.attributes] == [
        "gender", "sen", "migrant", "ethnic", "origin", "left_behind", "boarding",
    ]  # fmt: skip
    assert coded.missing == ()
    counts = {attribute.name: Counter(attribute.codes) for attribute in coded.attributes}
    # Counted with openpyxl.
    assert counts["gender"] == {1: 201, 2: 211}
    assert counts["sen"] == {0: 405, 1: 7}
    assert counts["migrant"] == {0: 354, 1: 58}
    assert counts["left_behind"] == {0: 381, 1: 31}
    assert counts["boarding"] == {0: 330, 1: 82}
    assert counts["ethnic"] == {1: 350, 9: 14, 15: 11, 37: 11, 3: 10, 12: 7, 7: 6, 6: 3}


def test_origins_are_numbered_by_code_points(
    only_school: OnlySchool, national: JurisdictionProfile
) -> None:
    school = only_school("town-133-gbk.csv")
    (origin,) = [a for a in attribute_codes(school, national).attributes if a.name == "origin"]
    # U+4E01, U+4E1C, U+5916, U+642C, U+767D
    assert origin.texts == {
        1: "丁堰小学",
        2: "东陈小学",
        3: "外县转入",
        4: "搬经小学",
        5: "白蒲小学",
    }
    assert Counter(origin.codes) == {1: 40, 2: 37, 3: 2, 4: 44, 5: 10}


def test_attributes_without_a_column_are_left_out_and_reported(
    only_school: OnlySchool, national: JurisdictionProfile
) -> None:
    coded = attribute_codes(only_school("bad-96.xlsx"), national)
    assert [attribute.name for attribute in coded.attributes] == [
        "gender", "migrant", "ethnic", "origin",
    ]  # fmt: skip
    assert coded.missing == ("随班就读学生", "留守儿童", "寄宿生")


def test_blank_cells_have_code_zero_and_texts_only_what_occurs(
    read_lines: Read, number_of: Number, national: JurisdictionProfile
) -> None:
    reading = read_lines(
        "姓名 性别 身份证号 民族 毕业学校 随迁",
        ("甲一", "男", number_of(order=1), "汉", "", "是"),
        ("甲二", "男", number_of(order=3), "", "一小", ""),
    )
    coded = attribute_codes(reading.schools[0], national)
    tables = {attribute.name: attribute.texts for attribute in coded.attributes}
    codes = {attribute.name: attribute.codes for attribute in coded.attributes}
    assert (codes["ethnic"], tables["ethnic"]) == ((1, 0), {0: "未填", 1: "汉族"})
    assert (codes["origin"], tables["origin"]) == ((0, 1), {0: "未填", 1: "一小"})
    assert (codes["migrant"], tables["migrant"]) == ((1, 0), {0: "否", 1: "是"})
    assert (codes["gender"], tables["gender"]) == ((1, 1), {1: "男"})


def test_birth_months_count_from_the_oldest(
    read_lines: Read, number_of: Number, national: JurisdictionProfile
) -> None:
    source = national.attribute_numbers
    profile = replace(
        national, numerics=(BalancedNumeric("birth_month", "出生月份", 1, 0, 1, source),)
    )
    lines = [
        ("甲一", "男", number_of(birth=birth)) for birth in ("20140131", "20131201", "20140801")
    ]
    reading = read_lines("姓名 性别 身份证号", *lines)
    (numeric,) = attribute_codes(reading.schools[0], profile).numerics
    assert numeric.values == (1, 0, 8)
    assert attribute_codes(reading.schools[0], national).numerics == ()
