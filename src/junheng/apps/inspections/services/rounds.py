"""Planning a round: when, who inspects, which schools; opening and closing it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.timezone import localdate

from junheng.apps.inspections import queries
from junheng.apps.inspections.events import (
    InspectorsNamed,
    RoundPlanned,
    SchoolChosen,
    SchoolTakenOut,
    VisitRecorded,
)
from junheng.apps.inspections.models import Round, RoundInspector, Visit
from junheng.apps.inspections.states import (
    CheckItem,
    Chosen,
    Period,
    RoundState,
    RoundStep,
)
from junheng.core.access import NotAllowed, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError

SHORTEST_REASON = 4


def plan_round(
    *,
    year: int,
    period: Period,
    title: str,
    begins_on: date,
    ends_on: date,
    by: StaffActor,
    at: datetime,
) -> Round:
    """Plan a round.

    Raises NotAllowed, and JunhengError: `round_ends_before_it_begins`, `round_is_planned` for the
    second of the same period of a year.
    """
    by.must(Permission.INSPECTIONS_ARRANGE)
    if ends_on < begins_on:
        raise JunhengError("round_ends_before_it_begins")
    with audit.act():
        if period != Period.SPECIAL and period not in queries.periods_missing(year):
            raise JunhengError("round_is_planned", year=year, period=period.label)
        made = Round.objects.create(
            year=year,
            period=period,
            title=title.strip(),
            begins_on=begins_on,
            ends_on=ends_on,
            planned_at=at,
            planned_by=by.ident,
        )
        event = RoundPlanned(subject=round_subject(made), year=year, period=period.value)
        audit.record(event, by=by, at=at)
    return made


def name_inspectors(
    code: str, accounts: Iterable[str], *, by: StaffActor, at: datetime
) -> list[RoundInspector]:
    """Set who inspects in a round; raises NotVisible, NotAllowed, StepRefused.

    JunhengError `inspectors_none` for nobody, `inspector_unknown` for one without the post.
    """
    known = {user.code: user for user in queries.inspectors_to_choose()}
    wanted = sorted(set(accounts))
    if not wanted:
        raise JunhengError("inspectors_none")
    if any(account not in known for account in wanted):
        raise JunhengError("inspector_unknown")
    with audit.act():
        held = hold_round(code, by=by)
        RoundInspector.objects.filter(round=held).delete()
        made = [
            RoundInspector.objects.create(
                round=held, account=account, account_name=known[account].name
            )
            for account in wanted
        ]
        event = InspectorsNamed(
            subject=round_subject(held), count=len(made), accounts=tuple(wanted)
        )
        audit.record(event, by=by, at=at)
    return made


def choose_school(
    code: str, school_code: str, *, reason: str, by: StaffActor, at: datetime
) -> Visit:
    """Put a school into a round by hand, with the reason.

    Raises NotVisible, NotAllowed, StepRefused, JunhengError `school_chosen_already`,
    `choice_needs_reason`.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise JunhengError("choice_needs_reason", least=SHORTEST_REASON)
    with audit.act():
        held = hold_round(code, by=by)
        school = next(
            (one for one in queries.schools_to_choose(held) if one.code == school_code), None
        )
        if school is None:
            raise JunhengError("school_chosen_already")
        visit = Visit.objects.create(
            round=held, school=school, chosen=Chosen.BY_HAND, reason=reason.strip()
        )
        audit.record(SchoolChosen(subject=visit_subject(visit)), by=by, at=at)
    return visit


def take_out_school(visit_code: str, *, by: StaffActor, at: datetime) -> None:
    """Take a school out again that was chosen by hand and where nothing was written yet.

    Raises NotVisible, NotAllowed, StepRefused `school_drawn_stays`, `school_inspected_stays`.
    """
    with audit.act():
        visit = queries.get_visit(by, visit_code)
        hold_round(visit.round.code, by=by)
        if visit.chosen != Chosen.BY_HAND:
            raise StepRefused("school_drawn_stays")
        if visit.visited_on or visit.lists.exists() or visit.findings.exists():
            raise StepRefused("school_inspected_stays")
        subject = visit_subject(visit)
        visit.delete()
        audit.record(SchoolTakenOut(subject=subject), by=by, at=at)


def take_round_step(code: str, step: RoundStep, *, by: StaffActor, at: datetime) -> Round:
    """Open, close or drop a round.

    Raises NotVisible, NotAllowed, StepRefused: `round_without_schools`, `round_without_inspectors`,
    `round_sample_not_drawn`, `round_schools_not_visited` (with how many), `round_findings_open`.
    """
    by.must(Permission.INSPECTIONS_ARRANGE)
    held = queries.get_round(by, code)
    with audit.act():
        if step == RoundStep.OPEN:
            _check_ready(held)
        if step == RoundStep.CLOSE:
            _check_done(held)
        return take_step(held, step, by=by, at=at)


def record_visit(
    code: str,
    *,
    visited_on: date,
    items: Iterable[str],
    notes: str,
    by: StaffActor,
    at: datetime,
) -> Visit:
    """Write down when a school was visited, what was looked at, and notes.

    Raises NotVisible, NotAllowed, StepRefused, JunhengError `visit_in_future`,
    `visit_before_round`.
    """
    visit = to_write(code, by)
    if visited_on > localdate(at):
        raise JunhengError("visit_in_future")
    if visited_on < visit.round.begins_on:
        raise JunhengError("visit_before_round", begins=f"{visit.round.begins_on:%Y-%m-%d}")
    chosen = set(items)
    with audit.act():
        visit = Visit.objects.select_for_update().get(pk=visit.pk)
        visit.visited_on, visit.notes = visited_on, notes.strip()
        visit.items = [one.value for one in CheckItem if one.value in chosen]
        visit.recorded_at, visit.recorded_by, visit.recorded_by_name = at, by.ident, by.name
        visit.save()
        event = VisitRecorded(subject=visit_subject(visit), items=len(visit.items))
        audit.record(event, by=by, at=at)
    return visit


# -- parts of acts -----------------------------------------------------------------------------


def hold_round(code: str, *, by: StaffActor) -> Round:
    """A round that may still be arranged, locked; raises NotVisible, NotAllowed, StepRefused."""
    by.must(Permission.INSPECTIONS_ARRANGE)
    found = queries.get_round(by, code)
    held = Round.objects.select_for_update().get(pk=found.pk)
    if held.state not in {RoundState.PLANNED, RoundState.OPEN}:
        raise StepRefused("round_is_over", state=held.get_state_display())
    return held


def to_write(visit_code: str, by: StaffActor) -> Visit:
    """A school into whose record this person may write; raises NotVisible, NotAllowed, StepRefused.

    Only inspectors of the round write, and only while it is open.
    """
    visit = queries.get_visit(by, visit_code)
    by.must(Permission.INSPECTIONS_ENTER)
    if not queries.is_inspector_of(by, visit.round):
        raise NotAllowed("inspector_of_other_rounds")
    if not visit.round.is_open:
        raise StepRefused("round_is_not_open", state=visit.round.get_state_display())
    return visit


def round_subject(held: Round) -> Subject:
    """A round, for the trail."""
    return Subject("inspection", held.code)


def visit_subject(visit: Visit) -> Subject:
    """A school of a round, for the trail."""
    return Subject("inspectionvisit", visit.code, visit.school.code)


def _check_ready(held: Round) -> None:
    sample = queries.sample_of(held)
    if sample is not None and sample.drawn_at is None:
        raise StepRefused("round_sample_not_drawn")
    if not held.visits.exists():
        raise StepRefused("round_without_schools")
    if not held.inspectors.exists():
        raise StepRefused("round_without_inspectors")


def _check_done(held: Round) -> None:
    left = held.visits.filter(visited_on__isnull=True).count()
    if left:
        raise StepRefused("round_schools_not_visited", count=left)
    drafts = queries.drafts_of(held)
    if drafts:
        raise StepRefused("round_findings_open", count=drafts)
