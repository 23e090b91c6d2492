"""What is done in the folder of a session; each act may be done again after a power cut.

The folder comes first; then the row of this application follows it, which is why a row that has
come further already is left as it is.
"""

from dataclasses import replace

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.models import ChangeRequest, LateBatch, RollCheck
from junheng.apps.adjustments.services.papers import effect_words
from junheng.apps.adjustments.services.standing import class_titles
from junheng.apps.adjustments.states import (
    BatchState,
    BatchStep,
    CheckState,
    CheckStep,
    RequestKind,
    RequestState,
    RequestStep,
)
from junheng.apps.assignment.services.performing import SOFTWARE, Work, declare_performer
from junheng.apps.assignment.services.undertaking import Undertaker
from junheng.apps.assignment.states import Act
from junheng.apps.campaigns import queries as campaigns
from junheng.apps.students.services.doubles import look_again
from junheng.apps.students.services.late import keep_late
from junheng.apps.teachers import services as teachers
from junheng.ceremony.changes import (
    Change,
    Kind,
    draw_move,
    effects_between,
    load_changes,
    placed_now,
    record_change,
)
from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.finished import finished_draw, publish_after
from junheng.ceremony.late import draw_batch, freeze_batch
from junheng.ceremony.late_batches import load_batches
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.printing import Press, print_after
from junheng.ceremony.reconciling import record_reconciliation
from junheng.core.audit import services as audit
from junheng.core.workflow.services import take_step
from junheng.engine.assignment.late import late_tokens
from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import document_hash
from junheng.rosters import attribute_codes

_KINDS: dict[str, Kind] = {
    RequestKind.MOVE: "move",
    RequestKind.LEAVE: "leave",
    RequestKind.MERGE: "merge",
    RequestKind.TEACHER: "teacher",
}


def _freeze_late(ceremony: Ceremony, work: Work) -> None:
    batch = _batch(work)
    unit = batch.cohort.unit
    school = queries.roster_of(batch)
    if school is None:
        raise JunhengError("late_batch_empty")
    frozen = freeze_batch(
        ceremony,
        finished_draw(ceremony, unit),
        school,
        attribute_codes(school, campaigns.profile_in_use()),
        registered=batch.registered_on,
        reason=batch.reason,
    )
    publish_after(ceremony, unit)
    document = frozen.document
    tokens = late_tokens(
        frozen.sizes_before,
        len(frozen.students),
        int(document["maxdiff"]),
        int(document["cap"]),
    )
    with audit.act():
        row = LateBatch.objects.select_for_update().get(pk=batch.pk)
        if row.state == BatchState.COLLECTING:
            row.number = frozen.number
            row.late_code = document_hash(ceremony.frozen.suite, document)
            row.sizes = list(frozen.sizes_before)
            row.tokens = [tokens.count(index) for index in range(len(row.sizes))]
            row.is_forced = len(set(tokens)) == 1
            row.save(update_fields=["number", "late_code", "sizes", "tokens", "is_forced"])
            take_step(row, BatchStep.FREEZE, by=_by(work), at=work.surroundings.now())
            keep_late(batch.cohort, school.students, at=work.surroundings.now())


def _draw_late(ceremony: Ceremony, work: Work) -> None:
    row = _batch(work)
    drawn = finished_draw(ceremony, row.cohort.unit)
    batch = next(
        one
        for one in load_batches(ceremony)
        if document_hash(ceremony.frozen.suite, one.document) == row.late_code
    )
    draw_batch(ceremony, batch, public=work.given["public"], envelopes=work.given["cards"])
    publish_after(ceremony, drawn.unit.unit)
    press = Press(work.surroundings, SOFTWARE)
    print_after(ceremony, press, {"LATE_DRAW"}, [drawn])
    with audit.act():
        row = LateBatch.objects.select_for_update().get(pk=row.pk)
        if row.state == BatchState.FROZEN:
            take_step(row, BatchStep.DRAW, by=_by(work), at=work.surroundings.now())


def _record_change(ceremony: Ceremony, work: Work) -> None:
    request = _request(work)
    drawn = finished_draw(ceremony, request.cohort.unit)
    change = record_change(
        ceremony, drawn, kind=_KINDS[request.kind], approval=request.number, sid=request.sid
    )
    publish_after(ceremony, drawn.unit.unit)
    with audit.act():
        row = ChangeRequest.objects.select_for_update().get(pk=request.pk)
        if row.change_code:
            return
        row.change_code = change.code
        row.save(update_fields=["change_code"])
        if row.kind != RequestKind.MOVE:
            _carry_out_row(row, work)


def _carry_out_row(row: ChangeRequest, work: Work) -> None:
    """The end of a request that nothing else has to be drawn for."""
    by, at = _by(work), work.surroundings.now()
    if row.kind == RequestKind.TEACHER:
        teachers.replace_teacher(
            row.cohort,
            name=row.who,
            successor=row.successor,
            change=row.code,
            consent_number=row.number,
            by=by,
            at=at,
        )
    take_step(row, RequestStep.CARRY_OUT, by=by, at=at)
    if row.kind == RequestKind.LEAVE:
        look_again(row.cohort, by=by, at=at)  # another school may be waiting for this child


def _draw_move(ceremony: Ceremony, work: Work) -> None:
    request = _request(work)
    drawn = finished_draw(ceremony, request.cohort.unit)
    change = next(
        one for one in load_changes(ceremony, drawn.unit) if one.code == request.change_code
    )
    placed = draw_move(
        ceremony, change, public=work.given["public"], envelopes=work.given["cards"]
    ).placed
    publish_after(ceremony, drawn.unit.unit)
    with audit.act():
        row = ChangeRequest.objects.select_for_update().get(pk=request.pk)
        if row.state == RequestState.APPROVED and placed is not None:
            row.class_after = class_titles(ceremony, drawn.unit)[placed]
            row.effects = _effects_of_move(ceremony, drawn, change)
            row.save(update_fields=["class_after", "effects"])
            take_step(row, RequestStep.CARRY_OUT, by=_by(work), at=work.surroundings.now())


def _effects_of_move(ceremony: Ceremony, drawn: UnitDraw, change: Change) -> list[list[str]]:
    """What the move that was drawn did to the balance, in the place of what it could do."""
    now = placed_now(ceremony, drawn)
    before = [
        replace(one, class_index=change.left)
        if one.student.sid == change.sid and change.left is not None
        else one
        for one in now
    ]
    return effect_words(effects_between(drawn.unit, before, now))


def _reconcile(ceremony: Ceremony, work: Work) -> None:
    check = RollCheck.objects.select_related("cohort__school", "cohort__campaign").get(
        code=work.given["check"]
    )
    unit = check.cohort.unit
    finished_draw(ceremony, unit)  # what was compared with the roll must be what was drawn
    record_reconciliation(
        ceremony,
        unit,
        compared=check.compared_count,
        mismatched=check.differences.count(),
        report=work.given["report"],
    )
    publish_after(ceremony, unit)
    with audit.act():
        row = RollCheck.objects.select_for_update().get(pk=check.pk)
        if row.state == CheckState.OPEN:
            take_step(row, CheckStep.APPROVE, by=_by(work), at=work.surroundings.now())


def _by(work: Work) -> Undertaker:
    return Undertaker.of(work.session)


def _batch(work: Work) -> LateBatch:
    return LateBatch.objects.select_related("cohort__school", "cohort__campaign").get(
        code=work.given["batch"]
    )


def _request(work: Work) -> ChangeRequest:
    return ChangeRequest.objects.select_related("cohort__school", "cohort__campaign").get(
        code=work.given["request"]
    )


declare_performer(Act.LATE_FREEZE, _freeze_late)
declare_performer(Act.LATE_DRAW, _draw_late)
declare_performer(Act.CHANGE, _record_change)
declare_performer(Act.MOVE, _draw_move)
declare_performer(Act.RECONCILE, _reconcile)
