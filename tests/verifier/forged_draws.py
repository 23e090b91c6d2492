"""Forgeries of the public file around the draw, each with the steps that must name it."""

from tests.verifier.forging import TWO, Forgery, refreeze, reissue, representatives, reseed, result

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
