"""What a worker does is waited for, and asked for again when it was given up or refused."""

from collections.abc import Mapping
from typing import Any, Final

from tools.faults.schools.actor import Actor

_FAILED: Final = (
    "SELECT j.code, j.job FROM jobs_jobrun j WHERE j.job LIKE ?"
    " AND j.state IN ('refused', 'crashed') AND CAST(j.arguments AS TEXT) LIKE ?"
    " AND NOT EXISTS (SELECT 1 FROM jobs_jobrun k WHERE k.id > j.id AND k.job = j.job"
    " AND CAST(k.arguments AS TEXT) = CAST(j.arguments AS TEXT)) ORDER BY j.id"
)


def is_at_work(actor: Actor, job: str, session: str) -> bool:
    """Whether the job of a session waits or goes on."""
    where = "job = ? AND state IN ('waiting', 'running') AND CAST(arguments AS TEXT) LIKE ?"
    return actor.table("jobs_jobrun", "id", where, job, f"%{session}%") is not None


def ask_again(actor: Actor, session: Mapping[str, Any]) -> bool:
    """Ask again for what ended badly, if anything did, where the page offers it."""
    code = str(session["code"])
    failed = actor.one(_FAILED, "assignment.%", f"%{code}%")
    if failed is None:
        return False
    who = "clerk" if failed[1] == "assignment.print_papers" else "operator"
    page = f"/sessions/{code}/papers/"
    return bool(actor.does("asked again", who, page, f"/sessions/{code}/jobs/{failed[0]}/again/"))
