"""Freezing a batch of late arrivals: the operator asks, the reviewer confirms."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.models import LateBatch
from junheng.apps.adjustments.services.elsewhere import refuse_listed_elsewhere
from junheng.apps.adjustments.states import BatchState
from junheng.apps.assignment.services.undertaking import carry_out, undertake
from junheng.apps.assignment.states import Act
from junheng.core.access import NotVisible, Permission, Role, StaffActor, StepRefused
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import TwoPersonAct, declare_act, propose
from junheng.engine.errors import JunhengError


def _freeze(proposal: Proposal, by: StaffActor, at: datetime) -> str:
    batch = (
        LateBatch.objects.select_for_update(of=("self",))
        .select_related("cohort__school", "cohort__campaign")
        .filter(code=proposal.what["batch"])
        .first()
    )
    if batch is None:
        raise NotVisible
    if batch.state != BatchState.COLLECTING or digest_of(batch) != proposal.what["roster"]:
        raise StepRefused("late_batch_changed_meanwhile")
    refuse_listed_elsewhere(batch)
    session = queries.session_of(batch.cohort)
    if session is None:
        raise NotVisible
    undertake(session, Act.LATE_FREEZE, by=by, at=at, given={"batch": batch.code})
    transaction.on_commit(lambda: carry_out(session.code, at=at))
    return ""


FREEZE_BATCH: Final = declare_act(
    TwoPersonAct(
        "adjustments.freeze_batch",
        "冻结补录名单",
        frozenset((Role.BUREAU_OPERATOR,)),
        frozenset((Role.BUREAU_REVIEWER,)),
        timedelta(days=2),
        _freeze,
    )
)


def propose_freeze(code: str, *, by: StaffActor, at: datetime) -> Proposal:
    """Ask to freeze a batch as it is now.

    Raises NotVisible, NotAllowed, StepRefused (`late_students_elsewhere` among them), JunhengError
    `late_batch_empty`.
    """
    batch = queries.get_batch(by, code)
    by.must(Permission.ADJUSTMENTS_EXAMINE, batch.school_code)
    if batch.state != BatchState.COLLECTING:
        raise StepRefused("late_batch_is_frozen", state=batch.get_state_display())
    if not batch.student_count:
        raise JunhengError("late_batch_empty")
    refuse_listed_elsewhere(batch)
    what = {"batch": batch.code, "roster": digest_of(batch), "students": batch.student_count}
    summary = (
        f"冻结{batch.cohort.title}的补录名单：{batch.get_reason_display()}，"
        f"{batch.student_count} 人，登记日期 {batch.registered_on.isoformat()}"
    )
    return propose(FREEZE_BATCH, summary=summary, what=what, by=by, at=at)


def digest_of(batch: LateBatch) -> str:
    """What was asked to be frozen; the list is salted with the code that nobody can guess."""
    return hashlib.sha256(f"{batch.code}\n{batch.roster}".encode()).hexdigest()
