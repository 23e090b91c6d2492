"""Records of teaching teams: the honest one passes, every forgery is named."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from junheng.engine.randomness.seeds import SeedText
from junheng.engine.randomness.suites import GM, INTL, Suite
from junheng.engine.record.canonical import canonical_bytes, document_hash
from junheng.engine.teams.draw import draw_teams
from junheng.engine.teams.plan import levels_of
from junheng.engine.teams.record import (
    SEED_KIND,
    draw_key,
    freeze_document,
    problem_document,
    record_document,
    result_document,
    teams_seed,
)
from junheng.engine.teams.targets import Targets, best_teams
from junheng.verifier import verify_teams
from junheng.verifier.seeds import seed_bytes
from tests.engine.teams.cases import tiny

Record = dict[str, Any]
Forge = Callable[[Record], object]
OTHER = "ab" * 32
ENVELOPES = ("envelope.1=20260903", "envelope.2=81736455")


@cache
def most_equal() -> Targets:
    return best_teams(tiny(), bytes(32))


@cache
def honest(suite: Suite, *, is_paper: bool) -> bytes:
    targets = most_equal()
    listed = problem_document(
        targets.problem,
        suite=suite,
        unit="520123.gyxx.p1.2026",
        subjects=["语文", "数学", "音乐"],
        names="0" * 64,
    )
    freeze = freeze_document(suite, listed, targets)
    text = None
    if is_paper:
        code = document_hash(suite, freeze)
        text = SeedText(SEED_KIND, suite, code, "d10:55081927", ("20260903", "81736455"))
    key = draw_key(suite, listed["unit"], teams_seed(suite, freeze, text))
    plan = draw_teams(targets.problem, targets.plan, key).plan
    result = result_document(suite, freeze, text, plan, levels_of(targets.problem, plan))
    return canonical_bytes(record_document(listed, freeze, result))


def forged(forge: Forge, *, relinked: bool = False) -> bytes:
    """A record spoilt by one forgery; the forger may put the new hashes everywhere."""
    record: Record = json.loads(honest(INTL, is_paper=True))
    forge(record)
    if relinked:
        record["freeze"]["list"] = document_hash(INTL, record["list"])
        record["result"]["freeze"] = document_hash(INTL, record["freeze"])
    return canonical_bytes(record)


@pytest.mark.parametrize("suite", [INTL, GM], ids=lambda suite: suite.name)
@pytest.mark.parametrize("is_paper", [True, False])
def test_an_honest_record_passes(suite: Suite, *, is_paper: bool) -> None:
    report = verify_teams(honest(suite, is_paper=is_paper))

    assert report.codes("failed") == []
    assert ("teams_rehearsal" in report.codes("warning")) is not is_paper


def test_the_posted_code_is_compared() -> None:
    record = json.loads(honest(INTL, is_paper=True))
    code = document_hash(INTL, record["freeze"])

    assert "teams_notice" in verify_teams(honest(INTL, is_paper=True), notice=code).codes("passed")
    assert verify_teams(honest(INTL, is_paper=True), notice=OTHER).codes("failed") == [
        "teams_notice"
    ]


def swap_teams(record: Record) -> None:
    teams = record["result"]["teams"]
    home = record["result"]["home"]
    teams[0], teams[1] = teams[1], teams[0]
    home[0], home[1] = home[1], home[0]


def exchange(record: Record, subject: int) -> None:
    teams = record["result"]["teams"]
    other = next(team for team in teams if team[subject] != teams[0][subject])
    teams[0][subject], other[subject] = other[subject], teams[0][subject]


def set_in(*path: str | int, value: object) -> Forge:
    def forge(record: Record) -> None:
        place: Any = record
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return forge


def leave_the_start(record: Record) -> None:
    record["result"] |= record["freeze"]["start"]


def other_numbers(*lines: str) -> Forge:
    """Other numbers on paper, with the seed and the draw that follow from them."""

    def forge(record: Record) -> None:
        kept = record["result"]["lines"][:3]
        record["result"]["lines"] = [*kept, *lines, "beacon=none"]
        record["result"]["seed"] = INTL.digest(seed_bytes(record["result"]["lines"])).hex()

    return forge


def call_every_bound_counted(record: Record) -> None:
    for bound in record["freeze"]["bounds"]:
        bound["proof"] = "count"


def put_a_head_twice(record: Record) -> None:
    teams, home = record["result"]["teams"], record["result"]["home"]
    teams[1], home[1] = list(teams[0]), home[0]


FORGERIES: list[tuple[str, Forge, bool, set[str]]] = [
    ("two teams change numbers", swap_teams, False, {"teams_drawn"}),
    ("two teachers are exchanged", lambda r: exchange(r, 2), False, {"teams_drawn"}),
    (
        "a teacher takes a subject that is not theirs",
        set_in("result", "teams", 0, 0, value=6),
        False,
        {"teams_rules", "teams_drawn"},
    ),
    (
        "a homeroom teacher who may not be one",
        set_in("result", "home", 0, value=2),
        False,
        {"teams_rules", "teams_drawn"},
    ),
    ("a homeroom teacher of two classes", put_a_head_twice, False,
     {"teams_rules", "teams_drawn"}),
    ("the start is passed off as drawn", leave_the_start, False, {"teams_drawn"}),
    ("too few dice", other_numbers("public=d10:5508192", *ENVELOPES), False, {"teams_seed"}),
    ("one envelope", other_numbers("public=d10:55081927", ENVELOPES[0]), False, {"teams_seed"}),
    ("numbers thrown again without drawing again",
     other_numbers("public=d10:16180338", *ENVELOPES), False, {"teams_drawn"}),
    ("who may be homeroom teacher is changed and frozen again after the numbers",
     set_in("list", "teachers", 0, "homeroom", value=0), True, {"teams_draw_id", "teams_seed"}),
    ("another suite", set_in("list", "suite", value="gm"), False,
     {"teams_list", "teams_freeze", "teams_seed"}),
    ("proofs by the solver are passed off as counted", call_every_bound_counted, True,
     {"teams_bounds"}),
    ("a bound below what counting shows", set_in("freeze", "bounds", 0, "level", value=0), True,
     {"teams_bounds"}),
    ("a team is missing", lambda r: r["result"]["teams"].pop(), False,
     {"teams_rules", "teams_drawn"}),
    ("levels are embellished", set_in("result", "levels", value=[0, 0, 0, 0]), False,
     {"teams_levels"}),
    ("another seed is claimed", set_in("result", "seed", value=OTHER), False,
     {"teams_seed", "teams_drawn"}),
    ("a die is read otherwise", set_in("result", "lines", 3, value="public=d10:55081928"), False,
     {"teams_seed"}),
    ("an envelope is left out", lambda r: r["result"]["lines"].pop(4), False, {"teams_seed"}),
    ("numbers of another freeze", set_in("result", "lines", 2, value=f"teams={OTHER}"), False,
     {"teams_seed"}),
    ("the seed text of a draw of classes", set_in("result", "lines", 0, value="SG1-SEED/1"),
     False, {"teams_seed"}),
    ("another draw is claimed", set_in("result", "draw", value=OTHER), False, {"teams_draw_id"}),
    ("a result of another freeze", set_in("result", "freeze", value=OTHER), False,
     {"teams_freeze"}),
    ("a result of another unit", set_in("result", "unit", value="520123.other.p1.2026"), False,
     {"teams_unit"}),
    ("the list is changed after the freeze",
     set_in("list", "teachers", 0, "most_classes", value=3), False, {"teams_list"}),
    ("the list is changed and frozen again after the numbers",
     set_in("list", "measures", 1, "values", 0, value=5), True,
     {"teams_draw_id", "teams_seed"}),
    ("the start is changed and frozen again after the numbers",
     lambda r: r["freeze"]["start"]["teams"].reverse() or r["freeze"]["start"]["home"].reverse(),
     True, {"teams_draw_id", "teams_seed"}),
    ("the start breaks a rule", set_in("freeze", "start", "teams", 0, 0, value=6), True,
     {"teams_start"}),
    ("levels of the start are embellished", set_in("freeze", "levels", value=[0, 0, 0, 0]), True,
     {"teams_start_levels", "teams_levels"}),
    ("a bound above the level", set_in("freeze", "bounds", 0, "level", value=99), True,
     {"teams_bounds"}),
    ("a rehearsal is passed off as the draw", set_in("result", "lines", value=[]), False,
     {"teams_seed"}),
    ("the draw is passed off as a rehearsal",
     set_in("result", "_t", value="sg1/teams-rehearsal"), False, {"teams_seed"}),
    ("another engine drew", set_in("list", "engine", value="SG1-TEAMS/2"), False, {"teams_file"}),
    ("a field too many", set_in("result", "remark", value="x"), False, {"teams_file"}),
    ("a teacher has no values", lambda r: r["list"]["measures"][0]["values"].pop(), False,
     {"teams_file"}),
    ("labels are exchanged",
     set_in("list", "teachers", 0, "t", value="T2"), False, {"teams_file"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("forge", "relinked", "expected"),
    [pytest.param(*rest, id=name) for name, *rest in FORGERIES],
)
def test_a_forgery_is_refused(forge: Forge, expected: set[str], *, relinked: bool) -> None:
    report = verify_teams(forged(forge, relinked=relinked))

    assert expected <= set(report.codes("failed"))
    assert report.verdict == "red"


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'{"_t":"sg1/teams-record"}', b"\xff"])
def test_what_is_no_record_is_refused(raw: bytes) -> None:
    assert verify_teams(raw).codes("failed") == ["teams_file"]


def test_a_space_more_is_no_record() -> None:
    assert verify_teams(honest(INTL, is_paper=True) + b" ").codes("failed") == ["teams_file"]
