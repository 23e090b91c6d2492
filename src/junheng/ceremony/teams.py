"""Teaching teams from a list to a draft with its record: what terminal and platform share.

A draft has no paper numbers: its seed follows from the freeze, which follows from the list. Nobody
chooses it, and whoever has the list gets the same teams.
"""

from dataclasses import dataclass

from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import Document, document_hash
from junheng.engine.teams.draw import draw_teams
from junheng.engine.teams.plan import Plan, levels_of
from junheng.engine.teams.problem import Problem
from junheng.engine.teams.record import (
    NO_LIMIT,
    draw_key,
    freeze_document,
    problem_document,
    record_document,
    result_document,
    search_key,
    teams_seed,
)
from junheng.engine.teams.targets import Targets, best_teams
from junheng.rosters import TeamRoster


@dataclass(frozen=True)
class TeamsDraft:
    """Teams with the file that the verifier takes; `code` is the hash of the freeze in it."""

    targets: Targets
    plan: Plan
    record: Document
    code: str


def names_document(roster: TeamRoster) -> Document:
    """Who stands behind the labels of a record, for the school's own drawer."""
    return {
        "_t": "sg1/teams-names",
        "teachers": [
            {"t": f"T{t}", "name": one.name, "number": one.number}
            for t, one in enumerate(roster.teachers, start=1)
        ],
    }


def draft_teams(problem: Problem, roster: TeamRoster, *, suite: Suite, unit: str) -> TeamsDraft:
    """The most equal teams of a list, and the draw among them that the list itself decides.

    Takes seconds. Raises `teams_malformed`, NoTeamsError with its causes, `teams_not_found`.
    """
    names = document_hash(suite, names_document(roster))
    asked = problem_document(problem, suite=suite, unit=unit, subjects=roster.subjects, names=names)
    targets = best_teams(problem, search_key(suite, asked))
    spread = targets.problem.spread
    listed = asked | {"spread": NO_LIMIT if spread is None else spread}
    freeze = freeze_document(suite, listed, targets)
    key = draw_key(suite, unit, teams_seed(suite, freeze, None))
    plan = draw_teams(targets.problem, targets.plan, key).plan
    result = result_document(suite, freeze, None, plan, levels_of(targets.problem, plan))
    record = record_document(listed, freeze, result)
    return TeamsDraft(targets, plan, record, document_hash(suite, freeze))
