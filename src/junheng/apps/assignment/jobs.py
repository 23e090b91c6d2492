"""Long work of a session in the hands of a worker."""

from junheng.apps.assignment import queries
from junheng.apps.assignment.services import destroying
from junheng.apps.assignment.services.announcing import make_notices
from junheng.apps.assignment.services.printing import print_forms
from junheng.apps.assignment.services.undertaking import carry_out, undertake
from junheng.apps.assignment.states import Act
from junheng.core.access import StepRefused
from junheng.core.jobs.declaration import job
from junheng.core.jobs.running import RunningJob

PATIENCE_SECONDS = 900.0


@job("assignment.print_papers", lock_key="print:{session_code}")
def print_papers(running: RunningJob, *, session_code: str, kind: str, unit: str) -> None:
    """Print the forms that follow an event, of one unit or (empty) of all, and make its notices;
    printing again changes nothing that was recorded.
    """
    session = queries.session_of_code(session_code)
    if running.done < 1:
        print_forms(session, kind, unit=unit, at=running.now(), patience=PATIENCE_SECONDS)
        with running.step(1, of=2):
            pass
    if running.done < 2:  # noqa: PLR2004 - forms, then notices
        make_notices(
            session, kind, by=running.asked_by, at=running.now(), patience=PATIENCE_SECONDS
        )
        with running.step(2, of=2):
            pass


@job("assignment.report_freedom", lock_key="act:{session_code}")
def report_freedom(running: RunningJob, *, session_code: str) -> None:
    """Rehearse two hundred times and record what was found."""
    _act(running, session_code, Act.FREEDOM, {})


@job("assignment.make_archive", lock_key="act:{session_code}")
def make_archive(running: RunningJob, *, session_code: str, copies: int) -> None:
    """Make the disc and record it."""
    _act(running, session_code, Act.ARCHIVE, {"copies": copies})


@job(destroying.DESTROY_JOB, lock_key="assignment.destroy", is_due=destroying.has_work)
def destroy_records(running: RunningJob) -> None:
    """Let what is personal of sessions go, after the keys of its year."""
    destroying.carry_out_destructions(at=running.now(), patience=PATIENCE_SECONDS)
    with running.step(1, of=1):
        pass


def _act(running: RunningJob, session_code: str, act: Act, given: dict[str, object]) -> None:
    if running.done:
        return
    session = queries.session_of_code(session_code)
    if session.underway != act:
        undertake(session, act, by=running.asked_by, at=running.now(), given=given)
    carry_out(session_code, at=running.now(), patience=PATIENCE_SECONDS)
    if queries.session_of_code(session_code).underway == act:
        raise StepRefused("session_act_underway", act=act.label)
    with running.step(1, of=1):
        pass
