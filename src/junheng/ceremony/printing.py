"""Printing: every form of every step that the ledger has reached.

Printing comes after what it prints is in the ledger and in the folder, changes neither, and may be
done again at any time: moments, codes and ledger heads on the papers come from the record.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.finished import finished_draws
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.papers.blanks import blank_unit_papers
from junheng.ceremony.papers.facts import FORMS, REHEARSED_FORMS, Sitting, Teams, UnitDone
from junheng.ceremony.papers.late import late_papers
from junheng.ceremony.papers.lots import lots_papers
from junheng.ceremony.papers.notices import freeze_papers
from junheng.ceremony.papers.result import named_papers, result_papers
from junheng.ceremony.papers.room import blank_papers, locked_papers, witness_papers
from junheng.ceremony.papers.slips import slip_papers
from junheng.ceremony.papers.void import blank_void_papers, void_papers
from junheng.ceremony.surroundings import Surroundings


@dataclass(frozen=True)
class Press:
    """How this run prints: clock, name of the software, and who is told of a finished unit.

    `teams` are printed on the class sheets; the record does not hold them.
    """

    surroundings: Surroundings
    software: str
    unit_done: UnitDone = lambda _unit: None
    teams: Teams = field(default_factory=dict)


@dataclass(frozen=True)
class Printing:
    """One group of forms: the event after which they can be printed, and their maker."""

    after: str
    make: Callable[[Sitting, Sequence[UnitDraw], UnitDone], dict[str, bytes]]


PRINTINGS = (
    Printing("FREEZE", freeze_papers),
    Printing("FREEZE", blank_papers),
    Printing("FREEZE", blank_void_papers),
    Printing("SEED_LOCKED", locked_papers),
    Printing("DRAW", result_papers),
    Printing("DRAW", witness_papers),
    Printing("DRAW", slip_papers),
    Printing("DRAW", blank_unit_papers),
    Printing("LOTS", named_papers),
    Printing("LOTS", lots_papers),
    Printing("LATE_DRAW", late_papers),
    Printing("VOID", void_papers),
)
"""All forms in the order of the day; each maker's forms enter the folder together."""


def print_after(
    ceremony: Ceremony, press: Press, kinds: Collection[str], draws: Sequence[UnitDraw] = ()
) -> tuple[str, ...]:
    """Print the forms that follow these kinds of events, as far as they have happened.

    Returns the names of the files.
    """
    names: list[str] = []
    for files in papers_after(ceremony, press, kinds, draws):
        ceremony.folder.place(files)
        names += files
    return tuple(names)


def papers_after(
    ceremony: Ceremony, press: Press, kinds: Collection[str], draws: Sequence[UnitDraw] = ()
) -> Iterator[dict[str, bytes]]:
    """The same forms by name, one group after the other; nothing is written."""
    sitting = Sitting(ceremony, press.software, press.surroundings.now(), teams=press.teams)
    for printing in PRINTINGS:
        if printing.after in kinds and ceremony.book.has(printing.after):
            yield printing.make(sitting, draws, press.unit_done)


def print_rehearsal(ceremony: Ceremony, press: Press, draws: Sequence[UnitDraw]) -> None:
    """Print a rehearsal's forms, each marked 演练, into a folder of their own.

    The papers of the freeze are rehearsed too; the real ones stay where they are.
    """
    sitting = Sitting(ceremony, press.software, press.surroundings.now(), is_rehearsal=True)
    for printing in PRINTINGS:
        if printing.after in {"FREEZE", "DRAW"}:
            files = printing.make(sitting, draws, press.unit_done)
            ceremony.folder.place(
                {
                    name.replace(FORMS, REHEARSED_FORMS, 1): content
                    for name, content in files.items()
                }
            )


def print_again(ceremony: Ceremony, press: Press) -> tuple[str, ...]:
    """Print every form of a folder that can be printed by now; nothing is drawn or recorded.

    Returns the names of the files. Raises `draw_differs_from_ledger`.
    """
    draws = finished_draws(ceremony) if ceremony.book.has("DRAW") else ()
    return print_after(ceremony, press, {printing.after for printing in PRINTINGS}, draws)
