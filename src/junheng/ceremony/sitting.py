"""A sitting: freeze if nothing is frozen, draw, and put everything into the folder.

The same call makes a rehearsal, the real draw, and the repetition of either after a power cut.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from junheng.ceremony import papers, publishing
from junheng.ceremony.comparison import compare
from junheng.ceremony.drawing import UnitDraw, draw_units, record_draws, seed_of_rehearsal
from junheng.ceremony.folder import INTERNAL
from junheng.ceremony.frozen import Frozen, FrozenUnit
from junheng.ceremony.late_batches import late_entries
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.seeding import SEED_FILE, find_locked_seed
from junheng.ceremony.surroundings import Surroundings
from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import canonical_bytes
from junheng.engine.record.container import Passphrase
from junheng.reporting.balance import BalanceReport, balance_document
from junheng.reporting.balance_page import balance_html

REPLACED_TOGETHER = ("tickets/*", "results/*", "forms/*")
ASSIGNMENT_FILE = f"{INTERNAL}/assignment.csv"

StepDone = Callable[[str, FrozenUnit], None]
"""Told of each finished piece of work: "draw", "report" or "forms", and the unit."""


@dataclass(frozen=True)
class Desk:
    """How this run works: clock and randomness, the papers wanted, who watches."""

    surroundings: Surroundings
    software: str
    has_forms: bool
    step_done: StepDone


@dataclass(frozen=True)
class Finished:
    """What a sitting produced and what the person at the keyboard must write down."""

    frozen: Frozen
    draws: tuple[UnitDraw, ...]
    reports: tuple[BalanceReport, ...]
    passphrase: Passphrase
    is_rehearsal: bool
    ledger_head: str


def rehearse(ceremony: Ceremony, desk: Desk) -> Finished:
    """Draw with a seed that the freeze fixes in public; every product says 演练.

    Raises `rehearsal_after_ceremony_began`: from the sealed envelopes on there is only the draw.
    """
    frozen, book = ceremony.frozen, ceremony.book
    if find_locked_seed(book) is not None or book.has("ENVELOPES_SEALED"):
        raise JunhengError("rehearsal_after_ceremony_began")
    number = len(book.bodies("REHEARSAL")) + 1
    started = desk.surroundings.now()
    draws = draw_units(
        frozen,
        seed_of_rehearsal(frozen, number),
        rehearsal=number,
        progress=lambda unit: desk.step_done("draw", unit),
    )
    book.append("REHEARSAL", "host", {"freeze": frozen.code, "j": number})
    return _put_into_folder(ceremony, draws, desk, started)


def draw_for_real(ceremony: Ceremony, desk: Desk) -> Finished:
    """Draw with the locked seed and record the results; raises `seed_not_locked`."""
    text = find_locked_seed(ceremony.book)
    if text is None:
        raise JunhengError("seed_not_locked")
    started = desk.surroundings.now()
    draws = draw_units(
        ceremony.frozen, text.seed(), progress=lambda unit: desk.step_done("draw", unit)
    )
    record_draws(ceremony.book, ceremony.frozen, draws)
    return _put_into_folder(ceremony, draws, desk, started)


def _put_into_folder(
    ceremony: Ceremony, draws: Sequence[UnitDraw], desk: Desk, started: datetime
) -> Finished:
    folder, frozen, book = ceremony.folder, ceremony.frozen, ceremony.book
    text = find_locked_seed(book)
    is_rehearsal = text is None
    sitting = papers.Sitting(
        frozen=frozen,
        software=desk.software,
        started_at=started,
        ended_at=desk.surroundings.now(),
        ledger_head=book.head,
        is_rehearsal=is_rehearsal,
        seed=text,
    )
    passphrase = Passphrase.drawn_from(desk.surroundings.entropy)
    public = publishing.public_file(frozen, draws, book, late_entries(ceremony))
    # Sealed before the pictures and forms are made: the key derivation takes 128 MB for a moment.
    sealed = publishing.sealed_file(
        frozen,
        draws,
        public=public,
        seed_text=text.text() if text else None,
        passphrase=passphrase,
        surroundings=desk.surroundings,
    )
    reports = []
    for drawn in draws:
        comparison = compare(frozen.suite, frozen.code, drawn)
        reports.append(papers.balance_report(sitting, drawn, comparison))
        desk.step_done("report", drawn.unit)
    files = {
        ASSIGNMENT_FILE: papers.assignment_csv(draws),
        f"{INTERNAL}/balance.html": balance_html(reports, audience="internal").encode(),
        "lists.xlsx": papers.lists_file(sitting, draws),
        "balance.json": canonical_bytes(balance_document(reports)),
        "balance.html": balance_html(reports).encode(),
        **publishing.result_files(draws),
        **publishing.ticket_files(frozen, draws),
        publishing.SEALED_FILE: sealed,
    }
    if text is not None:
        # Written when it was locked, unless the power went between the ledger and the file.
        files[SEED_FILE] = text.text()
    if desk.has_forms:
        for drawn in draws:
            files |= papers.form_files(sitting, drawn)
            desk.step_done("forms", drawn.unit)
    # Last, because its presence says that everything before it is there.
    files[publishing.PUBLIC_FILE] = public
    # One run's papers stand together: what a rehearsal left, or an earlier run, goes with this.
    folder.place(files, instead_of=REPLACED_TOGETHER)
    return Finished(
        frozen=frozen,
        draws=tuple(draws),
        reports=tuple(reports),
        passphrase=passphrase,
        is_rehearsal=is_rehearsal,
        ledger_head=book.head,
    )
