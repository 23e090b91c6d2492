"""Notices of late batches and of changes: made here, posted with the others."""

from datetime import datetime

from django.utils.timezone import localdate

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.models import ChangeRequest, LateBatch
from junheng.apps.adjustments.services.papers import FORM_KINDS
from junheng.apps.adjustments.services.standing import class_titles, unit_of
from junheng.apps.adjustments.states import BatchState, RequestKind, RequestState
from junheng.apps.assignment.services.folders import read_ceremony
from junheng.apps.campaigns import queries as campaigns
from junheng.apps.notices import queries as notices
from junheng.apps.notices.models import Notice
from junheng.apps.notices.rules.content import (
    LateEntry,
    NoticeContent,
    NoticeTable,
    change_notice,
    late_notice,
)
from junheng.apps.notices.services import make_notice
from junheng.apps.notices.states import NoticeKind, NoticeState
from junheng.ceremony.late_batches import LateBatch as RecordedBatch
from junheng.ceremony.late_batches import load_batches
from junheng.ceremony.opened import Ceremony
from junheng.core.access import Permission, StaffActor, StepRefused
from junheng.engine.record.canonical import document_hash
from junheng.engine.record.paper import paper_lines
from junheng.reporting.masking import mask_name


def notice_of_frozen(batch: LateBatch) -> Notice | None:
    """The notice of a frozen batch, if it was made."""
    return notices.find_notice(
        NoticeKind.LATE, batch.code, campaign=batch.cohort.campaign, cohort=batch.cohort
    )


def notice_of_drawn(batch: LateBatch) -> Notice | None:
    """The notice of a drawn batch, if it was made."""
    return notices.find_notice(
        NoticeKind.LATE, batch.late_code, campaign=batch.cohort.campaign, cohort=batch.cohort
    )


def notice_of_change(request: ChangeRequest) -> Notice | None:
    """The notice of a change, if it was made."""
    return notices.find_notice(
        NoticeKind.CHANGE, request.number, campaign=request.cohort.campaign, cohort=request.cohort
    )


def is_posted(batch: LateBatch) -> bool:
    """Whether the notice of a frozen batch hangs, or hung."""
    notice = notice_of_frozen(batch)
    return notice is not None and notice.state in {NoticeState.POSTED, NoticeState.TAKEN_DOWN}


def make_batch_notice(code: str, *, by: StaffActor, at: datetime) -> Notice:
    """The notice of a batch: before the draw its code and the bag, after it where everyone went.

    Raises NotVisible, NotAllowed, StepRefused `late_batch_not_frozen`, `forced_not_countersigned`.
    """
    batch = queries.get_batch(by, code)
    by.must(Permission.NOTICES_MAKE, batch.school_code)
    if batch.state not in {BatchState.FROZEN, BatchState.DRAWN}:
        raise StepRefused("late_batch_not_frozen", state=batch.get_state_display())
    if batch.needs_countersign:
        raise StepRefused("forced_not_countersigned")
    session = queries.session_of(batch.cohort)
    if session is None:
        raise StepRefused("late_batch_not_frozen", state=batch.get_state_display())
    ceremony = read_ceremony(session)
    titles = class_titles(ceremony, unit_of(ceremony, batch.cohort))
    if batch.state == BatchState.FROZEN:
        content = _frozen_content(batch, titles)
    else:
        content = _drawn_content(batch, _recorded(ceremony, batch), titles)
    return make_notice(content, campaign=batch.cohort.campaign, cohort=batch.cohort, by=by, at=at)


def make_change_notice(code: str, *, by: StaffActor, at: datetime) -> Notice:
    """The notice of a change that was carried out; it names no child.

    Raises NotVisible, NotAllowed, StepRefused `request_not_done`.
    """
    request = queries.get_request(by, code)
    by.must(Permission.NOTICES_MAKE, request.school_code)
    if request.state != RequestState.DONE:
        raise StepRefused("request_not_done", state=request.get_state_display())
    before, after = _words_of(request)
    content = change_notice(
        change_code=request.number,
        consent_number=request.paper_number or request.number,
        what=f"{FORM_KINDS[RequestKind(request.kind)]}（{request.get_ground_display()}）"
        if request.kind in {RequestKind.TEACHER, RequestKind.MERGE}
        else request.get_kind_display(),
        before=before,
        after=after,
        days=campaigns.profile_in_use().notice_days.value,
    )
    return make_notice(
        content, campaign=request.cohort.campaign, cohort=request.cohort, by=by, at=at
    )


def placements_of(batch: LateBatch) -> list[tuple[str, str, str]]:
    """Name, number in the record and class of everyone in a drawn batch."""
    session = queries.session_of(batch.cohort)
    if session is None:
        return []
    ceremony = read_ceremony(session)
    titles = class_titles(ceremony, unit_of(ceremony, batch.cohort))
    recorded = _recorded(ceremony, batch)
    return [
        (student.name, student.sid, titles[index])
        for student, index in zip(recorded.students, recorded.placed, strict=True)
    ]


def titles_of(batch: LateBatch) -> tuple[str, ...]:
    """What the classes of a frozen batch are called, in the order of its bag."""
    session = queries.session_of(batch.cohort)
    if session is None:
        return ()
    ceremony = read_ceremony(session)
    return class_titles(ceremony, unit_of(ceremony, batch.cohort))


def _recorded(ceremony: Ceremony, batch: LateBatch) -> RecordedBatch:
    suite = ceremony.frozen.suite
    return next(
        one
        for one in load_batches(ceremony)
        if document_hash(suite, one.document) == batch.late_code
    )


def _frozen_content(batch: LateBatch, titles: tuple[str, ...]) -> NoticeContent:
    forced = (
        (f"本批只有一个班有空位，没有抽签余地；空位原因：{batch.hole_reason}。",)
        if batch.is_forced
        else ()
    )
    return NoticeContent(
        kind=NoticeKind.LATE,
        about=batch.code,
        paragraphs=(
            (
                f"本批补录、转入学生 {batch.student_count} 名，名单已于"
                f"{localdate(batch.frozen_at).isoformat() if batch.frozen_at else ''}冻结，"
                "将用当众产生的数字抽签编入班级，任何人不能挑选班级。下面的补录码固定了名单和"
                "各班签数，抽签之后可以核对。"
            ),
            *forced,
        ),
        facts=(
            ("批次", f"第 {batch.number} 批"),
            ("来由", batch.get_reason_display()),
            ("登记日期", batch.registered_on.isoformat()),
            *(
                (f"补录码（{number}）", line)
                for number, line in enumerate(paper_lines(batch.late_code), start=1)
            ),
        ),
        tables=(
            NoticeTable(
                "抽签前各班人数和袋中签数",
                ("班级", "现有人数", "签数"),
                tuple(
                    (title, str(size), str(tokens))
                    for title, size, tokens in sorted(
                        zip(titles, batch.sizes, batch.tokens, strict=True)
                    )
                ),
            ),
        ),
        days=campaigns.profile_in_use().notice_days.value,
    )


def _drawn_content(
    batch: LateBatch, recorded: RecordedBatch, titles: tuple[str, ...]
) -> NoticeContent:
    profile = campaigns.profile_in_use()
    entries = [
        LateEntry(mask_name(student.name), student.sid, titles[index])
        for student, index in zip(recorded.students, recorded.placed, strict=True)
    ]
    public_names = profile.public_names.value
    return late_notice(
        batch_code=batch.late_code,
        entries=entries,
        public_names="masked" if public_names == "full" else public_names,
        days=profile.notice_days.value,
    )


def _words_of(request: ChangeRequest) -> tuple[str, str]:
    match request.kind:
        case RequestKind.MOVE:
            return f"1 名学生在{request.class_before}", f"抽签编入{request.class_after}"
        case RequestKind.LEAVE:
            return f"1 名学生在{request.class_before}", "已离校"
        case RequestKind.TEACHER:
            return f"{request.class_before}班主任 {request.who}", f"班主任 {request.successor}"
        case RequestKind.ADMIT:
            return "第一学期内不得转入", "依法准予转入 1 人，按补录抽签定班"
    return request.class_before, request.plan
