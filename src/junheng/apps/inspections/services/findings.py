"""Findings: written by an inspector, issued by another person, answered by the school."""

from datetime import date, datetime

from junheng.apps.inspections import queries
from junheng.apps.inspections.events import (
    FindingOpened,
    FindingReplied,
    FindingWritten,
)
from junheng.apps.inspections.models import Finding
from junheng.apps.inspections.services.rounds import to_write
from junheng.apps.inspections.states import FindingKind, FindingState, FindingStep
from junheng.apps.rectifications.models import Rectification
from junheng.apps.rectifications.services import starting as rectifications
from junheng.apps.rectifications.states import SourceKind
from junheng.core.access import NotAllowed, NotVisible, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError

SHORTEST_WORDS = 8


def write_finding(
    visit_code: str,
    *,
    kind: FindingKind,
    text: str,
    ground: str,
    list_code: str = "",
    by: StaffActor,
    at: datetime,
) -> Finding:
    """Write a finding down; the school sees nothing of it yet.

    Raises NotVisible, NotAllowed, StepRefused, JunhengError `finding_needs_words`.
    """
    visit = to_write(visit_code, by)
    _must_say(text)
    with audit.act():
        found_list = queries.get_list(by, list_code) if list_code else None
        if found_list is not None and found_list.visit_id != visit.pk:
            raise NotVisible
        made = Finding.objects.create(
            visit=visit,
            found_list=found_list,
            number=queries.last_number(visit.round) + 1,
            kind=kind,
            text=text.strip(),
            ground=ground.strip(),
            written_at=at,
            written_by=by.ident,
            written_by_name=by.name,
        )
        event = FindingWritten(subject=_subject(made), number=made.number, kind=kind.value)
        audit.record(event, by=by, at=at)
    return made


def issue_finding(code: str, *, by: StaffActor, at: datetime) -> Finding:
    """Issue a finding to the school; not by whoever wrote it.

    Raises NotVisible, NotAllowed, StepRefused.
    """
    found = queries.get_finding(by, code)
    by.must(Permission.INSPECTIONS_ISSUE)
    if found.written_by == by.ident:
        raise NotAllowed("second_person_is_the_first")
    return take_step(found, FindingStep.ISSUE, by=by, at=at)


def withdraw_finding(code: str, *, by: StaffActor, at: datetime) -> Finding:
    """Withdraw a finding: its inspector before it is issued, the bureau also after.

    Raises NotVisible, NotAllowed, StepRefused `finding_is_rectified`.
    """
    found = queries.get_finding(by, code)
    is_own_draft = found.state == FindingState.DRAFT and found.written_by == by.ident
    if not is_own_draft:
        by.must(Permission.INSPECTIONS_ISSUE)
    with audit.act():
        if queries.rectification_of(by, found) is not None:
            raise StepRefused("finding_is_rectified")
        return take_step(found, FindingStep.WITHDRAW, by=by, at=at)


def open_finding(code: str, *, by: StaffActor, at: datetime) -> Finding:
    """A finding to read; that a school read it is written down. Raises NotVisible."""
    found = queries.get_finding(by, code)
    if by.may(Permission.FINDINGS_VIEW, found.school_code):
        with audit.act():
            audit.record(FindingOpened(subject=_subject(found)), by=by, at=at)
    return found


def reply_to_finding(code: str, reply: str, *, by: StaffActor, at: datetime) -> Finding:
    """Say as the school what it has to say, once (教育督导条例 art. 20).

    Raises NotVisible, NotAllowed, StepRefused `finding_is_replied`, `finding_is_not_issued`,
    JunhengError `finding_needs_words`.
    """
    found = queries.get_finding(by, code)
    by.must(Permission.FINDINGS_REPLY, found.school_code)
    _must_say(reply)
    with audit.act():
        held = Finding.objects.select_for_update().get(pk=found.pk)
        _must_be_issued(held)
        if held.replied_at is not None:
            raise StepRefused("finding_is_replied")
        held.reply, held.replied_at, held.replied_by = reply.strip(), at, by.ident
        held.save(update_fields=["reply", "replied_at", "replied_by"])
        audit.record(FindingReplied(subject=_subject(held)), by=by, at=at)
    return held


def start_rectification(
    code: str, *, what: str, deadline: date | None, by: StaffActor, at: datetime
) -> Rectification:
    """Order the school to put right what was found; the finding must have been issued.

    Raises NotVisible, NotAllowed, StepRefused `finding_is_not_issued`, and as `starting.start`.
    """
    found = queries.get_finding(by, code)
    with audit.act():
        _must_be_issued(Finding.objects.select_for_update().get(pk=found.pk))
        return rectifications.start(
            by,
            found.visit.school,
            SourceKind.INSPECTION,
            found.code,
            what,
            found.ground,
            deadline,
            source_words=f"{found.visit.round.title}督查意见第 {found.number} 号",
            at=at,
        )


def _must_be_issued(held: Finding) -> None:
    if held.state != FindingState.ISSUED:
        raise StepRefused("finding_is_not_issued", state=held.get_state_display())


def _must_say(text: str) -> None:
    if len(text.strip()) < SHORTEST_WORDS:
        raise JunhengError("finding_needs_words", least=SHORTEST_WORDS)


def _subject(found: Finding) -> Subject:
    return Subject("finding", found.code, found.school_code)
