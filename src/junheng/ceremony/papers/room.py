"""The papers on the table of the room: blank before the ceremony, filled after the lock."""

from collections.abc import Sequence
from dataclasses import replace

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.papers.facts import (
    BLANK_STEP,
    RESULT_STEP,
    ROOM_STEP,
    Sitting,
    UnitDone,
    form_file,
    letterhead,
)
from junheng.ceremony.papers.notices import SUITE_TITLES, public_draw_words, rules_of
from junheng.engine.record.paper import paper_lines
from junheng.reporting.forms.room import (
    EnvelopeCards,
    NumberSheet,
    SchoolResult,
    SeedSheet,
    WitnessSheet,
    envelope_cards_pdf,
    number_sheet_pdf,
    seed_sheet_pdf,
    witness_sheet_pdf,
)

NUMBER_SHEET = "现场数字记录表"
WITNESS_SHEET = "现场监督签字表"
SPARE_CARDS = 2
SPARE_WITNESSES = 4
HASH_COMMANDS = {
    "intl": "certutil -hashfile seed.txt SHA256",
    "gm": "openssl dgst -sm3 seed.txt",
}


def blank_papers(sitting: Sitting, _draws: Sequence[UnitDraw], _done: UnitDone) -> dict[str, bytes]:
    """What must lie on the table before the first number is rolled."""
    head = letterhead(sitting, None, after="FREEZE")
    sheet = _number_sheet(sitting)
    groups = sitting.frozen.code[:4], sitting.frozen.code[-4:]
    cards = EnvelopeCards(head, sheet.seats, sheet.spare, sheet.digits, groups)
    return {
        form_file(ROOM_STEP, "封签卡"): envelope_cards_pdf(cards),
        form_file(ROOM_STEP, NUMBER_SHEET): number_sheet_pdf(sheet),
        form_file(BLANK_STEP, WITNESS_SHEET): witness_sheet_pdf(_witness_sheet(sitting, ())),
    }


def locked_papers(
    sitting: Sitting, _draws: Sequence[UnitDraw], _done: UnitDone
) -> dict[str, bytes]:
    """The locked numbers on the same sheet, and the seed."""
    text, frozen = sitting.seed, sitting.frozen
    if text is None:
        return {}
    head = letterhead(sitting, None, after="SEED_LOCKED")
    filled = replace(
        _number_sheet(sitting),
        letterhead=head,
        seats=tuple(sitting.ceremony.book.bodies("ENVELOPES_SEALED")[-1]["seats"]),
        spare=0,
        public=text.public_symbols,
        envelopes=text.envelopes,
        locked_at=sitting.started_at,
    )
    seed = SeedSheet(
        letterhead=head,
        freeze_code_lines=paper_lines(frozen.code),
        text_lines=text.lines(),
        seed=text.seed().hex(),
        seed_lines=paper_lines(text.seed().hex()),
        suite_title=SUITE_TITLES[frozen.suite.name],
        hash_command=HASH_COMMANDS[frozen.suite.name],
        locked_at=sitting.started_at,
        signature_roles=filled.signature_roles,
    )
    return {
        form_file(ROOM_STEP, f"{NUMBER_SHEET}（已录入）"): number_sheet_pdf(filled),
        form_file(ROOM_STEP, "种子单"): seed_sheet_pdf(seed),
    }


def witness_papers(
    sitting: Sitting, draws: Sequence[UnitDraw], _done: UnitDone
) -> dict[str, bytes]:
    """The witnesses' signatures over all result codes."""
    sheet = _witness_sheet(sitting, draws)
    return {form_file(RESULT_STEP, WITNESS_SHEET): witness_sheet_pdf(sheet)}


def _number_sheet(sitting: Sitting) -> NumberSheet:
    """The blank sheet: a line for each role that watches, and some for who comes besides."""
    frozen = sitting.frozen
    rules, roles = rules_of(frozen), tuple(frozen.profile["supervisor_roles"])
    return NumberSheet(
        letterhead=letterhead(sitting, None, after="FREEZE"),
        freeze_code_lines=paper_lines(frozen.code),
        public_draw=public_draw_words(rules),
        public_length=rules.public_len,
        digits=rules.env_len,
        least=rules.min_env,
        seats=roles,
        spare=SPARE_CARDS + max(0, rules.min_env - len(roles)),
        place=str(frozen.session["place"]),
        host=str(frozen.session["host"]),
        signature_roles=roles,
    )


def _witness_sheet(sitting: Sitting, draws: Sequence[UnitDraw]) -> WitnessSheet:
    frozen = sitting.frozen
    codes = {drawn.unit.unit: drawn.code for drawn in draws}
    after = "FREEZE" if not draws else "REHEARSAL" if sitting.is_rehearsal else "DRAW"
    return WitnessSheet(
        letterhead=letterhead(sitting, None, after=after),
        results=tuple(
            SchoolResult(
                unit.school,
                len(unit.students),
                unit.class_count,
                paper_lines(codes[unit.unit]) if unit.unit in codes else (),
            )
            for unit in frozen.units
        ),
        roles=tuple(frozen.profile["supervisor_roles"]),
        spare=SPARE_WITNESSES,
        place=str(frozen.session["place"]),
        host=str(frozen.session["host"]),
    )
