"""The draw in a thread of the server, because the room watches it: its progress stands in the
database, where every window finds it, and whoever comes after a power cut starts it again.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import connections

from junheng.apps.assignment.models import Session
from junheng.apps.assignment.services.announcing import note_postings
from junheng.apps.assignment.services.undertaking import carry_out
from junheng.apps.assignment.states import BEHIND, Act
from junheng.ceremony.surroundings import real_surroundings
from junheng.core.access import StepRefused
from junheng.engine.errors import JunhengError

_running: Final[set[str]] = set()
_guard: Final = threading.Lock()


def start(
    code: str, *, at: datetime, begin: Callable[[Callable[[], None]], None] | None = None
) -> None:
    """Carry out what is underway, beside this request; nothing where it goes on already."""
    with _guard:
        if code in _running:
            return
        _running.add(code)

    def work() -> None:
        try:
            carry_out(code, at=at, surroundings=real_surroundings())
        except (JunhengError, StepRefused):
            pass  # written down with the session, where the screen shows it
        finally:
            with _guard:
                _running.discard(code)

    (begin or _in_thread)(work)


def _in_thread(work: Callable[[], None]) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    threading.Thread(target=run, name="junheng-draw").start()


def settle(session: Session, *, at: datetime) -> Session:
    """A session whose cut-off act is carried out first; called by every page that shows one.

    What a worker does is left to it, and a draw goes on beside the page.
    """
    if not session.underway:
        note_postings(session, at=at)
        return Session.objects.select_related("campaign").get(pk=session.pk)
    if Act(session.underway) in BEHIND:
        return session
    if session.underway == Act.DRAW:
        start(session.code, at=at)
        return session
    try:
        carry_out(session.code, at=at, patience=0)
    except JunhengError as refusal:
        if refusal.code == "ledger_differs_from_database":
            raise
    return Session.objects.select_related("campaign").get(pk=session.pk)
