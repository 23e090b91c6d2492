"""Representatives and homeroom teachers are drawn by lot: two people type the same paper."""

from typing import Any

from tools.faults.schools.actor import Actor
from tools.faults.schools.standing import Standing


def draw_lots(actor: Actor, standing: Standing) -> bool:
    """First the representatives, then the lots of the classes and teachers."""
    session, part = standing.session or {}, standing.part or {}
    if session["underway"]:
        actor.look_at("operator", f"/sessions/{session['code']}/")
        return False
    if not part["representatives_drawn"]:
        cards = f"{actor.typed('r1', session, 8)} {actor.typed('r2', session, 8)}"
        words = {"public": actor.typed("r", session, 8), "cards": cards}
        return _twice(actor, standing, "representatives", "REPRESENTATIVES", words)
    count = int(part["classes"])
    lots = {f"group{number}": str(number % count + 1) for number in range(1, count + 1)}
    lots |= {f"teacher{number}": str(number) for number in range(1, count + 1)}
    return _twice(actor, standing, "lots", "LOTS", {"recusals": "", **lots})


def _twice(actor: Actor, standing: Standing, what: str, kind: str, words: dict[str, Any]) -> bool:
    """Two people type the same paper, the second puts it into the ledger."""
    session, part = standing.session or {}, standing.part or {}
    page = f"/sessions/{session['code']}/schools/{part['unit']}/"
    question = "SELECT COUNT(*) FROM assignment_entry WHERE session_id = ? AND subject LIKE ?"
    given = (session["id"], f"%{what}%")
    typed = actor.number(question, *given)
    if typed < 2:
        who, fact = ("clerk", "principal")[typed], (question, given, typed + 1)
        void = session["code"]
        return bool(
            actor.does(
                f"{what} typed", who, f"{page}{what}/", fact=fact, until_void_of=void, **words
            )
        )
    return actor.adds(
        what, "principal", session, kind, f"{page}{what}/", f"{page}record/", what=what
    )
