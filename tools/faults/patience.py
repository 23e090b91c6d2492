"""Waiting for as long as something comes further: a slow computer is no fault."""

import time
from collections.abc import Callable
from typing import Final

from tools.faults.database import Database, Unreadable

STILL_SECONDS: Final = 600.0
"""So long nothing at all may move before it counts as standing still."""
_MOVES: Final = (
    "SELECT sequence FROM audit_audithead",
    (
        "SELECT id, state, done, attempts, worker FROM jobs_jobrun"
        " WHERE state IN ('waiting', 'running') ORDER BY id"
    ),
    "SELECT id, state, underway, progress_done FROM assignment_session ORDER BY id",
)


def wait_while_it_moves(
    database: Database, is_over: Callable[[], bool], *, still: float = STILL_SECONDS
) -> bool:
    """Wait until it is over; False when nothing moved any more before that."""
    before, until = None, time.monotonic() + still
    while not is_over():
        try:
            moved = [database.rows(question) for question in _MOVES]
        except Unreadable:
            moved = None
        if moved != before:
            before, until = moved, time.monotonic() + still
        if time.monotonic() > until:
            return False
        time.sleep(0.5)
    return True
