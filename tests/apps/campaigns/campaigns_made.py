"""A year's work for the tests: opened, with a calendar, published; cohorts with figures."""

from datetime import date

from junheng.apps.campaigns import queries, services
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.campaigns.rules import RosterFigures, proposed_calendar
from junheng.core.audit.services import act
from tests.people import AT, OWN_SCHOOL, actor

CEREMONY = date(2026, 9, 12)
TODAY = date(2026, 8, 28)
PDF = b"%PDF-1.7\n%made for tests\n"


def a_draft() -> Campaign:
    """A campaign with plan and calendar that is ready to be published."""
    operator = actor("operator")
    campaign = services.open_campaign(year=2026, title="2026年秋季阳光分班", by=operator, at=AT)
    services.file_plan(
        campaign.code, PDF, plan_on=TODAY, enrolment_plan_on=TODAY, by=operator, at=AT
    )
    days = proposed_calendar(CEREMONY, queries.profile_in_use())
    return services.set_calendar(campaign.code, days, by=operator, at=AT)


def a_campaign() -> Campaign:
    """A published campaign."""
    return services.publish_plan(a_draft().code, by=actor("operator"), at=AT)


def a_cohort(
    campaign: Campaign, school_code: str = OWN_SCHOOL, figures: RosterFigures | None = None
) -> Cohort:
    """A school's first grade with a roster of 180 children, still collecting."""
    cohort = Cohort.objects.get(campaign=campaign, school__code=school_code, stage="primary")
    with act():
        return services.note_roster(
            cohort, figures or RosterFigures(students=180, confirmed=180), at=AT
        )


def approved(cohort: Cohort, *, class_count: int = 4) -> Cohort:
    """The cohort after submission by the principal and approval by the reviewer."""
    services.submit_cohort(cohort.code, class_count=class_count, by=actor("principal"), at=AT)
    return services.approve_cohort(cohort.code, by=actor("reviewer"), at=AT)
