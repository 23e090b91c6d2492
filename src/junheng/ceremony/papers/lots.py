"""The papers that follow the homeroom lots: the filled form, slips with class and teacher."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.lots import LotsRecord, lots_of
from junheng.ceremony.papers.blanks import HOMEROOM_LOTS, blank_homeroom_lots
from junheng.ceremony.papers.facts import LOTS_STEP, Sitting, UnitDone, form_file, letterhead
from junheng.ceremony.papers.slips import ClassName, unit_slips
from junheng.ceremony.representatives import representatives_of
from junheng.engine.record.paper import paper_lines
from junheng.reporting.forms.lots import GroupLot, HomeroomLots, TeacherLot, homeroom_lots_pdf


def lots_papers(sitting: Sitting, draws: Sequence[UnitDraw], done: UnitDone) -> dict[str, bytes]:
    """For every school whose lots are recorded: the form, and the slips once more."""
    files: dict[str, bytes] = {}
    for drawn in draws:
        record = lots_of(sitting.ceremony, drawn.unit)
        if record is None:
            continue
        form = _filled(sitting, drawn, record)
        files[form_file(LOTS_STEP, HOMEROOM_LOTS, drawn.unit)] = homeroom_lots_pdf(form)
        files |= unit_slips(sitting, drawn, class_names(record), LOTS_STEP)
        done(drawn.unit)
    return files


def class_names(record: LotsRecord) -> dict[int, ClassName]:
    """What each class is called after the lots, by its index in the draw, 1班 first."""
    return {
        int(one.group.removeprefix("G")) - 1: ClassName(one.title, one.teacher_name)
        for one in record.classes
    }


def _filled(sitting: Sitting, drawn: UnitDraw, record: LotsRecord) -> HomeroomLots:
    ceremony, unit = sitting.ceremony, drawn.unit
    class_of = {one.teacher: one.title for one in record.classes}
    representatives = representatives_of(ceremony, unit)
    return replace(
        blank_homeroom_lots(sitting, drawn),
        letterhead=letterhead(sitting, unit, after="LOTS", result_code=drawn.code),
        groups=tuple(GroupLot(group, lot) for group, lot in record.group_lots),
        teachers=tuple(
            TeacherLot(name, lot, class_of[label]) for label, name, lot in record.teacher_lots
        ),
        lots_code_lines=paper_lines(record.code),
        order=representatives.order if representatives else (),
        swaps=record.swaps,
        seed_lines=record.seed_lines,
        drawn_at=datetime.fromisoformat(record.at),
    )
