"""From a reading and the rules to units: class counts, codes, links, smaller classes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from junheng.ceremony.planning import PlanOptions, initials_of, plan_units
from junheng.core.messages import sentence
from junheng.engine.errors import JunhengError
from junheng.engine.record.documents import Cap, Reduction
from junheng.profiles import load_profile
from junheng.rosters import read_roster
from tests.ceremonies_made import plan
from tests.rosters_made import children, write_roster

SMALLER_CLASSES = """
name = "smaller"
title = "缩减班额的县"
version = "1"
effective_from = 2026-01-01
extends = "national"

[documents]
plan = "某县实施方案（2026）"

[inclusion_size_reduction]
value = 2
document = "plan"
article = "三"
evidence = "product_default"

[inclusion_cap_per_class]
value = 1
document = "plan"
article = "三"
evidence = "product_default"
"""


@pytest.mark.parametrize(
    ("students", "grade", "code", "needed"),
    [
        (50, "七年级", "j1", 1),
        (51, "七年级", "j1", 2),
        (487, "七年级", "j1", 10),
        (45, "一年级", "p1", 1),
        (46, "一年级", "p1", 2),
        (136, "一年级", "p1", 4),
    ],
)
def test_the_least_classes_keep_the_limit(
    tmp_path: Path, students: int, grade: str, code: str, needed: int
) -> None:
    profile = load_profile("national")
    roster = write_roster(tmp_path / "r.xlsx", {"青禾学校": children(students)}, grade=grade)
    reading = read_roster(roster, profile, today=date(2026, 8, 20))
    (unit,) = plan_units(reading.schools, profile, PlanOptions("360121", 2026, {}), sentence)

    assert unit.class_count == needed
    assert unit.unit == f"360121.qhxx.{code}.2026"


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ({"": 0}, "class_count_out_of_range"),
        ({"": -3}, "class_count_out_of_range"),
        ({"": 61}, "class_count_out_of_range"),
        ({"": 1}, "class_size_above_limit"),
        ({"青禾中学": 1}, "class_size_above_limit"),
        ({"别的表": 2}, "class_count_for_unknown_sheet"),
    ],
)
def test_a_wrong_number_of_classes_is_refused_with_the_sheet(
    tmp_path: Path, classes: dict[str, int], expected: str
) -> None:
    roster = write_roster(tmp_path / "r.xlsx", {"青禾中学": children(60)})

    with pytest.raises(JunhengError) as refusal:
        plan(roster, classes=classes)

    assert refusal.value.code == expected
    assert refusal.value.params["sheet"] in {"青禾中学", "别的表"}


def test_two_schools_with_the_same_initials_get_two_codes(tmp_path: Path) -> None:
    roster = write_roster(
        tmp_path / "r.xlsx", {"青禾中学": children(20), "清河中学": children(20, first=50)}
    )

    assert [unit.unit for unit in plan(roster)] == [
        "360121.qhzx.j1.2026",
        "360121.qhzx2.j1.2026",
    ]


@pytest.mark.parametrize(
    ("title", "initials"),
    [
        ("第一中学", "dyzx"),
        ("三中·分校", "szfx"),
        ("", "school"),
        ("中" * 30, "z" * 24),
        ("No.3 中学", "no3zx"),
    ],
)
def test_initials_are_latin_and_short(title: str, initials: str) -> None:
    assert initials_of(title) == initials


def test_smaller_classes_take_their_empty_seats_into_the_class_count(tmp_path: Path) -> None:
    profile_file = tmp_path / "smaller.toml"
    profile_file.write_text(SMALLER_CLASSES, encoding="utf-8")
    members = children(100)
    members[3] = replace(members[3], inclusion="是")
    members[17] = replace(members[17], inclusion="是")
    roster = write_roster(tmp_path / "r.xlsx", {"青禾中学": members})

    (smaller,) = plan(roster, classes={}, profile_name=str(profile_file))
    (national,) = plan(roster, classes={})

    assert (national.class_count, smaller.class_count) == (2, 3)
    assert smaller.reduction == Reduction("sen", 1, 2)
    assert smaller.caps == (Cap("sen", 1, 1),)
    assert (national.reduction, national.caps) == (None, ())


def test_without_inclusion_students_no_class_is_smaller(tmp_path: Path) -> None:
    profile_file = tmp_path / "smaller.toml"
    profile_file.write_text(SMALLER_CLASSES, encoding="utf-8")
    roster = write_roster(tmp_path / "r.xlsx", {"青禾中学": children(100)})

    (unit,) = plan(roster, classes={}, profile_name=str(profile_file))

    assert (unit.class_count, unit.reduction) == (2, None)


def test_a_sheet_without_a_stage_is_refused_by_its_name(tmp_path: Path) -> None:
    profile = load_profile("national")
    roster = write_roster(tmp_path / "r.xlsx", {"青禾中学": children(20)})
    reading = read_roster(roster, profile, today=date(2026, 8, 20))
    unknown = [replace(school, stage=None) for school in reading.schools]

    with pytest.raises(JunhengError) as refusal:
        plan_units(unknown, profile, PlanOptions("360121", 2026, {}), sentence)

    assert refusal.value.code == "stage_not_found_for_sheet"
    assert refusal.value.params == {"sheet": "青禾中学"}
