"""The roster is imported, answered for, handed in and approved."""

from tools.faults.schools.actor import Actor
from tools.faults.schools.standing import Standing


def collect(actor: Actor, standing: Standing) -> bool:
    """Import, answer and hand in, whichever comes next."""
    cohort = standing.cohort
    code, own, count = cohort["c.code"], cohort["c.id"], cohort["c.student_count"]
    if not count:
        return _import(actor, code, own)
    if cohort["c.confirmed_count"] < count:
        page = f"/students/cohorts/{code}/"
        question = (
            "SELECT COUNT(*) FROM students_student WHERE answered_at IS NOT NULL AND cohort_id = ?"
        )
        fact = (question, (own,), int(count))
        return bool(actor.does("answers", "clerk", page, f"{page}answers/", fact=fact, all="yes"))
    page = f"/campaigns/cohorts/{code}/submit/"
    question = "SELECT COUNT(*) FROM campaigns_cohort WHERE submitted_at IS NOT NULL AND id = ?"
    return bool(actor.does("submit", "principal", page, fact=(question, (own,), 1)))


def _import(actor: Actor, code: str, own: int) -> bool:
    waiting = actor.table(
        "students_rosterimport", "code", "cohort_id = ? AND state = 'previewed'", own
    )
    if waiting is None or actor.dice.below(4) == 0:
        sheet = (actor.sheets / f"{actor.code}.xlsx").read_bytes()
        question = "SELECT COUNT(*) FROM students_rosterimport WHERE cohort_id = ?"
        fact = (question, (own,), actor.number(question, own) + 1)
        page, files = f"/students/cohorts/{code}/import/", {"file": ("名册.xlsx", sheet)}
        return bool(actor.does("import", "clerk", page, files=files, fact=fact))
    question = "SELECT COUNT(*) FROM students_student WHERE state = 'active' AND cohort_id = ?"
    page = f"/students/imports/{waiting['code']}/"
    # As many as the sheet holds: at least the forty that make two classes.
    fact = (question, (own,), 40)
    return bool(actor.does("import confirmed", "clerk", page, f"{page}confirm/", fact=fact))


def approve(actor: Actor, standing: Standing) -> bool:
    """The bureau looks through what was handed in."""
    page = f"/campaigns/cohorts/{standing.cohort['c.code']}/"
    question = "SELECT COUNT(*) FROM campaigns_cohort WHERE approved_at IS NOT NULL AND id = ?"
    fact = (question, (standing.cohort["c.id"],), 1)
    return bool(actor.does("approve", "reviewer", f"{page}review/", f"{page}approve/", fact=fact))
