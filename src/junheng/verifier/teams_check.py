"""Checks the record of teaching teams: its documents, hard rules, levels, bounds, and the draw.

Written from the description of SG1-TEAMS/1 alone. The draw is made again from the frozen start
and the seed; the result must be the same teams.
"""

from .canonical import NotCanonicalError, document_hash, parse_canonical
from .hashes import SUITES, Suite
from .report import Findings, Report
from .seeds import (
    TEAMS,
    draw_id,
    find_seed_text,
    rehearsal_seed,
    seed_bytes,
    seed_faults,
    stage_key,
)
from .stream import Stream
from .teams_bounds import counted_bound
from .teams_documents import is_record
from .teams_rules import Document, Rules
from .teams_walk import Walk


def verify_teams(raw: bytes, *, notice: str | None = None) -> Report:
    """Check a record file; `notice` is the freeze code that was posted."""
    findings = Findings()
    try:
        record = parse_canonical(raw)
    except NotCanonicalError:
        record = None
    if not findings.expect("teams_file", holds=is_record(record)):
        return findings.report()
    listed, freeze, result = record["list"], record["freeze"], record["result"]
    suite = SUITES[listed["suite"]]
    code = document_hash(suite, freeze)
    findings.expect("teams_list", holds=freeze["list"] == document_hash(suite, listed))
    units = {listed["unit"], freeze["unit"], result["unit"]}
    findings.expect("teams_unit", holds=len(units) == 1)
    findings.expect("teams_freeze", holds=result["freeze"] == code)
    if notice is None:
        findings.add("teams_notice", "pending")
    else:
        findings.expect("teams_notice", holds="".join(notice.split()).lower() == code)
    number = draw_id(suite, code, listed["unit"])
    findings.expect("teams_draw_id", holds=result["draw"] == number)
    _check_seed(suite, code, result, findings)
    rules = Rules(listed)
    start, drawn = freeze["start"], result
    is_start = findings.expect("teams_start", holds=rules.keeps(start))
    is_drawn = findings.expect("teams_rules", holds=rules.keeps(drawn))
    if is_start:
        findings.expect("teams_start_levels", holds=rules.levels(start) == freeze["levels"])
        _check_bounds(rules, freeze, findings)
    if is_drawn:
        found, frozen = rules.levels(drawn), freeze["levels"]
        same = found == result["levels"] and len(found) == len(frozen)
        same = same and all(one <= most for one, most in zip(found, frozen, strict=True))
        findings.expect("teams_levels", holds=same)
    if is_start:
        key = stage_key(suite, bytes.fromhex(result["seed"]), listed["unit"], "teams")
        again = Walk(rules, start, Stream(key)).run()
        same = again == (drawn["teams"], drawn["home"])
        findings.expect("teams_drawn", holds=same)
    return findings.report()


def _check_seed(suite: Suite, code: str, result: Document, findings: Findings) -> None:
    if result["_t"] == "sg1/teams-rehearsal":
        seed = rehearsal_seed(suite, code, 1).hex()
        findings.expect("teams_seed", holds=result["seed"] == seed and not result["lines"])
        findings.add("teams_rehearsal", "warning")
        return
    seed_text = find_seed_text(result["lines"])
    fits_freeze = (
        seed_text is not None
        and seed_text.kind == TEAMS
        and seed_text.suite == suite.name
        and seed_text.bound_to == code
        and not seed_faults(seed_text, None)
    )
    same = suite.digest(seed_bytes(result["lines"])).hex() == result["seed"]
    findings.expect("teams_seed", holds=fits_freeze and same)


def _check_bounds(rules: Rules, freeze: Document, findings: Findings) -> None:
    bounds, levels = freeze["bounds"], freeze["levels"]
    honest = len(bounds) == len(levels) == len(rules.measures)
    for index, (bound, level) in enumerate(zip(bounds, levels, strict=False)):
        counted = counted_bound(rules, index, levels) if index < len(rules.measures) else 0
        honest = honest and bound["level"] <= level
        honest = honest and (bound["proof"] != "count" or bound["level"] == counted)
        honest = honest and bound["level"] >= counted
    findings.expect("teams_bounds", holds=honest)
    open_levels = sum(b["level"] != level for b, level in zip(bounds, levels, strict=False))
    by_solver = sum(one["proof"] == "solver" for one in bounds)
    findings.warn_unless("teams_proven", holds=not open_levels, count=open_levels)
    if by_solver:
        findings.add("teams_solver", "warning", count=by_solver)
