"""Requests for changes after the lists stand: school, principal, then two people of the bureau.

A child who moves never gets a chosen class; a plain transfer in the first term is refused by its
rule; a homeroom teacher is replaced only with the bureau's consent (LK-02, LK-03, LT-02).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.events import ChangeAsked, ChangeNumbered, StudentLookedUp
from junheng.apps.adjustments.models import PAPER, ChangeRequest
from junheng.apps.adjustments.rules.forbidden import is_forbidden_transfer
from junheng.apps.adjustments.services.forbidden import refuse as refuse_by_rule
from junheng.apps.adjustments.services.papers import effect_words, request_pdf
from junheng.apps.adjustments.services.standing import Standing, standing_of
from junheng.apps.adjustments.states import (
    ABOUT_A_STUDENT,
    GROUNDS,
    RequestKind,
    RequestState,
    RequestStep,
)
from junheng.apps.assignment.services.undertaking import carry_out, undertake
from junheng.apps.assignment.states import Act
from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services import hold_cohort
from junheng.apps.campaigns.states import CohortState
from junheng.apps.teachers import queries as teachers
from junheng.apps.teachers import services as teacher_acts
from junheng.apps.teams.services.replacing import homeroom_effects
from junheng.ceremony.changes import (
    Placed,
    check_room,
    effects_of_leaving,
    worst_effects_of_moving,
)
from junheng.core.access import NotAllowed, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.files import services as files
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError

SHORTEST_REASON = 10
_BETWEEN = (CohortState.FROZEN, CohortState.DRAWN)
_BEFORE_FREEZE = (CohortState.COLLECTING, CohortState.SUBMITTED, CohortState.APPROVED)
_AFTER_LOTS = (CohortState.TEACHERS_DRAWN, *queries.AFTER_EFFECT)


@dataclass(frozen=True)
class Wanted:
    """What a school asks for; texts that do not go with the kind stay empty."""

    kind: str
    ground: str
    reason: str
    identity_number: str = ""
    who: str = ""
    successor: str = ""
    plan: str = ""


def ask_change(
    cohort_code: str, wanted: Wanted, *, evidence: bytes, by: StaffActor, at: datetime
) -> ChangeRequest:
    """Write a request with its evidence (PDF) and its effect on the balance.

    Raises NotVisible, NotAllowed, StepRefused (the rule of transfers, the state of the classes or
    of the teachers), JunhengError: `ground_not_for_this`, `reason_too_short`, `evidence_is_no_pdf`,
    `student_not_in_classes`, `change_who_missing`, `plan_missing`,
    `change_move_without_other_class`, `late_no_seat`.
    """
    cohort = queries.get_cohort(by, cohort_code)
    by.must(Permission.ADJUSTMENTS_FILE, cohort.school_code)
    _check_words(wanted, evidence)
    if is_forbidden_transfer(
        kind=wanted.kind,
        ground=wanted.ground,
        on=localdate(at),
        year=cohort.campaign.year,
        profile=campaigns.profile_in_use(),
    ):
        refuse_by_rule(cohort, "transfer", by=by, at=at)
    facts = _facts_of(cohort, wanted, by, at)
    written = files.write(PAPER, [evidence])
    with audit.act():
        cohort = hold_cohort(
            cohort_code, by=by, permission=Permission.ADJUSTMENTS_FILE, states=tuple(CohortState)
        )
        request = ChangeRequest.objects.create(
            cohort=cohort,
            kind=wanted.kind,
            ground=wanted.ground,
            reason=wanted.reason.strip(),
            plan=wanted.plan.strip(),
            successor=wanted.successor.strip(),
            evidence=files.keep(written, at=at),
            begun_at=at,
            begun_by=by.ident,
            begun_by_name=by.name,
            **facts,
        )
        event = ChangeAsked(
            subject=_subject(request),
            change=request.kind,
            ground=request.ground,
            evidence=written.digest,
        )
        audit.record(event, by=by, at=at)
    return request


def submit_request(code: str, *, by: StaffActor, at: datetime) -> ChangeRequest:
    """Hand a request in, as the principal. Raises NotVisible, NotAllowed, StepRefused."""
    request = queries.get_request(by, code)
    by.must(Permission.ADJUSTMENTS_SUBMIT, request.school_code)
    return take_step(request, RequestStep.SUBMIT, by=by, at=at)


def withdraw_request(code: str, *, by: StaffActor, at: datetime) -> ChangeRequest:
    """Take back a request that the bureau does not have."""
    request = queries.get_request(by, code)
    by.must(Permission.ADJUSTMENTS_FILE, request.school_code)
    return take_step(request, RequestStep.WITHDRAW, by=by, at=at)


def examine_request(code: str, *, words: str, by: StaffActor, at: datetime) -> ChangeRequest:
    """Recommend a request, as the bureau's first person."""
    request = queries.get_request(by, code)
    by.must(Permission.ADJUSTMENTS_EXAMINE, request.school_code)
    with audit.act():
        request = take_step(request, RequestStep.EXAMINE, by=by, at=at)
        request.examined_words = words.strip()
        request.save(update_fields=["examined_words"])
    return request


def return_request(code: str, *, words: str, by: StaffActor, at: datetime) -> ChangeRequest:
    """Give a request back to the school, saying what lacks."""
    return _against(code, RequestStep.RETURN, words, by, at)


def refuse_request(code: str, *, words: str, by: StaffActor, at: datetime) -> ChangeRequest:
    """Refuse a request for good, saying why."""
    return _against(code, RequestStep.REFUSE, words, by, at)


def approve_request(
    code: str, *, words: str, paper_number: str, by: StaffActor, at: datetime
) -> ChangeRequest:
    """Approve as the bureau's second person: the request gets its number and is carried out.

    A move then waits for its draw. Raises NotVisible, NotAllowed (for who examined), StepRefused.
    """
    request = queries.get_request(by, code)
    by.must(Permission.ADJUSTMENTS_DECIDE, request.school_code)
    if by.ident in {request.examined_by, request.begun_by, request.submitted_by}:
        raise NotAllowed("second_person_is_the_first")
    if request.state == RequestState.EXAMINED:
        _check_still_possible(request)
    with audit.act():
        taken = queries.numbers_given(request.cohort.campaign)
        number = f"{request.cohort.campaign.year}-C{taken + 1:03d}"
        if request.state == RequestState.EXAMINED:
            ChangeRequest.objects.filter(pk=request.pk).update(
                number=number, paper_number=paper_number.strip(), decided_words=words.strip()
            )
        request = take_step(request, RequestStep.APPROVE, by=by, at=at)
        audit.record(ChangeNumbered(subject=_subject(request), number=number), by=by, at=at)
        has_ledger = _set_out(request, by, at)
    if has_ledger:
        _carry_out(request, at)
    return queries.get_request(by, code)


def carry_out_request(code: str, *, by: StaffActor, at: datetime) -> ChangeRequest:
    """Carry an approved request out once more, after something stood in its way."""
    request = queries.get_request(by, code)
    by.must(Permission.ADJUSTMENTS_DECIDE, request.school_code)
    if request.state != RequestState.APPROVED or request.change_code:
        raise StepRefused("request_needs_nothing", state=request.get_state_display())
    with audit.act():
        has_ledger = _set_out(request, by, at)
    if has_ledger:
        _carry_out(request, at)
    return queries.get_request(by, code)


def keep_form(code: str, *, by: StaffActor, at: datetime) -> ChangeRequest:
    """Print the approval form of a decided request and keep it; printed once, then the same."""
    request = queries.get_request(by, code)
    if request.form is not None:
        return request
    pdf = request_pdf(request, at=at)
    written = files.write(PAPER, [pdf])
    with audit.act():
        row = ChangeRequest.objects.select_for_update().get(pk=request.pk)
        is_over = row.state in {RequestState.DONE, RequestState.REFUSED}
        if row.form is None and is_over:
            row.form = files.keep(written, at=at)
            row.save(update_fields=["form"])
    return queries.get_request(by, code)


def look_up_student(
    cohort: Cohort, identity_number: str, *, by: StaffActor, at: datetime
) -> tuple[Standing, Placed]:
    """The student with exactly this number and his class; the look is written down.

    Raises JunhengError `student_not_in_classes`, StepRefused before the classes stand.
    """
    standing = standing_of(cohort)
    placed = standing.find(identity_number)
    with audit.act():
        event = StudentLookedUp(
            subject=Subject("cohort", cohort.code, cohort.school_code),
            found=int(placed is not None),
        )
        audit.record(event, by=by, at=at)
    if placed is None:
        raise JunhengError("student_not_in_classes")
    return standing, placed


def _check_words(wanted: Wanted, evidence: bytes) -> None:
    if wanted.ground not in GROUNDS.get(wanted.kind, ()):
        raise JunhengError("ground_not_for_this")
    if len(wanted.reason.strip()) < SHORTEST_REASON:
        raise JunhengError("reason_too_short", least=SHORTEST_REASON)
    if not evidence.startswith(b"%PDF-"):
        raise JunhengError("evidence_is_no_pdf")
    if wanted.kind == RequestKind.MERGE and not wanted.plan.strip():
        raise JunhengError("plan_missing")
    is_named = wanted.identity_number if wanted.kind in ABOUT_A_STUDENT else wanted.who
    if wanted.kind != RequestKind.MERGE and not is_named.strip():
        raise JunhengError("change_who_missing")


def _facts_of(cohort: Cohort, wanted: Wanted, by: StaffActor, at: datetime) -> dict[str, object]:
    """Who it is about, the class, and the effect on the balance."""
    if wanted.kind in ABOUT_A_STUDENT:
        standing, placed = look_up_student(cohort, wanted.identity_number, by=by, at=at)
        return {
            "who": placed.student.name,
            "sid": placed.student.sid,
            "class_before": standing.title_of(placed),
            "effects": _effects(standing, wanted.kind, placed),
        }
    if wanted.kind == RequestKind.TEACHER:
        return _teacher_facts(cohort, wanted)
    if wanted.kind == RequestKind.ADMIT:
        return {"who": wanted.who.strip()}
    standing = standing_of(cohort)
    return {"who": f"{len(standing.titles)} 个班", "class_before": f"{len(standing.titles)} 个班"}


def _effects(standing: Standing, kind: str, placed: Placed) -> list[list[str]]:
    unit, sid = standing.drawn.unit, placed.student.sid
    if kind == RequestKind.LEAVE:
        return effect_words(effects_of_leaving(unit, standing.placed, sid))
    check_room(unit, standing.placed, sid)
    return effect_words(worst_effects_of_moving(unit, standing.placed, sid), is_worst=True)


def _teacher_facts(cohort: Cohort, wanted: Wanted) -> dict[str, object]:
    """Raises StepRefused `teachers_not_filed`, `teacher_between_freeze_and_lots`, and others."""
    if cohort.state in _BETWEEN:
        raise StepRefused("teacher_between_freeze_and_lots")
    found = teachers.find_list(cohort)
    if found is None or not found.is_in_force:
        raise StepRefused("teacher_list_is_open")
    names, name = teachers.names_on(found), wanted.who.strip()
    if name not in names:
        raise StepRefused("teacher_not_on_list")
    if not wanted.successor.strip():
        raise JunhengError("successor_missing")
    replaced = len(teachers.replaced_on(found))
    successor = wanted.successor.strip()
    team = [one.name for one in teachers.team_members(found) if one.homeroom == name]
    stays = successor in team or name not in team
    return {
        "who": name,
        "class_before": _class_of_teacher(cohort, name),
        "effects": [
            ["学生名单、班级人数", "不变", "不变"],
            ["本年级已更换班主任", f"{replaced} 人", f"{replaced + 1} 人"],
            ["该班任课教师", f"{len(team)} 人", "不变" if stays else "班主任的学科随之接任"],
            *(list(row) for row in homeroom_effects(cohort, name, successor)),
        ],
    }


def _class_of_teacher(cohort: Cohort, name: str) -> str:
    from junheng.apps.assignment.services.folders import read_ceremony  # noqa: PLC0415
    from junheng.ceremony.lots import final_classes  # noqa: PLC0415

    session = queries.session_of(cohort)
    if session is None or cohort.state not in _AFTER_LOTS:
        return "尚未抽签"
    ceremony = read_ceremony(session)
    unit = next(one for one in ceremony.frozen.units if one.unit == cohort.unit)
    titles = {one.teacher_name: one.title for one in final_classes(ceremony, unit)}
    return titles.get(name, "接任教师")


def _check_still_possible(request: ChangeRequest) -> None:
    """What was possible when it was asked for may not be so any more."""
    if request.kind in ABOUT_A_STUDENT:
        standing = standing_of(request.cohort)
        if request.sid not in {one.student.sid for one in standing.placed}:
            raise JunhengError("student_not_in_classes")
        if request.kind == RequestKind.MOVE:
            check_room(standing.drawn.unit, standing.placed, request.sid)
    if request.kind == RequestKind.TEACHER and request.cohort.state in _BETWEEN:
        raise StepRefused("teacher_between_freeze_and_lots")


def _set_out(request: ChangeRequest, by: StaffActor, at: datetime) -> bool:
    """Do at once what needs no ledger; otherwise write down that it is underway."""
    cohort = request.cohort
    is_before = request.kind == RequestKind.TEACHER and cohort.state in _BEFORE_FREEZE
    if request.kind == RequestKind.ADMIT or is_before:
        if is_before:
            teacher_acts.replace_teacher(
                cohort,
                name=request.who,
                successor=request.successor,
                change=request.code,
                consent_number=request.number,
                by=by,
                at=at,
            )
        take_step(request, RequestStep.CARRY_OUT, by=by, at=at)
        return False
    session = queries.session_of(cohort)
    if session is None:
        raise StepRefused("classes_stand_later", state=CohortState(cohort.state).label)
    undertake(session, Act.CHANGE, by=by, at=at, given={"request": request.code})
    return True


def _carry_out(request: ChangeRequest, at: datetime) -> None:
    session = queries.session_of(request.cohort)
    if session is not None:
        carry_out(session.code, at=at)


def _against(
    code: str, step: RequestStep, words: str, by: StaffActor, at: datetime
) -> ChangeRequest:
    request = queries.get_request(by, code)
    needed = (
        Permission.ADJUSTMENTS_DECIDE
        if request.state == RequestState.EXAMINED
        else Permission.ADJUSTMENTS_EXAMINE
    )
    by.must(needed, request.school_code)
    if not words.strip():
        raise JunhengError("reason_needed")
    with audit.act():
        request = take_step(request, step, by=by, at=at)
        request.decided_words = words.strip()
        changed = ["decided_words"]
        if step == RequestStep.RETURN:
            for stamp in ("submitted", "examined"):
                setattr(request, f"{stamp}_at", None)
                setattr(request, f"{stamp}_by", "")
                changed += [f"{stamp}_at", f"{stamp}_by"]
        request.save(update_fields=changed)
    return request


def _subject(request: ChangeRequest) -> Subject:
    return Subject("changerequest", request.code, request.school_code)


def kinds_for(cohort: Cohort) -> Sequence[RequestKind]:
    """What can be asked for at a cohort in its state."""
    if cohort.state in queries.AFTER_EFFECT:
        return tuple(RequestKind)
    return (RequestKind.TEACHER,)
