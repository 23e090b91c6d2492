"""Taking the county's figures out of the platform."""

from datetime import datetime
from typing import Literal

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.overview import queries
from junheng.apps.overview.events import OverviewExported
from junheng.core.access import Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.reporting.county import CountyReport

Form = Literal["xlsx", "docx"]


def report_to_export(code: str, form: Form, *, by: StaffActor, at: datetime) -> CountyReport:
    """The county's report, and a line in the audit trail that it was taken out."""
    by.must(Permission.OVERVIEW_EXPORT)
    campaign = campaigns.get_campaign(by, code)
    report = queries.county_report(by, campaign, at=at)
    event = OverviewExported(
        subject=Subject("campaign", campaign.code),
        form=form,
        cohorts=len(report.lines),
        drawn=report.coverage.drawn,
    )
    with audit.act():
        audit.record(event, by=by, at=at)
    return report
