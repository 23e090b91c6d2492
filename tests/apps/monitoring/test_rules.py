"""What is asked, what stands out, what the class lists say: pure rules."""

from fractions import Fraction
from typing import Any

import pytest

from junheng.apps.monitoring.rules.checks import Doubt, doubts
from junheng.apps.monitoring.rules.items import (
    as_json,
    from_json,
    items_of_school,
    school_figures,
    shown_figure,
    usual_kind,
    values_of,
)
from junheng.apps.monitoring.rules.lists import ListFigures, given_by_lists
from junheng.monitoring import SchoolKind
from junheng.profiles import Stage
from junheng.profiles.indicators import Level, Quantity, load_catalogue
from tests.monitoring.figures_made import primary, school

NATIONAL = load_catalogue("national-2017")


def found(
    now: dict[str, Any], before: dict[str, Any] | None = None, lists: tuple[ListFigures, ...] = ()
) -> list[Doubt]:
    """What stands out in a primary school with these changes from a good one."""
    return list(
        doubts(
            NATIONAL,
            SchoolKind.PRIMARY,
            values_of(primary("010001", **now)),
            year=2026,
            before=None if before is None else values_of(primary("010001", **before)),
            lists=lists,
        )
    )


def listed(*sizes: int, year: int = 2026, on_roll: int | None = None) -> ListFigures:
    return ListFigures(year, Stage.PRIMARY, sizes, inclusion=1, migrants=4, on_roll=on_roll)


def test_a_primary_school_is_asked_nothing_of_junior_stages_and_a_combined_one_both() -> None:
    keys = {one.key for one in items_of_school(NATIONAL, SchoolKind.PRIMARY)}
    both = {one.key for one in items_of_school(NATIONAL, SchoolKind.NINE_YEARS)}

    assert "students.primary" in keys
    assert "students.junior" not in keys
    assert both - keys == {key.replace("primary", "junior") for key in keys if ".primary" in key}


def test_seniors_are_asked_where_they_share_the_rooms_and_special_schools_nothing() -> None:
    assert "senior_students" in {
        one.key for one in items_of_school(NATIONAL, SchoolKind.TWELVE_YEARS)
    }
    assert items_of_school(NATIONAL, SchoolKind.SPECIAL) == ()


def test_sums_over_stages_are_asked_nobody() -> None:
    assert "school_students" not in {
        one.key for one in items_of_school(NATIONAL, SchoolKind.PRIMARY)
    }


def test_lines_and_figures_are_two_forms_of_the_same() -> None:
    one = school("010003", SchoolKind.TWELVE_YEARS, 400, 300, seniors=120)

    again = school_figures(
        NATIONAL, code=one.code, name=one.name, kind=one.kind, values=values_of(one)
    )

    assert again == one


def test_numbers_are_kept_exactly() -> None:
    values = {"a": Fraction("4.195"), "b": Fraction(400)}

    assert from_json(as_json(values)) == values
    assert as_json(values)["a"] == "839/200"


@pytest.mark.parametrize(
    ("value", "is_yes_no", "shown"),
    [("400", False, "400"), ("4.195", False, "4.195"), ("0.5", False, "0.5"), ("1", True, "是"),
     ("0", True, "否"), ("100000", False, "100000")],
)  # fmt: skip
def test_a_figure_is_shown_as_it_was_typed(value: str, is_yes_no: bool, shown: str) -> None:
    quantity = Quantity("x", "某数", "人", Level.SCHOOL, is_yes_no=is_yes_no)

    assert shown_figure(Fraction(value), quantity) == shown


def test_a_school_of_two_stages_is_most_likely_one_of_nine_years() -> None:
    assert usual_kind(has_primary=True, has_junior=True) is SchoolKind.NINE_YEARS
    assert usual_kind(has_primary=False, has_junior=True) is SchoolKind.JUNIOR


@pytest.mark.parametrize(
    ("now", "before", "code"),
    [
        ({"equipment_value": 1_600_000}, {"equipment_value": 1_200_000}, "figure_jumped"),
        ({"equipment_value": 120}, {"equipment_value": 1_200_000}, "figure_slipped"),
        ({"multimedia_rooms": 0}, {"multimedia_rooms": 12}, "figure_vanished"),
        ({"has_charter": 0}, {"has_charter": 1}, "figure_answer_changed"),
    ],
)
def test_a_change_from_last_year_is_asked_about(
    now: dict[str, int], before: dict[str, int], code: str
) -> None:
    before = {"classes": 9, **before}  # not everything as last year

    assert [one.code for one in found(now, before)] == [code]


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ({"equipment_value": 1_300_000}, {"equipment_value": 1_000_000}),  # three tenths exactly
        ({"backbone_teachers": 4}, {"backbone_teachers": 8}),  # four people are nothing
        ({"multimedia_rooms": 12}, {"multimedia_rooms": 0}),  # from nothing nothing is judged
    ],
)
def test_a_small_change_is_not(now: dict[str, int], before: dict[str, int]) -> None:
    assert found(now, {"classes": 9, **before}) == []


def test_a_sheet_like_last_years_is_asked_about() -> None:
    assert [one.code for one in found({}, {})] == ["figures_all_as_last_year"]


@pytest.mark.parametrize(
    "now",
    [
        {"certified_teachers": 21},
        {"indoor_sports_area": 2801},
        {"backbone_teachers": 21},
        {"training_funds": 101},
    ],
)
def test_a_part_above_its_whole_is_a_contradiction(now: dict[str, int]) -> None:
    [doubt] = found(now)

    assert (doubt.code, doubt.is_contradiction) == ("figure_part_above_whole", True)


def test_a_class_larger_than_the_school_is_a_contradiction() -> None:
    assert [one.code for one in found({"largest_class": 401})] == ["figure_part_above_whole"]


def test_the_class_lists_contradict_fewer_students_and_smaller_classes() -> None:
    lists = (listed(46, 46, 46, 46, 46, 46, 46, 46, 46),)

    codes = {one.code for one in found({}, lists=lists) if one.is_contradiction}

    assert codes == {"figure_students_below_list", "figure_class_below_list"}


def test_a_starting_grade_unlike_the_others_is_asked_about() -> None:
    # 400 students are 67 a grade: 45 are two thirds of that, 44 less.
    assert found({}, lists=(listed(45),)) == []
    assert [one.code for one in found({}, lists=(listed(44),))] == ["figure_grade_unlike_list"]


def test_a_list_unlike_the_roll_is_asked_about() -> None:
    lists = (listed(33, 34, on_roll=66),)

    assert [one.code for one in found({}, lists=lists)] == ["figure_list_unlike_roll"]


def test_contradictions_come_first() -> None:
    both = found({"equipment_value": 2_000_000, "certified_teachers": 21}, {})

    assert [one.is_contradiction for one in both] == [True, False]


def test_the_largest_class_comes_from_the_lists_when_every_grade_is_locked() -> None:
    six = [listed(40 + grade, 38, year=2021 + grade) for grade in range(6)]

    assert given_by_lists(six, 2026) == {"largest_class.primary": Fraction(45)}
    assert given_by_lists(six[1:], 2026) == {}
    assert given_by_lists(six, 2027) == {}


def test_shares_are_exact_and_unknown_where_nobody_asked() -> None:
    assert listed(30, 31).inclusion_share == Fraction(1, 61)
    unasked = ListFigures(2026, Stage.PRIMARY, (30,), inclusion=0, migrants=None)
    assert unasked.migrant_share is None
