"""The comparability report of a proposal, for the school and the bureau (教学团队均衡情况报告)."""

from datetime import datetime

from django.utils.timezone import localtime

from junheng.apps.schools import queries as schools
from junheng.apps.teams import queries
from junheng.apps.teams.events import TeamReportTaken
from junheng.apps.teams.models import Proposal
from junheng.apps.teams.services.showing import found_teams
from junheng.core.access import NotVisible, StaffActor
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.teams import TeamReport, team_report


def take_report(code: str, proposal: str, *, by: StaffActor, at: datetime) -> TeamReport:
    """The report of a proposal that has teams; taking it is written down.

    A proposal that is not filed is a draft. Raises NotVisible, also where there are no teams.
    """
    found = queries.get_proposal(by, code, proposal)
    if not found.is_ready:
        raise NotVisible
    report = report_of(found, at=at)
    cohort = found.cohort
    event = TeamReportTaken(
        subject=Subject("cohort", cohort.code, cohort.school_code),
        number=found.number,
        freeze=found.freeze_code,
    )
    with audit.act():
        audit.record(event, by=by, at=at)
    return report


def report_of(proposal: Proposal, *, at: datetime) -> TeamReport:
    """The report, filled from the record and the roster that the proposal rests on."""
    cohort, teams, bureau = proposal.cohort, found_teams(proposal), schools.find_bureau()
    filed = queries.filed_proposal(cohort)
    head = Letterhead(
        county=bureau.county_name if bureau else "",
        school=cohort.school.name,
        grade=cohort.grade_label,
        year=cohort.campaign.year,
        printed_at=localtime(at),
        hotline=bureau.complaint_phone if bureau else "",
        mailbox=bureau.complaint_email if bureau else "",
        is_rehearsal=filed is None or filed.pk != proposal.pk,
    )
    kept = [
        f"{row.homeroom[0]}的班，{row.subject}由{row.teacher[0]}任教：{row.reason}"
        for row in teams.inputs.locked
    ]
    names = [one.name for one in teams.year.teachers]
    return team_report(proposal.record or {}, names, head, kept=kept)
