"""Acts of two people: one proposes, another one confirms in his own browser, then it is done.

An application declares each such act once (`declare_act`), with who may ask, who may confirm and
what is then carried out. The pages are the same for all of them.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from junheng.core.access.actors import Post, StaffActor
from junheng.core.access.events import ProposalClosed, ProposalMade
from junheng.core.access.models import Proposal, ProposalState
from junheng.core.access.people import two_people
from junheng.core.access.refusals import NotAllowed, NotVisible, StepRefused
from junheng.core.access.roles import Role
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.engine.record.canonical import canonical_bytes

CarryOut = Callable[[Proposal, StaffActor, datetime], str]
LinesOf = Callable[[Mapping[str, Any]], Sequence[str]]
ShownTo = Callable[[StaffActor, QuerySet[Proposal]], QuerySet[Proposal]]


@dataclass(frozen=True)
class TwoPersonAct:
    """What needs two people of two roles.

    `carry_out(proposal, by, at)` does it, in the transaction of the confirmation; it must look
    again whether `proposal.what` is still true and raise `StepRefused` otherwise. It returns what
    the confirming person has to be told once (an initial password), usually nothing. `page` is the
    route, with the proposal's code, of an act that asks the second person for more than his word.
    `shown_to(actor, proposals)` leaves out those about a thing that does not exist for a person,
    whoever he is, also for the one who asked. `lines_of(what)` is what the second person compares
    with the paper before him, line by line.
    """

    key: str
    title: str
    first_roles: frozenset[Role]
    second_roles: frozenset[Role]
    valid_for: timedelta
    carry_out: CarryOut
    page: str = ""
    shown_to: ShownTo | None = None
    lines_of: LinesOf = lambda _what: ()


_ACTS: dict[str, TwoPersonAct] = {}


def declare_act(act: TwoPersonAct) -> TwoPersonAct:
    """Make an act known; its key is taken once."""
    if act.key in _ACTS:
        raise LookupError(f"two acts with the key {act.key}")
    _ACTS[act.key] = act
    return act


def act_of(proposal: Proposal) -> TwoPersonAct:
    """The act that a proposal is about."""
    return _ACTS[proposal.act]


def declared_acts() -> Mapping[str, TwoPersonAct]:
    """Every act that needs two people."""
    return dict(sorted(_ACTS.items()))


def propose(
    act: TwoPersonAct,
    *,
    summary: str,
    what: Mapping[str, Any],
    by: StaffActor,
    at: datetime,
    school_code: str = "",
) -> Proposal:
    """Ask for an act. Raises NotAllowed, and StepRefused when the same is already waiting."""
    if not by.roles & act.first_roles:
        raise NotAllowed("second_role_missing")
    digest = hashlib.sha256(canonical_bytes({"act": act.key, "what": dict(what)})).hexdigest()
    with audit.act():
        waiting = Proposal.objects.filter(digest=digest, state=ProposalState.OPEN).first()
        if waiting is not None:
            if waiting.expires_at > at:
                raise StepRefused("proposal_already_waits")
            _close(waiting, ProposalState.WITHDRAWN, by, at)
        proposal = Proposal.objects.create(
            act=act.key,
            summary=summary,
            what=dict(what),
            digest=digest,
            school_code=school_code,
            asked_by=by.ident,
            asked_by_name=by.name,
            asked_as=[[post.role, post.school_code or ""] for post in by.posts],
            asked_at=at,
            expires_at=at + act.valid_for,
        )
        event = ProposalMade(subject=_subject(proposal), act=act.key, digest=digest)
        audit.record(event, by=by, at=at)
    return proposal


def confirm(code: str, *, digest: str, by: StaffActor, at: datetime) -> str:
    """Confirm as the second person and carry the act out; returns what `carry_out` returned.

    `digest` is what stood on the page that was confirmed. Raises NotVisible, NotAllowed,
    StepRefused.
    """
    with audit.act():
        proposal = _open_proposal(code, by, at)
        act = act_of(proposal)
        if proposal.digest != digest:
            raise StepRefused("proposal_is_another")
        two_people(
            first_person(proposal),
            by,
            first_roles=act.first_roles,
            second_roles=act.second_roles,
        )
        told = act.carry_out(proposal, by, at)
        _close(proposal, ProposalState.CONFIRMED, by, at)
    return told


def decline(code: str, *, by: StaffActor, at: datetime) -> None:
    """Decline as the second person, or withdraw as the first one."""
    with audit.act():
        proposal = _open_proposal(code, by, at)
        is_own = proposal.asked_by == by.ident
        state = ProposalState.WITHDRAWN if is_own else ProposalState.DECLINED
        _close(proposal, state, by, at)


def first_person(proposal: Proposal) -> StaffActor:
    """Who asked, with the posts held at that moment."""
    posts = tuple(Post(Role(role), school or None) for role, school in proposal.asked_as)
    return StaffActor(proposal.asked_by, proposal.asked_by_name, posts)


def proposals_visible_to(actor: StaffActor) -> QuerySet[Proposal]:
    """What the actor asked for and what he may confirm at the places of his posts.

    Without what an act keeps from him (`TwoPersonAct.shown_to`).
    """
    mine = Q(asked_by=actor.ident)
    for act in _ACTS.values():
        posts = [post for post in actor.posts if post.role in act.second_roles]
        if any(post.school_code is None for post in posts):
            mine |= Q(act=act.key)
        elif posts:
            mine |= Q(act=act.key, school_code__in=[post.school_code for post in posts])
    found = Proposal.objects.filter(mine)
    for act in _ACTS.values():
        if act.shown_to is not None:
            shown = act.shown_to(actor, Proposal.objects.filter(act=act.key))
            found = found.filter(~Q(act=act.key) | Q(pk__in=shown.values("pk")))
    return found


def proposals_awaiting(actor: StaffActor, *, at: datetime) -> QuerySet[Proposal]:
    """What waits for this person to confirm."""
    return proposals_visible_to(actor).filter(
        ~Q(asked_by=actor.ident), state=ProposalState.OPEN, expires_at__gt=at
    )


def get_proposal(actor: StaffActor, code: str) -> Proposal:
    """One proposal; raises NotVisible."""
    proposal = proposals_visible_to(actor).filter(code=code).first()
    if proposal is None:
        raise NotVisible
    return proposal


def _open_proposal(code: str, by: StaffActor, at: datetime) -> Proposal:
    proposal = proposals_visible_to(by).select_for_update().filter(code=code).first()
    if proposal is None:
        raise NotVisible
    if proposal.state != ProposalState.OPEN:
        raise StepRefused("proposal_is_closed")
    if proposal.expires_at <= at:
        raise StepRefused("proposal_has_expired")
    return proposal


def _close(proposal: Proposal, state: ProposalState, by: StaffActor, at: datetime) -> None:
    proposal.state = state
    proposal.closed_by, proposal.closed_by_name, proposal.closed_at = by.ident, by.name, at
    proposal.save()
    event = ProposalClosed(
        subject=_subject(proposal), act=proposal.act, digest=proposal.digest, state=state.value
    )
    audit.record(event, by=by, at=at)


def _subject(proposal: Proposal) -> Subject:
    return Subject("proposal", proposal.code, proposal.school_code)
