"""Teaching teams from a list to their record: what terminal and platform share.

A list is frozen with its most equal teams; a draw among them follows, once, from paper numbers. A
draft has no paper numbers: its seed follows from the freeze, which follows from the list. Nobody
chooses it, and whoever has the list gets the same teams.
"""

from dataclasses import dataclass

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import SMALL_CEREMONY, SeedText, check_seed_fits
from junheng.engine.randomness.suites import Suite, suite_named
from junheng.engine.record.canonical import Document, document_hash, parse_canonical
from junheng.engine.teams.draw import draw_teams
from junheng.engine.teams.plan import Plan, levels_of
from junheng.engine.teams.problem import Problem
from junheng.engine.teams.record import (
    NO_LIMIT,
    SEED_KIND,
    draw_key,
    freeze_document,
    problem_document,
    record_document,
    result_document,
    search_key,
    targets_from,
    teams_seed,
)
from junheng.engine.teams.targets import Targets, Tell, best_teams
from junheng.rosters import TeamRoster


@dataclass(frozen=True)
class FrozenTeams:
    """A list with its most equal teams; `code` is the hash of the freeze."""

    suite: Suite
    listed: Document
    freeze: Document
    targets: Targets

    @property
    def code(self) -> str:
        """What stands in the notice."""
        return document_hash(self.suite, self.freeze)


@dataclass(frozen=True)
class DrawnRecord:
    """Teams with the file that the verifier takes; `code` is the hash of the freeze in it."""

    targets: Targets
    plan: Plan
    record: Document
    code: str

    @property
    def is_draft(self) -> bool:
        """Whether no paper numbers took part."""
        return bool(self.record["result"]["_t"] != "sg1/teams")


def names_document(roster: TeamRoster) -> Document:
    """Who stands behind the labels of a record, for the school's own drawer."""
    return {
        "_t": "sg1/teams-names",
        "teachers": [
            {"t": f"T{t}", "name": one.name, "number": one.number}
            for t, one in enumerate(roster.teachers, start=1)
        ],
    }


def list_document(problem: Problem, roster: TeamRoster, *, suite: Suite, unit: str) -> Document:
    """The list that is asked for: teachers by label, with the hash of their names."""
    names = document_hash(suite, names_document(roster))
    return problem_document(problem, suite=suite, unit=unit, subjects=roster.subjects, names=names)


def freeze_teams(
    problem: Problem,
    asked: Document,
    *,
    is_proof_wanted: bool | None = None,
    tell: Tell | None = None,
) -> FrozenTeams:
    """The most equal teams of a list, frozen.

    Takes seconds. Raises `teams_malformed`, NoTeamsError with its causes, `teams_not_found`.
    """
    suite = suite_named(asked["suite"])
    key = search_key(suite, asked)
    targets = best_teams(problem, key, is_proof_wanted=is_proof_wanted, tell=tell)
    spread = targets.problem.spread
    listed = asked | {"spread": NO_LIMIT if spread is None else spread}
    return FrozenTeams(suite, listed, freeze_document(suite, listed, targets), targets)


def frozen_from(record: bytes, asked: Document) -> FrozenTeams:
    """The freeze that a draft's record holds, for the draw.

    Raises `teams_folder_taken` where it is of another list, `teams_drawn_already`,
    `teams_record_broken`.
    """
    try:
        document = parse_canonical(record, "sg1/teams-record")
        listed, freeze, result = document["list"], document["freeze"], document["result"]
        if {**listed, "spread": 0} != {**asked, "spread": 0}:
            raise JunhengError("teams_folder_taken")
        if result["_t"] == "sg1/teams":
            raise JunhengError("teams_drawn_already")
        suite = suite_named(listed["suite"])
        return FrozenTeams(suite, listed, freeze, targets_from(listed, freeze))
    except (KeyError, TypeError, ValueError, IndexError) as problem:
        raise JunhengError("teams_record_broken") from problem


def paper_seed(frozen: FrozenTeams, public: str, cards: tuple[str, ...]) -> SeedText:
    """The paper numbers of a freeze; raises what `check_seed_fits` raises."""
    text = SeedText(SEED_KIND, frozen.suite, frozen.code, public, cards)
    check_seed_fits(text, SMALL_CEREMONY)
    return text


def draw_frozen(frozen: FrozenTeams, text: SeedText | None) -> DrawnRecord:
    """The draw among the frozen teams; without paper numbers it is a draft and says so."""
    targets, code = frozen.targets, frozen.code
    key = draw_key(
        frozen.suite, frozen.listed["unit"], teams_seed(frozen.suite, frozen.freeze, text)
    )
    plan = draw_teams(targets.problem, targets.plan, key).plan
    levels = levels_of(targets.problem, plan)
    result = result_document(frozen.suite, frozen.freeze, text, plan, levels)
    record = record_document(frozen.listed, frozen.freeze, result)
    return DrawnRecord(targets, plan, record, code)


def draft_teams(problem: Problem, roster: TeamRoster, *, suite: Suite, unit: str) -> DrawnRecord:
    """The most equal teams of a list, and the draw among them that the list itself decides.

    Takes seconds. Raises what `freeze_teams` raises.
    """
    asked = list_document(problem, roster, suite=suite, unit=unit)
    return draw_frozen(freeze_teams(problem, asked), None)
