"""The papers of the freeze, posted and handed out before anybody rolls a number."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.frozen import Frozen, FrozenUnit
from junheng.ceremony.papers.facts import FREEZE_STEP, Sitting, UnitDone, form_file, letterhead
from junheng.ceremony.voiding import REDRAW_HOURS
from junheng.engine.randomness.seeds import CeremonyRules
from junheng.engine.record.canonical import canonical_bytes
from junheng.engine.record.paper import paper_lines
from junheng.reporting.forms.notices import (
    CeremonyWords,
    FreezeNotice,
    ParentLetter,
    SchoolFigures,
    freeze_notice_pdf,
    parent_letter_pdf,
)
from junheng.reporting.forms.void import VOID_REASONS

PUBLIC_DRAWS = {
    "d10": "%d 枚十面骰（0—9）",
    "b10": "%d 次数字球（0—9，每次放回）",
    "d6": "%d 枚六面骰（1—6）",
}
SUITE_TITLES = {"intl": "SHA-256", "gm": "SM3"}


def freeze_papers(sitting: Sitting, _draws: Sequence[UnitDraw], done: UnitDone) -> dict[str, bytes]:
    """冻结公告 and 致家长一封信 of every school."""
    files = {}
    for unit in sitting.frozen.units:
        notice, letter = _notice(sitting, unit), _letter(sitting, unit)
        files[form_file(FREEZE_STEP, "冻结公告", unit)] = freeze_notice_pdf(notice)
        files[form_file(FREEZE_STEP, "致家长一封信", unit)] = parent_letter_pdf(letter)
        done(unit)
    return files


def rules_of(frozen: Frozen) -> CeremonyRules:
    """The rules of the ceremony as they were frozen."""
    return CeremonyRules.from_document(dict(frozen.freeze["ceremony"]))


def public_draw_words(rules: CeremonyRules) -> str:
    """What is rolled in public: 20 枚十面骰（0—9）."""
    return PUBLIC_DRAWS[rules.public] % rules.public_len


def planned_moment(frozen: Frozen) -> datetime | None:
    """When the ceremony is to be held, if the session says so.

    One that does not names the moment of its first freeze; after a void the moment is past.
    """
    planned = str(frozen.session["planned"])
    return datetime.fromisoformat(planned) if planned > frozen.freeze["at"] else None


def _ceremony(frozen: Frozen) -> CeremonyWords:
    rules = rules_of(frozen)
    return CeremonyWords(
        public_draw=public_draw_words(rules),
        seats=tuple(frozen.profile["supervisor_roles"]),
        digits=rules.env_len,
        least=rules.min_env,
        planned=planned_moment(frozen),
        place=str(frozen.session["place"]),
        host=str(frozen.session["host"]),
    )


def _figures(unit: FrozenUnit) -> SchoolFigures:
    return SchoolFigures(unit.school, len(unit.students), unit.class_count)


def _notice(sitting: Sitting, unit: FrozenUnit) -> FreezeNotice:
    frozen = sitting.frozen
    sha256 = hashlib.sha256(canonical_bytes(frozen.freeze)).hexdigest()
    return FreezeNotice(
        letterhead=letterhead(sitting, unit, after="FREEZE"),
        figures=_figures(unit),
        others=len(frozen.units) - 1,
        freeze_code=frozen.code,
        freeze_code_lines=paper_lines(frozen.code),
        suite_title=SUITE_TITLES[frozen.suite.name],
        other_code_lines=() if sha256 == frozen.code else paper_lines(sha256),
        verifier_lines=paper_lines(str(frozen.session["verifier"])),
        key_lines=paper_lines(str(frozen.session["key"]["pub"])),
        frozen_at=datetime.fromisoformat(str(frozen.freeze["at"])),
        notice_hours=_notice_hours(sitting),
        ceremony=_ceremony(frozen),
        number=int(frozen.freeze["no"]),
        void_reason=_void_reason(sitting),
    )


def _void_before(sitting: Sitting) -> Mapping[str, Any] | None:
    """The void of the freeze that this one supersedes."""
    superseded = sitting.frozen.freeze.get("supersedes")
    events = sitting.ceremony.book.events
    voids = [event["body"] for event in events if event["type"] == "VOID"]
    return next((body for body in voids if body["freeze"] == superseded), None)


def _notice_hours(sitting: Sitting) -> int:
    """How long the notice hangs: longer after a void whose numbers were known (SG1 §7.4)."""
    hours, void = int(sitting.frozen.profile["notice_hours"]), _void_before(sitting)
    return max(hours, REDRAW_HOURS) if void and void["stage"] == "LOCKED" else hours


def _void_reason(sitting: Sitting) -> str:
    void = _void_before(sitting)
    if void is None:
        return ""
    return next(one.meaning for one in VOID_REASONS if one.letter == void["reason"])


def _letter(sitting: Sitting, unit: FrozenUnit) -> ParentLetter:
    return ParentLetter(
        letterhead=letterhead(sitting, unit, after="FREEZE"),
        figures=_figures(unit),
        notice_days=int(sitting.frozen.profile["notice_days"]),
        ceremony=_ceremony(sitting.frozen),
    )
