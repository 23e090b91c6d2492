"""Freezing, locking the seed and voiding: one person asks, another one of another role confirms.

The confirmation only writes the act down as underway; it is carried out when that is committed, so
a power cut in between is taken up again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from junheng.apps.assignment import queries, rules
from junheng.apps.assignment.models import Session
from junheng.apps.assignment.services.entries import agreed_seed_text
from junheng.apps.assignment.services.performing import held_secret
from junheng.apps.assignment.services.planning import digest_of, planned_units
from junheng.apps.assignment.services.undertaking import (
    carry_out,
    keep_secret,
    refuse_stale,
    undertake,
)
from junheng.apps.assignment.services.voids import refuse_before_void_notices, refuse_reason
from junheng.apps.assignment.states import Act, SecretKind, SessionState
from junheng.ceremony.planning import PlannedUnit
from junheng.core.access import NotVisible, Permission, Role, StaffActor, StepRefused
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import TwoPersonAct, confirm, declare_act, propose
from junheng.core.audit import services as audit

_BUREAU: Final = frozenset((Role.BUREAU_OPERATOR,))
_WATCHERS: Final = frozenset((Role.SUPERVISOR, Role.INSPECTOR))


def _session(proposal: Proposal) -> Session:
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("campaign")
        .filter(code=proposal.what["session"])
        .first()
    )
    if session is None:
        raise NotVisible
    return session


def _begin(
    session: Session, act: Act, given: dict[str, object], by: StaffActor, at: datetime
) -> str:
    undertake(session, act, by=by, at=at, given=given)
    transaction.on_commit(lambda: carry_out(session.code, at=at))
    return ""


def _freeze(proposal: Proposal, by: StaffActor, at: datetime) -> str:
    session = _session(proposal)
    if session.state not in {SessionState.PLANNED, SessionState.VOID}:
        raise StepRefused("session_has_moved_on", state=session.get_state_display())
    if held_secret(session, SecretKind.DIGITS) is None:
        raise StepRefused("freeze_needs_digits")
    return _begin(session, Act.FREEZE, {"digest": proposal.what["digest"]}, by, at)


def _lock(proposal: Proposal, by: StaffActor, at: datetime) -> str:
    session = _session(proposal)
    lines = proposal.what["lines"]
    if session.freeze_code != proposal.what["freeze"] or session.state != SessionState.OPENING:
        raise StepRefused("session_has_moved_on", state=session.get_state_display())
    if list(agreed_seed_text(session).lines()) != lines:
        raise StepRefused("seed_entries_changed")
    return _begin(session, Act.LOCK, {"lines": lines}, by, at)


def _void(proposal: Proposal, by: StaffActor, at: datetime) -> str:
    session = _session(proposal)
    what = proposal.what
    if session.freeze_code != what["freeze"] or session.state == SessionState.VOID:
        raise StepRefused("session_has_moved_on", state=session.get_state_display())
    refuse_reason(session, what["reason"])
    given = {name: what[name] for name in ("reason", "signers", "reference")}
    return _begin(session, Act.VOID, given, by, at)


FREEZE: Final = declare_act(
    TwoPersonAct(
        "assignment.freeze",
        "冻结名册",
        _BUREAU,
        _WATCHERS,
        timedelta(days=1),
        _freeze,
        page="assignment:confirm_freeze",
    )
)
LOCK: Final = declare_act(
    TwoPersonAct(
        "assignment.lock_seed",
        "锁定种子",
        frozenset((Role.BUREAU_OPERATOR, Role.SCHOOL_CLERK, Role.PRINCIPAL)),
        frozenset((Role.BUREAU_REVIEWER, Role.PRINCIPAL, *_WATCHERS)),
        timedelta(hours=4),
        _lock,
        lines_of=lambda what: what["lines"],
    )
)
VOID: Final = declare_act(
    TwoPersonAct(
        "assignment.void_freeze",
        "作废",
        _BUREAU,
        frozenset((Role.SUPERVISOR,)),
        timedelta(days=1),
        _void,
    )
)


def propose_freeze(code: str, *, by: StaffActor, at: datetime) -> Proposal:
    """Ask to freeze what the schools of a session have now; raises what `planned_units` raises."""
    session = queries.get_session_for(by, code, Permission.ASSIGNMENT_ARRANGE)
    if session.state not in {SessionState.PLANNED, SessionState.VOID}:
        raise StepRefused("session_has_moved_on", state=session.get_state_display())
    refuse_stale(session, None)
    if session.planned_at <= at:
        raise StepRefused("session_is_past")
    refuse_before_void_notices(session)
    planned = planned_units(session)
    what = {
        "session": session.code,
        "digest": digest_of(planned),
        "number": session.freeze_number + 1,
        "units": [
            {"unit": unit.unit, "n": len(unit.students), "k": unit.class_count} for unit in planned
        ],
    }
    summary = f"冻结“{session.title}”：{_counts(planned)}"
    school = school_of(session)
    return propose(FREEZE, summary=summary, what=what, by=by, at=at, school_code=school)


def confirm_freeze(code: str, *, digest: str, digits: str, by: StaffActor, at: datetime) -> None:
    """Confirm as the second person, with the inspector's twenty digits rolled under a cup.

    The digits lie encrypted until the freeze has taken them. Raises `secret_digits_malformed`.
    """
    secret = rules.secret_digits(digits)
    proposal = Proposal.objects.filter(code=code, act=FREEZE.key).first()
    if proposal is None:
        raise NotVisible
    with audit.act():
        session = queries.get_session(by, proposal.what["session"])
        if session.state in {SessionState.PLANNED, SessionState.VOID} and not session.underway:
            keep_secret(session, SecretKind.DIGITS, secret)
        confirm(code, digest=digest, by=by, at=at)


def propose_lock(code: str, *, believes: str, by: StaffActor, at: datetime) -> Proposal:
    """Ask to lock the seed that two people typed the same; raises StepRefused."""
    session = queries.get_session_for(by, code, Permission.ASSIGNMENT_HOLD)
    refuse_stale(session, believes)
    text = agreed_seed_text(session)
    what = {"session": session.code, "freeze": session.freeze_code, "lines": list(text.lines())}
    summary = f"锁定“{session.title}”的种子"
    school = school_of(session)
    return propose(LOCK, summary=summary, what=what, by=by, at=at, school_code=school)


def propose_void(
    code: str,
    *,
    reason: str,
    reference: str,
    signers: Sequence[str],
    by: StaffActor,
    at: datetime,
) -> Proposal:
    """Ask to make the live freeze void; the rules of the record speak at the confirmation too."""
    session = queries.get_session_for(by, code, Permission.ASSIGNMENT_ARRANGE)
    if not session.freeze_code or session.state == SessionState.VOID:
        raise StepRefused("session_has_moved_on", state=session.get_state_display())
    refuse_stale(session, None)
    refuse_reason(session, reason)
    what = {
        "session": session.code,
        "freeze": session.freeze_code,
        "reason": reason,
        "reference": reference,
        "signers": list(signers),
    }
    summary = f"作废“{session.title}”第 {session.freeze_number} 号冻结，理由 {reason}"
    school = school_of(session)
    return propose(VOID, summary=summary, what=what, by=by, at=at, school_code=school)


def school_of(session: Session) -> str:
    """The code of the one school of a session; empty for a session of several."""
    codes = set(session.parts.values_list("cohort__school__code", flat=True))
    return codes.pop() if len(codes) == 1 else ""


def _counts(planned: Sequence[PlannedUnit]) -> str:
    students = sum(len(unit.students) for unit in planned)
    classes = sum(unit.class_count for unit in planned)
    return f"{len(planned)} 个起始年级，{students} 名学生，{classes} 个班"
