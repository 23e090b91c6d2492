"""The parents' slips of a draw, and again with class and homeroom teacher after the lots."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.papers.facts import (
    RESULT_STEP,
    Sitting,
    UnitDone,
    class_titles,
    form_file,
)
from junheng.ceremony.papers.result import result_letterhead
from junheng.engine.record.canonical import canonical_bytes
from junheng.engine.record.documents import slip_document
from junheng.engine.record.paper import paper_lines
from junheng.reporting.forms.slips import Slip, Slips, slip_batches, slips_pdf

SLIP = "家长凭条"


@dataclass(frozen=True)
class ClassName:
    """What a class is called on the slips: its group, or class and teacher after the lots."""

    title: str
    homeroom_teacher: str = ""


def slip_papers(sitting: Sitting, draws: Sequence[UnitDraw], done: UnitDone) -> dict[str, bytes]:
    """The slips of every school, by group."""
    files: dict[str, bytes] = {}
    for drawn in draws:
        names = {index: ClassName(title) for index, title in enumerate(class_titles(drawn.unit))}
        files |= unit_slips(sitting, drawn, names, RESULT_STEP)
        done(drawn.unit)
    return files


def unit_slips(
    sitting: Sitting, drawn: UnitDraw, names: Mapping[int, ClassName], step: str
) -> dict[str, bytes]:
    """One school's slips in the order of `names`, which are keyed by class index from 0."""
    files = {}
    batches = slip_batches(_slips(sitting, drawn, names))
    for slips in batches:
        part = f"{slips[0].class_title}至{slips[-1].class_title}" if len(batches) > 1 else ""
        files[form_file(step, f"{SLIP}{part}", drawn.unit)] = slips_pdf(
            Slips(
                letterhead=result_letterhead(sitting, drawn),
                slips=slips,
                frozen_title="冻结码",
                frozen_code_lines=paper_lines(sitting.frozen.code),
            )
        )
    return files


def _slips(sitting: Sitting, drawn: UnitDraw, names: Mapping[int, ClassName]) -> Iterator[Slip]:
    outcome = dict(
        zip(
            (student.sid for student in drawn.unit.students),
            drawn.outcome_leaves,
            strict=True,
        )
    )
    for index, name in names.items():
        for number, student in enumerate(drawn.students_of(index), start=1):
            content = b""
            if not sitting.is_rehearsal:
                document = slip_document(
                    freeze=sitting.frozen.code,
                    roster_leaf=student.leaf,
                    result_leaf=outcome[student.sid],
                )
                content = canonical_bytes(document)
            yield Slip(
                name=student.name,
                registration=student.sid,
                class_title=name.title,
                number=number,
                content=content,
                homeroom_teacher=name.homeroom_teacher,
            )
