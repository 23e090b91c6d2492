"""A proposal becomes the list that the bureau files: homeroom teachers with their teams."""

from datetime import datetime

from junheng.apps.teachers import services as lists
from junheng.apps.teachers.rules import TeamMember, list_faults
from junheng.apps.teams import queries
from junheng.apps.teams.events import TeamsFiled
from junheng.apps.teams.models import Proposal
from junheng.apps.teams.services.preparing import open_cohort
from junheng.apps.teams.services.showing import shown_teams
from junheng.core.access import Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject


def file_proposal(
    cohort_code: str, proposal_code: str, *, by: StaffActor, at: datetime
) -> Proposal:
    """Write the teams of a proposal into the list of the cohort and hand it in, as the principal.

    What stood on the list before is replaced. Raises NotVisible, NotAllowed, StepRefused:
    `teams_proposal_waits`, `teams_proposal_not_ready`, `teams_classes_changed`, `teams_outdated`
    where teachers or lessons are others by now, `teams_names_unfit`, and what writing a list and
    handing it in raise (a list that is at the bureau is not written over).
    """
    proposal = queries.get_proposal(by, cohort_code, proposal_code)
    if proposal.is_waiting:
        raise StepRefused("teams_proposal_waits", number=proposal.number)
    if not proposal.is_ready:
        raise StepRefused("teams_proposal_not_ready", number=proposal.number)
    shown = shown_teams(proposal)
    with audit.act():
        cohort = open_cohort(cohort_code, by, Permission.TEACHERS_SUBMIT)
        if len(shown.teams) != cohort.class_count:
            raise StepRefused("teams_classes_changed", number=proposal.number)
        if not queries.rests_on_newest(proposal):
            raise StepRefused("teams_outdated", number=proposal.number)
        names = [team.homeroom for team in shown.teams]
        if list_faults(names, cohort.class_count):
            raise StepRefused("teams_names_unfit", number=proposal.number)
        members = [
            TeamMember(team.homeroom, member.subject, member.name)
            for team in shown.teams
            for member in team.members
        ]
        digest = proposal.roster.file_digest
        lists.write_list(cohort_code, names, by=by, at=at, file_digest=digest)
        lists.write_teams(cohort_code, members, by=by, at=at, file_digest=digest)
        lists.submit_list(cohort_code, by=by, at=at)
        proposal.filed_at, proposal.filed_by = at, by.ident
        proposal.save(update_fields=["filed_at", "filed_by"])
        event = TeamsFiled(
            subject=Subject("teamproposal", proposal.code, cohort.school_code),
            number=proposal.number,
            freeze=proposal.freeze_code,
        )
        audit.record(event, by=by, at=at)
    return proposal
