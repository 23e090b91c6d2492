"""Who teaches a class: from the filed list, by the lots, with replacements; nothing before."""

from pytest_django import DjangoAssertNumQueries

from junheng.apps.teachers import services as teachers
from junheng.apps.teachers.rules import TeamMember
from junheng.apps.teams import queries
from junheng.apps.teams.queries import ClassTeacher
from junheng.apps.teams.services.drawn import forget_lots, note_lots
from tests.cohorts_made import cohort_of
from tests.people import AT, actor

MEMBERS = (
    TeamMember("王芳", "语文", "王芳"),
    TeamMember("王芳", "数学", "赵一"),
    TeamMember("李强", "语文", "钱二"),
    TeamMember("李强", "数学", "李强"),
)


def a_list(members: tuple[TeamMember, ...] = MEMBERS) -> None:
    code = cohort_of().code
    teachers.write_list(code, ("王芳", "李强"), by=actor("clerk"), at=AT)
    teachers.write_teams(code, members, by=actor("clerk"), at=AT)


def drawn(places: dict[int, int]) -> None:
    note_lots(cohort_of(), places, at=AT)


def test_a_whole_team_follows_the_lot_of_its_homeroom_teacher() -> None:
    a_list()
    drawn({1: 2, 2: 1})

    assert queries.team_of_class(cohort_of(), 1) == (
        ClassTeacher("数学", "李强", is_homeroom=True),
        ClassTeacher("语文", "钱二", is_homeroom=False),
    )
    assert queries.team_of_class(cohort_of(), 2)[0].name == "王芳"


def test_before_the_lots_no_class_has_a_team() -> None:
    a_list()

    assert queries.team_of_class(cohort_of(), 1) == ()


def test_a_list_without_teams_gives_the_homeroom_teacher_alone() -> None:
    a_list(())
    drawn({1: 1, 2: 2})

    assert queries.team_of_class(cohort_of(), 2) == (ClassTeacher("", "李强", is_homeroom=True),)


def test_a_class_that_there_is_not_has_no_team() -> None:
    a_list()
    drawn({1: 1, 2: 2})

    assert queries.team_of_class(cohort_of(), 3) == ()


def test_a_void_takes_back_what_the_lots_gave() -> None:
    a_list()
    drawn({1: 1, 2: 2})

    forget_lots(cohort_of())

    assert queries.teams_of(cohort_of()) == {}


def test_lots_that_are_mirrored_again_are_written_once() -> None:
    a_list()
    drawn({1: 1, 2: 2})
    drawn({1: 2, 2: 1})

    assert [team[0].name for team in queries.teams_of(cohort_of()).values()] == ["李强", "王芳"]


def test_all_classes_take_three_look_ups(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    a_list()
    drawn({1: 1, 2: 2})
    cohort = cohort_of()

    with django_assert_max_num_queries(5):
        assert len(queries.teams_of(cohort)) == 2
