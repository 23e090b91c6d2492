"""Asking for teams, and the answer of the engine."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from django.db.models import Max

from junheng.apps.teams import queries
from junheng.apps.teams.events import TeamsAnswered, TeamsAsked
from junheng.apps.teams.models import Proposal
from junheng.apps.teams.rules.inputs import Inputs, inputs_from, problem_of
from junheng.apps.teams.rules.kept import roster_of_text
from junheng.apps.teams.services.preparing import locked_rows, prepared_cohort
from junheng.ceremony.teams import draft_teams
from junheng.core.access import StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author, Subject
from junheng.core.jobs.declaration import job_named
from junheng.core.jobs.services import enqueue
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import suite_named
from junheng.engine.teams.targets import NoTeamsError

PROPOSE_JOB: Final = "teams.propose"


def ask_for_teams(cohort_code: str, *, by: StaffActor, at: datetime) -> Proposal:
    """Ask for teams of what the school gave; a worker finds them.

    Raises NotVisible, NotAllowed, StepRefused: `teachers_before_classes`, `teams_before_roster`,
    `teams_locked_unknown`, `teams_proposal_waits`, `teams_at_bureau`, `teams_filed`, and
    `teams_nothing_changed`, because the same list always gives the same teams.
    """
    with audit.act():
        cohort = prepared_cohort(cohort_code, by)
        if cohort.class_count is None:
            raise StepRefused("teachers_before_classes")
        roster = queries.newest_roster_row(cohort)
        if roster is None:
            raise StepRefused("teams_before_roster")
        teachers = roster_of_text(roster.content)
        inputs = Inputs(
            queries.lessons_of(cohort, teachers),
            cohort.class_count,
            locked_rows(queries.kept_rows(cohort)),
        )
        problem_of(teachers, inputs)
        _refuse_repetition(queries.proposals_of(cohort), roster.pk, inputs.as_json())
        last = Proposal.objects.filter(cohort=cohort).aggregate(last=Max("number"))["last"]
        proposal = Proposal.objects.create(
            cohort=cohort,
            number=(last or 0) + 1,
            roster=roster,
            inputs=inputs.as_json(),
            asked_at=at,
            asked_by=by.ident,
            asked_by_name=by.name,
        )
        enqueue(job_named(PROPOSE_JOB), by=by, at=at, proposal_code=proposal.code)
        event = TeamsAsked(
            subject=_subject(proposal), number=proposal.number, kept=len(inputs.locked)
        )
        audit.record(event, by=by, at=at)
    return proposal


def answer_of(proposal_code: str) -> dict[str, Any]:
    """The teams of a proposal, or why there are none, as fields of its row. Takes seconds."""
    proposal = queries.proposal_of_code(proposal_code)
    roster = roster_of_text(proposal.roster.content)
    suite = suite_named(proposal.cohort.campaign.suite)
    try:
        year, problem = problem_of(roster, inputs_from(proposal.inputs))
        draft = draft_teams(problem, year, suite=suite, unit=proposal.cohort.unit)
    except NoTeamsError as error:
        return {"causes": [asdict(cause) for cause in error.causes]}
    except JunhengError as error:
        return {"causes": [{"code": error.code, "params": dict(error.params)}]}
    return {"record": draft.record, "freeze_code": draft.code}


def keep_answer(proposal_code: str, answer: dict[str, Any], *, by: Author, at: datetime) -> None:
    """Write an answer down; a second one changes nothing."""
    with audit.act():
        proposal = queries.proposal_of_code(proposal_code)
        if not proposal.is_waiting:
            return
        for name, value in answer.items():
            setattr(proposal, name, value)
        proposal.answered_at = at
        proposal.save(update_fields=[*answer, "answered_at"])
        event = TeamsAnswered(
            subject=_subject(proposal),
            number=proposal.number,
            freeze=proposal.freeze_code,
            causes=len(proposal.causes),
        )
        audit.record(event, by=by, at=at)


def _refuse_repetition(before: list[Proposal], roster: int, inputs: dict[str, Any]) -> None:
    for one in before:
        if one.is_waiting and not queries.has_failed(one):
            raise StepRefused("teams_proposal_waits", number=one.number)
        if one.roster_id == roster and one.inputs == inputs and not one.is_waiting:
            raise StepRefused("teams_nothing_changed", number=one.number)


def _subject(proposal: Proposal) -> Subject:
    return Subject("teamproposal", proposal.code, proposal.cohort.school_code)
