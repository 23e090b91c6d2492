"""Replacing a subject teacher of a filed list: the principal asks, the bureau consents (HT-03).

Homeroom teachers draw lots and stand in the record; they are replaced among the adjustments.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services import hold_cohort
from junheng.apps.campaigns.states import CohortState
from junheng.apps.notices.models import Notice
from junheng.apps.notices.rules.content import change_notice
from junheng.apps.notices.services import make_notice
from junheng.apps.teachers import queries as lists
from junheng.apps.teachers import services as list_acts
from junheng.apps.teams import queries
from junheng.apps.teams.events import TeacherReplaced
from junheng.apps.teams.models import Replacement
from junheng.apps.teams.rules.comparison import effects_between
from junheng.apps.teams.rules.inputs import Inputs, problem_of
from junheng.apps.teams.services.preparing import SHORTEST_REASON
from junheng.core.access import Permission, Role, StaffActor, StepRefused
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import TwoPersonAct, declare_act, propose
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.engine.errors import JunhengError
from junheng.engine.teams.plan import Plan, faults_of, levels_of
from junheng.engine.teams.problem import Problem
from junheng.engine.teams.targets import Bound, Targets
from junheng.rosters import TeamRoster

_BROKEN: Final = {
    "load": "接任后工作量超过上限",
    "apart": "与本班另一位教师须回避",
    "absent": "有子女在本年级，接任后没有一个班不由本人任教",
}
"""Rules that a replacement must not break; an uneven share of classes it may."""


@dataclass(frozen=True)
class Standing:
    """The filed list as a plan of teachers on the roster, and the rules that they are under."""

    roster: TeamRoster
    problem: Problem
    plan: Plan
    year: int

    def names_at(self, place: int, subject: str) -> tuple[str, str]:
        """Who teaches a subject in the team at a place, and its homeroom teacher."""
        s = self.roster.subjects.index(subject)
        taught, head = self.plan.teams[place - 1][s], self.plan.homeroom[place - 1]
        return self.roster.teachers[taught].name, self.roster.teachers[head].name


@dataclass(frozen=True)
class Swap:
    """Who is to be replaced by whom: place on the list, subject, both names."""

    place: int
    subject: str
    before: str
    after: str


def standing_of(cohort: Cohort) -> Standing:
    """The filed list of a cohort as a plan.

    Raises StepRefused: `teams_not_filed_yet`, `teams_not_on_roster` where the newest roster does
    not have everybody on the list, for what is not on it cannot be compared.
    """
    found = lists.find_list(cohort)
    members = lists.team_members(found)
    roster = queries.newest_roster(cohort)
    if found is None or not found.is_in_force or not members or roster is None:
        raise StepRefused("teams_not_filed_yet")
    lessons = queries.lessons_of(cohort, roster)
    year, problem = problem_of(roster, Inputs(lessons, len(lists.names_on(found))))
    teams, home = [], []
    for name in lists.names_on(found):
        own = {row.subject: row.name for row in members if row.homeroom == name}
        team = tuple(_teacher(year, subject, own.get(subject, "")) for subject in year.subjects)
        named = [s for s, subject in enumerate(year.subjects) if own.get(subject) == name]
        if not named:
            raise StepRefused("teams_not_on_roster")
        teams.append(team)
        home.append(named[0])
    return Standing(year, problem, Plan(tuple(teams), tuple(home)), cohort.campaign.year)


def possible_successors(standing: Standing, place: int, subject: str) -> list[str]:
    """Who on the roster could take a subject over in the team at a place, by name."""
    team = standing.plan.teams[place - 1]
    s = standing.roster.subjects.index(subject)
    return [
        standing.roster.teachers[t].name
        for t in standing.problem.teachers_of(s)
        if t != team[s] and not _broken(standing, _after(standing, place, s, t))
    ]


def effects_of(standing: Standing, swap: Swap) -> list[tuple[str, str, str]]:
    """What a replacement does to the comparison of the teams: item, before, after.

    Raises StepRefused `teams_successor_unknown`, `teams_homeroom_elsewhere`,
    `teams_successor_breaks_rules`.
    """
    s = standing.roster.subjects.index(swap.subject)
    t = standing.plan.teams[swap.place - 1][s]
    if s == standing.plan.home[swap.place - 1]:
        raise StepRefused("teams_homeroom_elsewhere")
    if standing.roster.teachers[t].name != swap.before:
        raise StepRefused("teams_successor_unknown")
    after = _after(standing, swap.place, s, _teacher(standing.roster, swap.subject, swap.after))
    broken = _broken(standing, after)
    if broken:
        raise StepRefused("teams_successor_breaks_rules", what="；".join(broken))
    return _compared(standing, after)


def homeroom_effects(cohort: Cohort, name: str, successor: str) -> list[tuple[str, str, str]]:
    """What another homeroom teacher does to the comparison of the teams, where it can be told.

    A successor who does not teach the class takes over the subjects of the one before. Empty where
    there are no teams, or where somebody is not on the newest roster.
    """
    try:
        standing = standing_of(cohort)
        place = lists.names_on(lists.find_list(cohort)).index(name)
        after = _with_homeroom(standing, place, successor)
    except (StepRefused, ValueError):
        return []
    return _compared(standing, after)


def ask_replacement(
    cohort_code: str, swap: Swap, *, reason: str, by: StaffActor, at: datetime
) -> Proposal:
    """Ask the bureau for consent, as the principal, with the effect on the comparison.

    Raises NotVisible, NotAllowed, StepRefused, and JunhengError `teams_reason_too_short`.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise JunhengError("teams_reason_too_short", least=SHORTEST_REASON)
    cohort = campaigns.get_cohort(by, cohort_code)
    by.must(Permission.TEACHERS_SUBMIT, cohort.school_code)
    effects = effects_of(standing_of(cohort), swap)
    what = {
        "cohort": cohort.code,
        "place": swap.place,
        "subject": swap.subject,
        "before": swap.before,
        "after": swap.after,
        "reason": reason.strip(),
        "effects": [list(row) for row in effects],
    }
    summary = f"{cohort.title}更换任课教师：名单第 {swap.place} 位班主任的班，{swap.subject}"
    return propose(
        REPLACE, summary=summary, what=what, by=by, at=at, school_code=cohort.school_code
    )


def make_replacement_notice(cohort_code: str, code: str, *, by: StaffActor, at: datetime) -> Notice:
    """The notice of a replacement. Raises NotVisible, NotAllowed."""
    found = queries.get_replacement(by, cohort_code, code)
    cohort = found.cohort
    by.must(Permission.NOTICES_MAKE, cohort.school_code)
    content = change_notice(
        change_code=found.number,
        consent_number=found.number,
        what=f"更换任课教师（{found.subject}）",
        before=found.before,
        after=found.after,
        days=campaigns.profile_in_use().notice_days.value,
    )
    return make_notice(content, campaign=cohort.campaign, cohort=cohort, by=by, at=at)


def _replace(proposal: Proposal, by: StaffActor, at: datetime) -> str:
    what = proposal.what
    cohort = hold_cohort(
        what["cohort"], by=by, permission=Permission.TEACHERS_FILE, states=tuple(CohortState)
    )
    swap = Swap(what["place"], what["subject"], what["before"], what["after"])
    effects = [list(row) for row in effects_of(standing_of(cohort), swap)]
    if effects != what["effects"]:
        raise StepRefused("teams_changed_meanwhile")
    taken = queries.replacements_given(cohort.campaign)
    number = f"{cohort.campaign.year}-R{taken + 1:03d}"
    list_acts.replace_subject_teacher(
        cohort, place=swap.place, subject=swap.subject, name=swap.before, successor=swap.after
    )
    row = Replacement.objects.create(
        cohort=cohort,
        number=number,
        place=swap.place,
        subject=swap.subject,
        before=swap.before,
        after=swap.after,
        reason=what["reason"],
        effects=effects,
        asked_by=proposal.asked_by,
        asked_by_name=proposal.asked_by_name,
        consented_at=at,
        consented_by=by.ident,
        consented_by_name=by.name,
    )
    subject = Subject("replacement", row.code, cohort.school_code)
    event = TeacherReplaced(subject=subject, number=number, place=swap.place)
    audit.record(event, by=by, at=at)
    return ""


REPLACE: Final = declare_act(
    TwoPersonAct(
        "teams.replace_teacher",
        "更换任课教师",
        frozenset((Role.PRINCIPAL,)),
        frozenset((Role.BUREAU_REVIEWER,)),
        timedelta(days=14),
        _replace,
        page="teams:consent",
    )
)


def _teacher(roster: TeamRoster, subject: str, name: str) -> int:
    found = [
        t for t, one in enumerate(roster.teachers) if one.name == name and subject in one.subjects
    ]
    if len(found) != 1:
        raise StepRefused("teams_not_on_roster")
    return found[0]


def _with_homeroom(standing: Standing, place: int, successor: str) -> Plan:
    """The plan with another homeroom teacher at a place (from 0)."""
    team, head = standing.plan.teams[place], standing.plan.homeroom[place]
    named = [s for s, t in enumerate(team) if standing.roster.teachers[t].name == successor]
    subjects = standing.roster.subjects
    new = tuple(
        _teacher(standing.roster, subjects[s], successor) if t == head and not named else t
        for s, t in enumerate(team)
    )
    teams, home = list(standing.plan.teams), list(standing.plan.home)
    teams[place] = new
    home[place] = named[0] if named else home[place]
    return Plan(tuple(teams), tuple(home))


def _compared(standing: Standing, after: Plan) -> list[tuple[str, str, str]]:
    problem, plan = standing.problem, standing.plan
    unproven = tuple(Bound(0, "count") for _ in problem.measures)
    targets = Targets(problem, plan, levels_of(problem, plan), unproven)
    return effects_between(targets, plan, after, standing.year)


def _after(standing: Standing, place: int, subject: int, teacher: int) -> Plan:
    teams = list(standing.plan.teams)
    team = list(teams[place - 1])
    team[subject] = teacher
    teams[place - 1] = tuple(team)
    return replace(standing.plan, teams=tuple(teams))


def _broken(standing: Standing, after: Plan) -> list[str]:
    """What a plan breaks that the list does not break already."""
    old = faults_of(standing.problem, standing.plan)
    new = faults_of(standing.problem, after)
    return [words for fault, words in _BROKEN.items() if fault in new and fault not in old]
