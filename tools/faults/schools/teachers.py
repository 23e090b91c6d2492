"""Homeroom teachers are named, handed in, filed and posted; then the session is arranged."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tools.faults.schools import freezing
from tools.faults.schools.actor import Actor
from tools.faults.schools.notices import post
from tools.faults.schools.standing import Standing


def prepare(actor: Actor, standing: Standing) -> bool:
    """What lies between the approval and the freeze."""
    own, code = standing.cohort["c.id"], standing.cohort["c.code"]
    listed = actor.table("teachers_teacherlist", "id, state", "cohort_id = ?", own)
    page = f"/teachers/{code}/"
    if listed is None or (listed["state"] == "draft" and not _has_names(actor, listed["id"])):
        names = actor.teachers[: standing.cohort["c.class_count"]]
        return _type(actor, f"{page}names/", names, own)
    if listed["state"] == "posted":
        if standing.session is None:
            return _arrange(actor, code, own)
        return freezing.freeze(actor, standing.session)
    filing = "SELECT COUNT(*) FROM teachers_filing WHERE list_id = ?"
    notices = f"/notices/cohorts/{code}/"
    acts: dict[str, Callable[[], object]] = {
        "draft": lambda: actor.does("teachers handed in", "principal", page, f"{page}submit/"),
        "submitted": lambda: actor.does(
            "teachers filed", "reviewer", page, f"{page}file/", fact=(filing, (listed["id"],), 1)
        ),
        "filed": lambda: (
            post(actor, own, "teachers")
            or actor.does("notice asked", "clerk", notices, f"{notices}teachers/")
        ),
    }
    return bool(acts[str(listed["state"])]())


def _has_names(actor: Actor, listed: int) -> bool:
    return actor.table("teachers_homeroomteacher", "id", "list_id = ?", listed) is not None


def _type(actor: Actor, page: str, names: list[str], cohort: int) -> bool:
    """Names are typed, the preview is confirmed: its form stands on the answer."""
    if actor.does("teachers", "clerk", page, shows=200, names="\n".join(names)) is None:
        return False
    question = (
        "SELECT COUNT(*) FROM teachers_homeroomteacher t JOIN teachers_teacherlist l"
        " ON l.id = t.list_id WHERE l.cohort_id = ?"
    )
    fact, confirm = (question, (cohort,), len(names)), page.replace("names", "confirm")
    return bool(actor.does("teachers confirmed", "clerk", page, confirm, fact=fact))


def _arrange(actor: Actor, cohort: str, own: int) -> bool:
    campaign = actor.one("SELECT code FROM campaigns_campaign") or ("",)
    later = datetime.now() + timedelta(days=9)  # noqa: DTZ005, TID251 - local, as typed
    question = "SELECT COUNT(*) FROM assignment_sessioncohort WHERE cohort_id = ?"
    return bool(
        actor.does(
            "arrange",
            "operator",
            f"/sessions/arrange/{campaign[0]}/",
            fact=(question, (own,), 1),
            title=f"{actor.code} 阳光分班",
            host="青禾县教育局",
            place="县一中礼堂",
            planned_at=f"{later:%Y-%m-%dT%H:%M}",
            cohorts=[cohort],
        )
    )
