"""A sitting: freeze if nothing is frozen, draw, and put everything into the folder.

The same call makes a rehearsal, the real draw, and the repetition of either after a power cut.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from junheng.ceremony import publishing
from junheng.ceremony.comparison import compare
from junheng.ceremony.drawing import UnitDraw, draw_units, record_draws, seed_of_rehearsal
from junheng.ceremony.fan_out import FanOut
from junheng.ceremony.folder import INTERNAL, Content
from junheng.ceremony.frozen import Frozen, FrozenUnit
from junheng.ceremony.kept_draws import KEPT_FILE
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.papers.balance import balance_report
from junheng.ceremony.papers.facts import FORMS, REHEARSED_FORMS, RESULT_STEP, Sitting
from junheng.ceremony.papers.lists import assignment_csv, lists_file
from junheng.ceremony.seeding import SEED_FILE, find_locked_seed
from junheng.ceremony.surroundings import Surroundings
from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import canonical_bytes
from junheng.engine.record.container import Passphrase
from junheng.reporting.balance import BalanceReport, balance_document
from junheng.reporting.balance_page import balance_html, chart_of

CHARTS_FILE = f"{INTERNAL}/charts.json"
"""The picture of each unit's balance, to be shown again without a renderer."""
REPLACED_TOGETHER = (
    "tickets/*",
    "results/*",
    f"{FORMS}/{RESULT_STEP}/*",
    f"{REHEARSED_FORMS}/*/*",
    CHARTS_FILE,
    KEPT_FILE,
)
ASSIGNMENT_FILE = f"{INTERNAL}/assignment.csv"

StepDone = Callable[[str, FrozenUnit], None]
"""Told of each finished piece of work: "draw", "report", and the unit."""


@dataclass(frozen=True)
class Desk:
    """How this run works: clock and randomness, who watches, where the engine draws."""

    surroundings: Surroundings
    software: str
    step_done: StepDone
    fan_out: FanOut | None = None


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
    draws = draw_units(
        frozen,
        seed_of_rehearsal(frozen, number),
        rehearsal=number,
        progress=lambda unit: desk.step_done("draw", unit),
        fan_out=desk.fan_out,
    )
    book.append("REHEARSAL", "host", {"freeze": frozen.code, "j": number})
    return _put_into_folder(ceremony, draws, desk)


def draw_for_real(ceremony: Ceremony, desk: Desk) -> Finished:
    """Draw with the locked seed and record the results; raises `seed_not_locked`."""
    text = find_locked_seed(ceremony.book)
    if text is None:
        raise JunhengError("seed_not_locked")
    draws = draw_units(
        ceremony.frozen,
        text.seed(),
        progress=lambda unit: desk.step_done("draw", unit),
        fan_out=desk.fan_out,
    )
    record_draws(ceremony.book, ceremony.frozen, draws)
    return _put_into_folder(ceremony, draws, desk)


def _put_into_folder(ceremony: Ceremony, draws: Sequence[UnitDraw], desk: Desk) -> Finished:
    folder, frozen, book = ceremony.folder, ceremony.frozen, ceremony.book
    text = find_locked_seed(book)
    is_rehearsal = text is None
    sitting = Sitting(ceremony, desk.software, desk.surroundings.now(), is_rehearsal)
    passphrase = Passphrase.drawn_from(desk.surroundings.entropy)
    reports = []
    for drawn in draws:
        comparison = compare(frozen.suite, frozen.code, drawn)
        reports.append(balance_report(sitting, drawn, comparison))
        desk.step_done("report", drawn.unit)

    def files() -> Iterator[tuple[str, Content]]:
        public = publishing.public_file(ceremony, draws)
        # Sealed before the pictures are made: the key derivation takes 128 MB for a moment.
        yield (
            publishing.SEALED_FILE,
            publishing.sealed_file(
                frozen,
                draws,
                public=public,
                seed_text=text.text() if text else None,
                passphrase=passphrase,
                surroundings=desk.surroundings,
            ),
        )
        yield ASSIGNMENT_FILE, assignment_csv(draws)
        yield f"{INTERNAL}/balance.html", balance_html(reports, audience="internal").encode()
        yield "lists.xlsx", lists_file(sitting, draws)
        yield "balance.json", canonical_bytes(balance_document(reports))
        yield "balance.html", balance_html(reports).encode()
        yield from publishing.result_files(draws).items()
        yield from publishing.ticket_files(frozen, draws)
        charts = {
            drawn.unit.unit: chart
            for drawn, report in zip(draws, reports, strict=True)
            if (chart := chart_of(report))
        }
        if charts:
            yield CHARTS_FILE, json.dumps(charts, ensure_ascii=False).encode()
        if text is not None:
            # Written when it was locked, unless the power went between the ledger and the file.
            yield SEED_FILE, text.text()
        # Last, because its presence says that everything before it is there.
        yield publishing.PUBLIC_FILE, public

    # One run's papers stand together: what a rehearsal left, or an earlier run, goes with this,
    # its forms too, which are printed afterwards.
    folder.place(files(), instead_of=REPLACED_TOGETHER)
    return Finished(
        frozen=frozen,
        draws=tuple(draws),
        reports=tuple(reports),
        passphrase=passphrase,
        is_rehearsal=is_rehearsal,
        ledger_head=book.head,
    )
