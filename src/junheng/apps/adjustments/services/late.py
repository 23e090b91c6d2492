"""Late arrivals: collected in a batch, frozen, posted, drawn; nobody chooses a class (SG1 §9)."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.utils.timezone import localdate

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.events import (
    ArrivalsWritten,
    ArrivalTakenOut,
    ForcedCountersigned,
)
from junheng.apps.adjustments.models import ChangeRequest, LateBatch
from junheng.apps.adjustments.rules.forbidden import is_forbidden_arrival
from junheng.apps.adjustments.services.forbidden import refuse
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.adjustments.states import BatchState, BatchStep, RequestKind, RequestState
from junheng.apps.campaigns import queries as campaigns
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services import hold_cohort
from junheng.apps.campaigns.states import CohortState
from junheng.apps.students.models import Student as StudentRow
from junheng.apps.students.services.imports import read_for
from junheng.apps.students.services.late import write_down
from junheng.ceremony.names_on_paper import with_unprintable_names
from junheng.core.access import NotVisible, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author, Subject
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError
from junheng.profiles import Stage
from junheng.rosters import RosterReading, SchoolRoster, Student, read_sheets
from junheng.tabular import Cell, Fault, Sheet

TYPED_SHEET = "补录登记"


def open_batch(
    cohort_code: str,
    *,
    reason: int,
    registered_on: date,
    permit: str = "",
    by: StaffActor,
    at: datetime,
) -> LateBatch:
    """Begin a batch; there is one at a time.

    `permit` is the code of an approved request for a transfer in the first term. Raises
    NotVisible, NotAllowed, StepRefused (the rule of transfers, `late_batch_at_work`, the state),
    JunhengError `registered_in_future`.
    """
    cohort = queries.get_cohort(by, cohort_code)
    by.must(Permission.ADJUSTMENTS_FILE, cohort.school_code)
    _refuse_before_effect(cohort)
    if registered_on > localdate(at):
        raise JunhengError("registered_in_future")
    allowed = _permit(cohort, permit) if permit else None
    if is_forbidden_arrival(
        reason=reason,
        on=registered_on,
        year=cohort.campaign.year,
        profile=campaigns.profile_in_use(),
        has_permit=allowed is not None,
    ):
        refuse(cohort, "transfer", by=by, at=at)
    with audit.act():
        cohort = _held(cohort_code, by)
        if LateBatch.objects.filter(
            cohort=cohort, state__in=[BatchState.COLLECTING, BatchState.FROZEN]
        ).exists():
            raise StepRefused("late_batch_at_work")
        return LateBatch.objects.create(
            cohort=cohort,
            reason=reason,
            registered_on=registered_on,
            permit=allowed,
            begun_at=at,
            begun_by=by.ident,
        )


def add_from_file(
    code: str, *, name: str, content: bytes, by: StaffActor, at: datetime
) -> RosterReading:
    """Add the arrivals on a sheet; nothing is written while the reading has faults.

    Raises what reading raises, `late_student_known`, StepRefused.
    """
    batch = _mine(code, by)
    reading = with_unprintable_names(read_for(batch.cohort, name, content, today=localdate(at)))
    digest = hashlib.sha256(content).hexdigest()
    return _add(batch, reading, digest, by=by, at=at)


def add_typed(
    code: str, values: Mapping[str, str], *, by: StaffActor, at: datetime
) -> RosterReading:
    """Add one arrival as typed, read as a sheet with this one row would be.

    `values` are texts by the headings of a roster. Raises as `add_from_file`.
    """
    batch = _mine(code, by)
    rows = (
        tuple(Cell(title) for title in values),
        tuple(Cell(text or None) for text in values.values()),
    )
    reading = read_sheets(
        [Sheet(TYPED_SHEET, rows=rows)],
        campaigns.profile_in_use(),
        today=localdate(at),
        file_stem=TYPED_SHEET,
        file_name=TYPED_SHEET,
        stage=Stage(batch.cohort.stage),
    )
    return _add(batch, with_unprintable_names(reading), "", by=by, at=at)


def take_out(code: str, row: int, *, by: StaffActor, at: datetime) -> LateBatch:
    """Take an arrival out of a batch that is not frozen; raises NotVisible for no such row."""
    with audit.act():
        batch = _collecting(code, by)
        _without(batch, lambda student: student.row == row, by=by, at=at)
    return batch


def give_up_arrival(arrival: StudentRow, by: Author, at: datetime) -> None:
    """Take an arrival out of the batch that is collected, as the bureau decided; raises NotVisible.

    Inside the act of the decision.
    """
    batch = (
        LateBatch.objects.select_for_update(of=("self",))
        .select_related("cohort__school", "cohort__campaign")
        .filter(cohort=arrival.cohort_id, state=BatchState.COLLECTING)
        .first()
    )
    if batch is None:
        raise NotVisible
    number = arrival.identity_number
    _without(batch, lambda student: student.identity_number == number, by=by, at=at)


def drop_batch(code: str, *, by: StaffActor, at: datetime) -> LateBatch:
    """Give an unfrozen batch up; its list goes with it."""
    with audit.act():
        batch = _collecting(code, by)
        batch.roster, batch.student_count = "", 0
        batch.save(update_fields=["roster", "student_count"])
        write_down(batch.cohort, (), by=by, at=at)
        return take_step(batch, BatchStep.DROP, by=by, at=at)


def countersign(code: str, *, hole_reason: str, by: StaffActor, at: datetime) -> LateBatch:
    """Sign as the inspector that there is no choice, with the reason of the hole, for the public.

    Raises NotVisible, NotAllowed, StepRefused, JunhengError `reason_needed`.
    """
    if not hole_reason.strip():
        raise JunhengError("reason_needed")
    batch = queries.get_batch(by, code)
    by.must(Permission.ADJUSTMENTS_COUNTERSIGN, batch.school_code)
    with audit.act():
        batch = LateBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state != BatchState.FROZEN or not batch.needs_countersign:
            raise StepRefused("late_batch_needs_no_signature")
        batch.hole_reason = hole_reason.strip()
        batch.countersigned_at = at
        batch.countersigned_by, batch.countersigned_by_name = by.ident, by.name
        batch.save()
        audit.record(ForcedCountersigned(subject=_subject(batch)), by=by, at=at)
    return batch


def _add(
    batch: LateBatch, reading: RosterReading, digest: str, *, by: StaffActor, at: datetime
) -> RosterReading:
    if not reading.is_acceptable:
        return reading
    if len(reading.schools) > 1:
        raise JunhengError("late_one_sheet")
    found = reading.schools[0]
    known = standing_of(batch.cohort)
    for student in found.students:
        if known.find(student.identity_number) is not None:
            raise JunhengError("late_student_known", sheet=student.sheet, row=student.row)
    with audit.act():
        batch = _collecting(batch.code, by)
        merged = _merged(queries.roster_of(batch), found)
        faults = _repeated(merged)
        if faults:
            return replace(reading, faults=faults)
        batch.roster = queries.roster_as_text(merged)
        batch.student_count = len(merged.students)
        batch.save(update_fields=["roster", "student_count"])
        event = ArrivalsWritten(
            subject=_subject(batch),
            added=len(found.students),
            students=batch.student_count,
            file_digest=digest,
        )
        audit.record(event, by=by, at=at)
        write_down(batch.cohort, merged.students, by=by, at=at)
    return reading


def _without(
    batch: LateBatch, goes: Callable[[Student], bool], *, by: Author, at: datetime
) -> None:
    """Write the list without somebody; raises NotVisible where he is not on it."""
    school = queries.roster_of(batch)
    left = tuple(one for one in school.students if not goes(one)) if school else ()
    if school is None or len(left) == len(school.students):
        raise NotVisible
    left = _numbered(left)
    batch.roster = queries.roster_as_text(replace(school, students=left)) if left else ""
    batch.student_count = len(left)
    batch.save(update_fields=["roster", "student_count"])
    event = ArrivalTakenOut(subject=_subject(batch), students=len(left))
    audit.record(event, by=by, at=at)
    write_down(batch.cohort, left, by=by, at=at)


def _merged(held: SchoolRoster | None, found: SchoolRoster) -> SchoolRoster:
    if held is None:
        return replace(found, students=_numbered(found.students), multiple_births=())
    both = tuple(name for name in held.attributes if name in found.attributes)
    students = _numbered((*held.students, *found.students))
    return replace(held, attributes=both, students=students, multiple_births=())


def _numbered(students: tuple[Student, ...]) -> tuple[Student, ...]:
    return tuple(
        replace(student, row=number, sheet=TYPED_SHEET, multiple_birth=None)
        for number, student in enumerate(students, start=1)
    )


def _repeated(school: SchoolRoster) -> tuple[Fault, ...]:
    first: dict[str, int] = {}
    return tuple(
        Fault(TYPED_SHEET, student.row, "身份证号", "late_student_twice")
        for student in school.students
        if first.setdefault(student.identity_number, student.row) != student.row
    )


def _permit(cohort: Cohort, code: str) -> ChangeRequest:
    found = ChangeRequest.objects.filter(
        cohort=cohort, code=code, kind=RequestKind.ADMIT, state=RequestState.DONE
    ).first()
    if found is None:
        raise NotVisible
    return found


def _mine(code: str, by: StaffActor) -> LateBatch:
    batch = queries.get_batch(by, code)
    by.must(Permission.ADJUSTMENTS_FILE, batch.school_code)
    if batch.state != BatchState.COLLECTING:
        raise StepRefused("late_batch_is_frozen", state=batch.get_state_display())
    return batch


def _collecting(code: str, by: StaffActor) -> LateBatch:
    batch = _mine(code, by)
    _held(batch.cohort.code, by)
    locked = LateBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != BatchState.COLLECTING:
        raise StepRefused("late_batch_is_frozen", state=locked.get_state_display())
    return locked


def _held(cohort_code: str, by: StaffActor) -> Cohort:
    return hold_cohort(
        cohort_code, by=by, permission=Permission.ADJUSTMENTS_FILE, states=queries.AFTER_EFFECT
    )


def _refuse_before_effect(cohort: Cohort) -> None:
    if cohort.state not in queries.AFTER_EFFECT:
        label = CohortState(cohort.state).label
        raise StepRefused("classes_stand_later", state=label)


def _subject(batch: LateBatch) -> Subject:
    return Subject("latebatch", batch.code, batch.school_code)
