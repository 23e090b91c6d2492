"""A copy of the data folder in which nothing changed while it was taken.

No lock is held: a ceremony that goes on meanwhile must not be stopped by a backup. What changed is
taken again.
"""

import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from junheng.core.backup.layout import FILES, files_below
from junheng.engine.errors import JunhengError

TRIES = 6
PAUSE_SECONDS = 0.5

_Look = Mapping[Path, tuple[int, int]]


def copy_entry(entry: Path, target: Path) -> None:
    """Copy a file or folder as it is at one moment; raises `backup_folder_changes`.

    Call it after the database was copied: the ledgers go ahead of the database, never behind.
    """
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
