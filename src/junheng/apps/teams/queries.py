"""The only roads to teachers' rosters, proposals and drawn teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.teachers import queries as teachers
from junheng.apps.teachers.models import TeacherList
from junheng.apps.teachers.queries import PeopleOnList
from junheng.apps.teachers.states import ListState
from junheng.apps.teams.models import (
    Curriculum,
    DrawnTeam,
    KeptRow,
    Proposal,
    Replacement,
    TeacherRoster,
)
from junheng.apps.teams.rules.curriculum import Lessons, lessons_from, usual_lessons
from junheng.apps.teams.rules.kept import roster_of_text
from junheng.core.access import NotVisible, Permission, StaffActor
from junheng.core.jobs.models import JobRun, JobState
from junheng.profiles import Stage
from junheng.rosters import TeamRoster


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
    """The teams of all classes of a cohort by class number, 1班 first; few look-ups."""
    drawn = list(DrawnTeam.objects.filter(cohort=cohort))
    return _teams_of(drawn, teachers.people_on(teachers.find_list(cohort))) if drawn else {}


def _teams_of(
    drawn: Sequence[DrawnTeam], people: PeopleOnList
) -> dict[int, tuple[ClassTeacher, ...]]:
    homeroom = {entry.place: entry.name for entry in people.entries}
    teams: dict[int, tuple[ClassTeacher, ...]] = {}
    for one in drawn:
        name = homeroom.get(one.place)
        if name is not None:
            taught = [(row.subject, row.name) for row in people.members if row.homeroom == name]
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


# -- what teams are made from -----------------------------------------------------------------


def newest_roster_row(cohort: Cohort) -> TeacherRoster | None:
    """The sheet of teachers that was imported last."""
    return TeacherRoster.objects.filter(cohort=cohort).first()


def newest_roster(cohort: Cohort) -> TeamRoster | None:
    """The teachers that were imported last."""
    row = newest_roster_row(cohort)
    return roster_of_text(row.content) if row else None


def lessons_of(cohort: Cohort, roster: TeamRoster | None) -> Lessons:
    """The year's lessons as the school wrote them, or the usual ones that the roster covers."""
    return _lessons(cohort, Curriculum.objects.filter(cohort=cohort).first(), roster)


def _lessons(cohort: Cohort, written: Curriculum | None, roster: TeamRoster | None) -> Lessons:
    if written is not None:
        return lessons_from(written.subjects, written.most_percent)
    return usual_lessons(Stage(cohort.stage), roster.subjects if roster else ())


def kept_rows(cohort: Cohort) -> list[KeptRow]:
    """The rows that are locked now."""
    return list(KeptRow.objects.filter(cohort=cohort, released_at__isnull=True))


# -- proposals --------------------------------------------------------------------------------


def proposals_of(cohort: Cohort) -> list[Proposal]:
    """Every proposal of a cohort, newest first."""
    return list(Proposal.objects.filter(cohort=cohort))


def get_proposal(actor: StaffActor, cohort_code: str, code: str) -> Proposal:
    """One proposal of a cohort that the actor sees; raises NotVisible."""
    cohort = campaigns.get_cohort(actor, cohort_code)
    actor.must(Permission.TEACHERS_VIEW, cohort.school_code)
    found = _proposals().filter(cohort=cohort, code=code).first()
    if found is None:
        raise NotVisible
    return found


def proposal_of_code(code: str) -> Proposal:
    """A proposal for the platform's own work."""
    return _proposals().get(code=code)


def filed_proposal(cohort: Cohort) -> Proposal | None:
    """The proposal that the list at the bureau, or filed there, was made from.

    Both were written in one act, so that they have one moment; a list that the school wrote by hand
    since then has another.
    """
    filed_at = _filed_at(teachers.find_list(cohort))
    return _proposals().filter(cohort=cohort, filed_at=filed_at).first() if filed_at else None


def _filed_at(found: TeacherList | None) -> datetime | None:
    return None if found is None or found.state == ListState.DRAFT else found.submitted_at


def rests_on_newest(proposal: Proposal) -> bool:
    """Whether roster and lessons are still those of the proposal."""
    newest = newest_roster_row(proposal.cohort)
    if newest is None or newest.pk != proposal.roster_id:
        return False
    lessons = lessons_of(proposal.cohort, roster_of_text(newest.content))
    return bool(proposal.inputs["lessons"] == lessons.as_json())


def has_failed(proposal: Proposal) -> bool:
    """Whether the worker gave a proposal up without an answer."""
    run = JobRun.objects.filter(
        job="teams.propose", arguments={"proposal_code": proposal.code}
    ).first()
    return run is None or run.state in {JobState.CRASHED, JobState.REFUSED}


def _proposals() -> QuerySet[Proposal]:
    return Proposal.objects.select_related("cohort__school", "cohort__campaign", "roster")


@dataclass(frozen=True)
class ListedTeam:
    """A team of the filed list: (place of the subject in the lessons, subject, name) a row."""

    place: int
    homeroom: str
    members: tuple[tuple[int, str, str], ...]


def listed_teams(people: PeopleOnList, subjects: Sequence[str]) -> list[ListedTeam]:
    """The teams of a list in its order, in these subjects."""
    return [
        ListedTeam(
            entry.place,
            entry.name,
            tuple(
                (subjects.index(row.subject), row.subject, row.name)
                for row in people.members
                if row.homeroom == entry.name and row.subject in subjects
            ),
        )
        for entry in people.entries
    ]


# -- the page of a cohort ---------------------------------------------------------------------


@dataclass(frozen=True)
class CohortTeams:
    """All that the page of a cohort shows, each looked up once."""

    list: TeacherList | None
    people: PeopleOnList
    roster: TeacherRoster | None
    lessons: Lessons
    has_lessons: bool
    kept: Sequence[KeptRow]
    proposals: Sequence[Proposal]
    teams: dict[int, tuple[ClassTeacher, ...]]
    replacements: Sequence[Replacement]

    @property
    def filed(self) -> Proposal | None:
        """As `filed_proposal`."""
        filed_at = _filed_at(self.list)
        return next((one for one in self.proposals if filed_at and one.filed_at == filed_at), None)


def teams_at(cohort: Cohort) -> CohortTeams:
    """How a cohort stands with its teams; nine look-ups, however many classes it has."""
    found, roster = teachers.find_list(cohort), newest_roster_row(cohort)
    people = teachers.people_on(found)
    written = Curriculum.objects.filter(cohort=cohort).first()
    return CohortTeams(
        found,
        people,
        roster,
        _lessons(cohort, written, roster_of_text(roster.content) if roster else None),
        written is not None,
        kept_rows(cohort),
        proposals_of(cohort),
        _teams_of(list(DrawnTeam.objects.filter(cohort=cohort)), people),
        replacements_of(cohort),
    )


# -- replacements -----------------------------------------------------------------------------


def replacements_of(cohort: Cohort) -> list[Replacement]:
    """Who was replaced with consent, newest first."""
    return list(Replacement.objects.filter(cohort=cohort))


def get_replacement(actor: StaffActor, cohort_code: str, code: str) -> Replacement:
    """One replacement of a cohort that the actor sees; raises NotVisible."""
    cohort = campaigns.get_cohort(actor, cohort_code)
    found = Replacement.objects.filter(cohort=cohort, code=code).first()
    if found is None:
        raise NotVisible
    return found


def replacements_given(campaign: Campaign) -> int:
    """How many numbers of consent were given in a campaign."""
    return Replacement.objects.filter(cohort__campaign=campaign).count()


# -- how far everybody is ---------------------------------------------------------------------


@dataclass(frozen=True)
class TeamsRow:
    """A cohort on the overview: its teachers, proposals and where its list stands."""

    cohort: Cohort
    teacher_count: int
    proposal_count: int
    kept_count: int
    list: TeacherList | None
    is_from_proposal: bool

    @property
    def state_label(self) -> str:
        """Where it stands, in words."""
        if self.cohort.is_exempt:
            return "单班，不需要"
        if self.list is not None and self.list.state != ListState.DRAFT:
            label = ListState(self.list.state).label
            return label if self.is_from_proposal else f"{label}（未经组建）"
        if self.list is not None and self.list.returned_reason:
            return "已退回"
        if self.proposal_count:
            return f"有 {self.proposal_count} 个方案，未报送"
        return "已导入教师" if self.teacher_count else "还没有开始"

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to do anything any more."""
        return self.cohort.is_exempt or (self.list is not None and self.list.is_in_force)


def team_rows(actor: StaffActor, campaign: Campaign) -> list[TeamsRow]:
    """Every cohort of a campaign that the actor sees, with how far its teams are."""
    lists = {row.cohort.pk: row.list for row in teachers.list_rows(actor, campaign)}
    cohorts = [row for row in campaigns.list_cohorts(actor, campaign) if row.pk in lists]
    return rows_of(cohorts, lists)


def status_of(cohort: Cohort) -> str:
    """How the teams of a cohort stand, in words."""
    return rows_of([cohort], {cohort.pk: teachers.find_list(cohort)})[0].state_label


def rows_of(cohorts: Sequence[Cohort], lists: dict[int, TeacherList | None]) -> list[TeamsRow]:
    """The rows of some cohorts: three look-ups for however many."""
    counts: dict[int, int] = {}
    for row in TeacherRoster.objects.filter(cohort__in=cohorts).defer("content"):
        counts.setdefault(row.cohort_id, row.teacher_count)
    proposals = Proposal.objects.filter(cohort__in=cohorts).only("cohort_id", "filed_at", "number")
    filed = {(one.cohort_id, one.filed_at) for one in proposals if one.filed_at}
    asked = [one.cohort_id for one in proposals]
    kept = list(
        KeptRow.objects.filter(cohort__in=cohorts, released_at__isnull=True).values_list(
            "cohort_id", flat=True
        )
    )
    return [
        TeamsRow(
            cohort,
            counts.get(cohort.pk, 0),
            asked.count(cohort.pk),
            kept.count(cohort.pk),
            found := lists.get(cohort.pk),
            found is not None and (cohort.pk, found.submitted_at) in filed,
        )
        for cohort in cohorts
    ]
