"""Bringing files to the disk before anybody is told of them.

One flush costs a disk some milliseconds, and a session has thousands of papers and tickets. Many
flushes that wait at once are taken by the disk together, so they are asked for by several threads.
"""

import os
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from errno import EDQUOT, EFBIG, ENOSPC
from itertools import islice
from pathlib import Path
from typing import Final

NO_ROOM: Final = frozenset((ENOSPC, EDQUOT, EFBIG))
"""What the system says when a disk, a share of it or a file cannot grow."""
AT_ONCE: Final = 16
_ASKED_FOR: Final = 1024


def flush_files(files: Iterable[Path]) -> None:
    """Flush what was written into these files; raises OSError where the disk refuses one."""
    waiting = iter(files)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        # Each flush that is asked for takes memory until it is done: a province has a million.
        while some := list(islice(waiting, _ASKED_FOR)):
            list(threads.map(_flush, some) if len(some) > 1 else map(_flush, some))


def flush_names(folders: Collection[Path]) -> None:
    """Flush the names in folders, where the system can (Windows does it by itself)."""
    if os.name == "posix":
        flush_files([folder for folder in folders if folder.is_dir()])


def _flush(place: Path) -> None:
    # Windows flushes only what is open for writing; a folder can only be opened for reading.
    descriptor = os.open(place, os.O_RDONLY if place.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
