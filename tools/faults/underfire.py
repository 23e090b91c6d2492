"""What is going on at this moment, so that faults fall where they were not yet."""

import time
from collections.abc import Callable, Collection, Sequence
from typing import Final

from tools.faults.database import Unreadable
from tools.faults.platform import Platform
from tools.faults.schools.school import School

WANTED: Final = (
    "freeze", "print", "seal", "lock", "draw", "representatives", "lots", "disc", "signature",
    "effect", "publish",
)  # fmt: skip
"""Acts that faults are aimed at."""
_OF_UNDERWAY: Final = {"archive": "disc", "sign": "effect", "notice": "notice posted"}
_OF_JOB: Final = {
    "assignment.print_papers": "print",
    "assignment.make_archive": "disc",
    "care.backup": "backup",
    "guardians.prepare": "tickets",
}
_LONG: Final = frozenset(("draw", "disc", "print"))
"""Acts of seconds: a fault may come later in them."""
PATIENCE_SECONDS: Final = 15.0


def acts_now(platform: Platform, schools: Sequence[School]) -> set[str]:
    """Acts that are being sent, are underway in a session, or in a worker's hands."""
    found = {school.actor.doing for school in schools}
    with platform.reading:
        try:
            underway = platform.database.rows("SELECT underway FROM assignment_session")
            running = platform.database.rows("SELECT job FROM jobs_jobrun WHERE state = 'running'")
        except Unreadable:
            underway = running = []
    found |= {_OF_UNDERWAY.get(str(row[0]), str(row[0])) for row in underway}
    found |= {_OF_JOB.get(str(row[0]), str(row[0])) for row in running}
    return found - {""}


def wait_for_a_rare_one(
    look: Callable[[], Collection[str]],
    is_over: Callable[[], bool],
    hits: Callable[[str], int],
    later: Callable[[bool], float],
) -> None:
    """Wait until an act goes on that was hit no more often than the others; not for ever.

    `later` says how long after its beginning the fault comes: longer for long acts.
    """
    average = sum(map(hits, WANTED)) / len(WANTED)
    rare = {act for act in WANTED if hits(act) <= average}
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and not is_over():
        found = rare.intersection(look())
        if found:
            time.sleep(later(bool(found & _LONG)))
            return
        time.sleep(0.05)
