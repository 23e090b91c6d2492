"""The only roads to the monitoring's rows, and what the pages ask of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q, QuerySet

from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.states import CohortState
from junheng.apps.monitoring.models import (
    IndicatorEvidence,
    InvestmentPlan,
    ListedClasses,
    MonitoringPeriod,
    Publication,
    Submission,
    SubmissionDecision,
)
from junheng.apps.monitoring.rules.lists import ListFigures
from junheng.apps.monitoring.states import DONE_STATES, PeriodState, SubmissionState
from junheng.apps.rectifications import queries as rectifications
from junheng.apps.schools.models import School
from junheng.core.access import NotVisible, Permission, StaffActor
from junheng.profiles import Stage

FOUR_DIGITS: Final = re.compile(r"[0-9]{4}")


def periods_visible_to(actor: StaffActor) -> QuerySet[MonitoringPeriod]:
    """Every year, for whoever looks at the county."""
    if not actor.may(Permission.MONITORING_COUNTY):
        return MonitoringPeriod.objects.none()
    return MonitoringPeriod.objects.all()


def get_period(actor: StaffActor, code: str) -> MonitoringPeriod:
    """One year; raises NotVisible."""
    period = periods_visible_to(actor).filter(code=code).first()
    if period is None:
        raise NotVisible
    return period


def newest_period() -> MonitoringPeriod | None:
    """The newest year that there is."""
    return MonitoringPeriod.objects.first()


def period_before(period: MonitoringPeriod) -> MonitoringPeriod | None:
    """The year before, or the last one that there is before it."""
    return MonitoringPeriod.objects.filter(year__lt=period.year).first()


def periods_until(period: MonitoringPeriod, *, most: int) -> list[MonitoringPeriod]:
    """The last years by the same catalogue up to this one, oldest first."""
    found = MonitoringPeriod.objects.filter(
        year__lte=period.year, catalogue_name=period.catalogue_name
    )
    return sorted(found[:most], key=lambda one: one.year)


def submissions_visible_to(actor: StaffActor) -> QuerySet[Submission]:
    """All submissions for a post at the bureau; for one at a school its own."""
    if not actor.may(Permission.MONITORING_VIEW):
        return Submission.objects.none()
    found = Submission.objects.select_related("period", "file")
    reach = actor.schools_for(Permission.MONITORING_VIEW)
    return found if reach is None else found.filter(school_code__in=reach)


def get_submission(actor: StaffActor, code: str) -> Submission:
    """One school's figures of a year; raises NotVisible."""
    found = submissions_visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def own_submissions(actor: StaffActor) -> list[Submission]:
    """What the schools of one's posts submit or submitted, newest year first."""
    if actor.schools_for(Permission.MONITORING_VIEW) is None:
        return []
    found = submissions_visible_to(actor)
    return sorted(found, key=lambda one: (-one.period.year, one.school_code))


def submissions_of(period: MonitoringPeriod) -> list[Submission]:
    """Every school of a year, by code; the caller may see the county."""
    return list(period.submissions.select_related("period"))


def submission_before(submission: Submission) -> Submission | None:
    """The same school's figures of the last year in which it had some, by the same catalogue."""
    return (
        Submission.objects.select_related("period")
        .filter(
            school_code=submission.school_code,
            period__year__lt=submission.period.year,
            period__catalogue_name=submission.period.catalogue_name,
            filled_at__isnull=False,
        )
        .order_by("-period__year")
        .first()
    )


def decisions_of(submission: Submission) -> list[SubmissionDecision]:
    """What was decided with words, newest first."""
    return list(submission.decisions.all())


def evidence_of(submission: Submission) -> list[IndicatorEvidence]:
    """The files that prove something, by indicator."""
    return list(submission.evidence.select_related("file"))


def get_evidence(actor: StaffActor, code: str, evidence: str) -> IndicatorEvidence:
    """One file; raises NotVisible."""
    submission = get_submission(actor, code)
    found = submission.evidence.select_related("file", "submission__period").filter(code=evidence)
    one = found.first()
    if one is None:
        raise NotVisible
    return one


def find_school(school_code: str) -> School | None:
    """The school on the platform, where it is on it."""
    return rectifications.find_school(school_code)


def is_outside(submission: Submission) -> bool:
    """Whether nobody at the school can fill in: the platform does not have it."""
    return find_school(submission.school_code) is None


@dataclass(frozen=True)
class Progress:
    """How far a year's schools have come."""

    submissions: tuple[Submission, ...]
    today: date

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """(state, its name, how many), in the order of the way."""
        return [
            (state.value, str(state.label), sum(one.state == state for one in self.submissions))
            for state in SubmissionState
        ]

    @property
    def filled(self) -> int:
        """How many schools have figures."""
        return sum(
            one.is_filled and one.state != SubmissionState.WAIVED for one in self.submissions
        )

    @property
    def late(self) -> list[Submission]:
        """Schools that should have handed in and have not."""
        return [
            one
            for one in self.submissions
            if one.state == SubmissionState.FILLING and one.period.is_late(self.today)
        ]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is expected any more."""
        return all(one.is_done for one in self.submissions)


def progress_of(period: MonitoringPeriod, *, today: date) -> Progress:
    """Where the schools of a year stand."""
    return Progress(tuple(submissions_of(period)), today)


def lists_of(school_codes: Iterable[str] | None = None) -> dict[str, tuple[ListFigures, ...]]:
    """What the locked class lists come to, by school; of all schools where none are named."""
    found = ListedClasses.objects.select_related("cohort__school", "cohort__campaign")
    if school_codes is not None:
        found = found.filter(cohort__school__code__in=list(school_codes))
    lists: dict[str, list[ListFigures]] = {}
    for one in found:
        lists.setdefault(one.cohort.school.code, []).append(
            ListFigures(
                year=one.cohort.campaign.year,
                stage=Stage(one.cohort.stage),
                sizes=tuple(one.sizes),
                inclusion=one.inclusion,
                migrants=one.migrants,
                on_roll=one.on_roll,
            )
        )
    return {code: tuple(sorted(held, key=lambda one: one.year)) for code, held in lists.items()}


def lists_of_school(school_code: str) -> tuple[ListFigures, ...]:
    """What the locked class lists of one school come to."""
    return lists_of([school_code]).get(school_code, ())


def unread_cohorts() -> QuerySet[Cohort]:
    """Locked grades whose lists were not read yet."""
    read = ListedClasses.objects.values("cohort")
    return locked_cohorts().exclude(pk__in=read)


def locked_cohorts() -> QuerySet[Cohort]:
    """Grades whose classes stand for good, with all that a list is read by."""
    return Cohort.objects.select_related("school", "campaign").filter(state=CohortState.LOCKED)


def newest_plan(period: MonitoringPeriod) -> InvestmentPlan | None:
    """The plan of investments that was asked for last."""
    return period.plans.select_related("run").first()


def plan_of_code(code: str) -> InvestmentPlan:
    """One plan, for the job that works it out."""
    return InvestmentPlan.objects.select_related("period").get(code=code)


@dataclass(frozen=True)
class Tasks:
    """What waits for somebody on the workbench."""

    own: Sequence[Submission]
    to_review: int
    late: int
    period: MonitoringPeriod | None

    def __bool__(self) -> bool:
        return bool(self.own or self.to_review or self.late)


def tasks_of(actor: StaffActor, *, today: date) -> Tasks:
    """A school's open submissions; for the bureau how many wait and how many are late."""
    open_ones = submissions_visible_to(actor).filter(
        period__state=PeriodState.OPEN, period__opens_on__lte=today
    )
    if actor.schools_for(Permission.MONITORING_VIEW) is not None:
        return Tasks(list(open_ones.filter(state=SubmissionState.FILLING)), 0, 0, None)
    if not actor.may(Permission.MONITORING_REVIEW) and not actor.may(Permission.MONITORING_MANAGE):
        return Tasks((), 0, 0, None)
    waiting = open_ones.filter(state=SubmissionState.SUBMITTED).count()
    late = open_ones.filter(state=SubmissionState.FILLING, period__closes_on__lt=today).count()
    period = MonitoringPeriod.objects.filter(state=PeriodState.OPEN).first()
    return Tasks((), waiting, late, period)


def submission_period_is_open(submission: Submission) -> bool:
    """Whether the year's figures may still change, as the database has it now."""
    return MonitoringPeriod.objects.filter(pk=submission.period_id, state=PeriodState.OPEN).exists()


def period_of_code(code: str) -> MonitoringPeriod:
    """One year, for what is worked out of it whoever asks."""
    return MonitoringPeriod.objects.get(code=code)


def periods_with_progress(
    actor: StaffActor, *, today: date
) -> list[tuple[MonitoringPeriod, int, int, int]]:
    """Each year with how many schools it has, how many are done, how many late; newest first."""
    done = Count("submissions", filter=Q(submissions__state__in=DONE_STATES))
    filling = Count("submissions", filter=Q(submissions__state=SubmissionState.FILLING))
    found = (
        periods_visible_to(actor)
        .annotate(schools=Count("submissions"), done=done, filling=filling)
        .order_by("-year")
    )
    return [(one, one.schools, one.done, one.filling if one.is_late(today) else 0) for one in found]


# -- what was published: nothing here asks who is asking ---------------------------------------


def hanging_publications(today: date) -> list[Publication]:
    """The published years that anybody may see on this day, newest first."""
    found = Publication.objects.filter(withdrawn_at__isnull=True).exclude(shown_until__lt=today)
    return list(found.select_related("period", "file"))


def last_publication(year: str) -> Publication | None:
    """What was published of a year last, whether it still hangs or not; None for other words."""
    if not FOUR_DIGITS.fullmatch(year):
        return None
    return Publication.objects.filter(period__year=year).select_related("period", "file").first()


def publication_of(period: MonitoringPeriod) -> Publication | None:
    """The same, of a year that the caller may see."""
    return period.publications.select_related("period").first()
