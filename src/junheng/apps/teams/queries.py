"""The only roads to teachers' rosters, proposals and drawn teams."""

from dataclasses import dataclass

from junheng.apps.campaigns.models import Cohort
from junheng.apps.teachers import queries as teachers
from junheng.apps.teams.models import DrawnTeam


@dataclass(frozen=True)
class ClassTeacher:
    """Somebody who teaches a class; the subject of a homeroom teacher who teaches none is empty."""

    subject: str
    name: str
    is_homeroom: bool


def team_of_class(cohort: Cohort, class_number: int) -> tuple[ClassTeacher, ...]:
    """Who teaches a class: the homeroom teacher first, then the subjects as they were filed.

    Replacements with consent are in it. Empty before the lots, and without a filed list. A teacher
    of two subjects has two rows.
    """
    return teams_of(cohort).get(class_number, ())


def teams_of(cohort: Cohort) -> dict[int, tuple[ClassTeacher, ...]]:
    """The teams of all classes of a cohort by class number, 1班 first; three look-ups."""
    drawn = DrawnTeam.objects.filter(cohort=cohort)
    if not drawn:
        return {}
    found = teachers.find_list(cohort)
    homeroom = {entry.place: entry.name for entry in teachers.entries_of(found)}
    members = teachers.team_members(found)
    teams: dict[int, tuple[ClassTeacher, ...]] = {}
    for one in drawn:
        name = homeroom.get(one.place)
        if name is not None:
            taught = [(row.subject, row.name) for row in members if row.homeroom == name]
            teams[one.class_number] = _team(name, taught)
    return teams


def _team(homeroom: str, taught: list[tuple[str, str]]) -> tuple[ClassTeacher, ...]:
    own = [subject for subject, name in taught if name == homeroom] or [""]
    return (
        *(ClassTeacher(subject, homeroom, is_homeroom=True) for subject in own),
        *(
            ClassTeacher(subject, name, is_homeroom=False)
            for subject, name in taught
            if name != homeroom
        ),
    )
