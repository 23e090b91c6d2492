"""The forms that are printed here: 学籍核对差异表, 特殊情况调整审批表."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localdate, localtime

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.events import PaperOpened
from junheng.apps.adjustments.models import ChangeRequest, RollCheck
from junheng.apps.adjustments.states import BatchState, RequestKind
from junheng.apps.assignment.services.folders import read_ceremony, refuse_destroyed
from junheng.apps.campaigns.models import Cohort
from junheng.apps.schools import queries as schools
from junheng.apps.students.services.late import late_students
from junheng.apps.students.services.slips import print_late_slips
from junheng.ceremony.late_batches import RowEffect
from junheng.ceremony.papers.blanks import LATE_LOTS
from junheng.ceremony.papers.facts import LATE_STEP, form_file
from junheng.core.access import StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.files.models import StoredFile
from junheng.core.files.services import read_bytes
from junheng.engine.record.paper import paper_lines
from junheng.reporting.forms.change import ChangeApproval, IndicatorChange, change_approval_pdf
from junheng.reporting.forms.confirmation import LATE_CONFIRMATION
from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.reconciliation import (
    DifferenceLine,
    ReconciliationSheet,
    reconciliation_sheet_pdf,
)
from junheng.reporting.masking import mask_name
from junheng.reporting.wording import gap_words

FORM_KINDS = {
    RequestKind.MOVE: "其他",
    RequestKind.LEAVE: "学生转出、离校",
    RequestKind.ADMIT: "学生转入、补录",
    RequestKind.TEACHER: "更换班主任",
    RequestKind.MERGE: "班级建制",
}


def letterhead_of(cohort: Cohort, at: datetime) -> Letterhead:
    """What every page carries; the head is that of the audit trail."""
    bureau, head = schools.find_bureau(), audit.head()
    result = queries.result_code_of(cohort)
    return Letterhead(
        county=bureau.county_name if bureau else "",
        school=cohort.school.name,
        grade=cohort.grade_label,
        year=cohort.campaign.year,
        printed_at=localtime(at),
        result_code_lines=paper_lines(result) if result else (),
        ledger_head=paper_lines(head.digest)[0] if head.sequence else "",
        hotline=bureau.complaint_phone if bureau else "",
        mailbox=bureau.complaint_email if bureau else "",
    )


def differences_pdf(check: RollCheck, *, at: datetime, approved_by: str = "") -> bytes:
    """学籍核对差异表 as it stands; names masked, numbers by their last four."""
    lines = tuple(
        DifferenceLine(
            kind=one.get_kind_display(),
            masked_name=mask_name(one.name),
            identity_tail=one.identity_tail,
            result_place=one.result_place,
            registry_place=one.registry_place,
            decision=_decision_words(one.get_decision_display(), one.note),
            decided_by=one.decided_by_name,
            decided_on=localdate(one.decided_at) if one.decided_at else None,
        )
        for one in queries.differences_of(check)
    )
    return reconciliation_sheet_pdf(
        ReconciliationSheet(
            letterhead=letterhead_of(check.cohort, at),
            compared=check.compared_count,
            agreeing=check.agreeing_count,
            elsewhere=check.elsewhere_count,
            lines=lines,
            compared_at=localtime(check.compared_at),
            compared_by=check.compared_by_name,
            approved_by=approved_by,
        )
    )


def request_pdf(request: ChangeRequest, *, at: datetime) -> bytes:
    """特殊情况调整审批表, filled in as far as the request has come, to be signed and sealed."""
    return change_approval_pdf(
        ChangeApproval(
            letterhead=letterhead_of(request.cohort, at),
            indicators=tuple(IndicatorChange(*row) for row in request.effects),
            change=FORM_KINDS[RequestKind(request.kind)],
            who=request.who,
            before=request.class_before,
            after=_after_words(request),
            reason=f"{request.get_ground_display()}。{request.reason}",
            approval_number=request.paper_number or request.number,
            applied_on=localdate(request.begun_at),
        )
    )


def effect_words(rows: Sequence[RowEffect], *, is_worst: bool = False) -> list[list[str]]:
    """Rows of the balance as the form shows them: an attribute by its worst level."""
    worst: dict[str, tuple[int, int]] = {}
    for row in rows:
        before, after = worst.get(row.title, (0, 0))
        worst[row.title] = max(before, row.gap_before), max(after, row.gap_after)
    most = "至多" if is_worst else ""
    return [
        [title, gap_words(before), (most if after else "") + gap_words(after)]
        for title, (before, after) in worst.items()
    ]


def _after_words(request: ChangeRequest) -> str:
    match request.kind:
        case RequestKind.MOVE:
            return request.class_after or f"除{request.class_before}以外各班，抽签决定"
        case RequestKind.LEAVE:
            return "离校，不再占班内名额"
        case RequestKind.ADMIT:
            return "准予转入，按补录抽签定班"
        case RequestKind.TEACHER:
            return f"由{request.successor}接任，班级不变"
    return request.plan


def _decision_words(decision: str, note: str) -> str:
    return f"{decision}：{note}" if note and decision else decision


def request_form(code: str, *, by: StaffActor, at: datetime) -> tuple[bytes, str]:
    """The approval form and its title; who opens it is written down."""
    request = queries.get_request(by, code)
    content = request_pdf(request, at=at)
    _note(Subject("changerequest", request.code, request.school_code), "request_form", by, at)
    return content, f"{request.cohort.title}特殊情况调整审批表"


def open_evidence(code: str, *, by: StaffActor, at: datetime) -> StoredFile:
    """The evidence of a request; who opens it is written down."""
    request = queries.get_request(by, code)
    _note(Subject("changerequest", request.code, request.school_code), "evidence", by, at)
    return request.evidence


def check_form(code: str, *, by: StaffActor, at: datetime) -> tuple[bytes, str]:
    """The sheet of differences: the kept one of a comparison that was passed."""
    check = queries.get_check(by, code)
    content = read_bytes(check.form) if check.form else differences_pdf(check, at=at)
    _note(Subject("rollcheck", check.code, check.school_code), "check_form", by, at)
    return content, f"{check.cohort.title}学籍核对差异表"


def late_form(code: str, *, by: StaffActor, at: datetime) -> tuple[bytes, str]:
    """补录抽签记录表 of a drawn batch, from the record's folder.

    Raises StepRefused `late_form_not_printed` before it is there.
    """
    batch = queries.get_batch(by, code)
    session = queries.session_of(batch.cohort)
    title = f"{LATE_LOTS}第{batch.number}批"
    if session is None or batch.state != BatchState.DRAWN:
        raise StepRefused("late_form_not_printed")
    refuse_destroyed(session)
    ceremony = read_ceremony(session)
    unit = next(one for one in ceremony.frozen.units if one.unit == batch.cohort.unit)
    file = ceremony.folder.path / form_file(LATE_STEP, title, unit)
    if not file.exists():
        raise StepRefused("late_form_not_printed")
    _note(Subject("latebatch", batch.code, batch.school_code), "late_form", by, at)
    return file.read_bytes(), f"{batch.cohort.title}{title}"


def query_slips(code: str, *, by: StaffActor, at: datetime) -> tuple[bytes, str]:
    """核对单 of a frozen batch: what is held of each child, and the code its family looks with.

    Raises NotVisible, NotAllowed, StepRefused `late_batch_not_frozen`, `no_slips_to_print`.
    """
    batch = queries.get_batch(by, code)
    roster = queries.roster_of(batch)
    if batch.state not in {BatchState.FROZEN, BatchState.DRAWN} or roster is None:
        raise StepRefused("late_batch_not_frozen", state=batch.get_state_display())
    numbers = {one.identity_number for one in roster.students}
    found = late_students(batch.cohort, numbers)
    content = print_late_slips(batch.cohort, found, by=by, at=at)
    return content, f"{batch.cohort.title}{LATE_CONFIRMATION}第{batch.number}批"


def _note(subject: Subject, paper: str, by: StaffActor, at: datetime) -> None:
    with audit.act():
        audit.record(PaperOpened(subject=subject, paper=paper), by=by, at=at)
