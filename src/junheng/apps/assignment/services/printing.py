"""Printing the forms of a session into its folder."""

from datetime import datetime

from junheng.apps.assignment import queries
from junheng.apps.assignment.models import Session
from junheng.apps.assignment.services.folders import opened, surroundings_at
from junheng.apps.assignment.services.performing import SOFTWARE
from junheng.apps.teams.queries import teams_of
from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.finished import finished_draw, finished_draws
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.papers.facts import Teams
from junheng.ceremony.printing import Press, print_after

_NEEDS_DRAWS = frozenset(("DRAW", "LOTS"))


def print_forms(
    session: Session, kind: str, *, unit: str = "", at: datetime, patience: float
) -> tuple[str, ...]:
    """Print what follows an event of this kind, for one unit or for all; returns the forms' names.

    Nothing happens where the event is no longer of the newest freeze.
    """
    with opened(session, patience=patience) as folder:
        surroundings = surroundings_at(at)
        ceremony = open_ceremony(folder, surroundings, allows_void=True)
        if not ceremony.book.has(kind):
            return ()
        press = Press(surroundings, SOFTWARE, teams=teams_on_paper(session))
        return print_after(ceremony, press, {kind}, _draws(ceremony, kind, unit))


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
