"""Another homeroom teacher of a filed list: what it moves, and who takes the subjects over."""

from junheng.apps.teachers import queries as lists
from junheng.apps.teachers.services import replace_teacher
from junheng.apps.teams.services.replacing import homeroom_effects
from tests.apps.teams.teams_made import MINUTE, filed
from tests.cohorts_made import cohort_of
from tests.people import AT, actor


def replaced(successor: str) -> None:
    """王芳 replaced with the bureau's consent."""
    replace_teacher(
        cohort_of(),
        name="王芳",
        successor=successor,
        change="cccccccccccc",
        consent_number="2026-C001",
        by=actor("reviewer"),
        at=AT + 9 * MINUTE,
    )


def taught_in_the_class_of(name: str) -> dict[str, str]:
    """Subject and teacher in the class of a homeroom teacher."""
    members = lists.team_members(lists.find_list(cohort_of()))
    return {one.subject: one.name for one in members if one.homeroom == name}


def test_a_new_homeroom_teacher_from_outside_the_class_takes_the_subjects_over() -> None:
    filed()

    replaced("郑七")

    assert taught_in_the_class_of("郑七")["语文"] == "郑七"


def test_a_new_homeroom_teacher_of_the_class_teaches_what_he_taught() -> None:
    filed()

    replaced("孙三")

    team = taught_in_the_class_of("孙三")
    assert (team["语文"], team["音乐"]) == ("王芳", "孙三")


def test_a_homeroom_teacher_of_the_class_moves_the_comparison_of_homeroom_teachers_alone() -> None:
    filed()

    effects = homeroom_effects(cohort_of(), "王芳", "孙三")

    assert [title for title, _, _ in effects] == [
        "班主任职称等级",
        "班主任教龄（5年一档）",
        "班主任是县级以上骨干",
    ]
    assert effects[1][1:] == ("各班 12–20，相差 1 档", "各班 9–12，相差不到 1 档")


def test_of_somebody_who_is_not_on_the_roster_nothing_can_be_told() -> None:
    filed()

    assert homeroom_effects(cohort_of(), "王芳", "郑七") == []
