"""At every start: each session's ledger is read, checked, and compared with its mirror."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from junheng.apps.assignment import queries
from junheng.apps.assignment.models import Session
from junheng.apps.assignment.services.folders import folder_of, opened, surroundings_at
from junheng.apps.assignment.services.mirror import (
    Following,
    follow,
    mirrored_count,
    new_events,
)
from junheng.apps.assignment.services.undertaking import carry_out
from junheng.apps.assignment.states import BEHIND, Act, SessionState
from junheng.ceremony.opened import open_ceremony
from junheng.core.access import SystemActor
from junheng.core.audit import services as audit
from junheng.engine.errors import JunhengError

_RESTORER: Final = SystemActor("restore")


@dataclass(frozen=True)
class Checked:
    """What the start found: sessions that are whole, and those where a cut-off act was finished."""

    whole: int
    continued: tuple[str, ...]


def check_sessions(*, at: datetime) -> Checked:
    """Check every session's record and finish what a power cut left.

    Raises `ledger_differs_from_database` and `ledger_damaged`, with which the platform must not
    start. A draw and the work of a worker are only checked here: they go on by themselves.
    """
    continued = []
    sessions = queries.sessions_at_work()
    for session in sessions:
        check_session(session, at=at)
        if session.underway and not _goes_on_by_itself(session):
            try:
                carry_out(session.code, at=at)
            except JunhengError as refusal:
                if refusal.code.startswith("ledger_"):
                    raise
            continued.append(session.code)
    return Checked(len(sessions), tuple(continued))


def check_session(session: Session, *, at: datetime) -> None:
    """Compare one session with its record; raises as `check_sessions` does."""
    if session.state == SessionState.PLANNED and not folder_of(session).exists():
        return
    with opened(session) as folder:
        ahead = new_events(session, folder)
        if ahead and not session.underway:
            ahead = _follow_restore(session, ahead, Following(folder, _RESTORER, at))
        # A ledger that is ahead was written by the act that is underway; by nothing else.
        if ahead and not session.underway:
            raise JunhengError("ledger_differs_from_database", session=session.title)
        if mirrored_count(session):
            # A destruction that was cut off may have left no private file.
            is_going = session.destroyed_at is not None or session.underway == Act.DESTROY
            open_ceremony(folder, surroundings_at(at), allows_void=True, for_reading=is_going)


def _follow_restore(
    session: Session, ahead: list[dict[str, Any]], following: Following
) -> list[dict[str, Any]]:
    """Copy what a restore wrote into the ledgers that it put back (SG1 §7.2); return the rest."""
    if any(event["type"] != "RESTORE" for event in ahead):
        return ahead
    with audit.act():
        row = Session.objects.select_for_update().select_related("campaign").get(pk=session.pk)
        follow(row, new_events(row, following.folder), following)
    return []


def _goes_on_by_itself(session: Session) -> bool:
    return session.underway == Act.DRAW or Act(session.underway) in BEHIND
