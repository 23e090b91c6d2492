"""The papers of late arrivals: what came out of the bag, and a slip for each family."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.late import REASONS
from junheng.ceremony.late_batches import LateBatch, load_batches
from junheng.ceremony.lots import lots_of
from junheng.ceremony.papers.blanks import LATE_LOTS
from junheng.ceremony.papers.facts import (
    LATE_STEP,
    Sitting,
    UnitDone,
    class_titles,
    form_file,
    letterhead,
)
from junheng.ceremony.papers.lots import class_names
from junheng.ceremony.papers.slips import SLIP, ClassName
from junheng.engine.assignment.late import late_tokens
from junheng.engine.record.canonical import canonical_bytes, document_hash
from junheng.engine.record.documents import late_slip_document
from junheng.engine.record.merkle import document_leaf
from junheng.engine.record.paper import paper_lines
from junheng.reporting.forms import Letterhead
from junheng.reporting.forms.late_lots import Arrival, BagClass, LateLots, late_lots_pdf
from junheng.reporting.forms.slips import Slip, Slips, slips_pdf
from junheng.reporting.masking import mask_name


def late_papers(sitting: Sitting, draws: Sequence[UnitDraw], done: UnitDone) -> dict[str, bytes]:
    """For every batch of these units that was drawn: the form and the slips."""
    drawn_of = {drawn.unit.unit: drawn for drawn in draws}
    files: dict[str, bytes] = {}
    for batch in load_batches(sitting.ceremony):
        if batch.placed and batch.unit in drawn_of:
            files |= _batch_papers(sitting, drawn_of[batch.unit], batch)
            done(drawn_of[batch.unit].unit)
    return files


def _batch_papers(sitting: Sitting, drawn: UnitDraw, batch: LateBatch) -> dict[str, bytes]:
    unit, frozen = drawn.unit, sitting.frozen
    names = {index: ClassName(title) for index, title in enumerate(class_titles(unit))}
    lots = lots_of(sitting.ceremony, unit)
    if lots is not None:
        names = class_names(lots)
    head = letterhead(sitting, unit, after="LATE_DRAW", result_code=drawn.code)
    code_lines = paper_lines(document_hash(frozen.suite, batch.document))
    slips = Slips(
        head, _slips(sitting, batch, names), "补录码", code_lines, is_split_by_class=False
    )
    number = f"第{batch.number}批"
    return {
        form_file(LATE_STEP, LATE_LOTS + number, unit): late_lots_pdf(
            _late_lots(sitting, batch, names, head)
        ),
        form_file(LATE_STEP, SLIP + number, unit): slips_pdf(slips),
    }


def _late_lots(
    sitting: Sitting, batch: LateBatch, names: Mapping[int, ClassName], head: Letterhead
) -> LateLots:
    document, frozen = batch.document, sitting.frozen
    tokens = late_tokens(
        batch.sizes_before, len(batch.students), int(document["maxdiff"]), int(document["cap"])
    )
    # They draw in the order of their leaves, which says nothing about them (SG1 §9).
    in_order = sorted(
        zip(batch.students, batch.placed, strict=True),
        key=lambda pair: document_leaf(frozen.suite, dict(pair[0].leaf)),
    )
    return LateLots(
        letterhead=head,
        classes=tuple(
            BagClass(
                name.title,
                batch.sizes_before[index],
                tokens.count(index),
                batch.placed.count(index),
            )
            for index, name in names.items()
        ),
        arrivals=tuple(
            Arrival(mask_name(student.name), student.sid, names[index].title)
            for student, index in in_order
        ),
        signature_roles=tuple(frozen.profile["supervisor_roles"]),
        batch=batch.number,
        late_code_lines=paper_lines(document_hash(frozen.suite, document)),
        registered_on=date.fromisoformat(str(batch.registered)),
        reason=REASONS[batch.reason],
        seed_lines=batch.lines,
        is_forced=batch.is_forced,
        drawn_at=datetime.fromisoformat(batch.at),
    )


def _slips(sitting: Sitting, batch: LateBatch, names: Mapping[int, ClassName]) -> tuple[Slip, ...]:
    code = document_hash(sitting.frozen.suite, batch.document)
    return tuple(
        Slip(
            name=student.name,
            registration=student.sid,
            class_title=name.title,
            number=number,
            content=canonical_bytes(late_slip_document(late=code, roster_leaf=student.leaf)),
            homeroom_teacher=name.homeroom_teacher,
        )
        for index, name in names.items()
        for number, student in enumerate(
            (
                one
                for one, place in zip(batch.students, batch.placed, strict=True)
                if place == index
            ),
            start=batch.sizes_before[index] + 1,
        )
    )
