"""From the printed notice to the proof that it hung, and its taking down."""

from collections.abc import Collection, Iterable
from datetime import datetime

from junheng.apps.campaigns.models import Cohort
from junheng.apps.notices import queries
from junheng.apps.notices.events import NoticeFileOpened, NoticePosted
from junheng.apps.notices.models import Notice
from junheng.apps.notices.rules import period
from junheng.apps.notices.services.following import tell_follower
from junheng.apps.notices.states import NoticeKind, NoticeState, NoticeStep
from junheng.apps.teachers import queries as teachers
from junheng.apps.teachers.services import mark_posted
from junheng.core.access import NotAllowed, NotVisible, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author, Subject
from junheng.core.files import services as files
from junheng.core.files.kinds import FileKind
from junheng.core.files.models import StoredFile
from junheng.core.files.pictures import clean_picture
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError


def record_posting(
    code: str,
    *,
    place: str,
    posted_at: datetime,
    photo: Iterable[bytes],
    by: StaffActor,
    at: datetime,
) -> Notice:
    """Write down where and since when a notice hangs, with a photograph; the period begins.

    Raises NotVisible, NotAllowed, StepRefused, and JunhengError: what `period.check_posting` and
    `clean_picture` raise, `posting_place_needed`.
    """
    notice = _notice(code, by, Permission.NOTICES_POST)
    if not place.strip():
        raise JunhengError("posting_place_needed")
    if NoticeStep.POST not in notice.possible_steps():
        raise StepRefused("notice_posted_already")
    period.check_posting(posted_at, made_at=notice.made_at, at=at)
    picture = files.write(_photo_kind(notice), [clean_picture(photo)])
    with audit.act():
        notice = _held(notice)
        if notice.kind == NoticeKind.TEACHERS:
            _note_teachers(notice, by, at)
        notice.place, notice.posted_at = place.strip(), posted_at
        notice.shown_until = period.shown_until(posted_at, notice.days, notice.until)
        notice.photo = files.keep(picture, at=at)
        notice.save(update_fields=["place", "posted_at", "shown_until", "photo"])
        notice = take_step(notice, NoticeStep.POST, by=by, at=at)
        event = NoticePosted(
            subject=_subject(notice),
            photo_digest=picture.digest,
            until=notice.shown_until.isoformat() if notice.shown_until else "",
        )
        audit.record(event, by=by, at=at)
        tell_follower(notice, by=by, at=at)
    return notice


def take_down(code: str, *, by: StaffActor, at: datetime) -> Notice:
    """Note that a notice was taken down after its period; its public page was gone before.

    Raises NotVisible, NotAllowed, StepRefused `notice_must_hang` within the period.
    """
    notice = _notice(code, by, Permission.NOTICES_POST)
    with audit.act():
        notice = _held(notice)
        if notice.state == NoticeState.POSTED and notice.shown_until:
            period.check_take_down(notice.shown_until, at)
        return take_step(notice, NoticeStep.TAKE_DOWN, by=by, at=at)


def withdraw_notice(code: str, *, reason: str, by: StaffActor, at: datetime) -> Notice:
    """Withdraw a notice that is wrong, saying why; a right one about the same can then be made.

    Raises NotVisible, NotAllowed, StepRefused, and JunhengError `reason_needed`.
    """
    if not reason.strip():
        raise JunhengError("reason_needed")
    notice = _notice(code, by, Permission.NOTICES_WITHDRAW)
    with audit.act():
        notice = _held(notice)
        if NoticeStep.WITHDRAW in notice.possible_steps():
            notice.withdrawn_reason = reason.strip()
            notice.save(update_fields=["withdrawn_reason"])
        notice = take_step(notice, NoticeStep.WITHDRAW, by=by, at=at)
        tell_follower(notice, by=by, at=at)
    return notice


def withdraw_outdated(
    cohort: Cohort, kinds: Collection[NoticeKind], *, reason: str, by: Author, at: datetime
) -> int:
    """Withdraw what stands of these kinds because its ground is gone; inside that act.

    Nobody who follows notices is told: nothing of it is to be made anew. Returns how many.
    """
    standing = Notice.objects.filter(
        cohort=cohort, kind__in=kinds, state__in=(NoticeState.MADE, NoticeState.POSTED)
    )
    found = list(standing)
    for notice in found:
        notice.withdrawn_reason = reason
        notice.save(update_fields=["withdrawn_reason"])
        take_step(notice, NoticeStep.WITHDRAW, by=by, at=at)
    return len(found)


def note_opening(
    notice: Notice, stored: StoredFile, part: str, *, by: StaffActor, at: datetime
) -> None:
    """Write down that someone opens a file of a notice (`part`: notice, photo, attachment)."""
    with audit.act():
        event = NoticeFileOpened(subject=_subject(notice), part=part, digest=stored.digest)
        audit.record(event, by=by, at=at)


def _notice(code: str, by: StaffActor, permission: Permission) -> Notice:
    notice = queries.get_notice(by, code)
    if not queries.can_act(by, permission, notice):
        raise NotAllowed("permission_missing")
    return notice


def _held(notice: Notice) -> Notice:
    """The notice as it stands, locked by the act."""
    found = Notice.objects.select_for_update().filter(pk=notice.pk).first()
    if found is None:
        raise NotVisible
    return found


def _note_teachers(notice: Notice, by: StaffActor, at: datetime) -> None:
    """A notice of a list that was given back and filed anew is out of date."""
    if notice.cohort is None:
        return
    teacher_list = teachers.find_list(notice.cohort)
    if teacher_list is None or teacher_list.filing_number != notice.about:
        raise StepRefused("notice_out_of_date")
    mark_posted(notice.cohort, by=by, at=at)


def _photo_kind(notice: Notice) -> FileKind:
    keep_until = notice.file.keep_until
    return FileKind(
        name="notices.photo",
        suffix=".jpg",
        media_type="image/jpeg",
        is_private=True,
        kept_for=None if keep_until is None else keep_until - notice.made_at,
    )


def _subject(notice: Notice) -> Subject:
    return Subject("notice", notice.code, notice.school_code)
