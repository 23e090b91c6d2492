"""Warmth of a cell, what is kept of inputs, what a form of lessons begins with."""

from fractions import Fraction

import pytest

from junheng.apps.teams.rules.comparison import Line, heat_of, line_of
from junheng.apps.teams.rules.curriculum import Lessons, SubjectHours, usual_lessons
from junheng.apps.teams.rules.inputs import Inputs, LockedRow, inputs_from, problem_of
from junheng.apps.teams.rules.kept import roster_of_text, roster_of_year, roster_text
from junheng.engine.teams.problem import CERTAINLY, MAYBE
from junheng.profiles import Stage
from junheng.reporting.teams import Comparison
from junheng.rosters import TeamRoster
from junheng.rosters.teams import TeamTeacher

LESSONS = Lessons((SubjectHours("语文", 6, 12), SubjectHours("音乐", 1, 14)), 140)
LOCKED = LockedRow(("王芳", "1"), "音乐", ("孙三", "3"), "须与师父同班")


def a_roster() -> TeamRoster:
    """Three teachers in the order of their names; two of them avoid each other."""
    people = (("孙三", "3", ("音乐", "美术")), ("李强", "2", ("数学",)), ("王芳", "1", ("语文",)))
    teachers = tuple(
        TeamTeacher(row, name, number, subjects, {"name": name})
        for row, (name, number, subjects) in enumerate(people, start=2)
    )
    subjects = ("语文", "数学", "美术", "音乐")
    return TeamRoster("教师", subjects, teachers, ("name",), ((0, 2), (1, 2)), ((1,), (0, 1)))


@pytest.mark.parametrize(
    ("step", "heat"),
    [
        (Fraction(0), 0),
        (Fraction(49, 100), 0),
        (Fraction(1, 2), 1),
        (Fraction(-1, 2), -1),
        (Fraction(99, 100), 1),
        (Fraction(1), 2),
        (Fraction(-3), -2),
    ],
)
def test_half_a_level_from_the_mean_is_warm_and_a_whole_one_is_hot(
    step: Fraction, heat: int
) -> None:
    assert heat_of(step) == heat


def test_the_roster_of_a_year_has_its_teachers_and_subjects_alone() -> None:
    year = roster_of_year(a_roster(), ("语文", "音乐"))

    assert [(one.name, one.subjects) for one in year.teachers] == [
        ("孙三", ("音乐",)),
        ("王芳", ("语文",)),
    ]
    assert year.apart == ((0, 1),)
    assert year.absent == ((0,),)


def test_a_roster_comes_back_from_its_text() -> None:
    assert roster_of_text(roster_text(a_roster())) == a_roster()


def test_inputs_come_back_from_what_is_kept() -> None:
    inputs = Inputs(LESSONS, 2, (LOCKED,))

    assert inputs_from(inputs.as_json()) == inputs


def test_whoever_has_a_row_locked_in_his_class_is_certainly_homeroom_teacher() -> None:
    year, problem = problem_of(a_roster(), Inputs(LESSONS, 2, (LOCKED,)))

    homeroom = {
        one.name: teacher.homeroom
        for one, teacher in zip(year.teachers, problem.teachers, strict=True)
    }
    assert homeroom == {"孙三": MAYBE, "王芳": CERTAINLY}


@pytest.mark.parametrize(
    ("stage", "taught", "names"),
    [
        (Stage.PRIMARY, ("数学", "语文", "围棋"), ("语文", "数学")),
        (Stage.JUNIOR, ("围棋",), ("围棋",)),
        (Stage.PRIMARY, (), ("语文", "数学", "道法", "科学", "体育", "音乐", "美术", "劳动")),
    ],
)
def test_a_form_of_lessons_begins_with_the_usual_subjects_that_somebody_teaches(
    stage: Stage, taught: tuple[str, ...], names: tuple[str, ...]
) -> None:
    assert usual_lessons(stage, taught).names == names


# -- how teams are shown beside each other ------------------------------------------------------


def a_line(values: tuple[int, ...], *, unit: int = 1) -> Line:
    """A measure of years with these figures; a level is `unit` years."""
    mean = Fraction(sum(values), len(values))
    steps = tuple(Fraction(value - mean) / unit for value in values)
    level = (max(values) - min(values)) // unit
    return line_of(
        Comparison(
            name="years",
            title="平均教龄（年）",
            unit=" 年",
            values=tuple(map(Fraction, values)),
            figures=tuple(map(str, values)),
            steps=steps,
            level=level,
            bound=level,
            proof="count",
            sentence="",
        )
    )


def test_the_mean_stands_in_the_middle_and_teams_almost_alike_lie_near_it() -> None:
    near, far = a_line((10, 12), unit=4), a_line((2, 10), unit=1)

    assert [cell.dot for cell in near.cells] == [88, 112]
    assert [cell.dot for cell in far.cells] == [0, 200]


@pytest.mark.parametrize(
    ("values", "unit", "spread", "gap"),
    [
        ((9, 9, 9), 1, "都是 9", "没有差距"),
        ((9, 8, 9), 1, "8：1 组，9：2 组", "1 年"),
        ((9, 8, 9), 5, "8：1 组，9：2 组", "不到 1 年"),
        ((12, 9, 10, 11, 8), 1, "8–12", "4 年"),
    ],
)
def test_figures_are_counted_and_a_gap_below_one_level_is_said_so(
    values: tuple[int, ...], unit: int, spread: str, gap: str
) -> None:
    line = a_line(values, unit=unit)

    assert (line.spread, line.gap) == (spread, gap)
