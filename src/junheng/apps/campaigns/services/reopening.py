"""Opening an approved roster again: one of the bureau asks, another one of the bureau confirms."""

from datetime import datetime, timedelta
from typing import Final

from junheng.apps.campaigns import queries
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services.cohorts import reopen
from junheng.apps.campaigns.states import CohortState
from junheng.core.access import NotVisible, Permission, Role, StaffActor, StepRefused
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import TwoPersonAct, declare_act, propose
from junheng.engine.errors import JunhengError

_BUREAU: Final = frozenset((Role.BUREAU_OPERATOR, Role.BUREAU_REVIEWER))


def _carry_out(proposal: Proposal, by: StaffActor, at: datetime) -> str:
    cohort = Cohort.objects.filter(code=proposal.what["cohort"]).first()
    if cohort is None:
        raise NotVisible
    if cohort.approval_number != proposal.what["approval_number"]:
        raise StepRefused("roster_changed_meanwhile")
    reopen(cohort, reason=proposal.what["reason"], by=by, at=at)
    return ""


REOPEN_COHORT: Final = declare_act(
    TwoPersonAct(
        "campaigns.reopen_cohort",
        "重新开放填报",
        _BUREAU,
        _BUREAU,
        timedelta(days=2),
        _carry_out,
    )
)


def propose_reopening(code: str, *, reason: str, by: StaffActor, at: datetime) -> Proposal:
    """Ask to open an approved roster to the school again."""
    if not reason.strip():
        raise JunhengError("reason_needed")
    cohort = queries.get_cohort(by, code)
    by.must(Permission.COHORTS_REOPEN, cohort.school.code)
    if cohort.state != CohortState.APPROVED:
        raise StepRefused("cohort_is_past_this", state=CohortState(cohort.state).label)
    what = {
        "cohort": cohort.code,
        "approval_number": cohort.approval_number,
        "reason": reason.strip(),
    }
    summary = (
        f"重新开放 {cohort.title} 的填报（审定号 {cohort.approval_number}），理由：{reason.strip()}"
    )
    return propose(REOPEN_COHORT, summary=summary, what=what, by=by, at=at)
