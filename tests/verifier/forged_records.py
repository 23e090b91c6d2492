"""Forgeries of a finished public file, each with the steps that must name it."""

from tests.verifier.forging import Forgery, result, swap

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
