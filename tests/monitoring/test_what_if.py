"""What if: figures changed, both judged, and only the verdicts that turned are told."""

from fractions import Fraction

import pytest

from junheng.engine.errors import JunhengError
from junheng.monitoring import Change, SchoolKind, Turn, assess, changed, what_if
from junheng.profiles import Stage
from junheng.profiles.indicators import load_catalogue
from tests.monitoring.figures_made import county, junior, primary, school

NATIONAL = load_catalogue("national-2017")
POOR = primary("010001", multimedia_rooms=7, qualified_teachers=14)


def test_two_classrooms_and_three_teachers_make_a_school_pass() -> None:
    figures = county(2026, POOR, primary("010002"))

    found = what_if(
        NATIONAL,
        figures,
        [
            Change("multimedia_rooms", Fraction(3), "010001"),
            Change("qualified_teachers", Fraction(3), "010001", Stage.PRIMARY),
        ],
    )

    assert found.before.finding.failing_schools == ("010001",)
    assert found.after.finding.passes
    assert found.turns == (
        Turn("county", "", "", None, was=False, now=True),
        Turn("school", "", "010001", None, was=False, now=True),
    )


def test_the_figures_that_are_asked_about_stay_as_they_are() -> None:
    figures = county(2026, POOR)

    what_if(NATIONAL, figures, [Change("multimedia_rooms", Fraction(3), "010001")])

    assert figures == county(2026, POOR)


def test_a_coefficient_and_an_item_turn_too() -> None:
    figures = county(2026, primary("010001"), primary("010002"))

    found = what_if(
        NATIONAL,
        figures,
        [
            Change("equipment_value", Fraction(10_000_000), "010001"),
            Change("special_funding", Fraction(-1001)),
        ],
    )

    assert found.turns[1:] == (
        Turn("coefficient", "A6", "", Stage.PRIMARY, was=True, now=False),
        Turn("item", "4.7", "", None, was=True, now=False),
    )


def test_what_stages_share_is_added_to_the_whole_school() -> None:
    combined = school("010003", SchoolKind.NINE_YEARS, 300, 300)

    after = changed(
        NATIONAL,
        county(2026, combined),
        [Change("equipment_value", Fraction(210), "010003", Stage.JUNIOR)],
    )

    # 300 : 300 · 1.1, so that 100 and 110 are added to what 600 students had.
    stages = assess(NATIONAL, after).stages
    assert [one.values["A6"] for one in stages] == [
        (Fraction(1_800_000 * 10, 21) + 100) / 300,
        (Fraction(1_800_000 * 11, 21) + 110) / 300,
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (Change("gold", Fraction(1), "010001"), "what_if_quantity_unknown"),
        (Change("school_students", Fraction(1), "010001"), "what_if_quantity_unknown"),
        (Change("classes", Fraction(1), "999999"), "what_if_school_unknown"),
        (Change("students", Fraction(1), "010003"), "what_if_stage_needed"),
        (Change("students", Fraction(1), "010002", Stage.PRIMARY), "what_if_stage_needed"),
        (Change("classes", Fraction(1, 2), "010001"), "what_if_not_whole"),
        (Change("classes", Fraction(-11), "010001"), "what_if_out_of_range"),
        (Change("has_charter", Fraction(1), "010001"), "what_if_out_of_range"),
        (Change("classes", Fraction(1), "010004"), "what_if_not_reported"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(change: Change, code: str) -> None:
    figures = county(
        2026,
        primary("010001"),
        junior("010002"),
        school("010003", SchoolKind.NINE_YEARS, 300, 300),
    )
    silent = changed(NATIONAL, figures, [])
    special = school("010004", SchoolKind.SPECIAL)
    special.own.pop("classes")  # type: ignore[attr-defined]

    with pytest.raises(JunhengError) as refused:
        changed(NATIONAL, county(2026, *silent.schools, special), [change])

    assert refused.value.code == code
