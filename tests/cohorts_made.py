"""A made-up county in the middle of its year: a published campaign and the two schools' cohorts.

`a_year()` needs the bureau and schools of `tests.people.a_county`; the cohort of `OWN_SCHOOL` is
approved with two classes, the other one still collecting.
"""

from datetime import date
from typing import Any

from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.schools.models import School
from junheng.core.files.models import StoredFile
from tests.people import AT, OTHER_SCHOOL, OWN_SCHOOL

APPROVED: dict[str, Any] = {
    "state": "approved",
    "class_count": 2,
    "student_count": 80,
    "approval_number": "2026-001",
    "submitted_at": AT,
    "submitted_by": "clerk",
    "approved_at": AT,
    "approved_by": "reviewer",
}


def a_year() -> Campaign:
    """The campaign of 2026 with one cohort a school."""
    plan = StoredFile.objects.create(
        kind="campaigns.plan",
        suffix=".pdf",
        media_type="application/pdf",
        digest="ab" * 32,
        size=1,
        stored_at=AT,
    )
    campaign = Campaign.objects.create(
        year=2026,
        title="2026年阳光分班",
        suite="intl",
        state="published",
        plan_file=plan,
        plan_on=date(2026, 8, 10),
        enrolment_plan_on=date(2026, 8, 10),
        opened_at=AT,
        plan_published_at=AT,
        plan_published_by="operator",
    )
    a_cohort(campaign, OWN_SCHOOL, **APPROVED)
    a_cohort(campaign, OTHER_SCHOOL)
    return campaign


def a_cohort(campaign: Campaign, school_code: str, **fields: Any) -> Cohort:
    """The first grade of a school, collecting unless said otherwise."""
    school = School.objects.get(code=school_code)
    return Cohort.objects.create(campaign=campaign, school=school, stage="primary", **fields)


def cohort_of(school_code: str = OWN_SCHOOL) -> Cohort:
    """The cohort of a school, as it stands."""
    return Cohort.objects.select_related("school", "campaign").get(school__code=school_code)
