"""A session's job that ended badly is asked for again by whoever waits for what it makes.

A job over which three workers died is given up, and one that met a full disk is refused. Without
this a freeze whose notice was never printed would have to be made void.
"""

from datetime import datetime

from junheng.apps.assignment import queries
from junheng.apps.assignment.services import after_draw, background, ceremony
from junheng.apps.assignment.states import Act
from junheng.core.access import NotVisible, Permission, StaffActor
from junheng.core.audit import services as audit
from junheng.core.jobs.models import JobRun


def ask_again(code: str, job_code: str, *, by: StaffActor, at: datetime) -> JobRun:
    """Ask for the same once more; what was done already is found done.

    Raises NotVisible for a job that did not end badly or was asked for again since, and what
    asking for it the first time raises.
    """
    session = queries.get_session(by, code)
    again = queries.jobs_to_ask_again(by, queries.jobs_of(session))
    failed = next((one for one in again if one.code == job_code), None)
    if failed is None:
        raise NotVisible
    given = failed.arguments
    if failed.job == queries.PRINTING:
        with audit.act():
            return background.ask_for_papers(
                session, given["kind"], unit=given["unit"], by=by, at=at
            )
    session = queries.get_session_for(by, code, Permission.ASSIGNMENT_ARRANGE)
    with audit.act():
        # The act of a job that was given up is still underway: it is carried on, not begun anew.
        if failed.job == queries.FREEDOM:
            if session.underway == Act.FREEDOM:
                return background.ask_for_freedom(session, by=by, at=at)
            return ceremony.ask_for_freedom(code, by=by, at=at)
        if session.underway == Act.ARCHIVE:
            return background.ask_for_archive(session, copies=given["copies"], by=by, at=at)
        return after_draw.ask_for_archive(code, copies=given["copies"], halves=None, by=by, at=at)
