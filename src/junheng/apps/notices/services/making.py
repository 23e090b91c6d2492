"""Making notices: print first, outside the act; then the row, the file and the event together."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate, localtime

from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.campaigns.states import CampaignState
from junheng.apps.notices import queries
from junheng.apps.notices.events import NoticeMade
from junheng.apps.notices.models import Attachment, Notice
from junheng.apps.notices.rules.content import NoticeContent, plan_notice, teachers_notice
from junheng.apps.notices.rules.period import kept_for
from junheng.apps.schools import queries as schools
from junheng.apps.schools.models import Bureau
from junheng.apps.teachers import queries as teachers
from junheng.core.access import NotAllowed, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.chain import ChainHead
from junheng.core.audit.events import Author, Subject
from junheng.core.files import services as files
from junheng.core.files.kinds import FileKind
from junheng.core.files.models import StoredFile
from junheng.core.secrets.codes import new_code
from junheng.engine.record.paper import paper_lines
from junheng.profiles import Stage
from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.posted import (
    PostedNotice,
    PostedTable,
    posted_notice_pdf,
    posted_notice_title,
)


@dataclass(frozen=True)
class Paper:
    """A PDF that is posted together with a notice: its bytes, or a file that is kept already."""

    title: str
    content: bytes | StoredFile


def make_notice(
    content: NoticeContent,
    *,
    campaign: Campaign,
    cohort: Cohort | None,
    by: Author,
    at: datetime,
    papers: Sequence[Paper] = (),
) -> Notice:
    """Make and keep a notice with the head of the audit trail printed on it.

    Call it after the act that it tells of, not inside: printing is slow. Whoever calls has asked
    for the right. Of a kind there is one notice about one thing: asked again, after a power cut
    for one, this returns the one that stands.
    """
    standing = _standing(content, campaign, cohort)
    if standing is not None:
        return standing
    code, head = new_code(), audit.head()
    posted = _posted_notice(content, campaign, cohort, code=code, head=head, at=at)
    kind = FileKind(
        name="notices.notice",
        suffix=".pdf",
        media_type="application/pdf",
        is_private=True,  # results have lists of children, masked
        kept_for=kept_for(Stage(cohort.stage) if cohort else None, campaigns.profile_in_use()),
    )
    written = files.write(kind, [posted_notice_pdf(posted)])
    beside = [
        one.content if isinstance(one.content, StoredFile) else files.write(kind, [one.content])
        for one in papers
    ]
    with audit.act():
        standing = _standing(content, campaign, cohort)
        if standing is not None:
            return standing
        notice = Notice.objects.create(
            code=code,
            kind=content.kind,
            campaign=campaign,
            cohort=cohort,
            about=content.about,
            title=posted_notice_title(posted),
            body=json.dumps(content.words(), ensure_ascii=False),
            file=files.keep(written, at=at),
            head_sequence=head.sequence,
            head_digest=head.digest,
            days=content.days,
            until=content.until,
            made_at=at,
            made_by=by.ident,
        )
        for paper, held in zip(papers, beside, strict=True):
            kept = held if isinstance(held, StoredFile) else files.keep(held, at=at)
            Attachment.objects.create(notice=notice, title=paper.title, file=kept)
        event = NoticeMade(
            subject=Subject("notice", notice.code, notice.school_code),
            kind=content.kind.value,
            file_digest=written.digest,
            head=head.sequence,
            head_digest=head.digest,
        )
        audit.record(event, by=by, at=at)
    return notice


def make_plan_notice(campaign: Campaign, *, by: StaffActor, at: datetime) -> Notice:
    """The notice of a published plan. Raises NotAllowed, StepRefused `plan_not_published`."""
    if not by.may(Permission.NOTICES_MAKE) or by.schools_for(Permission.NOTICES_MAKE) is not None:
        raise NotAllowed("permission_missing")
    plan, plan_on, enrolment = campaign.plan_file, campaign.plan_on, campaign.enrolment_plan_on
    if campaign.state == CampaignState.DRAFT or not (plan and plan_on and enrolment):
        raise StepRefused("plan_not_published")
    calendar = campaigns.calendar_of(campaign)
    content = plan_notice(
        title=campaign.title,
        plan_on=plan_on,
        enrolment_plan_on=enrolment,
        days_of_year=tuple((kind.label, day) for kind, day in calendar.items()),
        file_digest=plan.digest,
        days=campaigns.profile_in_use().notice_days.value,
    )
    papers = [Paper("工作方案", plan)]
    return make_notice(content, campaign=campaign, cohort=None, papers=papers, by=by, at=at)


def make_teachers_notice(cohort: Cohort, *, by: StaffActor, at: datetime) -> Notice:
    """The notice of a filed list of homeroom teachers.

    Raises NotAllowed, StepRefused `teachers_not_filed_yet`.
    """
    by.must(Permission.NOTICES_MAKE, cohort.school_code)
    teacher_list = teachers.find_list(cohort)
    if teacher_list is None or not teacher_list.is_in_force or teacher_list.filed_at is None:
        raise StepRefused("teachers_not_filed_yet")
    teams: dict[str, list[tuple[str, str]]] = {}
    for member in teachers.team_members(teacher_list):
        teams.setdefault(member.homeroom, []).append((member.subject, member.name))
    content = teachers_notice(
        filing_number=teacher_list.filing_number,
        filed_on=localdate(teacher_list.filed_at),
        teachers=teachers.names_on(teacher_list),
        teams=teams,
        days=campaigns.profile_in_use().notice_days.value,
    )
    return make_notice(content, campaign=cohort.campaign, cohort=cohort, by=by, at=at)


def _standing(content: NoticeContent, campaign: Campaign, cohort: Cohort | None) -> Notice | None:
    return queries.find_notice(content.kind, content.about, campaign=campaign, cohort=cohort)


def _posted_notice(
    content: NoticeContent,
    campaign: Campaign,
    cohort: Cohort | None,
    *,
    code: str,
    head: ChainHead,
    at: datetime,
) -> PostedNotice:
    bureau = schools.find_bureau() or Bureau()
    signer = cohort.school.name if cohort else bureau.name
    return PostedNotice(
        letterhead=Letterhead(
            county=bureau.county_name,
            school=signer,
            grade=cohort.grade_label if cohort else "",
            year=campaign.year,
            printed_at=localtime(at),
            hotline=bureau.complaint_phone,
            mailbox=bureau.complaint_email,
        ),
        kind_title=content.kind.label,
        number=code,
        paragraphs=content.paragraphs,
        facts=content.facts,
        tables=tuple(PostedTable(one.title, one.head, one.rows) for one in content.tables),
        days=content.days,
        trail_entries=head.sequence,
        trail_lines=paper_lines(head.digest) if head.sequence else (),
        signer=signer,
    )
