"""Forgeries of a ticket, each with the steps that must name it."""

from collections.abc import Callable

from tests.verifier.builder import Record
from tests.verifier.forging import result
from tests.verifier.hashing import Document
from tests.verifier.sessions_made import identity_number


def _vote(record: Record, sid: str = "B001") -> Document:
    return record.ticket(sid)


# Forgeries of a ticket: name, forged ticket, steps that must fail.
TICKETS: list[tuple[str, Callable[[Record], Document], set[str]]] = [
    (
        "an attribute is edited",
        lambda r: {**_vote(r), "s": {**_vote(r)["s"], "a": {**_vote(r)["s"]["a"], "sen": 1}}},
        {"ticket_roster", "ticket_same_child"},
    ),
    (
        "an attribute is added",
        lambda r: {**_vote(r), "s": {**_vote(r)["s"], "a": {**_vote(r)["s"]["a"], "x": 1}}},
        {"ticket_roster", "ticket_record", "ticket_same_child"},
    ),
    (
        "another class is printed",
        lambda r: {**_vote(r), "r": {**_vote(r)["r"], "g": "G9"}},
        {"ticket_inclusion"},
    ),
    (
        "another child's class",
        lambda r: {**_vote(r), **{f: _vote(r, "B002")[f] for f in ("r", "ri", "rp")}},
        {"ticket_same_child"},
    ),
    ("a wrong place", lambda r: {**_vote(r), "si": (_vote(r)["si"] + 1) % 24}, {"ticket_roster"}),
    ("a wrong path", lambda r: {**_vote(r), "rp": ["00" * 32]}, {"ticket_inclusion"}),
    ("a wrong count", lambda r: {**_vote(r), "n": 25}, {"ticket_roster", "ticket_inclusion"}),
    ("another session", lambda r: {**_vote(r), "session": "ab" * 32}, {"ticket_session"}),
    (
        "another freeze",
        lambda r: {**_vote(r), "freeze": "ab" * 32},
        {"ticket_freeze", "ticket_roster", "ticket_record", "ticket_result"},
    ),
    (
        "another result",
        lambda r: {**_vote(r), "result": "ab" * 32},
        {"ticket_result", "ticket_inclusion"},
    ),
    (
        "the other unit's result",
        lambda r: {**_vote(r), "result": r.hash.of(result(r, 1))},
        {"ticket_result", "ticket_inclusion"},
    ),
    ("a field is missing", lambda r: {k: v for k, v in _vote(r).items() if k != "ri"}, {"ticket"}),
    (
        "a slip with another child's class",
        lambda r: {**r.slip(), "r": r.slip("B002")["r"]},
        {"ticket_same_child"},
    ),
    (
        "a slip with an edited class",
        lambda r: {**r.slip(), "r": {**r.slip()["r"], "g": "G9"}},
        {"ticket_result", "ticket_inclusion"},
    ),
    (
        "a slip with an edited name",
        lambda r: {**r.slip(), "s": {**r.slip()["s"], "name": "别人"}},
        {"ticket_roster", "ticket_same_child"},
    ),
    (
        "a late slip of another batch",
        lambda r: {**r.late_slip(), "late": "ab" * 32},
        {"ticket_late_batch", "ticket_late_roster", "ticket_record", "ticket_identity"},
    ),
    (
        "a late slip with an edited name",
        lambda r: {**r.late_slip(), "s": {**r.late_slip()["s"], "name": "别人"}},
        {"ticket_late_roster", "ticket_late_class", "ticket_identity"},
    ),
    (
        "a late slip of a child of the frozen roster",
        lambda r: {**r.late_slip(), "s": _vote(r)["s"]},
        {"ticket_late_roster", "ticket_record", "ticket_late_class"},
    ),
    (
        "a late slip with a class written on it",
        lambda r: {**r.late_slip(), "g": "G1"},
        {"ticket"},
    ),
]
ID_NUMBER = identity_number("B001")
