"""The steps of the ceremony, each from the position that the page believed in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from junheng.apps.assignment import queries, rules
from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.assignment.services import background
from junheng.apps.assignment.services.announcing import note_postings
from junheng.apps.assignment.services.entries import (
    electronic_subject,
    lots_subject,
    representatives_subject,
    rules_of_freeze,
)
from junheng.apps.assignment.services.undertaking import carry_out, refuse_stale, undertake
from junheng.apps.assignment.states import Act, SessionState
from junheng.core.access import Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.jobs.models import JobRun


def note_notice(code: str, *, believes: str, where: str, by: StaffActor, at: datetime) -> None:
    """Record where the freeze notice hangs."""
    session = _session(code, by, Permission.ASSIGNMENT_HOLD, SessionState.FROZEN)
    _act(session, Act.NOTICE, {"where": where}, believes=believes, by=by, at=at)


def ask_for_freedom(code: str, *, by: StaffActor, at: datetime) -> JobRun:
    """Ask for the freedom report (自由度报告), while nothing is sealed."""
    session = _session(code, by, Permission.ASSIGNMENT_ARRANGE, SessionState.FROZEN)
    refuse_stale(session, None)
    with audit.act():
        return background.ask_for_freedom(session, by=by, at=at)


def seal(code: str, *, believes: str, seats: str, count: int, by: StaffActor, at: datetime) -> None:
    """Record the envelopes in the box; from here their number is fixed.

    Raises StepRefused `freeze_notice_not_posted`, and what `rules.seats_of` raises.
    """
    session = _session(code, by, Permission.ASSIGNMENT_HOLD, SessionState.FROZEN, believes)
    note_postings(session, at=at)
    if not queries.has_notice(session):
        raise StepRefused("freeze_notice_not_posted")
    given = {"seats": rules.seats_of(seats, count, rules_of_freeze(session))}
    _act(session, Act.SEAL, given, believes=believes, by=by, at=at)


def read_dice(code: str, numbers: str, *, believes: str, by: StaffActor) -> str:
    """The public numbers as they would be recorded, to be compared with the dice first."""
    session = _session(code, by, Permission.ASSIGNMENT_HOLD, SessionState.SEALED, believes)
    return rules.public_numbers(numbers, rules_of_freeze(session))


def roll(code: str, *, believes: str, numbers: str, by: StaffActor, at: datetime) -> None:
    """Record the public dice."""
    public = read_dice(code, numbers, believes=believes, by=by)
    session = queries.get_session(by, code)
    _act(session, Act.ROLL, {"public": public}, believes=believes, by=by, at=at)


def open_envelopes(code: str, *, believes: str, by: StaffActor, at: datetime) -> None:
    """Record that the opening began: from here the only way is forward."""
    session = _session(code, by, Permission.ASSIGNMENT_HOLD, SessionState.ROLLED, believes)
    _act(session, Act.OPEN, {}, believes=believes, by=by, at=at)


def begin_draw(code: str, *, believes: str, by: StaffActor, at: datetime) -> None:
    """Write down that the draw is underway; `foreground.start` carries it out."""
    session = _session(code, by, Permission.ASSIGNMENT_HOLD, SessionState.LOCKED, believes)
    undertake(session, Act.DRAW, by=by, at=at, believes=believes)


def record_lots(part: SessionCohort, *, by: StaffActor, at: datetime) -> None:
    """Record the lots that two people typed the same."""
    by.must(Permission.ASSIGNMENT_LOTS, part.cohort.school.code)
    entries = queries.entries_of(part.session, lots_subject(part))
    if part.lots:
        raise StepRefused("lots_are_recorded")
    if len(entries) < 2:  # noqa: PLR2004 - two people
        raise StepRefused("entries_missing")
    given = {"unit": part.unit, "entries": [entry.content for entry in entries]}
    _act(part.session, Act.LOTS, given, by=by, at=at)


def draw_lots(part: SessionCohort, *, by: StaffActor, at: datetime) -> None:
    """Let the computer draw the lots from the numbers that two people typed the same."""
    by.must(Permission.ASSIGNMENT_LOTS, part.cohort.school.code)
    entries = queries.entries_of(part.session, electronic_subject(part))
    if part.lots:
        raise StepRefused("lots_are_recorded")
    if len(entries) < 2:  # noqa: PLR2004 - two people
        raise StepRefused("entries_missing")
    _act(part.session, Act.LOTS, {"unit": part.unit, **entries[0].content}, by=by, at=at)


def record_representatives(part: SessionCohort, *, by: StaffActor, at: datetime) -> None:
    """Draw the representatives from the numbers that two people typed the same."""
    by.must(Permission.ASSIGNMENT_LOTS, part.cohort.school.code)
    entries = queries.entries_of(part.session, representatives_subject(part))
    if part.representatives_drawn:
        raise StepRefused("representatives_are_drawn")
    if len(entries) < 2:  # noqa: PLR2004 - two people
        raise StepRefused("entries_missing")
    _act(part.session, Act.REPRESENTATIVES, {"unit": part.unit, **entries[0].content}, by=by, at=at)


def _session(
    code: str,
    by: StaffActor,
    permission: Permission,
    state: SessionState,
    believes: str | None = None,
) -> Session:
    session = queries.get_session_for(by, code, permission)
    refuse_stale(session, believes)
    if session.state != state:
        raise StepRefused("session_has_moved_on", state=session.get_state_display())
    return session


def _act(
    session: Session,
    act: Act,
    given: Mapping[str, Any],
    *,
    by: StaffActor,
    at: datetime,
    believes: str | None = None,
) -> None:
    undertake(session, act, by=by, at=at, believes=believes, given=given)
    carry_out(session.code, at=at)
