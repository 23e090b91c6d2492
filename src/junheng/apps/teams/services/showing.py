"""What the page of a proposal shows, made from its record and its roster."""

from dataclasses import dataclass

from junheng.apps.teams.models import Proposal
from junheng.apps.teams.rules.comparison import Cell, Line, TeamLine, lines_of, teams_by_name
from junheng.apps.teams.rules.inputs import Inputs, LockedRow, inputs_from, problem_of
from junheng.apps.teams.rules.kept import roster_of_text, roster_of_year
from junheng.core.messages import sentence
from junheng.engine.teams.causes import Cause
from junheng.engine.teams.plan import Plan
from junheng.engine.teams.record import plan_from, targets_from
from junheng.engine.teams.targets import Targets
from junheng.reporting.teams import explanation_words
from junheng.rosters import SaidCause, TeamRoster, further_causes, said_causes


@dataclass(frozen=True)
class Found:
    """The teams of a proposal as numbers, in the order of `year`, a part of the roster."""

    roster: TeamRoster
    year: TeamRoster
    inputs: Inputs
    targets: Targets
    plan: Plan


@dataclass(frozen=True)
class ShownRow:
    """One team with its cell in each measure."""

    team: TeamLine
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class ShownTeams:
    """Teams by name, every measure against the mean, and why it cannot be more equal."""

    teams: tuple[TeamLine, ...]
    lines: tuple[Line, ...]
    explanations: tuple[str, ...]
    locked: tuple[LockedRow, ...]

    @property
    def rows(self) -> list[ShownRow]:
        """The heat table: a row a team, a column a measure."""
        return [
            ShownRow(team, tuple(line.cells[index] for line in self.lines))
            for index, team in enumerate(self.teams)
        ]

    @property
    def even_count(self) -> int:
        """In how many measures no two teams differ by a level."""
        return sum(line.comparison.level == 0 for line in self.lines)

    @property
    def proven_count(self) -> int:
        """In how many further measures the gap is proven to be the smallest."""
        return sum(line.comparison.level > 0 and line.comparison.is_smallest for line in self.lines)

    @property
    def open_count(self) -> int:
        """In how many measures it is not known whether the gap could be smaller."""
        return len(self.lines) - self.even_count - self.proven_count


def found_teams(proposal: Proposal) -> Found:
    """The teams of a proposal that is ready."""
    if proposal.record is None:
        raise LookupError("a proposal without teams")
    inputs = inputs_from(proposal.inputs)
    roster = roster_of_text(proposal.roster.content)
    record = proposal.record
    targets = targets_from(record["list"], record["freeze"])
    year = roster_of_year(roster, inputs.lessons.names)
    return Found(roster, year, inputs, targets, plan_from(record["result"]))


def shown_teams(proposal: Proposal) -> ShownTeams:
    """What the page of a proposal that is ready shows."""
    found = found_teams(proposal)
    problem = found.targets.problem
    reasons = {
        (kept.of, kept.subject): row.reason
        for kept, row in zip(problem.kept, found.inputs.locked, strict=True)
    }
    return ShownTeams(
        tuple(teams_by_name(found.plan, found.year, found.roster, reasons)),
        tuple(lines_of(found.targets, found.plan, proposal.cohort.campaign.year)),
        explanation_words(problem, found.year.subjects),
        found.inputs.locked,
    )


@dataclass(frozen=True)
class ShownCauses:
    """Why there are no teams: a smallest set of causes, and what else is too little."""

    lines: tuple[str, ...]
    further: tuple[str, ...] = ()


def shown_causes(proposal: Proposal) -> ShownCauses:
    """Why a proposal has no teams, in words; another refusal has a sentence of its own."""
    refused = [one for one in proposal.causes if "code" in one]
    if refused:
        return ShownCauses(tuple(sentence(one["code"], one["params"]) for one in refused))
    roster = roster_of_text(proposal.roster.content)
    year, problem = problem_of(roster, inputs_from(proposal.inputs))
    causes = [Cause(**one) for one in proposal.causes]
    return ShownCauses(
        tuple(map(_words, said_causes(causes, problem, year))),
        tuple(map(_words, further_causes(causes, problem, year))),
    )


def _words(said: SaidCause) -> str:
    """A cause with the names of its people, who are not looked for by their rows on a page."""
    words = "".join(sentence(note.code, note.params) for note in said.notes)
    return words + (f"（{'、'.join(said.names)}）" if said.names else "")
