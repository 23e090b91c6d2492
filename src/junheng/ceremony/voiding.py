"""VOID (作废): a closed list of reasons, each at its time, signed by more than one (SG1 §7.4).

The bureau knows the outcome as soon as the digits are visible; "procedural error" at that moment
would be a free second draw. So from the opening of the envelopes only a finished draw can be void.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from junheng.ceremony import publishing
from junheng.ceremony.book import VOIDED
from junheng.ceremony.finished import finished_draws
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.public_record import published, with_events
from junheng.ceremony.seeding import Progress, progress_of
from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import parse_canonical
from junheng.engine.record.ledger_rules import CEREMONY_STEPS, VOID_REASONS

INSPECTOR = "纪检监督"
ROLES = (
    INSPECTOR,
    "局操作员",
    "局复核",
    "校长审核",
    "学校填报",
    "系统管理员",
    "安全管理员",
    "审计员",
)
"""The duties of SG1 §4.1; a signer is one of them or a seat of this ceremony, never a name."""

NEEDS_REFERENCE = ("P", "D")
LEAST_SIGNERS = 2
REDRAW_HOURS = 72
NOTICE_HOURS = 24


@dataclass(frozen=True)
class Void:
    """What was made void; `wait_hours` must pass from the new notice to the new seed."""

    freeze: str
    number: int
    reason: str
    stage: str
    signers: tuple[str, ...]
    reference: str
    results: tuple[str, ...]
    wait_hours: int
    is_recorded_before: bool


def void_freeze(
    ceremony: Ceremony, *, reason: str, signers: Sequence[str], reference: str = ""
) -> Void:
    """Make the live freeze void and publish that.

    `reference` is the broken step for `P` and the number of the written order for `D`. Repeated
    after a power cut it finishes what was begun. Raises `void_reason_unknown`, `void_not_now`,
    `void_already`, `void_reference_missing`, and for the signers `void_signer_unknown`,
    `void_signers_too_few`, `void_inspector_missing`, `void_witnesses_too_few`.
    """
    book, frozen = ceremony.book, ceremony.frozen
    stage = progress_of(book)
    body = _body(ceremony, stage, reason, signers, reference)
    is_recorded = book.is_void
    if is_recorded and book.bodies("VOID")[-1] != body:
        raise JunhengError("void_already")
    before = None if is_recorded else _public_so_far(ceremony)
    if not is_recorded:
        book.append("VOID", "inspector", body)
    _publish(ceremony, before or _public_so_far(ceremony))
    return Void(
        freeze=frozen.code,
        number=int(frozen.freeze["no"]),
        reason=reason,
        stage=stage.name,
        signers=tuple(signers),
        reference=reference,
        results=tuple(str(drawn["result"]) for drawn in book.bodies("DRAW")),
        wait_hours=REDRAW_HOURS if stage is Progress.LOCKED else NOTICE_HOURS,
        is_recorded_before=is_recorded,
    )


def _body(
    ceremony: Ceremony, stage: Progress, reason: str, signers: Sequence[str], reference: str
) -> dict[str, Any]:
    """The event's body; every rule is checked before anything is written."""
    if reason not in VOID_REASONS:
        raise JunhengError("void_reason_unknown", reason=reason)
    if CEREMONY_STEPS[stage] not in VOID_REASONS[reason]:
        raise JunhengError("void_not_now", reason=reason, allowed=_reasons_at(stage))
    if reason in NEEDS_REFERENCE and not reference:
        raise JunhengError("void_reference_missing", reason=reason)
    _check_signers(ceremony, stage, signers)
    body = {
        "freeze": ceremony.frozen.code,
        "reason": reason,
        "stage": stage.name,
        "signers": list(signers),
    }
    return {**body, "ref": reference} if reference else body


def _check_signers(ceremony: Ceremony, stage: Progress, signers: Sequence[str]) -> None:
    """Two of two roles, the inspector among them; after the lock two thirds of the witnesses."""
    sealed = ceremony.book.bodies("ENVELOPES_SEALED")
    seats = [str(seat) for seat in sealed[-1]["seats"]] if sealed else []
    for signer in signers:
        if signer not in ROLES and signer not in seats:
            known = "、".join((*ROLES, *seats))
            raise JunhengError("void_signer_unknown", signer=signer, known=known)
    if len(set(signers)) < LEAST_SIGNERS:
        raise JunhengError("void_signers_too_few")
    if INSPECTOR not in signers:
        raise JunhengError("void_inspector_missing")
    if stage is Progress.LOCKED:
        needed = -(-2 * len(seats) // 3)
        found = len(set(signers) & set(seats))
        if found < needed:
            raise JunhengError(
                "void_witnesses_too_few", needed=needed, found=found, seats="、".join(seats)
            )


def _reasons_at(stage: Progress) -> str:
    step = CEREMONY_STEPS[stage]
    return "、".join(reason for reason, steps in VOID_REASONS.items() if step in steps)


def _public_so_far(ceremony: Ceremony) -> dict[str, Any]:
    """The public file in the folder, or the first one: a void may come before any draw."""
    book = ceremony.book
    if (ceremony.folder.path / publishing.PUBLIC_FILE).exists():
        public = published(ceremony)
        recorded = {body["result"] for body in book.bodies("DRAW")}
        freezes = {str(roster["freeze"]) for roster in public["rosters"]}
        if ceremony.frozen.code in freezes and len(public["results"]) >= len(recorded):
            return public
    draws = finished_draws(ceremony) if book.has("DRAW") else ()
    raw = publishing.public_file(ceremony, draws)
    return parse_canonical(raw, "sg1/public")


def _publish(ceremony: Ceremony, public: dict[str, Any]) -> None:
    raw = with_events(ceremony.frozen, public, ceremony.book.events)
    ceremony.folder.place({VOIDED: raw, publishing.PUBLIC_FILE: raw})
