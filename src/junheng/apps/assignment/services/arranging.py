"""Arranging a session before anything is frozen."""

from collections.abc import Sequence
from datetime import datetime

from junheng.apps.assignment import queries
from junheng.apps.assignment.events import SessionArranged
from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.assignment.states import MANAGED_STATES
from junheng.apps.campaigns.models import Campaign
from junheng.apps.campaigns.states import CampaignState
from junheng.core.access import NotVisible, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject


def arrange_session(
    *,
    campaign: Campaign,
    title: str,
    host: str,
    place: str,
    planned_at: datetime,
    cohorts: Sequence[str],
    by: StaffActor,
    at: datetime,
) -> Session:
    """Arrange a session for these starting grades. Raises NotAllowed, NotVisible, StepRefused."""
    by.must(Permission.ASSIGNMENT_ARRANGE)
    _check(campaign, planned_at, cohorts, at)
    with audit.act():
        session = Session.objects.create(
            campaign=campaign,
            title=title,
            host=host,
            place=place,
            planned_at=planned_at,
            made_at=at,
            made_by=by.ident,
        )
        _take_in(session, cohorts)
        _record(session, by, at)
    return session


def change_session(
    code: str,
    *,
    title: str,
    host: str,
    place: str,
    planned_at: datetime,
    cohorts: Sequence[str],
    by: StaffActor,
    at: datetime,
) -> Session:
    """Arrange it otherwise, while nothing is frozen; after a void only day and place change.

    What a session announced holds for the whole of it, so its schools stay after a freeze.
    """
    session = queries.get_session_for(by, code, Permission.ASSIGNMENT_ARRANGE)
    _check(session.campaign, planned_at, cohorts, at)
    with audit.act():
        session = Session.objects.select_for_update().get(pk=session.pk)
        if session.state not in MANAGED_STATES or session.underway:
            raise StepRefused("session_is_frozen")
        session.title, session.host, session.place = title, host, place
        session.planned_at = planned_at
        session.save(update_fields=["title", "host", "place", "planned_at"])
        if not session.freeze_number:
            session.parts.all().delete()
            _take_in(session, cohorts)
        _record(session, by, at)
    return session


def _check(campaign: Campaign, planned_at: datetime, cohorts: Sequence[str], at: datetime) -> None:
    if campaign.state != CampaignState.PUBLISHED:
        raise StepRefused("campaign_is_not_under_way")
    if planned_at <= at:
        raise StepRefused("session_is_past")
    if not cohorts:
        raise StepRefused("session_without_schools")


def _take_in(session: Session, cohorts: Sequence[str]) -> None:
    free = {cohort.code: cohort for cohort in queries.cohorts_to_take(session.campaign, session)}
    for code in dict.fromkeys(cohorts):
        if code not in free:
            raise NotVisible
        cohort = free[code]
        SessionCohort.objects.create(session=session, cohort=cohort, unit=cohort.unit)


def _record(session: Session, by: StaffActor, at: datetime) -> None:
    event = SessionArranged(subject=Subject("session", session.code), cohorts=session.parts.count())
    audit.record(event, by=by, at=at)
