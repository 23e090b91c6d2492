"""Teaching teams by the real lots of a session: proposed, locked, filed, posted, drawn, shown."""

import json
import re
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from pytest_django import Settings

from junheng.apps.assignment.models import SessionCohort
from junheng.apps.assignment.services.folders import folder_of
from junheng.apps.campaigns import services as campaigns
from junheng.apps.campaigns.states import CohortStep
from junheng.apps.notices import services as notices
from junheng.apps.students import services as students
from junheng.apps.students.models import Student
from junheng.apps.teachers import queries as lists
from junheng.apps.teachers import services as list_acts
from junheng.apps.teams.models import DrawnTeam
from junheng.apps.teams.rules.inputs import LockedRow
from junheng.apps.teams.services import filing, preparing
from junheng.core.secrets.keyring import Keyring
from tests.apps.assignment.sessions_made import OPERATOR, Walk, arranged, post_notice, roster_of
from tests.apps.guardians.families_made import family_of, with_students
from tests.apps.teams.teams_made import MINUTE, REASON, imported, proposed
from tests.cohorts_made import cohort_of
from tests.jobs_carried_out import carry_out_jobs
from tests.people import AT, OWN_SCHOOL, a_county, actor
from tests.reporting.forms.read_back import pages_of

pytestmark = pytest.mark.slow

SUBJECTS = ("语文", "数学", "音乐")


@pytest.fixture(autouse=True)
def county(
    db: None, keys: Keyring, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    """A county whose rosters of children are given; its teachers come by the way of the teams."""
    del db, keys
    settings.JUNHENG_VAR = tmp_path
    monkeypatch.setattr(students, "school_roster", lambda one: roster_of(one.school.code))
    monkeypatch.setattr(students, "roster_warnings", lambda _cohort: ())
    a_county()


def drawn() -> Walk:
    """From the sheet of teachers to the lots of one school, everything by those whose act it is."""
    walk = Walk(arranged((OWN_SCHOOL,)).code)
    with_students(walk.parts[0].cohort)
    imported()
    first = proposed()
    row = LockedRow(("王芳", "T1"), "数学", ("周四", "T6"), REASON)
    preparing.keep_row(cohort_of().code, row, by=actor("clerk"), at=AT + MINUTE)
    second = proposed(at=AT + 2 * MINUTE)
    assert (first.number, second.number) == (1, 2)
    at = AT + 9 * MINUTE
    filing.file_proposal(cohort_of().code, second.code, by=actor("principal"), at=at)
    list_acts.file_list(cohort_of().code, by=actor("reviewer"), at=at)
    post_notice(notices.make_teachers_notice(cohort_of(), by=actor("clerk"), at=at), at=at)
    walk.to_draw().lots()
    return walk


def places_of(walk: Walk) -> dict[int, int]:
    """Class number and place on the filed list, as the record of the lots has them."""
    file = folder_of(walk.session) / "internal" / f"lots-{walk.parts[0].unit}.json"
    rows = json.loads(file.read_bytes())["out"]
    return {int(row["class"]): int(row["t"][1:]) for row in rows}


def filed_teams(walk: Walk) -> dict[int, dict[str, str]]:
    """Who teaches what in each class, from the filed list and the record of the lots."""
    found = lists.find_list(cohort_of())
    heads, members = lists.names_on(found), lists.team_members(found)
    return {
        number: {row.subject: row.name for row in members if row.homeroom == heads[place - 1]}
        for number, place in places_of(walk).items()
    }


def test_the_class_sheet_and_the_family_see_the_team_that_the_lot_gave_their_class() -> None:
    walk = drawn()
    teams = filed_teams(walk)
    assert [tuple(team) for team in teams.values()] == [SUBJECTS, SUBJECTS]
    kept = next(team for team in teams.values() if "王芳" in team.values())
    assert kept["数学"] == "周四"

    carry_out_jobs(walk.moment)
    (sheets,) = (folder_of(walk.session) / "forms").rglob("4-班主任抽签/*班级师生情况一览表*.pdf")
    pages = pages_of(sheets.read_bytes())
    for number, team in teams.items():
        (page,) = (page for page in pages if f"{number}班师生情况一览表" in page)
        assert "；".join(subject + name for subject, name in team.items()) in page

    for step in (CohortStep.SIGN, CohortStep.PUBLISH):
        campaigns.mark(walk.parts[0].cohort, step, by=OPERATOR, at=walk.moment)
    seen = set()
    for child in Student.objects.select_related("cohort__school", "cohort__campaign")[:8]:
        page = family_of(child).get("/child/class/").content.decode()
        (number,) = set(re.findall(r"(\d+)班", page))
        assert all(
            f"<dt>{subject}</dt><dd>{name}</dd>" in page
            for subject, name in teams[int(number)].items()
        )
        seen.add(number)
    assert seen == {"1", "2"}


# -- results from before the table of drawn teams ----------------------------------------------


def upgraded() -> dict[int, int]:
    """What the migration makes of the data as they were before it."""
    executor = MigrationExecutor(connection)
    before = [("teams", "0001_teams_proposed_and_drawn"), ("assignment", "0002_append_only")]
    state = executor.loader.project_state(before)
    module = import_module("junheng.apps.teams.migrations.0002_earlier_lots")
    (operation,) = module.Migration.operations
    operation.database_forwards("teams", SimpleNamespace(connection=connection), state, state)
    return dict(DrawnTeam.objects.values_list("class_number", "place"))


def test_an_upgrade_gives_earlier_lots_their_teams_and_does_it_once() -> None:
    walk = drawn()
    before = list(DrawnTeam.objects.values("cohort", "class_number", "place", "drawn_at"))
    DrawnTeam.objects.all().delete()

    assert upgraded() == places_of(walk)
    assert upgraded() == places_of(walk)
    after = list(DrawnTeam.objects.values("cohort", "class_number", "place", "drawn_at"))
    assert after == before


def test_an_upgrade_takes_no_lots_of_another_result_or_without_their_file() -> None:
    walk = drawn()
    DrawnTeam.objects.all().delete()
    part = walk.parts[0]
    SessionCohort.objects.update(result="0" * 64)
    assert upgraded() == {}

    SessionCohort.objects.update(result=part.result, lots="")
    assert upgraded() == {}

    SessionCohort.objects.update(lots=part.lots)
    (folder_of(walk.session) / "internal" / f"lots-{part.unit}.json").unlink()
    assert upgraded() == {}
