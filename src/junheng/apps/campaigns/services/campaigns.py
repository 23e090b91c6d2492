"""Opening a year, filing its plan and calendar, publishing."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.timezone import localdate

from junheng.apps.campaigns import queries, rules
from junheng.apps.campaigns.events import CalendarSet, CampaignOpened, CohortsAdded, PlanFiled
from junheng.apps.campaigns.models import PLAN_FILE, CalendarDay, Campaign, Cohort
from junheng.apps.campaigns.states import CampaignState, CampaignStep, CohortState, DayKind
from junheng.apps.schools import queries as schools
from junheng.core.access import NotVisible, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.files import services as files
from junheng.core.secrets.services import suite_in_use
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError


def open_campaign(*, year: int, title: str, by: StaffActor, at: datetime) -> Campaign:
    """Begin a year's work with the starting grades of every school.

    Raises StepRefused when the year was begun already.
    """
    by.must(Permission.CAMPAIGNS_MANAGE)
    bureau = schools.find_bureau()
    if bureau is None:
        raise NotVisible
    with audit.act():
        if Campaign.objects.filter(year=year).exists():
            raise StepRefused("campaign_exists", year=year)
        campaign = Campaign.objects.create(
            year=year,
            county_code=bureau.county_code,
            title=title,
            suite=suite_in_use().name,
            opened_at=at,
        )
        event = CampaignOpened(
            subject=_subject(campaign), year=year, cohorts=_add_cohorts(campaign)
        )
        audit.record(event, by=by, at=at)
    return campaign


def add_missing_cohorts(code: str, *, by: StaffActor, at: datetime) -> int:
    """Take in schools and stages that came since the campaign was opened; returns how many."""
    by.must(Permission.CAMPAIGNS_MANAGE)
    with audit.act():
        campaign = _locked(code, by)
        if campaign.state == CampaignState.CLOSED:
            raise StepRefused("campaign_is_closed")
        added = _add_cohorts(campaign)
        if added:
            audit.record(CohortsAdded(subject=_subject(campaign), cohorts=added), by=by, at=at)
    return added


def file_plan(
    code: str,
    content: bytes | None,
    *,
    plan_on: date,
    enrolment_plan_on: date,
    by: StaffActor,
    at: datetime,
) -> Campaign:
    """File the plan document (PDF; None keeps the one there is) with its two days."""
    by.must(Permission.CAMPAIGNS_MANAGE)
    if content is not None and not content.startswith(b"%PDF-"):
        raise JunhengError("plan_is_no_pdf")
    written = files.write(PLAN_FILE, [content]) if content is not None else None
    with audit.act():
        campaign = _locked(code, by)
        _must_be_draft(campaign)
        before = campaign.plan_file
        if written is not None:
            campaign.plan_file = files.keep(written, at=at)
        if campaign.plan_file is None:
            raise JunhengError("plan_file_missing")
        campaign.plan_on, campaign.enrolment_plan_on = plan_on, enrolment_plan_on
        campaign.save(update_fields=["plan_file", "plan_on", "enrolment_plan_on"])
        if before is not None and before != campaign.plan_file:
            files.remove(before, by=by, at=at)
        event = PlanFiled(
            subject=_subject(campaign),
            digest=campaign.plan_file.digest,
            plan_on=plan_on.isoformat(),
            enrolment_plan_on=enrolment_plan_on.isoformat(),
        )
        audit.record(event, by=by, at=at)
    return campaign


def set_calendar(
    code: str, days: Mapping[DayKind, date], *, by: StaffActor, at: datetime
) -> Campaign:
    """Write the calendar whole; raises as `rules.check_calendar` does.

    It can be written again until the campaign is closed, because deadlines move; but never so that
    the ceremony comes before the plan was public (`plan_after_ceremony`).
    """
    by.must(Permission.CAMPAIGNS_MANAGE)
    rules.check_calendar(days, queries.profile_in_use())
    with audit.act():
        campaign = _locked(code, by)
        if campaign.state == CampaignState.CLOSED:
            raise StepRefused("campaign_is_closed")
        rules.check_plan_before_ceremony(campaign.plan_on, days)
        CalendarDay.objects.filter(campaign=campaign).delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(campaign=campaign, kind=kind, on=day) for kind, day in days.items()
        )
        written = tuple(f"{kind.value}:{day.isoformat()}" for kind, day in days.items())
        audit.record(CalendarSet(subject=_subject(campaign), days=written), by=by, at=at)
    return campaign


def publish_plan(code: str, *, by: StaffActor, at: datetime) -> Campaign:
    """Publish plan and calendar: from now on the schools see the campaign.

    Raises StepRefused, and JunhengError where plan, days or calendar are not as they must be.
    """
    by.must(Permission.CAMPAIGNS_MANAGE)
    with audit.act():
        campaign = _locked(code, by)
        if campaign.state == CampaignState.DRAFT:
            _check_plan(campaign, at)
            _take_county_code(campaign)
        return take_step(campaign, CampaignStep.PUBLISH, by=by, at=at)


def close_campaign(code: str, *, by: StaffActor, at: datetime) -> Campaign:
    """End the year's work; refused while a school that must draw is not locked."""
    by.must(Permission.CAMPAIGNS_MANAGE)
    with audit.act():
        campaign = _locked(code, by)
        open_still = (
            Cohort.objects.filter(campaign=campaign, is_exempt=False)
            .exclude(state=CohortState.LOCKED)
            .count()
        )
        if open_still:
            raise StepRefused("campaign_has_open_cohorts", count=open_still)
        return take_step(campaign, CampaignStep.CLOSE, by=by, at=at)


def _check_plan(campaign: Campaign, at: datetime) -> None:
    if campaign.plan_file is None:
        raise JunhengError("plan_file_missing")
    calendar = queries.calendar_of(campaign)
    rules.check_calendar(calendar, queries.profile_in_use())
    rules.check_plan_days(
        plan_on=campaign.plan_on,
        enrolment_plan_on=campaign.enrolment_plan_on,
        today=localdate(at),
        calendar=calendar,
    )


def _take_county_code(campaign: Campaign) -> None:
    """The code of now goes into the record: until here it could still be corrected."""
    bureau = schools.find_bureau()
    if bureau is not None and bureau.county_code != campaign.county_code:
        campaign.county_code = bureau.county_code
        campaign.save(update_fields=["county_code"])


def _locked(code: str, by: StaffActor) -> Campaign:
    campaign = queries.campaigns_visible_to(by).filter(code=code)
    found = campaign.select_related(None).select_for_update().first()
    if found is None:
        raise NotVisible
    return found


def _must_be_draft(campaign: Campaign) -> None:
    if campaign.state != CampaignState.DRAFT:
        raise StepRefused("plan_is_published")


def _add_cohorts(campaign: Campaign) -> int:
    missing = queries.schools_not_taken_in(campaign)
    Cohort.objects.bulk_create(
        Cohort(campaign=campaign, school=school, stage=stage) for school, stage in missing
    )
    return len(missing)


def _subject(campaign: Campaign) -> Subject:
    return Subject("campaign", campaign.code)
