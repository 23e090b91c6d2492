"""A ceremony at work: its folder, what was frozen in it, and its ledger."""

from dataclasses import dataclass

from junheng.ceremony.book import LedgerBook
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.frozen import Frozen, load_frozen
from junheng.ceremony.surroundings import Surroundings


@dataclass(frozen=True)
class Ceremony:
    """What every step after the freeze works on."""

    folder: CeremonyFolder
    frozen: Frozen
    book: LedgerBook


def open_ceremony(folder: CeremonyFolder, surroundings: Surroundings) -> Ceremony:
    """Read a frozen ceremony from its folder; raises `ledger_damaged` and the folder's codes."""
    frozen = load_frozen(folder)
    return Ceremony(folder, frozen, LedgerBook(folder, frozen.suite, frozen.session, surroundings))
