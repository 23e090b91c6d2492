"""Steps of a school's starting grade, and its figures."""

from collections.abc import Collection
from datetime import datetime

from junheng.apps.campaigns import queries, rules
from junheng.apps.campaigns.events import ClassesProposed, CohortNumbered
from junheng.apps.campaigns.models import Campaign, Cohort, CohortDecision
from junheng.apps.campaigns.rules import RosterFigures
from junheng.apps.campaigns.states import (
    MARKED_FROM_ABOVE,
    ROSTER_OPEN,
    TAKEN_OFF,
    CampaignState,
    CohortState,
    CohortStep,
)
from junheng.core.access import NotVisible, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author, Subject
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError
from junheng.profiles import Stage


def hold_cohort(
    code: str,
    *,
    by: StaffActor,
    permission: Permission,
    states: Collection[CohortState] = (CohortState.COLLECTING,),
) -> Cohort:
    """A cohort locked for the act that is going on, for the applications above.

    The campaign must be published. Raises NotVisible, NotAllowed, and StepRefused in any state but
    these.
    """
    # `of`: schools and campaigns are only looked at.
    found = queries.cohorts_visible_to(by).select_for_update(of=("self",)).filter(code=code).first()
    if found is None:
        raise NotVisible
    by.must(permission, found.school.code)
    if found.campaign.state != CampaignState.PUBLISHED:
        raise StepRefused("campaign_is_not_under_way")
    if found.state not in states:
        raise StepRefused("cohort_is_past_this", state=CohortState(found.state).label)
    return found


def note_roster(cohort: Cohort, figures: RosterFigures, *, at: datetime) -> Cohort:
    """Write what the roster comes to now; called inside the act that changed it.

    Raises StepRefused once the roster is frozen.
    """
    changed = Cohort.objects.filter(pk=cohort.pk, state__in=ROSTER_OPEN).update(
        student_count=figures.students,
        inclusion_count=figures.inclusion,
        confirmed_count=figures.confirmed,
        disputed_count=figures.disputed,
        warning_count=figures.warnings,
        roster_at=at,
    )
    if not changed:
        raise StepRefused("cohort_is_past_this", state=CohortState(cohort.state).label)
    cohort.refresh_from_db(from_queryset=Cohort.objects.select_related("campaign", "school"))
    return cohort


def note_doubles(key: int, count: int) -> None:
    """Write how many students of a cohort (by its key) another school listed before it did."""
    Cohort.objects.filter(pk=key).exclude(double_count=count).update(double_count=count)


def submit_cohort(
    code: str, *, class_count: int, reason: str = "", by: StaffActor, at: datetime
) -> Cohort:
    """Hand a school's roster in for approval, with its number of classes.

    `reason` is needed for more classes than the standard size asks for. Raises StepRefused, and
    JunhengError: `disputes_open`, `doubles_open` and what `rules.check_class_count` raises.
    """
    with audit.act():
        cohort = hold_cohort(code, by=by, permission=Permission.COHORTS_SUBMIT)
        stage, profile = Stage(cohort.stage), queries.profile_in_use()
        rules.check_class_count(
            class_count, reason, figures=cohort.figures, stage=stage, profile=profile
        )
        if cohort.disputed_count:
            raise JunhengError("disputes_open", count=cohort.disputed_count)
        _refuse_doubles(cohort)
        cohort.class_count, cohort.class_count_reason = class_count, reason.strip()
        cohort.returned_reason = ""
        cohort.save(update_fields=["class_count", "class_count_reason", "returned_reason"])
        event = ClassesProposed(
            subject=_subject(cohort),
            students=cohort.student_count,
            classes=class_count,
            needed=rules.needed_classes(cohort.figures, stage, profile),
        )
        audit.record(event, by=by, at=at)
        return _take(cohort, CohortStep.SUBMIT, reason=reason, by=by, at=at)


def return_cohort(code: str, *, reason: str, by: StaffActor, at: datetime) -> Cohort:
    """Give a roster back to the school, saying why."""
    if not reason.strip():
        raise JunhengError("reason_needed")
    with audit.act():
        cohort = _held_for_review(code, by)
        cohort = _take(cohort, CohortStep.RETURN, reason=reason, by=by, at=at)
        cohort.returned_reason = reason.strip()
        cohort.save(update_fields=["returned_reason"])
        return cohort


def approve_cohort(code: str, *, by: StaffActor, at: datetime, roster_at: str = "") -> Cohort:
    """Approve a roster (审定); it gets a number. A single class is exempt from the draw.

    `roster_at` is the moment of the roster that stood on the page that was approved (ISO); where it
    is given and the roster changed since, StepRefused.
    """
    with audit.act():
        cohort = _held_for_review(code, by)
        if roster_at and (cohort.roster_at is None or cohort.roster_at.isoformat() != roster_at):
            raise StepRefused("roster_changed_meanwhile")
        if cohort.state == CohortState.SUBMITTED:
            if cohort.disputed_count:
                raise JunhengError("disputes_open", count=cohort.disputed_count)
            _refuse_doubles(cohort)
            _give_number(cohort, by, at)
        cohort = _take(cohort, CohortStep.APPROVE, by=by, at=at)
        return _exempt_if_single(cohort)


def exempt_cohort(
    code: str, *, student_count: int, reason: str, by: StaffActor, at: datetime
) -> Cohort:
    """Record that a school has a single class, which needs no draw (CA-01).

    `student_count` is used where the school handed no roster in. Raises StepRefused, and
    JunhengError: `reason_needed`, `roster_is_empty`, `single_class_too_large`.
    """
    if not reason.strip():
        raise JunhengError("reason_needed")
    with audit.act():
        cohort = _held_for_review(code, by)
        _refuse_doubles(cohort)
        figures = cohort.figures if cohort.student_count else RosterFigures(students=student_count)
        if not figures.students:
            raise JunhengError("roster_is_empty")
        needed = rules.needed_classes(figures, Stage(cohort.stage), queries.profile_in_use())
        if needed > 1:
            raise JunhengError("single_class_too_large", students=figures.students, needed=needed)
        if (cohort.state, CohortStep.EXEMPT) in Cohort.TRANSITIONS:
            cohort.student_count, cohort.class_count = figures.students, 1
            cohort.class_count_reason = ""
            cohort.save(update_fields=["student_count", "class_count", "class_count_reason"])
            _give_number(cohort, by, at)
        cohort = _take(cohort, CohortStep.EXEMPT, reason=reason, by=by, at=at)
        return _exempt_if_single(cohort)


def mark(cohort: Cohort, step: CohortStep, *, by: Author, at: datetime) -> Cohort:
    """Take a step of the ceremony; whoever calls has asked for the right to do it.

    Raises StepRefused, also for a cohort that is exempt, and ValueError for a step that is taken
    on the pages of this application.
    """
    if step not in MARKED_FROM_ABOVE:
        raise ValueError(step)
    with audit.act():
        if Cohort.objects.filter(pk=cohort.pk, is_exempt=True).exists():
            raise StepRefused("cohort_is_exempt")
        return _take(cohort, step, by=by, at=at)


def reopen(cohort: Cohort, *, reason: str, by: StaffActor, at: datetime) -> Cohort:
    """Open an approved roster to the school again; the second half of an act of two people."""
    with audit.act():
        Cohort.objects.filter(pk=cohort.pk).update(is_exempt=False)
        cohort = _take(cohort, CohortStep.REOPEN, reason=reason, by=by, at=at)
        cohort.approval_number = ""
        cohort.returned_reason = reason
        cohort.save(update_fields=["approval_number", "returned_reason"])
        return cohort


def _refuse_doubles(cohort: Cohort) -> None:
    if cohort.double_count:
        raise JunhengError("doubles_open", count=cohort.double_count)


def _held_for_review(code: str, by: StaffActor) -> Cohort:
    return hold_cohort(code, by=by, permission=Permission.COHORTS_REVIEW, states=tuple(CohortState))


def _take(
    cohort: Cohort, step: CohortStep, *, by: Author, at: datetime, reason: str = ""
) -> Cohort:
    """Take a step, take off the stamps that it undoes, and write the decision down."""
    cohort = take_step(cohort, step, by=by, at=at)
    for stamp in TAKEN_OFF.get(step, ()):
        setattr(cohort, f"{stamp}_at", None)
        setattr(cohort, f"{stamp}_by", "")
    undone = [f"{stamp}_{part}" for stamp in TAKEN_OFF.get(step, ()) for part in ("at", "by")]
    if undone:
        cohort.save(update_fields=undone)
    CohortDecision.objects.create(
        cohort=cohort, step=step, reason=reason.strip(), by=by.ident, by_name=by.name, at=at
    )
    return cohort


def _give_number(cohort: Cohort, by: StaffActor, at: datetime) -> None:
    campaign: Campaign = cohort.campaign
    number = rules.approval_number(campaign.year, queries.approvals_given(campaign) + 1)
    cohort.approval_number = number
    cohort.save(update_fields=["approval_number"])
    event = CohortNumbered(
        subject=_subject(cohort),
        number=number,
        students=cohort.student_count,
        classes=cohort.class_count or 0,
    )
    audit.record(event, by=by, at=at)


def _exempt_if_single(cohort: Cohort) -> Cohort:
    if cohort.class_count == 1:
        cohort.is_exempt = True
        cohort.save(update_fields=["is_exempt"])
    return cohort


def _subject(cohort: Cohort) -> Subject:
    return Subject("cohort", cohort.code, cohort.school.code)
