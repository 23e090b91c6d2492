"""The roster is frozen by two people, or its freeze made void."""

from typing import Any

from tools.faults.schools.actor import Actor


def freeze(actor: Actor, session: dict[str, Any]) -> bool:
    """The operator asks, the supervisor types the secret digits."""
    page = f"/sessions/{session['code']}/"
    if session["underway"]:
        actor.look_at("operator", page)
        return False
    proposal = actor.proposal("assignment.freeze", session["code"])
    if proposal is None:
        return bool(actor.does("freeze asked", "operator", page, f"{page}freeze/"))
    return actor.adds(
        "freeze",
        "supervisor",
        session,
        "FREEZE",
        f"/sessions/freeze/{proposal}/",
        digits=actor.typed("secret", session, 20),
    )


def void(actor: Actor, session: dict[str, Any]) -> bool:
    """The operator asks, the supervisor confirms; what was said of that freeze counts no more."""
    code = session["code"]
    proposal = actor.proposal("assignment.void_freeze", code)
    if proposal is None:
        words: dict[str, Any] = {"reason": "C", "reference": "", "signers": "纪检监督、局操作员"}
        return bool(actor.does("void asked", "operator", f"/sessions/{code}/void/", **words))
    page = f"/proposals/{proposal}/"
    done = actor.adds("void", "supervisor", session, "VOID", page, f"{page}confirm/")
    if done:
        actor.wants_void = False
        actor.acknowledged.void(code)
    return done
