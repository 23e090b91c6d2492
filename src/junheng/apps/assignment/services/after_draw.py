"""What stands beside a result, and its way to effect, publication and lock."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from junheng.apps.assignment import queries, rules
from junheng.apps.assignment.events import (
    PaperTaken,
    PassphraseErased,
    PassphraseTaken,
    RecordingFiled,
    ScanStored,
    SignatureRecorded,
    SignatureRemoved,
)
from junheng.apps.assignment.models import (
    PICTURE_FILE,
    SCAN_FILE,
    Recording,
    Scan,
    Secret,
    Session,
    SessionCohort,
    Signature,
)
from junheng.apps.assignment.services import background
from junheng.apps.assignment.services.performing import held_secret
from junheng.apps.assignment.services.planning import profile_of_platform
from junheng.apps.assignment.services.undertaking import (
    carry_out,
    keep_secret,
    refuse_stale,
    undertake,
)
from junheng.apps.assignment.states import Act, SecretKind, SessionState, SessionStep
from junheng.apps.campaigns import services as campaigns
from junheng.apps.campaigns.states import CohortState, CohortStep
from junheng.apps.notices import queries as notices
from junheng.apps.notices.states import NoticeKind
from junheng.core.access import NotAllowed, NotVisible, Permission, Role, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.files import services as files
from junheng.core.files.pictures import clean_picture
from junheng.core.jobs.models import JobRun
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError
from junheng.engine.record.container import Passphrase

_HALVES = {
    1: (SecretKind.FIRST_HALF, frozenset((Role.BUREAU_OPERATOR, Role.BUREAU_REVIEWER))),
    2: (SecretKind.SECOND_HALF, frozenset((Role.SUPERVISOR, Role.INSPECTOR))),
}
_KINDS_OF_HALVES = [kind for kind, _ in _HALVES.values()]


def take_half(code: str, half: int, *, by: StaffActor, at: datetime) -> str:
    """One half of the passphrase, to be written down by the office that keeps it.

    Raises NotAllowed for the other office, StepRefused `passphrase_not_held`.
    """
    session = queries.get_session(by, code)
    kind, roles = _HALVES[half]
    if not by.roles & roles:
        raise NotAllowed("passphrase_half_of_others")
    with audit.act():
        held = Secret.objects.select_for_update().filter(session=session, kind=kind).first()
        if held is None:
            raise StepRefused("passphrase_not_held")
        Secret.objects.filter(pk=held.pk).update(taken_by=by.ident)
        event = PassphraseTaken(subject=Subject("session", session.code), half=half)
        audit.record(event, by=by, at=at)
    return held.value


def erase_passphrase(code: str, *, by: StaffActor, at: datetime) -> None:
    """Erase both halves once both offices wrote theirs down and the disc is made."""
    session = queries.get_session_for(by, code, Permission.ASSIGNMENT_ARRANGE)
    with audit.act():
        halves = Secret.objects.filter(session=session, kind__in=_KINDS_OF_HALVES)
        if halves.filter(taken_by="").exists():
            raise StepRefused("passphrase_not_taken")
        halves.delete()
        audit.record(PassphraseErased(subject=Subject("session", session.code)), by=by, at=at)


def ask_for_archive(
    code: str, *, copies: int, halves: tuple[str, str] | None, by: StaffActor, at: datetime
) -> JobRun:
    """Ask for the disc of the day; `halves` where the platform no longer holds them.

    Raises StepRefused, `passphrase_half_malformed`.
    """
    session = queries.get_session_for(by, code, Permission.ASSIGNMENT_ARRANGE)
    if session.state not in {SessionState.DRAWN, SessionState.CLOSED}:
        raise StepRefused("session_has_moved_on", state=session.get_state_display())
    refuse_stale(session, None)
    typed = Passphrase.typed(*halves) if halves is not None else None
    with audit.act():
        if typed is not None:
            keep_secret(session, SecretKind.FIRST_HALF, typed.first)
            keep_secret(session, SecretKind.SECOND_HALF, typed.second)
        if held_secret(session, SecretKind.FIRST_HALF) is None:
            raise JunhengError("passphrase_not_held")
        return background.ask_for_archive(session, copies=copies, by=by, at=at)


def record_signature(
    part: SessionCohort,
    *,
    role: str,
    name: str,
    organisation: str,
    signed_at: datetime,
    by: StaffActor,
    at: datetime,
) -> None:
    """Write down a signature as it stands on the paper of this result."""
    _may_sign(part, by)
    if signed_at > at:
        raise JunhengError("signed_in_future")
    with audit.act():
        Signature.objects.create(
            part=part,
            result=part.result,
            role=role,
            name=name,
            organisation=organisation,
            signed_at=signed_at,
            recorded_by=by.ident,
        )
        count = Signature.objects.filter(part=part, result=part.result).count()
        event = SignatureRecorded(subject=_subject(part), result=part.result, count=count)
        audit.record(event, by=by, at=at)


def remove_signature(part: SessionCohort, code: str, *, by: StaffActor, at: datetime) -> None:
    """Take back what was written down by mistake, before the result takes effect."""
    _may_sign(part, by)
    with audit.act():
        deleted, _ = Signature.objects.filter(part=part, code=code).delete()
        if not deleted:
            raise NotVisible
        event = SignatureRemoved(subject=_subject(part), result=part.result)
        audit.record(event, by=by, at=at)


def store_scan(
    session: Session,
    part: SessionCohort | None,
    *,
    title: str,
    content: Iterable[bytes],
    by: StaffActor,
    at: datetime,
) -> Scan:
    """Keep a scan of a signed paper, encrypted; a PDF as it is, a photograph made anew.

    Raises what `clean_picture` and storing raise.
    """
    if part is not None:
        by.must(Permission.ASSIGNMENT_SIGN, part.cohort.school.code)
    elif not queries.is_whole_for(by, session, Permission.ASSIGNMENT_SIGN):
        raise NotAllowed("session_of_other_schools")
    if session.state not in {SessionState.DRAWN, SessionState.CLOSED}:
        raise StepRefused("session_has_moved_on", state=session.get_state_display())
    whole = b"".join(content)
    is_pdf = whole.startswith(b"%PDF-")
    kind = SCAN_FILE if is_pdf else PICTURE_FILE
    written = files.write(kind, [whole if is_pdf else clean_picture([whole])])
    with audit.act():
        stored = files.keep(written, at=at)
        scan = Scan.objects.create(
            session=session,
            part=part,
            freeze_number=session.freeze_number,
            title=title,
            file=stored,
            stored_at=at,
            stored_by=by.ident,
        )
        subject = _subject(part) if part else Subject("session", session.code)
        audit.record(ScanStored(subject=subject, digest=stored.digest), by=by, at=at)
    return scan


def note_scan_taken(scan: Scan, *, by: StaffActor, at: datetime) -> None:
    """Write down that a scan was downloaded."""
    with audit.act():
        event = PaperTaken(
            subject=Subject("session", scan.session.code), paper="scan", digest=scan.file.digest
        )
        audit.record(event, by=by, at=at)


def file_recording(
    code: str,
    *,
    file_name: str,
    keeper: str,
    starts_at: datetime,
    ends_at: datetime,
    digest: str,
    by: StaffActor,
    at: datetime,
) -> Recording:
    """Write down where the video of the ceremony is kept."""
    session = queries.get_session_for(by, code, Permission.ASSIGNMENT_HOLD)
    if session.state not in {SessionState.DRAWN, SessionState.CLOSED}:
        raise StepRefused("session_has_moved_on", state=session.get_state_display())
    if not starts_at < ends_at <= at:
        raise JunhengError("recording_times_wrong")
    with audit.act():
        recording = Recording.objects.create(
            session=session,
            freeze_number=session.freeze_number,
            file_name=file_name,
            keeper=keeper,
            starts_at=starts_at,
            ends_at=ends_at,
            digest=digest,
            recorded_by=by.ident,
        )
        minutes = int((ends_at - starts_at).total_seconds()) // 60
        event = RecordingFiled(subject=Subject("session", session.code), minutes=minutes)
        audit.record(event, by=by, at=at)
    return recording


def make_effective(part: SessionCohort, *, by: StaffActor, at: datetime) -> None:
    """Let a result take effect: every required role signed, scan, video and disc are there.

    Raises StepRefused `result_not_complete`.
    """
    _may_sign(part, by)
    required = profile_of_platform().supervisor_roles.value
    found = queries.evidence_of(part)
    missing = rules.what_is_missing(required, found.evidence)
    if missing:
        raise StepRefused("result_not_complete", count=len(missing))
    roles = [role for role in required if role in found.evidence.roles_signed]
    given = {"result": part.result, "roles": roles}
    undertake(part.session, Act.SIGN, by=by, at=at, given=given)
    carry_out(part.session.code, at=at)


def publish(code: str, *, by: StaffActor, at: datetime) -> None:
    """Record that the public file is out, for every result of the session in effect."""
    session = queries.get_session_for(by, code, Permission.ASSIGNMENT_PUBLISH)
    if not session.parts.filter(cohort__state=CohortState.EFFECTIVE).exists():
        raise StepRefused("nothing_to_publish")
    undertake(session, Act.PUBLISH, by=by, at=at)
    carry_out(session.code, at=at)


def lock_result(part: SessionCohort, *, by: StaffActor, at: datetime) -> None:
    """Lock a published result (三不动); the last one closes the session.

    Raises StepRefused: what `keeps_open` found first, `session_act_underway`.
    """
    by.must(Permission.ASSIGNMENT_PUBLISH, part.cohort.school.code)
    with audit.act():
        session = Session.objects.select_for_update().get(pk=part.session_id)
        refuse_stale(session, None)
        if part.cohort.state == CohortState.PUBLISHED:
            for code, params in keeps_open(part, at=at):
                raise StepRefused(code, **params)
        background.back_up_now(by=by, at=at)
        campaigns.mark(part.cohort, CohortStep.LOCK, by=by, at=at)
        if not session.parts.exclude(cohort__state=CohortState.LOCKED).exists():
            take_step(session, SessionStep.CLOSE, by=by, at=at)


def keeps_open(part: SessionCohort, *, at: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Codes and values of what stands between a published result and its lock."""
    notice = notices.find_notice(
        NoticeKind.RESULT, part.result, campaign=part.cohort.campaign, cohort=part.cohort
    )
    return rules.what_keeps_open(
        is_made=notice is not None,
        shown_until=notice.shown_until if notice else None,
        is_over=notices.is_over(notice, at=at),
        objections=notices.open_objections(part.cohort),
    )


def _may_sign(part: SessionCohort, by: StaffActor) -> None:
    by.must(Permission.ASSIGNMENT_SIGN, part.cohort.school.code)
    if part.cohort.state != CohortState.TEACHERS_DRAWN:
        raise StepRefused("session_has_moved_on", state=part.cohort.get_state_display())


def _subject(part: SessionCohort) -> Subject:
    return Subject("session", part.session.code, part.cohort.school.code)
