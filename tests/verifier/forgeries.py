"""Every forgery in one line, with the steps that must name it.

A forgery gets a fresh record and spoils it; where it relinks, the forger also holds the session
key and chains and signs the ledger again.
"""

import json
from collections.abc import Callable

from tests.verifier.builder import Document, Record, canonical, identity_number

Forgery = Callable[[Record], object]
TWO = "520123.gyxx.j1.2026"


def swap(items: list[Document], field: str) -> None:
    """Exchange one field between the first two items that differ in it."""
    first = items[0]
    other = next(item for item in items if item[field] != first[field])
    first[field], other[field] = other[field], first[field]


def result(record: Record, place: int = 0) -> Document:
    document: Document = record.public["results"][place]
    return document


def replace_hash(record: Record, old: str, new: str) -> None:
    """Put a new hash wherever the old one stood, chain and sign again."""
    record.public = json.loads(canonical(record.public).decode().replace(old, new))
    record.relink()


def reissue(record: Record, place: int = 0, **fields: object) -> None:
    """Change a result and put its new hash into leaf list and ledger."""
    document = result(record, place)
    old = record.hash.of(document)
    document.update(fields)
    replace_hash(record, old, record.hash.of(document))


def refreeze(record: Record, **fields: object) -> None:
    """Change the freeze after the notice and put its new hash everywhere."""
    document = record.public["freezes"][0]
    old = record.hash.of(document)
    document.update(fields)
    replace_hash(record, old, record.hash.of(document))


def representatives(record: Record) -> Document:
    """The draw of representatives, as the ledger holds it."""
    body: Document = record.find("REPRESENTATIVES")["body"]
    return body


def reseed(record: Record, public_line: str) -> None:
    """Other numbers for the representatives, with the seed that follows from them."""
    body = representatives(record)
    body["lines"][3] = public_line
    body["seed"] = record.seed(body["lines"])
    record.relink()


# Forgeries of the public file before the ceremony: name, forgery, steps that must fail.
FROZEN: list[tuple[str, Forgery, set[str]]] = [
    (
        "the freeze names another session",
        lambda r: refreeze(r, session="ab" * 32),
        {"freeze_session", "notice"},
    ),
    (
        "the freeze number is changed",
        lambda r: refreeze(r, no=2),
        {"freeze_ledger", "notice"},
    ),
    (
        "the freeze lists a unit twice",
        lambda r: refreeze(
            r, units=[*r.public["freezes"][0]["units"], r.public["freezes"][0]["units"][0]]
        ),
        {"freeze_units", "notice"},
    ),
]

# The same for a session just drawn, the new hash put everywhere.
DRAWN: list[tuple[str, Forgery, set[str]]] = [
    (
        "a class size is changed and recorded",
        lambda r: reissue(
            r, 0, groups=[{"g": "G1", "n": 11}, {"g": "G2", "n": 8}, {"g": "G3", "n": 5}]
        ),
        {"result_difference"},
    ),
    (
        "a class beyond the cap",
        lambda r: reissue(r, 1, groups=[{"g": "G1", "n": 60}, {"g": "G2", "n": 60}]),
        {"result_cap", "result_sum"},
    ),
    (
        "class names are exchanged",
        lambda r: reissue(r, 1, groups=list(reversed(result(r, 1)["groups"]))),
        {"result_groups"},
    ),
    (
        "another seed is claimed",
        lambda r: reissue(r, 0, seed="ab" * 32),
        {"result_seed"},
    ),
    ("another draw is claimed", lambda r: reissue(r, 0, draw="ab" * 32), {"result_draw_id"}),
    ("another engine drew", lambda r: reissue(r, 0, engine="ab" * 32), {"result_engine"}),
    ("another roster was drawn", lambda r: reissue(r, 0, roster="ab" * 32), {"result_roster"}),
    ("the result root is wrong", lambda r: reissue(r, 0, root="ab" * 32), {"result_root"}),
    (
        "an invented balance row",
        lambda r: reissue(r, 0, balance=[{"attr": "income", "max_diff": 0}]),
        {"result_balance"},
    ),
    (
        "a result of an unknown unit",
        lambda r: reissue(r, 1, unit="520123.other.p1.2026"),
        {"public_spare", "result_freeze"},
    ),
]

# The same for a session with representatives and nothing after them.
REPRESENTED: list[tuple[str, Forgery, set[str]]] = [
    (
        "a representative is put before the others",
        lambda r: representatives(r)["out"][0]["s"].reverse() or r.relink(),
        {"representatives_ranks"},
    ),
    (
        "a class sends four representatives",
        lambda r: representatives(r)["out"][1]["s"].pop() and r.relink(),
        {"representatives_lists"},
    ),
    (
        "a child stands in two lists",
        lambda r: (
            representatives(r)["out"][0]["s"].__setitem__(4, representatives(r)["out"][1]["s"][4])
            or r.relink()
        ),
        {"representatives_lists", "representatives_ranks"},
    ),
    (
        "a representative from nowhere",
        lambda r: representatives(r)["out"][0]["s"].__setitem__(0, "00" * 32) or r.relink(),
        {"representatives_lists"},
    ),
    (
        "a class without a list",
        lambda r: representatives(r)["out"].pop() and r.relink(),
        {"representatives_lists"},
    ),
    (
        "a drawer comes forward earlier",
        lambda r: representatives(r)["order"].reverse() or r.relink(),
        {"representatives_order"},
    ),
    (
        "representatives from other numbers",
        lambda r: representatives(r)["lines"].__setitem__(3, "public=d10:16180338") or r.relink(),
        {"ledger_seed_hash", "representatives_ranks", "representatives_order"},
    ),
    (
        "representatives from too few dice",
        lambda r: reseed(r, "public=d10:1618033"),
        {"representatives_seed", "representatives_ranks", "representatives_order"},
    ),
    (
        "the representatives are drawn again",
        lambda r: r.representatives("2026-08-29T14:30:00"),
        {"ledger_representatives_twice"},
    ),
    (
        "representatives after the lots",
        lambda r: r.lots("2026-08-29T15:00:00", 1) or r.representatives("2026-08-29T16:00:00", 1),
        {"ledger_representatives_late"},
    ),
    (
        "representatives of another unit",
        lambda r: representatives(r).update(unit=TWO) or r.relink(),
        {
            "ledger_representatives_without_result",
            "representatives_ranks",
            "representatives_order",
        },
    ),
    (
        "representatives from the first seed",
        lambda r: (
            representatives(r).update(
                {name: r.find("SEED_LOCKED")["body"][name] for name in ("lines", "seed")}
            )
            or r.relink()
        ),
        {"ledger_seed_lines", "representatives_ranks", "representatives_order"},
    ),
]

# The same for a finished session.
PUBLIC: list[tuple[str, Forgery, set[str]]] = [
    (
        "a class size is changed",
        lambda r: result(r)["groups"][0].update(n=9),
        {
            "public_spare",
            "result_sum",
            "result_leaves",
            "result_root",
            "result_recorded",
            "result_published",
            "lots_result",
            "late_rules",
            "late_sizes",
        },
    ),
    (
        "a result leaf is dropped",
        lambda r: r.public["result_leaves"][0]["leaves"].pop(),
        {"result_leaves", "result_root"},
    ),
    (
        "two result leaves change places",
        lambda r: r.public["result_leaves"][0]["leaves"].reverse(),
        {"result_leaves", "result_root"},
    ),
    (
        "the result leaves are missing",
        lambda r: r.public["result_leaves"].pop(),
        {"result_leaves", "result_root"},
    ),
    (
        "a result is hidden",
        lambda r: r.public["results"].pop(),
        {"public_spare", "result_published", "lots_result"},
    ),
    (
        "a roster leaf is dropped",
        lambda r: r.public["rosters"][0]["leaves"].pop(),
        {"roster_count", "roster_root", "representatives_lists", "representatives_ranks"},
    ),
    (
        "a roster leaf comes twice",
        lambda r: r.public["rosters"][0]["leaves"].insert(0, r.public["rosters"][0]["leaves"][0]),
        {"roster_sorted", "roster_count", "roster_root", "representatives_ranks"},
    ),
    (
        "a roster leaf is exchanged",
        lambda r: r.public["rosters"][1]["leaves"].__setitem__(0, "00" * 32),
        {"roster_root"},
    ),
    ("a roster is missing", lambda r: r.public["rosters"].pop(), {"roster_published"}),
    (
        "the parameters are changed",
        lambda r: r.public["params"][0].update(cap=60),
        {"public_spare", "params", "late_rules"},
    ),
    (
        "the teachers are changed",
        lambda r: r.public["teachers"][0]["list"].pop(),
        {"public_spare", "teachers", "lots_permutation"},
    ),
    (
        "a moved digit in the seed",
        lambda r: (
            r.find("SEED_LOCKED")["body"]["lines"].__setitem__(4, "envelope.1=48213773")
            or r.relink()
        ),
        {"ledger_seed_hash", "late_recorded"},
    ),
    (
        "the public draw is exchanged in the seed",
        lambda r: (
            r.find("SEED_LOCKED")["body"]["lines"].__setitem__(3, "public=d10:" + "0" * 20)
            or r.relink()
        ),
        {"ledger_seed_lines", "ledger_seed_hash", "late_recorded"},
    ),
    (
        "an event is removed",
        lambda r: r.events.pop(2),
        {
            "ledger_number_wrong",
            "ledger_chain_broken",
            "checkpoint",
            "late_recorded",
        },
    ),
    (
        "an event is edited",
        lambda r: r.find("NOTICE_POSTED")["body"].update(where="别处"),
        {"ledger_chain_broken"},
    ),
    (
        "a second draw of one unit",
        lambda r: r.event("DRAW", "2026-09-10T10:00:00", **r.find("DRAW")["body"]),
        {"ledger_draw_twice"},
    ),
    (
        "events after the signed head",
        lambda r: r.events.append({**r.events[-1], "n": len(r.events) + 1}),
        {"ledger_chain_broken", "ledger_late_twice", "checkpoint"},
    ),
    (
        "the signature is wrong",
        lambda r: r.public["sig"].update(sig="00" * 64),
        {"signature"},
    ),
    (
        "another key signs",
        lambda r: r.public["sig"].update(pub="00" * 32),
        {"signature_key"},
    ),
    (
        "the checkpoint is changed",
        lambda r: r.public["checkpoint"].update(n=3),
        {"checkpoint", "signature"},
    ),
    (
        "another engine document",
        lambda r: r.public["engine"].update(version="2"),
        {"session_engine", "freeze_engine", "params_consistent", "result_engine"},
    ),
    (
        "the session is changed",
        lambda r: r.public["session"].update(title="别的活动"),
        {"freeze_session", "ledger_session_wrong", "ledger_chain_broken", "checkpoint"},
    ),
    (
        "weak ceremony rules",
        lambda r: r.public["session"].update(
            ceremony={**r.public["session"]["ceremony"], "public_len": 4}
        ),
        {
            "ceremony_rules",
            "freeze_session",
            "ledger_session_wrong",
            "ledger_chain_broken",
            "checkpoint",
        },
    ),
    (
        "a freeze is hidden",
        lambda r: r.public["freezes"].clear(),
        {
            "public_spare",
            "freeze_published",
            "notice",
            "result_freeze",
            "result_unit",
            "late_rules",
            "lots_permutation",
        },
    ),
    (
        "a freeze nobody recorded",
        lambda r: r.public["freezes"].append({**r.public["freezes"][0], "no": 2}),
        {"freeze_recorded", "roster_published"},
    ),
    (
        "the lots are changed",
        lambda r: swap(r.public["lots"][0]["groups"], "lot"),
        {"lots_out", "lots_recorded", "lots_published"},
    ),
    (
        "a lot comes twice",
        lambda r: r.public["lots"][0]["groups"][0].update(lot=1),
        {"lots_permutation", "lots_out", "lots_recorded", "lots_published"},
    ),
    (
        "teachers change classes on paper only",
        lambda r: swap(r.public["lots"][0]["out"], "t"),
        {"lots_out", "lots_recorded", "lots_published"},
    ),
    (
        "electronic lots with the numbers exchanged",
        lambda r: swap(r.public["lots"][1]["teachers"], "lot"),
        {"lots_out", "lots_drawn", "lots_recorded", "lots_published"},
    ),
    (
        "electronic lots without their own numbers",
        lambda r: r.public["lots"][1].pop("lines"),
        {"lots_seed", "lots_recorded", "lots_published"},
    ),
    (
        "electronic lots with too few dice",
        lambda r: r.public["lots"][1]["lines"].__setitem__(3, "public=d10:1"),
        {"lots_seed", "lots_recorded", "lots_published"},
    ),
    (
        "a late child is placed elsewhere",
        lambda r: (
            r.find("LATE_DRAW")["body"]["out"][0].update(
                g={"G1": "G2", "G2": "G3", "G3": "G1"}[r.find("LATE_DRAW")["body"]["out"][0]["g"]]
            )
            or r.relink()
        ),
        {"late_placed"},
    ),
    (
        "a late batch is called forced",
        lambda r: r.find("LATE_DRAW")["body"].update(forced=1) or r.relink(),
        {"late_forced"},
    ),
    (
        "a late batch is hidden",
        lambda r: r.public["late"].clear(),
        {"late_published"},
    ),
    (
        "late class sizes are invented",
        lambda r: r.public["late"][0]["doc"]["sizes"][0].update(n=5),
        {"late_published", "late_recorded"},
    ),
    (
        "a late leaf is exchanged",
        lambda r: r.public["late"][0]["leaves"].__setitem__(0, "00" * 32),
        {"late_roster", "late_placed"},
    ),
    (
        "a document comes twice",
        lambda r: r.public["lots"].append(r.public["lots"][0]),
        {"public_once"},
    ),
    ("an unknown field", lambda r: r.public.update(remark="x"), {"public_shape"}),
    (
        "a field of the wrong kind",
        lambda r: result(r).update(n=True),
        {
            "public_spare",
            "public_shape",
            "result_published",
            "lots_result",
            "late_rules",
            "late_sizes",
        },
    ),
    (
        "a mixed suite",
        lambda r: r.public["session"].update(suite="gm"),
        {
            "suite_same",
            "freeze_session",
            "ledger_session_wrong",
            "ledger_chain_broken",
            "checkpoint",
        },
    ),
]


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


def _sealed(record: Record, unit: str = TWO) -> Document:
    return record.sealed[unit]


# Forgeries of a sealed package: name, forgery of the record before packing, failing steps.
PACKAGES: list[tuple[str, Forgery, set[str]]] = [
    (
        "an attribute is edited",
        lambda r: _sealed(r)["leaves"][0]["a"].update(gender=1),
        {"sealed_roster", "sealed_each_once", "sealed_result_salts", "rerun"},
    ),
    (
        "an attribute is added",
        lambda r: _sealed(r)["leaves"][0]["a"].update(income=1),
        {"sealed_roster", "sealed_each_once", "sealed_result_salts", "sealed_attributes"},
    ),
    (
        "two students are swapped",
        lambda r: swap(_sealed(r)["results"], "g"),
        {"sealed_result", "sealed_balance", "rerun"},
    ),
    (
        "a student is dropped",
        lambda r: _sealed(r)["leaves"].pop(),
        {"sealed_roster", "sealed_each_once", "sealed_result_salts", "rerun"},
    ),
    (
        "a student comes twice",
        lambda r: _sealed(r)["leaves"].append(_sealed(r)["leaves"][0]),
        {"sealed_students"},
    ),
    (
        "a student is placed twice",
        lambda r: _sealed(r)["results"].append(_sealed(r)["results"][0]),
        {"sealed_result", "sealed_each_once"},
    ),
    (
        "the results are left out",
        lambda r: _sealed(r).pop("results"),
        {"sealed_result", "sealed_each_once", "sealed_sizes", "rerun"},
    ),
    (
        "a salt is chosen freely",
        lambda r: _sealed(r)["leaves"][0].update(salt="00" * 32),
        {"sealed_roster", "sealed_salts", "sealed_each_once", "sealed_result_salts", "rerun"},
    ),
    (
        "the salt of a result is chosen freely",
        lambda r: _sealed(r)["results"][0].update(salt="00" * 32),
        {"sealed_result", "sealed_result_salts"},
    ),
    (
        "other secret digits",
        lambda r: r.secret.update(digits="0" * 20),
        {"sealed_salts", "sealed_result_salts"},
    ),
    ("no secret digits", lambda r: r.secret.update(digits=""), {"salt_key"}),
    (
        "a hidden pin",
        lambda r: _sealed(r)["leaves"][9].update(pin={"fixed": 0}),
        {"sealed_roster", "sealed_pins", "sealed_each_once", "sealed_result_salts", "rerun"},
    ),
    (
        "a pin to a class that does not exist",
        lambda r: _sealed(r)["leaves"][9].update(pin={"fixed": 7}),
        {"sealed_roster", "sealed_pins", "sealed_each_once", "sealed_result_salts"},
    ),
    (
        "a pin of one student alone",
        lambda r: _sealed(r)["leaves"][9].update(pin={"together": "T9"}),
        {"sealed_roster", "sealed_pins", "sealed_each_once", "sealed_result_salts", "rerun"},
    ),
    ("a sealed roster is missing", lambda r: r.sealed.pop(TWO), {"sealed"}),
    (
        "the program is changed",
        lambda r: r.engine_files.update({"engine/walk.py": b"one = 2\n"}),
        {"engine_files"},
    ),
    (
        "a program file is added",
        lambda r: r.engine_files.update({"engine/extra.py": b""}),
        {"engine_files"},
    ),
    (
        "another seed file",
        lambda r: (
            r.files.update({"public/seed.txt": b"SG1-SEED/1\n"})
            or r.events.remove(r.find("SEED_LOCKED"))
            or r.relink()
        ),
        {"package_seed", "ledger_draw_without_seed", "result_seed"},
    ),
    (
        "the balance is prettier than it is",
        lambda r: reissue(r, 1, balance=[{"attr": "gender", "max_diff": 9}]),
        {"sealed_balance"},
    ),
    (
        "another seed for the result",
        lambda r: reissue(r, 1, seed="ab" * 32),
        {"result_seed", "rerun"},
    ),
    (
        "rehearsal leaves from nowhere",
        lambda r: _sealed(r).update(rehearsals=[{**_sealed(r)["results"][0], "_t": "sg1/leaf-q"}]),
        {"sealed_spare"},
    ),
    (
        "the public file is not canonical",
        lambda r: r.files.update({"public/public.json": r.public_bytes() + b"\n"}),
        {"public_form"},
    ),
]

ID_NUMBER = identity_number("B001")
