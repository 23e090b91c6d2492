"""Where a school stands, as the database says."""

from dataclasses import dataclass
from typing import Any

from tools.faults.schools.actor import Actor


@dataclass(frozen=True)
class Standing:
    """Its starting grade, the session it is in, and its part of that session."""

    cohort: dict[str, Any]
    session: dict[str, Any] | None
    part: dict[str, Any] | None

    @property
    def state(self) -> str:
        """The state of the starting grade."""
        return str(self.cohort["c.state"])


def look(actor: Actor) -> Standing:
    """Raises LookupError while the school is not there."""
    cohort = actor.table(
        "campaigns_cohort c JOIN schools_school s ON s.id = c.school_id",
        "c.id, c.code, c.state, c.student_count, c.confirmed_count, c.class_count",
        "s.code = ? AND c.stage = 'primary'",
        actor.code,
    )
    if cohort is None:
        raise LookupError(actor.code)
    part = actor.table(
        "assignment_sessioncohort",
        "id, session_id, unit, classes, result, representatives_drawn, lots",
        "cohort_id = ?",
        cohort["c.id"],
    )
    session = part and actor.table(
        "assignment_session",
        "id, code, public_code, state, freeze_number, freeze_code, underway",
        "id = ?",
        part["session_id"],
    )
    return Standing(cohort, session, part)


def stage_of(actor: Actor, standing: Standing) -> str:
    """The last of `counties.STAGES` that the school has reached."""
    if standing.state in {"drawn", "teachers_drawn", "effective", "published"}:
        return "drawn"
    if standing.state == "frozen":
        posted = actor.one(
            "SELECT 1 FROM notices_notice WHERE cohort_id = ? AND kind = 'freeze'"
            " AND state = 'posted'",
            standing.cohort["c.id"],
        )
        return "frozen" if posted else "arranged"
    return "arranged" if standing.session is not None else "rosters"
