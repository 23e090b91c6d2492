"""Whether workers live: each asks its clock at least every ten seconds, and the asking is noted.

The note is the time of an empty file in the data folder, which all machines of a platform share:
it costs no statement, and tells the worker's death from the database's.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from junheng.core.backup.layout import working_folder

SILENT_AFTER: Final = 60.0
"""Seconds; a worker's lease is half of it, and it says three times in a lease that it lives."""
_NOTED_EVERY: Final = 5.0
_OLD_AFTER: Final = 86_400.0

Clock = Callable[[], datetime]


@contextmanager
def beating(worker: str, clock: Clock) -> Iterator[Clock]:
    """The clock of a worker, which notes when it was asked; the note goes when the worker ends."""
    folder = _folder()
    file = folder / worker
    noted = 0.0

    def asked() -> datetime:
        nonlocal noted
        now = clock()
        if abs(now.timestamp() - noted) >= _NOTED_EVERY:
            noted = now.timestamp()
            with suppress(OSError):  # a full disk ends no worker
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                file.touch(mode=0o600)
                os.utime(file, (noted, noted))
        return now

    _clear_old(asked())
    try:
        yield asked
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def alive(at: datetime) -> int:
    """How many workers were heard of within `SILENT_AFTER`."""
    return sum(abs(at.timestamp() - heard) <= SILENT_AFTER for heard in _heard())


def silent_seconds(at: datetime) -> float | None:
    """How long ago a worker was heard of last; None where none ever was."""
    return min((abs(at.timestamp() - heard) for heard in _heard()), default=None)


def _heard() -> list[float]:
    times = []
    with suppress(OSError):
        for file in _folder().iterdir():
            with suppress(OSError):  # taken away meanwhile
                times.append(file.stat().st_mtime)
    return times


def _clear_old(at: datetime) -> None:
    with suppress(OSError):
        for file in _folder().iterdir():
            if abs(at.timestamp() - file.stat().st_mtime) > _OLD_AFTER:
                file.unlink(missing_ok=True)


def _folder() -> Path:
    return working_folder("workers")
