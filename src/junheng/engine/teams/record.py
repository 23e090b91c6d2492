"""The record of teams: the frozen problem, the frozen start, the result, and the file of all three.

Documents are SG-JSON; each names the one before by its hash, so that a result stands for exactly
one list, one start and one seed. Teachers are labels T1, T2, …; names stand elsewhere.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.keys import draw_id, rehearsal_seed, stage_key, unit_seed
from junheng.engine.randomness.seeds import SeedText
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import Document, document_hash
from junheng.engine.record.values import check_hashes
from junheng.engine.teams.draw import ENGINE_VERSION
from junheng.engine.teams.plan import Plan, levels_of
from junheng.engine.teams.problem import Kept, Measure, Problem, Subject, Teacher
from junheng.engine.teams.targets import Bound, Targets

SEED_KIND = "SG1-SEED-TEAMS/1"
NO_LIMIT = -1


def problem_document(
    problem: Problem, *, suite: Suite, unit: str, subjects: Sequence[str], names: str
) -> Document:
    """Return the frozen list: `subjects` are their names, `names` the hash of the teachers' names.

    A spread of None stands as -1.
    """
    check_hashes(names=names)
    return {
        "_t": "sg1/teams-list",
        "suite": suite.name,
        "unit": unit,
        "engine": ENGINE_VERSION,
        "k": problem.class_count,
        "spread": NO_LIMIT if problem.spread is None else problem.spread,
        "names": names,
        "subjects": [
            {"s": name, "load": one.load, "core": one.is_core}
            for name, one in zip(subjects, problem.subjects, strict=True)
        ],
        "teachers": [
            {
                "t": label(t),
                "subjects": list(one.subjects),
                "most_classes": one.most_classes,
                "most_load": one.most_load,
                "homeroom_load": one.homeroom_load,
                "homeroom": one.homeroom,
            }
            for t, one in enumerate(problem.teachers)
        ],
        "measures": [
            {"m": one.name, "scope": one.scope, "unit": one.unit, "values": list(one.values)}
            for one in problem.measures
        ],
        "apart": [list(pair) for pair in problem.apart],
        "absent": [list(group) for group in problem.absent],
        "kept": [{"of": r.of, "subject": r.subject, "teacher": r.teacher} for r in problem.kept],
    }


def problem_from(document: Mapping[str, Any]) -> Problem:
    """Return the problem that a list document holds."""
    return Problem(
        document["k"],
        tuple(Subject(one["load"], one["core"]) for one in document["subjects"]),
        tuple(
            Teacher(
                tuple(one["subjects"]),
                one["most_classes"],
                one["most_load"],
                one["homeroom_load"],
                one["homeroom"],
            )
            for one in document["teachers"]
        ),
        tuple(
            Measure(one["m"], one["scope"], one["unit"], tuple(one["values"]))
            for one in document["measures"]
        ),
        tuple((one, other) for one, other in document["apart"]),
        tuple(map(tuple, document["absent"])),
        tuple(Kept(r["of"], r["subject"], r["teacher"]) for r in document["kept"]),
        None if document["spread"] == NO_LIMIT else document["spread"],
    )


def label(t: int) -> str:
    """The label of teacher number t."""
    return f"T{t + 1}"


def search_key(suite: Suite, document: Mapping[str, Any]) -> bytes:
    """The public key of the search: it follows from the list as given, and nobody chooses it."""
    return suite.digest(b"SG1-TEAMS-SEARCH/1\n" + document_hash(suite, document).encode())


def freeze_document(suite: Suite, listed: Mapping[str, Any], targets: Targets) -> Document:
    """Return the freeze: the list's hash, the start of the walk, its levels and their bounds."""
    return {
        "_t": "sg1/teams-freeze",
        "list": document_hash(suite, listed),
        "unit": listed["unit"],
        "start": plan_document(targets.plan),
        "levels": list(targets.levels),
        "bounds": [{"level": one.level, "proof": one.proof} for one in targets.bounds],
    }


def targets_from(listed: Mapping[str, Any], freeze: Mapping[str, Any]) -> Targets:
    """Return the targets that a freeze holds."""
    problem = problem_from(listed)
    plan = plan_from(freeze["start"])
    bounds = tuple(Bound(one["level"], one["proof"]) for one in freeze["bounds"])
    return Targets(problem, plan, levels_of(problem, plan), bounds)


def teams_seed(suite: Suite, freeze: Mapping[str, Any], text: SeedText | None) -> bytes:
    """The seed: of the paper numbers, or for a rehearsal the one that follows from the freeze.

    Raises `seed_of_other_teams` for paper numbers of another freeze.
    """
    code = document_hash(suite, freeze)
    if text is None:
        return rehearsal_seed(suite, code, 1)
    if text.kind != SEED_KIND or text.bound_to != code:
        raise JunhengError("seed_of_other_teams")
    return text.seed()


def draw_key(suite: Suite, unit: str, seed: bytes) -> bytes:
    """The key of the draw of the teams of a unit."""
    return stage_key(suite, unit_seed(suite, seed, unit), "teams")


def result_document(
    suite: Suite,
    freeze: Mapping[str, Any],
    text: SeedText | None,
    plan: Plan,
    levels: Sequence[int],
) -> Document:
    """Return the result; without paper numbers it is a rehearsal and says so by its type."""
    code = document_hash(suite, freeze)
    return {
        "_t": "sg1/teams" if text is not None else "sg1/teams-rehearsal",
        "freeze": code,
        "unit": freeze["unit"],
        "draw": draw_id(suite, code, freeze["unit"]).hex(),
        "seed": teams_seed(suite, freeze, text).hex(),
        "lines": list(text.lines()) if text is not None else [],
        **plan_document(plan),
        "levels": list(levels),
    }


def record_document(
    listed: Mapping[str, Any], freeze: Mapping[str, Any], result: Mapping[str, Any]
) -> Document:
    """Return the file that the verifier takes."""
    return {
        "_t": "sg1/teams-record",
        "list": dict(listed),
        "freeze": dict(freeze),
        "result": dict(result),
    }


def plan_document(plan: Plan) -> Document:
    """Teams as lists of teachers' numbers from 0 in the order of subjects, homes as subjects."""
    return {"teams": [list(team) for team in plan.teams], "home": list(plan.home)}


def plan_from(document: Mapping[str, Any]) -> Plan:
    """Return the plan that a start or a result holds."""
    return Plan(tuple(map(tuple, document["teams"])), tuple(document["home"]))
