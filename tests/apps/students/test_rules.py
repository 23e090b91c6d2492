"""Who is who between a sheet and the roster, by values alone; the ways of imports and disputes."""

from dataclasses import replace
from datetime import date

from junheng.apps.students.rules import HeldStudent, RowChange, changed_fields, compare
from junheng.apps.students.services.imports import column_letters
from junheng.apps.students.states import (
    DISPUTE_TRANSITIONS,
    IMPORT_TRANSITIONS,
    DisputeState,
    ImportState,
)
from junheng.core.workflow.transitions import table_of, unreachable_states
from junheng.rosters import Student

LI = Student("", 2, "李明", 1, "520123202001010010", date(2020, 1, 1))
WANG = Student("", 3, "王芳", 2, "520123202002020028", date(2020, 2, 2))


def held(*students: Student) -> list[HeldStudent]:
    return [HeldStudent(f"code{place}", student) for place, student in enumerate(students)]


def test_a_row_is_found_by_its_number_wherever_it_stands() -> None:
    comparison = compare([WANG, replace(LI, row=9)], held(LI, WANG))

    assert comparison.rows == (RowChange(0, "same", "code1"), RowChange(1, "same", "code0"))
    assert comparison.missing == ()


def test_a_corrected_name_is_found_by_the_number_and_a_corrected_number_by_the_person() -> None:
    renamed = replace(LI, name="李鸣")
    renumbered = replace(WANG, identity_number="520123202002020044")

    comparison = compare([renamed, renumbered], held(LI, WANG))

    assert comparison.rows == (
        RowChange(0, "changed", "code0", ("name",)),
        RowChange(1, "changed", "code1", ("identity_number",)),
    )


def test_two_children_under_one_number_are_told_apart_by_name() -> None:
    other = replace(WANG, identity_number=LI.identity_number)

    comparison = compare([other, LI], held(LI, other))

    assert [row.code for row in comparison.rows] == ["code1", "code0"]


def test_what_is_not_unique_is_not_guessed_at() -> None:
    one = replace(LI, identity_number="520123202001010037")
    two = replace(LI, identity_number="520123202001010053")

    comparison = compare([one, two], held(LI))

    assert [row.change for row in comparison.rows] == ["new", "new"]
    assert comparison.missing == ("code0",)


def test_a_child_that_is_not_in_the_sheet_is_missing() -> None:
    assert compare([LI], held(LI, WANG)).missing == ("code1",)


def test_the_place_in_the_sheet_is_no_change() -> None:
    assert changed_fields(LI, replace(LI, row=77, sheet="x", multiple_birth=3)) == ()


def test_columns_are_named_as_a_spreadsheet_program_names_them() -> None:
    assert [column_letters(index) for index in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_the_tables_of_states_and_steps_are_these() -> None:
    assert table_of(IMPORT_TRANSITIONS) == (
        "previewed: confirm -> confirmed, discard -> discarded\nconfirmed: final\ndiscarded: final"
    )
    assert table_of(DISPUTE_TRANSITIONS) == "open: settle -> settled\nsettled: final"
    assert unreachable_states(IMPORT_TRANSITIONS, ImportState.PREVIEWED) == ()
    assert unreachable_states(DISPUTE_TRANSITIONS, DisputeState.OPEN) == ()
