"""Printing the forms of a session into its folder.

The folder is held while it is read and while a group of forms enters it, not while they are made:
a county's slips take minutes, and the schools' acts must not wait for them.
"""

from datetime import datetime

from junheng.apps.assignment import queries
from junheng.apps.assignment.models import Session
from junheng.apps.assignment.services.folders import (
    opened,
    refuse_destroyed,
    surroundings_at,
)
from junheng.apps.assignment.services.performing import SOFTWARE
from junheng.apps.teams.queries import teams_of
from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.finished import finished_draw, finished_draws
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.papers.facts import Teams
from junheng.ceremony.printing import Press, papers_after

_NEEDS_DRAWS = frozenset(("DRAW", "LOTS"))


def print_forms(
    session: Session, kind: str, *, unit: str = "", at: datetime, patience: float
) -> tuple[str, ...]:
    """Print what follows an event of this kind, for one unit or for all; returns the forms' names.

    Nothing happens where the event is no longer of the newest freeze; what was made while it
    ceased to be is not put there.
    """
    surroundings = surroundings_at(at)
    with opened(session, patience=patience) as folder:
        ceremony = open_ceremony(folder, surroundings, allows_void=True)
    if not ceremony.book.has(kind):
        return ()
    press = Press(surroundings, SOFTWARE, teams=teams_on_paper(session))
    names: list[str] = []
    for files in papers_after(ceremony, press, {kind}, _draws(ceremony, kind, unit)):
        with opened(session, patience=patience) as folder:
            refuse_destroyed(queries.session_of_code(session.code))
            now = open_ceremony(folder, surroundings, allows_void=True, for_reading=True)
            if now.frozen.freeze != ceremony.frozen.freeze or not now.book.has(kind):
                break
            folder.place(files)
        names += files
    return tuple(names)


def teams_on_paper(session: Session) -> Teams:
    """Who teaches the classes of a session's schools; nothing before the lots of a school."""
    return {
        part.unit: {
            f"{number}班": tuple((one.subject, one.name) for one in team if one.subject)
            for number, team in teams_of(part.cohort).items()
        }
        for part in queries.parts_of(session)
    }


def _draws(ceremony: Ceremony, kind: str, unit: str) -> tuple[UnitDraw, ...]:
    if kind not in _NEEDS_DRAWS:
        return ()
    return (finished_draw(ceremony, unit),) if unit else finished_draws(ceremony)
