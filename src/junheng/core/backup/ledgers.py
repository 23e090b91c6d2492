"""The ledgers of sessions in a backup: checked, searched for a head, told of the restore."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from junheng.ceremony.chain import EventChain
from junheng.ceremony.folder import FROZEN, INTERNAL, CeremonyFolder
from junheng.ceremony.surroundings import record_moment
from junheng.core.backup.layout import ledger_folders
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite, suite_named
from junheng.engine.record.canonical import canonical_bytes, document_hash

_BY = "system-admin"


@dataclass(frozen=True)
class SessionLedger:
    """A ledger that keeps all rules."""

    folder: CeremonyFolder
    suite: Suite
    session: Mapping[str, Any]
    chain: EventChain

    def heads(self) -> Iterator[str]:
        """Every head that the ledger ever had."""
        yield document_hash(self.suite, self.session)
        for event in self.chain.events:
            yield document_hash(self.suite, event)


def read_ledgers(data: Path) -> tuple[SessionLedger, ...]:
    """Every session's ledger below a folder; raises `backup_ledger_damaged` with its folder.

    A freeze that was cut off before anybody saw its code has no session yet and is left alone.
    """
    return tuple(
        ledger
        for place in ledger_folders(data)
        if (ledger := _ledger(CeremonyFolder(place))) is not None
    )


def log_restore(
    ledger: SessionLedger, *, backup: str, found: str, paper: str, at: datetime
) -> None:
    """Write into a ledger that it came back from a backup (SG1 §7.2)."""
    ledger.chain.append(
        at=record_moment(at),
        kind="RESTORE",
        by=_BY,
        body={"backup": backup, "found": found, "paper": paper},
        write=lambda event: ledger.folder.append_event(canonical_bytes(event)),
    )


def _ledger(folder: CeremonyFolder) -> SessionLedger | None:
    try:
        session = _session(folder)
        if session is None:
            return None
        suite = suite_named(session["suite"])
        chain = EventChain(suite, session, folder.events())
    except (JunhengError, KeyError, TypeError):
        raise JunhengError("backup_ledger_damaged", folder=folder.path.name) from None
    return SessionLedger(folder, suite, session, chain)


def _session(folder: CeremonyFolder) -> Mapping[str, Any] | None:
    """The session's document; after a void it stands in what was void."""
    names = [FROZEN, *(f"{INTERNAL}/{place.name}/frozen.json" for place in _voided(folder))]
    for name in names:
        if (folder.path / name).exists():
            session: Mapping[str, Any] = folder.read_json(name)["session"]
            return session
    return None


def _voided(folder: CeremonyFolder) -> list[Path]:
    return sorted((folder.path / INTERNAL).glob("void-*"))
