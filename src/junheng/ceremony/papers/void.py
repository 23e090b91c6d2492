"""The void record (作废单) of a freeze: blank on the table, filled from the ledger afterwards."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.papers.facts import BLANK_STEP, Sitting, UnitDone, form_file, letterhead
from junheng.engine.record.paper import paper_lines
from junheng.reporting.forms.void import VoidRecord, void_record_pdf

VOID_STEP = "6-作废"
VOID_RECORD = "作废单"
STAGES = {
    "FROZEN": "已冻结，尚未封签",
    "SEALED": "已封签，尚未掷数",
    "ROLLED": "已掷数，尚未拆封",
    "OPENING": "已开始拆封",
    "LOCKED": "种子已锁定",
}
"""How far a ceremony had come when it was made void, in words."""


def blank_void_papers(
    sitting: Sitting, _draws: Sequence[UnitDraw], _done: UnitDone
) -> dict[str, bytes]:
    """The form that nobody hopes to need."""
    return {form_file(BLANK_STEP, VOID_RECORD): void_record_pdf(_blank(sitting, "FREEZE"))}


def void_papers(sitting: Sitting, _draws: Sequence[UnitDraw], _done: UnitDone) -> dict[str, bytes]:
    """The void record of this folder's freeze; nothing where it was not voided."""
    book, frozen = sitting.ceremony.book, sitting.frozen
    for event in book.events:
        if event["type"] == "VOID" and event["body"]["freeze"] == frozen.code:
            # A session may have more than one; a later one must not take the earlier one's place.
            title = f"{VOID_RECORD}-第{frozen.freeze['no']}次冻结"
            return {form_file(VOID_STEP, title): void_record_pdf(_filled(sitting, event))}
    return {}


def _blank(sitting: Sitting, after: str) -> VoidRecord:
    frozen = sitting.frozen
    return VoidRecord(
        letterhead=letterhead(sitting, None, after=after),
        freeze_number=int(frozen.freeze["no"]),
        freeze_code_lines=paper_lines(frozen.code),
        schools=tuple((unit.school, ()) for unit in frozen.units),
        signature_roles=tuple(frozen.profile["supervisor_roles"]),
    )


def _filled(sitting: Sitting, event: Mapping[str, Any]) -> VoidRecord:
    frozen, book, body = sitting.frozen, sitting.ceremony.book, event["body"]
    results = {draw["unit"]: draw["result"] for draw in book.bodies("DRAW")}
    seed = sitting.seed
    sealed = book.bodies("ENVELOPES_SEALED")
    blank = _blank(sitting, "VOID")
    return VoidRecord(
        letterhead=blank.letterhead,
        freeze_number=blank.freeze_number,
        freeze_code_lines=blank.freeze_code_lines,
        schools=tuple(
            (unit.school, paper_lines(results[unit.unit]) if unit.unit in results else ())
            for unit in frozen.units
        ),
        signature_roles=tuple(body["signers"]),
        letter=str(body["reason"]),
        stage="已抽签，结果已产生" if results else STAGES[body["stage"]],
        detail=str(body.get("ref", "")),
        is_seed_locked=seed is not None,
        seed_lines=paper_lines(seed.seed().hex()) if seed else (),
        voided_at=datetime.fromisoformat(str(event["at"])),
        place=str(frozen.session["place"]),
        witnesses=len(sealed[-1]["seats"]) if sealed else 0,
    )
