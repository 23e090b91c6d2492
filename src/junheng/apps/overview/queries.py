"""The county's figures, gathered from the applications below."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate, localtime

from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.assignment.services.folders import folder_of
from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.campaigns.queries import Task
from junheng.apps.campaigns.states import CampaignState, CohortState, DayKind
from junheng.apps.overview import rules
from junheng.apps.schools import queries as schools
from junheng.core.access import Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.reporting.county import CohortBalance, CohortLine, CountyReport, StateCount

BALANCE_FILE = "balance.json"


def county_report(actor: StaffActor, campaign: Campaign, *, at: datetime) -> CountyReport:
    """Everything about a campaign that the actor sees, as it stands at this moment."""
    today = localdate(at)
    cohorts = campaigns.list_cohorts(actor, campaign)
    tasks = campaigns.with_next_steps(cohorts, campaigns.calendar_of(campaign), today=today)
    lines = tuple(_line(task) for task in tasks)
    states = Counter(task.cohort.list_state for task in tasks)
    profile, bureau = campaigns.profile_in_use(), schools.find_bureau()
    head = audit.head()
    return CountyReport(
        bureau=bureau.name if bureau else "",
        title=campaign.title,
        year=campaign.year,
        made_at=localtime(at),
        profile=f"{profile.title} {profile.version}",
        audit_head=f"第 {head.sequence} 条 {head.digest}",
        states=tuple(
            StateCount(value, label, states[value]) for value, label in Cohort.LIST_STATES
        ),
        coverages=rules.coverages(lines),
        lines=lines,
        balances=_balances(actor, campaign),
    )


def reminders(actor: StaffActor, *, today: date) -> tuple[rules.Reminder, ...]:
    """The days of the campaign under way that have passed or come soon, for the workbench."""
    if not actor.may(Permission.OVERVIEW_VIEW):
        return ()
    campaign = campaigns.current_campaign(actor)
    if campaign is None or campaign.state != CampaignState.PUBLISHED:
        return ()
    days = campaigns.calendar_of(campaign)
    cohorts = campaigns.list_cohorts(actor, campaign)
    return rules.reminders(
        _waiting(campaigns.with_next_steps(cohorts, days, today=today)), days, today
    )


def _waiting(tasks: Iterable[Task]) -> Counter[DayKind]:
    return Counter(task.step.kind for task in tasks if task.step.kind is not None)


def _line(task: Task) -> CohortLine:
    cohort, step = task.cohort, task.step
    return CohortLine(
        code=cohort.code,
        school_code=cohort.school.code,
        school=cohort.school.name,
        grade=cohort.grade_label,
        kind="民办" if cohort.school.is_private else "公办",
        state=dict(Cohort.LIST_STATES)[cohort.list_state],
        students=cohort.student_count,
        classes=cohort.class_count,
        next_step=step.what,
        who=step.who,
        due=step.due_words,
        is_late=step.is_late,
        is_exempt=cohort.is_exempt,
        is_drawn=cohort.state in rules.DRAWN_STATES,
        is_missing=cohort.state == CohortState.COLLECTING and not cohort.student_count,
    )


def _balances(actor: StaffActor, campaign: Campaign) -> tuple[CohortBalance, ...]:
    """The balance of every cohort whose result stands, found by the result's code."""
    drawn = SessionCohort.objects.filter(
        cohort__in=campaigns.cohorts_visible_to(actor).filter(campaign=campaign),
        cohort__state__in=rules.DRAWN_STATES,
    ).exclude(result="")
    return balances_of(drawn.select_related("session", "cohort__school", "cohort__campaign"))


def balances_of(drawn: Iterable[SessionCohort]) -> tuple[CohortBalance, ...]:
    """The balance of these results by their codes, as the public reports have it.

    A result without a report, or whose report is a rehearsal's, is left out. Each part comes with
    its session, school and campaign.
    """
    parts = list(drawn)
    reports = {
        report["result_code"]: report
        for session in {part.session_id: part.session for part in parts}.values()
        for report in _reports_of(session)
        if not report.get("rehearsal")
    }
    return tuple(
        rules.balance_of_school(
            reports[part.result],
            code=part.cohort.code,
            school=part.cohort.school.name,
            grade=part.cohort.grade_label,
        )
        for part in parts
        if part.result in reports
    )


def _reports_of(session: Session) -> list[dict[str, Any]]:
    """The schools of a session's balance.json; nothing while the papers are being written."""
    try:
        document = json.loads((folder_of(session) / BALANCE_FILE).read_bytes())
    except FileNotFoundError:
        return []
    reports: list[dict[str, Any]] = document["schools"]
    return reports
