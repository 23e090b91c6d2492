"""The roll beside the classes: who is found by what, and every kind of difference."""

from dataclasses import replace
from datetime import date

import pytest

from junheng.apps.adjustments.rules.comparison import (
    Comparison,
    ResultChild,
    RollChild,
    class_number,
    compare,
    is_identity_number,
)
from junheng.apps.adjustments.rules.forbidden import (
    first_term_ends,
    is_forbidden_arrival,
    is_forbidden_transfer,
)
from junheng.apps.adjustments.rules.signals import LateFigures, signals_of
from junheng.apps.adjustments.states import DECISIONS, GROUNDS, DifferenceKind, RequestKind
from junheng.profiles import load_profile
from tests.rosters_made import identity_number

SCHOOL = "城关第一小学"
BORN = date(2020, 1, 5)


def child(serial: int, school_class: str = "1班") -> ResultChild:
    return ResultChild(f"赵安{serial}", identity_number(serial, "男"), BORN, 1, school_class)


def row_of(one: ResultChild, number: int = 2) -> RollChild:
    return RollChild(
        row=number,
        name=one.name,
        identity_number=one.identity_number,
        registry_number=f"G{number}",
        birth_date=one.birth_date,
        gender=one.gender,
        school=SCHOOL,
        school_class=one.school_class,
    )


def kinds(found: Comparison) -> list[str]:
    return [one.kind.value for one in found.differences]


def test_what_agrees_has_no_difference() -> None:
    classes = [child(1), child(2, "2班")]

    found = compare(classes, [row_of(one, 2 + i) for i, one in enumerate(classes)], school=SCHOOL)

    assert (found.compared, found.agreeing, found.elsewhere) == (2, 2, 0)
    assert found.differences == ()


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"school_class": "2班"}, "class_mismatch"),
        ({"school": "城关第二小学"}, "school_mismatch"),
        ({"name": "赵按1"}, "name_mismatch"),
        ({"birth_date": date(2020, 1, 6)}, "birth_mismatch"),
        ({"gender": 2}, "gender_mismatch"),
        ({"identity_number": identity_number(77, "男")}, "identity_mismatch"),
    ],
)
def test_each_field_that_differs_is_one_difference(changes: dict[str, object], kind: str) -> None:
    one = child(1)

    found = compare([one], [replace(row_of(one), **changes)], school=SCHOOL)  # type: ignore[arg-type]

    assert kinds(found) == [kind]
    assert found.agreeing == 0


def test_who_is_on_one_side_only() -> None:
    found = compare([child(1)], [row_of(child(2))], school=SCHOOL)

    assert kinds(found) == ["only_in_result", "only_in_registry"]


def test_a_strange_child_of_another_school_is_not_our_difference() -> None:
    other = replace(row_of(child(2)), school="城关第二小学")

    found = compare([child(1)], [row_of(child(1)), other], school=SCHOOL)

    assert (kinds(found), found.elsewhere) == ([], 1)


def test_a_number_of_the_roll_finds_a_child_with_a_wrong_identity_number() -> None:
    one = replace(child(1), registration="G7", birth_date=None)
    row = replace(row_of(one, 7), identity_number="360121202001050001")

    assert kinds(compare([one], [row], school=SCHOOL)) == ["identity_mismatch", "invalid_id"]


def test_two_children_with_one_identity_number_are_told_apart_by_name() -> None:
    one, other = child(1), replace(child(2), identity_number=child(1).identity_number)
    rows = [row_of(one, 2), row_of(other, 3)]

    found = compare([one, other], rows, school=SCHOOL)

    assert kinds(found) == ["duplicate_id", "duplicate_id"]


def test_twins_of_one_name_are_not_guessed_at() -> None:
    one, other = child(1), replace(child(2), name=child(1).name)
    rows = [replace(row_of(one, n), identity_number="") for n in (2, 3)]

    found = compare([one, other], rows, school=SCHOOL)

    assert kinds(found).count("only_in_result") == 2
    assert kinds(found).count("only_in_registry") == 2


def test_a_number_of_the_roll_twice() -> None:
    rows = [replace(row_of(child(n), n), registry_number="G1") for n in (2, 3)]

    found = compare([child(2), child(3)], rows, school=SCHOOL)

    assert kinds(found) == ["duplicate_registry_no"] * 2


def test_a_passport_is_not_judged_as_an_identity_number() -> None:
    one = replace(child(1), identity_number="E12345678")

    assert kinds(compare([one], [row_of(one)], school=SCHOOL)) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1班", 1), ("七（1）班", 1), ("七(12)班", 12), ("2026级3班", 3), ("一（二）班", 2),
        ("05", 5), ("十二班", 12), ("二十班", 20), ("一年级10班", 10), ("七年级", None), ("", None),
    ],
)  # fmt: skip
def test_classes_as_schools_write_them(text: str, number: int | None) -> None:
    assert class_number(text) == number


def test_the_check_digit_counts() -> None:
    right = identity_number(5, "男")
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")

    assert is_identity_number(right)
    assert not is_identity_number(wrong)
    assert not is_identity_number(right[:-1])


def test_every_kind_has_its_decisions_and_every_request_its_grounds() -> None:
    assert set(DECISIONS) == set(DifferenceKind)
    assert set(GROUNDS) == set(RequestKind)


def test_a_wrong_class_is_corrected_in_the_roll_and_nowhere_else() -> None:
    assert [one.value for one in DECISIONS[DifferenceKind.CLASS]] == ["registry_corrected"]


@pytest.mark.parametrize(
    ("on", "is_refused"), [(date(2027, 1, 31), True), (date(2027, 2, 1), False)]
)
def test_transfers_open_with_the_second_term(on: date, is_refused: bool) -> None:
    profile = load_profile("national")
    leaving = is_forbidden_transfer(
        kind="leave", ground="transfer", on=on, year=2026, profile=profile
    )
    coming = is_forbidden_arrival(reason=2, on=on, year=2026, profile=profile, has_permit=False)

    assert first_term_ends(2026, profile) == date(2027, 2, 1)
    assert leaving is coming is is_refused
    assert not is_forbidden_arrival(reason=1, on=on, year=2026, profile=profile, has_permit=False)
    assert not is_forbidden_arrival(reason=2, on=on, year=2026, profile=profile, has_permit=True)


@pytest.mark.parametrize(
    ("figures", "word"),
    [
        ({"registered_on": date(2026, 8, 20)}, "早于名册冻结"),
        ({"late": 4}, "3%"),
        (
            {
                "leavers": [("1班", date(2026, 9, 20))],
                "arrived": [("1班", date(2026, 10, 4))],
            },
            "离校后十四天内",
        ),
    ],
)
def test_signals_are_told(figures: dict[str, object], word: str) -> None:
    quiet = LateFigures(100, 3, date(2026, 9, 3), date(2026, 8, 25))

    assert signals_of(quiet) == ()
    assert word in signals_of(replace(quiet, **figures))[0]  # type: ignore[arg-type]


def test_who_comes_after_fifteen_days_is_no_signal() -> None:
    figures = LateFigures(
        100, 1, date(2026, 9, 3), None,
        leavers=[("1班", date(2026, 9, 20))], arrived=[("1班", date(2026, 10, 5))],
    )  # fmt: skip

    assert signals_of(figures) == ()
