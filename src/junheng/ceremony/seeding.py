"""From sealed envelopes to the locked seed, in the order that is the security (SG1 §5.1).

Every step is one ledger event. A step that happened already with the same paper is passed over; a
step with other paper is refused, because one freeze has one seed.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum

from junheng.ceremony.book import LedgerBook
from junheng.ceremony.frozen import Frozen
from junheng.ceremony.opened import Ceremony
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import (
    SMALL_CEREMONY,
    CeremonyRules,
    SeedText,
    check_seed_fits,
    parse_seed_lines,
)
from junheng.engine.randomness.suites import Suite

SEED_FILE = "seed.txt"


class Progress(IntEnum):
    """How far the ceremony of the freeze has come."""

    FROZEN = 0
    SEALED = 1
    ROLLED = 2
    OPENING = 3
    LOCKED = 4


_EVENT_OF = {
    Progress.SEALED: "ENVELOPES_SEALED",
    Progress.ROLLED: "PUBLIC_DRAWN",
    Progress.OPENING: "OPENING",
    Progress.LOCKED: "SEED_LOCKED",
}

_REFUSAL_OF = {
    Progress.SEALED: "envelope_count_recorded_differs",
    Progress.ROLLED: "public_numbers_recorded_differ",
    Progress.LOCKED: "seed_recorded_differs",
}


def progress_of(book: LedgerBook) -> Progress:
    """The last step that is in the ledger."""
    return max(
        (step for step, kind in _EVENT_OF.items() if book.has(kind)), default=Progress.FROZEN
    )


def seed_text(frozen: Frozen, public: str, envelopes: Sequence[str]) -> SeedText:
    """The seed text of this freeze; raises JunhengError where the paper does not fit the rules."""
    text = SeedText(
        kind="SG1-SEED/1",
        suite=frozen.suite,
        bound_to=frozen.code,
        public=public,
        envelopes=tuple(envelopes),
    )
    check_seed_fits(text, CeremonyRules.from_document(frozen.freeze["ceremony"]))
    return text


def small_seed_text(
    kind: str, suite: Suite, bound_to: str, public: str, envelopes: Sequence[str]
) -> SeedText:
    """The seed text of a small ceremony: representatives, lots, late arrivals (SG1 §5.2).

    Raises JunhengError where the paper does not fit the rules.
    """
    text = SeedText(kind, suite, bound_to, public, tuple(envelopes))
    check_seed_fits(text, SMALL_CEREMONY)
    return text


def seal_envelopes(ceremony: Ceremony, seats: Sequence[str]) -> None:
    """Record the envelopes in the box: from here their number is fixed."""
    body = {"freeze": ceremony.frozen.code, "count": len(seats), "seats": list(seats)}
    _once(ceremony.book, Progress.SEALED, body, fixed="count")


def record_public_draw(ceremony: Ceremony, public: str) -> None:
    """Record the public dice."""
    body = {"freeze": ceremony.frozen.code, "public": public}
    _once(ceremony.book, Progress.ROLLED, body, fixed="public")


def open_envelopes(ceremony: Ceremony) -> None:
    """Record that the opening began: the point of no return (SG1 §7.4)."""
    _once(ceremony.book, Progress.OPENING, {"freeze": ceremony.frozen.code})


def lock_seed(ceremony: Ceremony, text: SeedText) -> None:
    """Record the seed and write `seed.txt`, whose hash it is."""
    body = {"freeze": text.bound_to, "lines": list(text.lines()), "seed": text.seed().hex()}
    _once(ceremony.book, Progress.LOCKED, body, fixed="lines")
    ceremony.folder.place({SEED_FILE: text.text()})


def find_locked_seed(book: LedgerBook) -> SeedText | None:
    """The seed text in the ledger, if the seed is locked."""
    bodies = book.bodies("SEED_LOCKED")
    return parse_seed_lines(bodies[-1]["lines"]) if bodies else None


def fix_seed(ceremony: Ceremony, public: str, envelopes: Sequence[str]) -> SeedText:
    """All steps at once, for one clerk with the numbers on paper.

    The paper is checked against the rules before the first event is written.
    """
    text = seed_text(ceremony.frozen, public, envelopes)
    seats = [f"第{seat}席" for seat in range(1, len(envelopes) + 1)]
    seal_envelopes(ceremony, seats)
    record_public_draw(ceremony, public)
    open_envelopes(ceremony)
    lock_seed(ceremony, text)
    return text


def _once(
    book: LedgerBook, step: Progress, body: Mapping[str, object], *, fixed: str | None = None
) -> None:
    """Record a step, or find it recorded with the same value in the field `fixed`."""
    kind = _EVENT_OF[step]
    recorded = book.bodies(kind)
    if not recorded:
        book.append(kind, "host", body)
    elif fixed is not None and recorded[-1][fixed] != body[fixed]:
        raise JunhengError(_REFUSAL_OF[step])
