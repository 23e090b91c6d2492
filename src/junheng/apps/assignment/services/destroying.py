"""What the folders of sessions hold of persons goes with the keys of their year.

The applications below destroy the keys and do not know sessions: they are handed `RECORDS`.
"""

from datetime import datetime, timedelta
from typing import Final

from junheng.apps.assignment import queries
from junheng.apps.assignment.models import Session
from junheng.apps.assignment.services.folders import archive_of, folder_of
from junheng.apps.assignment.services.undertaking import carry_out, undertake
from junheng.apps.assignment.states import Act
from junheng.apps.care.queries.records import RecordShown, YearRecords, declare_year_records
from junheng.ceremony.destroying import KINDS, what_goes
from junheng.core.access import StepRefused
from junheng.core.audit.events import Author
from junheng.core.jobs.models import JobRun, JobState
from junheng.core.messages import sentence
from junheng.engine.errors import JunhengError

DESTROY_JOB: Final = "assignment.destroy_records"
_NOT_AGAIN_WITHIN: Final = timedelta(minutes=15)
"""A folder that does not let its files go would otherwise be tried every few seconds."""

_KIND_WORDS: Final = {
    "keys": "名册、加盐密钥（K_salt）和签名私钥",
    "lists": "班级名单",
    "tickets": "家长凭条",
    "papers": "表格",
    "later": "补录和调整",
    "sealed": "封存包",
    "disc": "光盘镜像",
    "other": "其他内部文件",
}


def begin_destruction(key_id: str, by: Author, at: datetime) -> int:
    """Write down, inside the act that destroys the keys, that the personal part of every session
    of that year and of earlier ones is to go; return of how many sessions.

    Raises StepRefused `destruction_session_at_work` where another act is underway.
    """
    sessions = queries.sessions_to_destroy(int(key_id[:4]))
    for session in sessions:
        if session.underway:
            label = Act(session.underway).label
            raise StepRefused("destruction_session_at_work", session=session.title, act=label)
        undertake(session, Act.DESTROY, by=by, at=at, given={"key_id": key_id})
    return len(sessions)


def has_work(at: datetime) -> bool:
    """Whether a destruction waits to be carried out that was not refused just now."""
    if not queries.sessions_being_destroyed():
        return False
    last = JobRun.objects.filter(job=DESTROY_JOB).order_by("-id").first()
    was_refused = last is not None and last.state in {JobState.REFUSED, JobState.CRASHED}
    return last is None or not was_refused or last.asked_at <= at - _NOT_AGAIN_WITHIN


def carry_out_destructions(*, at: datetime, patience: float) -> None:
    """Carry out every destruction that was begun; one that is refused does not keep the others.

    Raises the first refusal at the end; what was refused stays underway.
    """
    refusals = []
    for session in queries.sessions_being_destroyed():
        try:
            carry_out(session.code, at=at, patience=patience)
        except JunhengError as refusal:
            refusals.append(refusal)
    if refusals:
        raise refusals[0]


def records_shown(key_id: str) -> list[RecordShown]:
    """What went with the keys of a year, a session each, and what of it is there now."""
    return [_shown(session) for session in queries.sessions_destroyed_with(key_id)]


def count_unfinished() -> int:
    """How many sessions wait for their destruction to come to its end."""
    return len(queries.sessions_being_destroyed())


def _shown(session: Session) -> RecordShown:
    counts = session.destroyed.get("kinds", {})
    kinds = tuple((_KIND_WORDS[kind], *counts[kind]) for kind in KINDS if kind in counts)
    is_stuck = bool(session.underway and session.fault_code)
    return RecordShown(
        title=session.title,
        code=session.code,
        destroyed_at=session.destroyed_at,
        kinds=kinds,
        digest=session.destroyed.get("digest", ""),
        left=len(what_goes(folder_of(session), archive_of(session))),
        fault=sentence(session.fault_code, session.fault_params) if is_stuck else "",
    )


RECORDS: Final = declare_year_records(
    YearRecords(begin=begin_destruction, shown=records_shown, unfinished=count_unfinished)
)
