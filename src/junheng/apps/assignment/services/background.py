"""What a worker does beside the ceremony: printing, the freedom report, the disc."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from junheng.apps.assignment.models import Session
from junheng.apps.assignment.states import Act
from junheng.apps.care.queries import newest_backup_key
from junheng.apps.care.services.backups import backup_soon
from junheng.apps.care.states import Reason
from junheng.core.audit.events import Author
from junheng.core.jobs.declaration import Job, declared_job
from junheng.core.jobs.models import JobRun
from junheng.core.jobs.services import enqueue

PRINTED: Final = frozenset(("FREEZE", "SEED_LOCKED", "DRAW", "LOTS", "PUBLISH", "VOID"))
"""Events after which there is something to print: forms, notices, or both."""


BACKED_UP: Final = frozenset((Act.FREEZE, Act.LOCK, Act.DRAW, Act.LOTS, Act.PUBLISH, Act.VOID))
"""Acts before and after which a backup is asked for (SG1 §11.5)."""

ONE_SCHOOL: Final = frozenset(("LOTS",))
"""Those of them that concern one school: the others' papers stay as they are."""


def print_after(
    session: Session, events: Sequence[Mapping[str, Any]], *, by: Author, at: datetime
) -> None:
    """Ask for the forms that follow events, where there are any; inside an act."""
    wanted = dict.fromkeys(
        (event["type"], event["body"]["unit"] if event["type"] in ONE_SCHOOL else "")
        for event in events
        if event["type"] in PRINTED
    )
    for kind, unit in wanted:
        ask_for_papers(session, kind, unit=unit, by=by, at=at)


def ask_for_papers(
    session: Session, kind: str, *, unit: str = "", by: Author, at: datetime
) -> JobRun:
    """Ask for the forms and notices that follow an event of this kind; inside an act."""
    job = _job("print_papers")
    return enqueue(job, by=by, at=at, session_code=session.code, kind=kind, unit=unit)


def back_up_around(act: Act, *, by: Author, at: datetime) -> None:
    """Ask for a backup before or after an act that counts; inside it.

    Nothing where no key for backups was made: of that the administrator's workbench reminds.
    """
    if act in BACKED_UP:
        back_up_now(by=by, at=at)


def back_up_now(*, by: Author, at: datetime) -> None:
    """Ask for a backup where there is a key for it; one that still waits is enough."""
    if newest_backup_key() is not None:
        backup_soon(Reason.STEP, by=by, at=at)


def ask_for_freedom(session: Session, *, by: Author, at: datetime) -> JobRun:
    """Ask for the freedom report; inside an act."""
    return enqueue(_job("report_freedom"), by=by, at=at, session_code=session.code)


def ask_for_archive(session: Session, *, copies: int, by: Author, at: datetime) -> JobRun:
    """Ask for the disc; inside an act."""
    return enqueue(_job("make_archive"), by=by, at=at, session_code=session.code, copies=copies)


def _job(name: str) -> Job:
    """A job of this application, which stands above its services."""
    job = declared_job(f"assignment.{name}")
    if job is None:
        raise LookupError(name)
    return job
