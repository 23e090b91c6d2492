"""A ceremony at work: its folder, what was frozen in it, and its ledger."""

from dataclasses import dataclass

from junheng.ceremony.book import LedgerBook
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.frozen import Frozen, load_frozen
from junheng.ceremony.surroundings import Surroundings
from junheng.ceremony.voided import load_superseded
from junheng.engine.errors import JunhengError


@dataclass(frozen=True)
class Ceremony:
    """What every step after the freeze works on."""

    folder: CeremonyFolder
    frozen: Frozen
    book: LedgerBook


def open_ceremony(
    folder: CeremonyFolder,
    surroundings: Surroundings,
    *,
    allows_void: bool = False,
    for_reading: bool = False,
) -> Ceremony:
    """Read a frozen ceremony from its folder; `for_reading` as `load_frozen` says it.

    Raises `ledger_damaged`, the folder's codes, and `freeze_is_void` for a ceremony that only a
    new freeze can continue, unless `allows_void`.
    """
    if not folder.awaits_new_freeze():
        frozen = load_frozen(folder, for_reading=for_reading)
    elif allows_void:
        frozen = load_superseded(folder, folder.freeze_count(), for_reading=for_reading)
    else:
        raise JunhengError("freeze_is_void")
    return Ceremony(folder, frozen, LedgerBook(folder, frozen.suite, frozen.session, surroundings))
