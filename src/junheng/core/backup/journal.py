"""The journal of a restore: what moves where, so that one that was cut off can be taken back.

Entries of the data folder move first; the database goes last, in one step, and decides: with the
old database every move is taken back, with the new one the restore is done.
"""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from junheng.ceremony.flushing import flush_names
from junheng.core.audit.models import AuditEntry
from junheng.core.backup.events import PlatformRestored
from junheng.core.backup.layout import KEPT_BEFORE, working_folder
from junheng.core.secrets.installation import data_folder

_FILE = "journal.json"
OLD = "old"

Move = tuple[Path, Path]


@dataclass(frozen=True)
class Journal:
    """One restore; `staged` is the new SQLite file while it waits for its place."""

    code: str
    moves: Sequence[Move]
    staged: Path | None

    def write(self) -> None:
        """Put the journal on the disk before the first move."""
        file = restore_folder() / _FILE
        beside = file.with_suffix(".new")
        content = {
            "code": self.code,
            "moves": [[str(source), str(target)] for source, target in self.moves],
            "staged": str(self.staged) if self.staged else "",
        }
        with beside.open("w", encoding="utf-8") as stream:
            json.dump(content, stream)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)

    def carry_out(self) -> None:
        """Make the moves, and bring them to the disk: the database's step rests on them."""
        for source, target in self.moves:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            source.rename(target)
        flush_names({target.parent for _, target in self.moves})

    def take_back(self) -> None:
        """Undo the moves that were made, last one first; a source that is gone was moved."""
        for source, target in reversed(self.moves):
            if not source.exists() and target.exists():
                target.rename(source)

    def finish(self) -> Path | None:
        """Keep what stood before under a name of its own, and clear the rest away."""
        old = restore_folder() / OLD
        kept = None
        if old.exists() and any(old.iterdir()):
            kept = data_folder() / f"{KEPT_BEFORE}{self.code}"
            old.rename(kept)
        shutil.rmtree(restore_folder(), ignore_errors=True)
        return kept


def restore_folder() -> Path:
    """Where a restore is prepared."""
    return working_folder("restore")


def was_interrupted() -> bool:
    """Whether a restore is going on or was cut off."""
    return restore_folder().exists()


def end_interrupted_restore() -> bool | None:
    """Bring a restore that was cut off to an end, holding `restoring.platform_lock`.

    True: it had been done and is now cleared up. False: it was taken back, everything is as
    before. None: there was none.
    """
    journal = _read()
    if journal is None:
        shutil.rmtree(restore_folder(), ignore_errors=True)
        return None
    if _was_done(journal):
        journal.finish()
        return True
    journal.take_back()
    if journal.staged is not None:
        journal.staged.unlink(missing_ok=True)
    shutil.rmtree(restore_folder(), ignore_errors=True)
    return False


def _read() -> Journal | None:
    try:
        content = json.loads((restore_folder() / _FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    moves = [(Path(source), Path(target)) for source, target in content["moves"]]
    return Journal(content["code"], moves, Path(content["staged"]) if content["staged"] else None)


def _was_done(journal: Journal) -> bool:
    if journal.staged is not None:
        return not journal.staged.exists()
    if AuditEntry._meta.db_table not in connection.introspection.table_names():  # noqa: SLF001 - Django's documented name
        return False
    return AuditEntry.objects.filter(
        event=PlatformRestored.NAME, subject_code=journal.code
    ).exists()
