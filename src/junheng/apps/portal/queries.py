"""What of the county's rows anybody may see; nothing here asks who is asking.

A row comes out only when it is public at the moment `at`: a plan that was published, a notice
that hangs, a result that was published.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from junheng.apps.assignment.models import LedgerEvent, Session, SessionCohort
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.campaigns.states import CampaignState
from junheng.apps.notices.models import Notice
from junheng.apps.notices.states import NoticeKind, NoticeState
from junheng.apps.portal.rules import RESULT_STATES
from junheng.apps.schools.models import School
from junheng.core.access import NotVisible


def public_campaigns() -> QuerySet[Campaign]:
    """Every year whose plan was published, newest first."""
    return Campaign.objects.exclude(state=CampaignState.DRAFT).select_related("plan_file")


def newest_campaign() -> Campaign | None:
    """The year that the site is about."""
    return public_campaigns().first()


def get_campaign(code: str) -> Campaign:
    """One published year; raises NotVisible."""
    found = public_campaigns().filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def cohorts_of(campaign: Campaign) -> list[Cohort]:
    """The starting grades of a year, by school."""
    return list(Cohort.objects.filter(campaign=campaign).select_related("school", "campaign"))


def get_school(code: str) -> School:
    """A school of the county; raises NotVisible."""
    found = School.objects.filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def cohorts_of_school(school: School) -> list[Cohort]:
    """Its starting grades of the published years, newest year first."""
    found = Cohort.objects.filter(school=school, campaign__in=public_campaigns())
    return list(found.select_related("school", "campaign").order_by("-campaign__year", "-stage"))


# -- notices ----------------------------------------------------------------------------------


def hanging_notices(*, at: datetime) -> QuerySet[Notice]:
    """The notices that hang today, without their words.

    `is_void` marks those whose draw was made void since.
    """
    found = Notice.objects.filter(state=NoticeState.POSTED, shown_until__gte=localdate(at))
    void_later = _standing_voids().filter(
        cohort=OuterRef("cohort"), made_at__gt=OuterRef("made_at")
    )
    marked = found.annotate(is_void=Exists(void_later) & ~Q(kind=NoticeKind.VOID))
    return marked.select_related("campaign", "cohort__school").defer("body")


def gone_notice(public_code: str) -> Notice:
    """A notice that was posted once and hangs no more; raises NotVisible for any other code."""
    found = Notice.objects.filter(public_code=public_code, posted_at__isnull=False)
    notice = found.select_related("campaign", "cohort__school").defer("body").first()
    if notice is None:
        raise NotVisible("notice_not_public")
    return notice


def notices_after(notice: Notice, *, at: datetime) -> list[Notice]:
    """The hanging notices about the same grade that were made later, oldest first."""
    later = hanging_notices(at=at).filter(
        campaign=notice.campaign_id, cohort=notice.cohort_id, made_at__gt=notice.made_at
    )
    return list(later.order_by("made_at", "id"))


def void_after(notice: Notice) -> Notice | None:
    """The notice of a void that this notice fell under, posted or not yet."""
    if notice.cohort_id is None or notice.kind == NoticeKind.VOID:
        return None
    voids = _standing_voids().filter(cohort=notice.cohort_id, made_at__gt=notice.made_at)
    return voids.defer("body").order_by("made_at").first()


def _standing_voids() -> QuerySet[Notice]:
    return Notice.objects.filter(kind=NoticeKind.VOID).exclude(state=NoticeState.WITHDRAWN)


# -- draws ------------------------------------------------------------------------------------


def public_sessions() -> list[Session]:
    """The draws whose record is out, newest first."""
    published = LedgerEvent.objects.filter(kind="PUBLISH").values("session")
    return list(Session.objects.filter(pk__in=published).select_related("campaign"))


def published_parts(cohorts: list[Cohort]) -> list[SessionCohort]:
    """The results of these grades that were published."""
    found = SessionCohort.objects.filter(
        cohort__in=[one.pk for one in cohorts if one.state in RESULT_STATES]
    ).exclude(result="")
    return list(found.select_related("session__campaign", "cohort__school", "cohort__campaign"))


def sessions_of(cohorts: list[Cohort]) -> dict[int, Session]:
    """Primary key of the grade → its draw, where it is in one."""
    parts = SessionCohort.objects.filter(cohort__in=[one.pk for one in cohorts])
    return {part.cohort_id: part.session for part in parts.select_related("session__campaign")}


def void_lines(sessions: list[Session]) -> list[LedgerEvent]:
    """The events of voids of these draws, in their order."""
    return list(LedgerEvent.objects.filter(session__in=sessions, kind="VOID"))
