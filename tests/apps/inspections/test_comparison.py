"""A list as found beside the record."""

import pytest

from junheng.apps.inspections.rules.comparison import Comparison, FoundStudent, Seat, compare
from junheng.apps.inspections.states import DifferenceKind as Kind

LI, WANG, ZHAO = "李小明", "王芳", "赵一凡"


def seat(
    name: str, now: str, *, locked: str | None = None, number: str = "", ident: str = ""
) -> Seat:
    return Seat(name, ident, now if locked is None else locked, now, number)


def row(name: str, school_class: str, *, ident: str = "", at: int = 2) -> FoundStudent:
    return FoundStudent(at, name, ident, school_class)


def kinds(found: Comparison) -> list[tuple[str, str]]:
    return [(one.kind.value, one.masked) for one in found.differences]


def test_a_list_as_it_should_be_has_no_difference() -> None:
    found = compare([seat(LI, "1班"), seat(WANG, "2班")], [row(WANG, "一（2）班"), row(LI, "101")])

    assert (found.compared, found.agreeing, found.differences) == (2, 2, ())


def test_moved_missing_and_extra_students_are_told_apart() -> None:
    found = compare(
        [seat(LI, "1班"), seat(WANG, "2班")], [row(LI, "2班", at=5), row(ZHAO, "1班", at=6)]
    )

    assert kinds(found) == [("moved", "李*明"), ("missing", "王*"), ("extra", "赵*凡")]
    assert (found.compared, found.agreeing) == (2, 0)
    moved, missing, extra = found.differences
    assert (moved.row, moved.found_class, moved.record_class) == (5, "2班", "1班")
    assert (missing.row, missing.found_class, missing.record_class) == (None, "", "2班")
    assert (extra.row, extra.found_class, extra.record_class) == (6, "1班", "")


def test_late_arrivals_and_approved_changes_are_explained_and_agree() -> None:
    found = compare(
        [
            seat(LI, "1班", locked=""),
            seat(WANG, "2班", locked="1班", number="2026-007"),
            Seat(ZHAO, "", "3班", "", "2026-008"),
        ],
        [row(LI, "1班"), row(WANG, "2班")],
    )

    assert kinds(found) == [("late", "李*明"), ("changed", "王*"), ("left", "赵*凡")]
    assert all(one.is_explained for one in found.differences)
    assert (found.compared, found.agreeing) == (2, 2)
    assert "2026-007" in found.differences[1].explanation


def test_a_move_that_was_approved_and_not_carried_out_is_a_difference() -> None:
    found = compare([seat(WANG, "2班", locked="1班", number="2026-007")], [row(WANG, "1班")])

    assert kinds(found) == [("moved", "王*")]
    assert "仍在原班" in found.differences[0].explanation


def test_a_leaver_who_still_sits_in_class_is_a_difference() -> None:
    found = compare([Seat(ZHAO, "", "3班", "", "2026-008")], [row(ZHAO, "3班")])

    assert kinds(found) == [("extra", "赵*凡")]
    assert (found.compared, found.agreeing) == (0, 0)


def test_a_wrong_name_beside_the_right_number_is_the_same_student() -> None:
    found = compare([seat(LI, "1班", ident="N1")], [row("李晓明", "1班", ident="N1")])

    assert found.differences == ()


def test_two_of_one_name_are_each_found_in_their_class() -> None:
    seats = [seat(LI, "1班"), seat(LI, "2班")]

    assert compare(seats, [row(LI, "2班"), row(LI, "1班")]).agreeing == 2
    assert kinds(compare(seats, [row(LI, "2班"), row(LI, "3班")])) == [("moved", "李*明")]


def test_two_of_one_name_who_both_sit_elsewhere_are_not_guessed_at() -> None:
    found = compare([seat(LI, "1班"), seat(LI, "2班")], [row(LI, "3班"), row(LI, "4班")])

    assert [kind for kind, _ in kinds(found)] == ["missing", "missing", "extra", "extra"]


@pytest.mark.parametrize("hidden", ["李*明", "李\uff0a明", "李○明"])
def test_a_list_that_hides_names_is_compared_by_hidden_names(hidden: str) -> None:
    assert compare([seat(LI, "1班")], [row(hidden, "1班")]).agreeing == 1


def test_no_whole_name_leaves_the_comparison() -> None:
    found = compare([seat(LI, "1班"), seat(WANG, "1班")], [row(ZHAO, "1班")])

    said = repr(found)
    assert not any(name in said for name in (LI, WANG, ZHAO))


def test_differences_are_counted_by_kind() -> None:
    found = compare([seat(LI, "1班"), seat(WANG, "1班")], [row(ZHAO, "1班")])

    assert [found.count(kind) for kind in (Kind.MISSING, Kind.EXTRA, Kind.MOVED)] == [2, 1, 0]
