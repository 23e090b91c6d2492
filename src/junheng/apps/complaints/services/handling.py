"""The bureau's steps: declare, accept, investigate, reply, close; and what needs two people."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.utils.timezone import localdate

from junheng.apps.campaigns.queries import profile_in_use
from junheng.apps.complaints import queries
from junheng.apps.complaints.events import (
    ComplaintOpened,
    ComplaintReplied,
    Declared,
    NoteWritten,
)
from junheng.apps.complaints.models import Complaint, Declaration, Note, Referral
from junheng.apps.complaints.rules.deadlines import due_in, reply_due
from junheng.apps.complaints.states import (
    ComplaintState,
    ComplaintStep,
    Conclusion,
    NoteKind,
    ReferralState,
    ReferralStep,
    ReplyWay,
    UnrepliedGround,
)
from junheng.core.access import NotAllowed, NotVisible, Permission, Role, StaffActor, StepRefused
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import TwoPersonAct, declare_act, propose
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author, Subject
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError

_FIRST: Final = frozenset((Role.BUREAU_OPERATOR, Role.BUREAU_REVIEWER, Role.SUPERVISOR))
_SECOND: Final = frozenset((Role.BUREAU_REVIEWER, Role.SUPERVISOR))
SHORTEST_WORDS: Final = 5


def declare(code: str, *, is_free: bool, by: StaffActor, at: datetime) -> None:
    """Say of oneself whether one has an interest; who has stays away from then on.

    Said once: who was free may still step back, who is away does not come back by himself. Raises
    NotVisible, which it also is for whoever stays away.
    """
    complaint = queries.get_complaint(by, code)
    _say(complaint, account=by.ident, name=by.name, is_free=is_free, by=by, at=at)


def exclude(code: str, account: str, *, is_free: bool, by: StaffActor, at: datetime) -> None:
    """Say of a colleague that he stays away, or, of a complaint about the bureau, may help.

    Raises NotVisible, NotAllowed for oneself and for whoever has not declared himself free.
    """
    complaint = queries.get_complaint(by, code)
    _must_handle(by, complaint)
    user = next((one for one in queries.colleagues() if one.code == account), None)
    if user is None:
        raise NotVisible
    if account == by.ident:
        raise NotAllowed("complaint_declare_yourself")
    _say(complaint, account=user.code, name=user.name, is_free=is_free, by=by, at=at)


def open_complaint(code: str, *, by: StaffActor, at: datetime) -> tuple[Complaint, bool]:
    """A complaint to look at, and whether its words may be shown; looking at them is written down.

    Raises NotVisible.
    """
    complaint = queries.get_complaint(by, code)
    may_read = queries.is_declared_free(by, complaint)
    if may_read:
        event = ComplaintOpened(
            subject=_subject(complaint),
            number=complaint.number,
            with_person=queries.may_see_person(by),
        )
        with audit.act():
            audit.record(event, by=by, at=at)
    return complaint, may_read


def accept(code: str, *, by: StaffActor, at: datetime) -> Complaint:
    """Accept it; from now on the deadline of the reply runs."""
    complaint = to_handle(code, by)
    with audit.act():
        complaint.handler_name = by.name
        complaint.reply_due_on = reply_due(localdate(at), profile_in_use())
        if ComplaintStep.ACCEPT in complaint.possible_steps():
            complaint.save(update_fields=["handler_name", "reply_due_on"])
        return took_step(complaint, ComplaintStep.ACCEPT, by=by, at=at)


def decline(code: str, *, reason: str, by: StaffActor, at: datetime) -> Complaint:
    """Do not accept it, with the reason that the complainant reads."""
    complaint = to_handle(code, by)
    must_say(reason)
    with audit.act():
        done = took_step(complaint, ComplaintStep.DECLINE, by=by, at=at)
        done.reply = reason.strip()
        done.save(update_fields=["reply"])
    return done


def investigate(code: str, *, by: StaffActor, at: datetime) -> Complaint:
    """Begin or go on to look into it; what a school has not answered is called back.

    After a reply it is looked into again: the reply is kept as a note and a new deadline runs.
    """
    complaint = to_handle(code, by)
    with audit.act():
        if complaint.state == ComplaintState.REPLIED:
            old = f"原答复（{complaint.get_conclusion_display()}）：{complaint.reply}"
            write_note(complaint, NoteKind.DECISION, old, by=by, at=at)
            complaint.reply_due_on = reply_due(localdate(at), profile_in_use())
            complaint.save(update_fields=["reply_due_on"])
        done = took_step(complaint, ComplaintStep.INVESTIGATE, by=by, at=at)
        recall_waiting(done, by=by, at=at)
    return done


def write_finding(code: str, text: str, *, by: StaffActor, at: datetime) -> Note:
    """Write down what was looked at and found."""
    complaint = to_handle(code, by)
    must_say(text)
    with audit.act():
        return write_note(complaint, NoteKind.FINDING, text, by=by, at=at)


def reply(
    code: str,
    *,
    conclusion: Conclusion,
    words: str,
    way: ReplyWay,
    by: StaffActor,
    at: datetime,
) -> Complaint:
    """Reply; the words stand on the complainant's page at once."""
    complaint = to_handle(code, by)
    must_say(words)
    with audit.act():
        # The database wants the conclusion with the state: it is written before the step.
        held = Complaint.objects.select_for_update().get(pk=complaint.pk)
        if ComplaintStep.REPLY in held.possible_steps():
            held.conclusion, held.reply, held.reply_way = conclusion, words.strip(), way
            held.save(update_fields=["conclusion", "reply", "reply_way"])
        done = took_step(held, ComplaintStep.REPLY, by=by, at=at)
        due = done.reply_due_on or localdate(at)
        event = ComplaintReplied(
            subject=_subject(done),
            number=done.number,
            conclusion=conclusion.value,
            days_late=max(0, (localdate(at) - due).days),
        )
        audit.record(event, by=by, at=at)
    return done


def close(code: str, *, by: StaffActor, at: datetime) -> Complaint:
    """Close what was replied to."""
    return took_step(to_handle(code, by), ComplaintStep.CLOSE, by=by, at=at)


def withdraw(code: str, *, reason: str, by: StaffActor, at: datetime) -> Complaint:
    """Write down that the complainant withdrew, and how he said so."""
    complaint = to_handle(code, by)
    must_say(reason)
    with audit.act():
        done = took_step(complaint, ComplaintStep.WITHDRAW, by=by, at=at)
        write_note(done, NoteKind.DECISION, reason, by=by, at=at)
    return done


def propose_unreplied(
    code: str, *, ground: UnrepliedGround, reason: str, by: StaffActor, at: datetime
) -> Proposal:
    """Ask to close a complaint without a reply; another person confirms.

    Raises NotVisible, NotAllowed, StepRefused, JunhengError `complaint_needs_words`.
    """
    complaint = to_handle(code, by)
    must_say(reason)
    if ComplaintStep.CLOSE_UNREPLIED not in complaint.possible_steps():
        raise StepRefused(
            "step_refused",
            state=complaint.get_state_display(),
            step=ComplaintStep.CLOSE_UNREPLIED.label,
        )
    with audit.act():
        proposal = propose(
            CLOSE_UNREPLIED,
            summary=f"投诉 {complaint.number} 不答复办结：{ground.label}",
            what={"complaint": complaint.code, "state": complaint.state, "ground": ground.value},
            by=by,
            at=at,
        )
        write_note(complaint, NoteKind.DECISION, reason, by=by, at=at)
    return proposal


def _close_unreplied(proposal: Proposal, by: StaffActor, at: datetime) -> str:
    complaint = to_handle(proposal.what["complaint"], by)
    with audit.act():
        held = Complaint.objects.select_for_update().get(pk=complaint.pk)
        if held.state != proposal.what["state"]:
            raise StepRefused("complaint_has_moved_on", state=held.get_state_display())
        held.unreplied_ground = UnrepliedGround(proposal.what["ground"])
        held.save(update_fields=["unreplied_ground"])
        done = took_step(held, ComplaintStep.CLOSE_UNREPLIED, by=by, at=at)
        recall_waiting(done, by=by, at=at)
    return ""


def _shown_to(by: StaffActor, proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Those about complaints that exist for this person: who stays away learns of none."""
    visible = queries.complaints_visible_to(by).values("code")
    return proposals.annotate(named=KT("what__complaint")).filter(named__in=visible)


CLOSE_UNREPLIED: Final = declare_act(
    TwoPersonAct(
        key="complaints.close_unreplied",
        title="投诉不答复办结",
        first_roles=_FIRST,
        second_roles=_SECOND,
        valid_for=timedelta(days=5),
        carry_out=_close_unreplied,
        shown_to=_shown_to,
    )
)


# -- parts of steps ----------------------------------------------------------------------------


def took_step(complaint: Complaint, step: ComplaintStep, *, by: Author, at: datetime) -> Complaint:
    """Take a step, and set the deadline of what comes after it."""
    with audit.act():
        done = take_step(complaint, step, by=by, at=at)
        done.due_on = due_in(
            ComplaintState(done.state),
            since=localdate(at),
            reply_due_on=done.reply_due_on,
            profile=profile_in_use(),
        )
        done.save(update_fields=["due_on"])
    return done


def write_note(
    complaint: Complaint, kind: NoteKind, text: str, *, by: StaffActor, at: datetime
) -> Note:
    """Write something beside a complaint, inside an act."""
    note = Note.objects.create(
        complaint=complaint, kind=kind, text=text.strip(), at=at, by=by.ident, by_name=by.name
    )
    event = NoteWritten(subject=_subject(complaint), number=complaint.number, kind=kind.value)
    audit.record(event, by=by, at=at)
    return note


def recall_waiting(complaint: Complaint, *, by: Author, at: datetime) -> None:
    """Call back what a school has not answered yet, inside an act."""
    waiting = Referral.objects.filter(complaint=complaint, state=ReferralState.WAITING)
    for referral in waiting:
        take_step(referral, ReferralStep.RECALL, by=by, at=at)


def must_say(text: str) -> None:
    """Raise JunhengError `complaint_needs_words` for a text that says nothing."""
    if len(text.strip()) < SHORTEST_WORDS:
        raise JunhengError("complaint_needs_words", least=SHORTEST_WORDS)


def to_handle(code: str, by: StaffActor) -> Complaint:
    """A complaint that this person may take a step of; raises NotVisible, NotAllowed."""
    complaint = queries.get_complaint(by, code)
    _must_handle(by, complaint)
    return complaint


def _must_handle(by: StaffActor, complaint: Complaint) -> None:
    by.must(Permission.COMPLAINTS_HANDLE)
    if not queries.is_declared_free(by, complaint):
        raise NotAllowed("complaint_not_declared")


def _say(
    complaint: Complaint, *, account: str, name: str, is_free: bool, by: StaffActor, at: datetime
) -> None:
    with audit.act():
        held = Declaration.objects.filter(complaint=complaint, account=account).first()
        if held is not None and held.is_free == is_free:
            return
        if held is not None and is_free and Role.SUPERVISOR not in by.roles:
            raise NotAllowed("complaint_stays_away")
        Declaration.objects.update_or_create(
            complaint=complaint,
            account=account,
            defaults={
                "account_name": name,
                "is_free": is_free,
                "said_by": by.ident,
                "said_at": at,
            },
        )
        event = Declared(
            subject=_subject(complaint), number=complaint.number, account=account, is_free=is_free
        )
        audit.record(event, by=by, at=at)


def _subject(complaint: Complaint) -> Subject:
    return Subject("complaint", complaint.code)
