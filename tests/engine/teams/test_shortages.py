"""Shortages: how many classes go without, and how many more teachers would close the gap."""

from dataclasses import replace

from junheng.engine.teams.problem import MAYBE, Measure, Problem, Subject
from junheng.engine.teams.shortages import Remainder, Shortage, remainders, shortages
from tests.engine.teams.cases import teacher, tiny


def eight_classes(seniors: int) -> Problem:
    """Mathematics in eight classes by eight teachers with one class each, some of them senior."""
    values = tuple(int(t < seniors) for t in range(8))
    teachers = tuple(teacher(0, most=1, homeroom=MAYBE) for _ in range(8))
    senior = Measure("senior", "all", 1, values)
    return Problem(8, (Subject(6, is_core=True),), teachers, (senior,))


def test_classes_that_go_without_a_senior_teacher_are_counted() -> None:
    assert shortages(eight_classes(6)) == [Shortage(0, 0, 6, 6, 2, 2)]


def test_teachers_of_several_classes_close_a_gap_sooner() -> None:
    teachers = tuple(teacher(0, most=2, homeroom=MAYBE) for _ in range(4))
    senior = Measure("senior", "all", 1, (1, 0, 0, 0))
    problem = Problem(7, (Subject(6, is_core=True),), teachers, (senior,))

    # One senior teacher covers two of seven classes; three more with two each cover the other five.
    assert shortages(problem) == [Shortage(0, 0, 1, 2, 5, 3)]


def test_nothing_is_short_where_every_class_can_have_one() -> None:
    even = Measure("senior", "all", 1, (1, 1, 0, 0))
    teachers = tuple(teacher(0, most=2, homeroom=MAYBE) for _ in range(4))

    assert shortages(Problem(4, (Subject(6, is_core=True),), teachers, (even,))) == []


def test_homeroom_teachers_of_a_kind_are_counted_without_a_subject() -> None:
    # Of the five who may be homeroom teachers two are: one of three classes goes without.
    heads = Measure("backbone", "homeroom", 1, (1, 1, 0, 0, 0, 1, 1))

    assert shortages(replace(tiny(), measures=(heads,))) == [Shortage(0, None, 2, 2, 1, 1)]


def test_measures_that_are_not_yes_or_no_tell_no_shortage() -> None:
    title = Measure("title", "all", 1, (4, 2, 3, 1, 2, 5, 3))

    assert shortages(replace(tiny(), measures=(title,))) == []


def test_a_sum_that_the_classes_do_not_divide_is_a_remainder() -> None:
    assert remainders(eight_classes(6)) == [Remainder(0, 6, 8)]
    assert remainders(eight_classes(8)) == []
