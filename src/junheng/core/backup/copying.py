"""A copy of the data folder in which nothing changed while it was taken.

No lock is held: a ceremony that goes on meanwhile must not be stopped by a backup. What changed is
taken again.
"""

import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from junheng.ceremony.folder import LEDGER
from junheng.core.backup.layout import FILES, files_below, ledger_folders, top_entries
from junheng.engine.errors import JunhengError

TRIES = 6
PAUSE_SECONDS = 0.5

_Look = Mapping[Path, tuple[int, int]]


def copy_entry(entry: Path, target: Path) -> None:
    """Copy a file or folder as it is at one moment; raises `backup_folder_changes`."""
    for attempt in range(TRIES):
        if attempt:
            time.sleep(PAUSE_SECONDS)
        before = _look(entry)
        try:
            for file in before:
                place = target / file.relative_to(entry)
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                shutil.copy2(file, place)
        except FileNotFoundError:
            pass  # taken away meanwhile: the second look tells
        if _look(entry) == before:
            return
        shutil.rmtree(target, ignore_errors=True)
        target.unlink(missing_ok=True)
    raise JunhengError("backup_folder_changes", folder=entry.name)


def ledgers_below(folder: Path) -> Mapping[Path, bytes]:
    """What the ledgers of the sessions hold now, by the sessions' folders."""
    found = {}
    for entry in top_entries(folder):
        for place in [] if is_immutable(entry) else ledger_folders(entry):
            with suppress(FileNotFoundError):
                found[place.relative_to(folder)] = (place / LEDGER).read_bytes()
    return found


def is_immutable(entry: Path) -> bool:
    """Whether files in it are written once under a name of their own, and need no copy."""
    return entry.name == FILES


def _look(entry: Path) -> _Look:
    found = {}
    for file in files_below(entry):
        try:
            state = file.stat()
        except FileNotFoundError:
            continue
        found[file] = (state.st_size, state.st_mtime_ns)
    return found
