"""The comparison with the registered roll, worked off one by one until none is open (XJ-01)."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.columns import COLUMNS
from junheng.apps.adjustments.events import DifferenceDecided, RollCompared
from junheng.apps.adjustments.models import (
    PAPER,
    ROLL_FILES,
    ChangeRequest,
    Difference,
    LateBatch,
    RollCheck,
)
from junheng.apps.adjustments.rules.comparison import (
    Comparison,
    ResultChild,
    RollChild,
    compare,
)
from junheng.apps.adjustments.services.papers import differences_pdf
from junheng.apps.adjustments.services.standing import Standing, standing_of
from junheng.apps.adjustments.states import (
    DECISIONS,
    BatchState,
    CheckState,
    CheckStep,
    Decision,
    RequestKind,
    RequestState,
)
from junheng.apps.assignment.services.undertaking import carry_out, undertake
from junheng.apps.assignment.states import Act
from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services import hold_cohort
from junheng.apps.students import services as students
from junheng.ceremony.late_batches import load_batches
from junheng.ceremony.reconciling import is_committed
from junheng.core.access import NotAllowed, Permission, StaffActor, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.files import services as files
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import document_hash
from junheng.rosters import Student
from junheng.tabular import Fault, Table, read_table, read_workbook

SHORTEST_NOTE = 2
_TAIL = 4


@dataclass(frozen=True)
class Uploaded:
    """What came of an upload: a comparison, or the faults that stand against it."""

    check: RollCheck | None
    faults: tuple[Fault, ...] = ()


def compare_roll(
    cohort_code: str, *, name: str, content: bytes, by: StaffActor, at: datetime
) -> Uploaded:
    """Compare an exported roll with the classes; an open comparison gives way to the new one.

    Raises NotVisible, NotAllowed, StepRefused, and JunhengError: `roll_file_kind_unknown`,
    `roll_without_own_students`, `registered_differs_from_freeze`, what reading raises.
    """
    cohort = queries.get_cohort(by, cohort_code)
    by.must(Permission.ADJUSTMENTS_FILE, cohort.school_code)
    standing = standing_of(cohort)
    table = _read(name, content)
    errors = tuple(fault for fault in table.faults if fault.severity == "error")
    if errors:
        return Uploaded(None, errors)
    found = compare(
        result_children(cohort, standing), roll_children(table), school=cohort.school.name
    )
    if found.elsewhere == len(table.rows):
        raise JunhengError("roll_without_own_students", school=cohort.school.name)
    written = files.write(ROLL_FILES[_suffix(name)], [content])
    with audit.act():
        cohort = hold_cohort(
            cohort_code, by=by, permission=Permission.ADJUSTMENTS_FILE, states=queries.AFTER_EFFECT
        )
        for older in RollCheck.objects.filter(cohort=cohort, state=CheckState.OPEN):
            take_step(older, CheckStep.REPLACE, by=by, at=at)
        check = RollCheck.objects.create(
            cohort=cohort,
            file=files.keep(written, at=at),
            compared_count=found.compared,
            agreeing_count=found.agreeing,
            elsewhere_count=found.elsewhere,
            compared_at=at,
            compared_by=by.ident,
            compared_by_name=by.name,
        )
        _write(check, found)
        event = RollCompared(
            subject=_subject(check),
            file_digest=written.digest,
            compared=found.compared,
            agreeing=found.agreeing,
            differences=len(found.differences),
        )
        audit.record(event, by=by, at=at)
    return Uploaded(check)


def decide(code: str, *, decision: str, note: str, by: StaffActor, at: datetime) -> Difference:
    """Work one difference off.

    Raises NotVisible, NotAllowed, StepRefused (`difference_is_decided`, `check_is_over`,
    `difference_without_leave`, `difference_without_late_batch`), JunhengError
    `decision_not_for_this`, `decision_note_missing`.
    """
    found = queries.get_difference(by, code)
    check = found.check_of
    by.must(Permission.ADJUSTMENTS_FILE, check.school_code)
    if decision not in DECISIONS[found.kind]:
        raise JunhengError("decision_not_for_this", kind=found.get_kind_display())
    if len(note.strip()) < SHORTEST_NOTE:
        raise JunhengError("decision_note_missing")
    with audit.act():
        held = RollCheck.objects.select_for_update().get(pk=check.pk)
        if held.state != CheckState.OPEN:
            raise StepRefused("check_is_over", state=held.get_state_display())
        found = Difference.objects.select_for_update().get(pk=found.pk)
        if found.decision:
            raise StepRefused("difference_is_decided", who=found.decided_by_name)
        _refuse_unfounded(check.cohort, found.name, decision)
        found.decision, found.note = decision, note.strip()
        found.decided_at, found.decided_by, found.decided_by_name = at, by.ident, by.name
        found.save()
        event = DifferenceDecided(
            subject=_subject(check), number=found.number, difference=found.kind, decision=decision
        )
        audit.record(event, by=by, at=at)
    return found


def approve_check(code: str, *, by: StaffActor, at: datetime) -> RollCheck:
    """Pass a comparison with nothing open: printed, kept, and recorded in the session's ledger.

    Raises NotVisible, NotAllowed (also for who compared), StepRefused `differences_open`.
    """
    check = queries.get_check(by, code)
    by.must(Permission.ADJUSTMENTS_DECIDE, check.school_code)
    if check.compared_by == by.ident:
        raise NotAllowed("second_person_is_the_first")
    _refuse_open(check)
    pdf = differences_pdf(check, at=at, approved_by=by.name)
    written = files.write(PAPER, [pdf])
    session = queries.session_of(check.cohort)
    if session is None:
        raise StepRefused("classes_stand_later", state=check.cohort.get_state_display())
    with audit.act():
        held = RollCheck.objects.select_for_update().get(pk=check.pk)
        _refuse_open(held)
        held.form = files.keep(written, at=at)
        held.save(update_fields=["form"])
        given = {"check": check.code, "report": written.digest}
        undertake(session, Act.RECONCILE, by=by, at=at, given=given)
    carry_out(session.code, at=at)
    return queries.get_check(by, code)


def result_children(cohort: Cohort, standing: Standing) -> list[ResultChild]:
    """The children of the classes with what the school registered of them.

    What was registered must be what was frozen: raises `registered_differs_from_freeze`.
    """
    frozen = standing.ceremony.frozen
    rosters: dict[str, Student] = {}
    first = {str(one.row): one for one in students.school_roster(cohort).students}
    for one in standing.drawn.unit.students:
        rosters[one.sid] = first[str(one.row)]
    late = {batch.late_code: batch for batch in LateBatch.objects.filter(cohort=cohort)}
    for batch in load_batches(standing.ceremony):
        row = late.get(document_hash(frozen.suite, batch.document))
        school = queries.roster_of(row) if row else None
        by_row = {student.row: student for student in school.students} if school else {}
        rosters |= {one.sid: by_row[one.row] for one in batch.students if one.row in by_row}
    children = []
    for placed in standing.placed:
        student = rosters.get(placed.student.sid)
        if student is None or not is_committed(frozen, placed.student, student.identity_number):
            raise JunhengError("registered_differs_from_freeze", row=placed.student.row)
        children.append(
            ResultChild(
                name=placed.student.name,
                identity_number=student.identity_number,
                birth_date=student.birth_date,
                gender=student.gender,
                school_class=standing.title_of(placed),
                registration=student.registration_number or "",
            )
        )
    return children


def roll_children(table: Table) -> list[RollChild]:
    """The rows of the roll."""
    return [_roll_child(row.number, row.values) for row in table.rows]


def _roll_child(number: int, values: Mapping[str, Any]) -> RollChild:
    return RollChild(
        row=number,
        name=values["name"],
        identity_number=values.get("identity_number") or "",
        registry_number=values.get("registry_number") or "",
        birth_date=values.get("birth_date"),
        gender=values.get("gender"),
        school=values.get("school") or "",
        school_class=values.get("school_class") or "",
    )


def _read(name: str, content: bytes) -> Table:
    """The first sheet with the columns of a roll; of none the faults of the first sheet."""
    with tempfile.TemporaryDirectory(prefix="junheng-") as folder:
        # The name on disk is ours: what a browser sends is never a path here.
        file = Path(folder) / f"upload{_suffix(name)}"
        file.write_bytes(content)
        try:
            workbook = read_workbook(file)
        except JunhengError as error:
            raise JunhengError(error.code, **{**error.params, "file": name}) from error
    tables = [read_table(sheet, COLUMNS) for sheet in workbook.sheets if sheet.is_visible]
    return next((table for table in tables if table.rows), tables[0])


def _suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    if suffix not in ROLL_FILES:
        raise JunhengError("roll_file_kind_unknown")
    return suffix


def _write(check: RollCheck, found: Comparison) -> None:
    Difference.objects.bulk_create(
        Difference(
            check_of=check,
            number=number,
            kind=one.kind,
            name=one.name,
            identity_tail=one.identity_number[-_TAIL:],
            row=one.row,
            result_place=one.result_place[:80],
            registry_place=one.registry_place[:80],
        )
        for number, one in enumerate(found.differences, start=1)
    )


def _refuse_unfounded(cohort: Cohort, name: str, decision: str) -> None:
    """A decision that points to a procedure needs that procedure to be done."""
    if decision == Decision.LEFT:
        done = ChangeRequest.objects.filter(
            cohort=cohort, kind=RequestKind.LEAVE, state=RequestState.DONE
        )
        if not any(one.who == name for one in done):
            raise StepRefused("difference_without_leave")
    if decision == Decision.PLACED_LATE and name not in _placed_late(cohort):
        raise StepRefused("difference_without_late_batch")


def _placed_late(cohort: Cohort) -> set[str]:
    names: set[str] = set()
    for batch in LateBatch.objects.filter(cohort=cohort, state=BatchState.DRAWN):
        school = queries.roster_of(batch)
        names |= {student.name for student in school.students} if school else set()
    return names


def _refuse_open(check: RollCheck) -> None:
    if check.state != CheckState.OPEN:
        raise StepRefused("check_is_over", state=check.get_state_display())
    left = queries.open_count(check)
    if left:
        raise StepRefused("differences_open", count=left)


def _subject(check: RollCheck) -> Subject:
    return Subject("rollcheck", check.code, check.school_code)
