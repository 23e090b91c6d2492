"""The ceremony: envelopes sealed, dice rolled, numbers typed twice, locked by two, drawn."""

from collections.abc import Callable
from typing import Any, Final

from tools.faults.schools import freezing, waiting
from tools.faults.schools.actor import Actor
from tools.faults.schools.notices import is_posted, post
from tools.faults.schools.standing import Standing

SEATS: Final = ("纪检监察", "人大代表", "政协委员", "家长甲", "家长乙")
_DRAWING: Final = (
    "SELECT COUNT(*) FROM assignment_session WHERE code = ?"
    " AND (underway = 'draw' OR state IN ('drawn', 'closed'))"
)


def hold(actor: Actor, standing: Standing) -> bool:
    """The ceremony, step by step."""
    session = standing.session or {}
    screen = f"/sessions/{session['code']}/screen/"
    if session["underway"]:
        actor.look_at("operator", screen)
        return False
    steps: dict[str, Callable[[], bool]] = {
        "frozen": lambda: _seal(actor, standing, session, screen),
        "sealed": lambda: actor.adds(
            "roll", "operator", session, "PUBLIC_DRAWN", screen, f"{screen}roll/",
            numbers=actor.typed("dice", session, 20), compared="yes",
        ),
        "rolled": lambda: actor.adds(
            "open", "operator", session, "OPENING", screen, f"{screen}open/"
        ),
        "opening": lambda: _enter(actor, session, screen),
        "locked": lambda: _draw(actor, session, screen),
    }  # fmt: skip
    return steps.get(session["state"], lambda: False)()


def _seal(actor: Actor, standing: Standing, session: dict[str, Any], screen: str) -> bool:
    own = standing.cohort["c.id"]
    if post(actor, own, "freeze"):
        return True
    if not is_posted(actor, own, "freeze"):
        return waiting.ask_again(actor, session)  # the worker prints it, or gave it up
    if actor.wants_void:
        return freezing.void(actor, session)
    return actor.adds(
        "seal",
        "operator",
        session,
        "ENVELOPES_SEALED",
        f"{screen}?to=envelopes",
        f"{screen}seal/",
        seats="、".join(SEATS),
        count=str(len(SEATS)),
    )


def _enter(actor: Actor, session: dict[str, Any], screen: str) -> bool:
    code = session["code"]
    question = "SELECT COUNT(*) FROM assignment_entry WHERE session_id = ? AND subject = 'seed'"
    typed = actor.number(question, session["id"])
    if typed < 2:
        who = ("operator", "reviewer")[typed]
        return bool(
            actor.does(
                "seed typed",
                who,
                f"{screen}enter/",
                fact=(question, (session["id"],), typed + 1),
                until_void_of=code,
                public=actor.typed("dice", session, 20),
                **_cards(actor, session),
            )
        )
    proposal = actor.proposal("assignment.lock_seed", code)
    if proposal is None:
        return bool(actor.does("lock asked", "operator", screen, f"{screen}lock/"))
    page = f"/proposals/{proposal}/"
    return actor.adds("lock", "supervisor", session, "SEED_LOCKED", page, f"{page}confirm/")


def _cards(actor: Actor, session: dict[str, Any]) -> dict[str, Any]:
    cards = [actor.typed(f"card {seat}", session, 8) for seat in SEATS[1:]] + ["空"]
    return {f"card{number}": card for number, card in enumerate(cards, start=1)}


def _draw(actor: Actor, session: dict[str, Any], screen: str) -> bool:
    fact = (_DRAWING, (session["code"],), 1)
    return bool(
        actor.does(
            "draw", "operator", screen, f"{screen}draw/", fact=fact, until_void_of=session["code"]
        )
    )
