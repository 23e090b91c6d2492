"""Files that are there only while a process reads them, in a folder of that process alone.

An upload, an opened scan, a workbook on its way to its reader lie in clear for a moment. A process
that is killed cannot take them away, and the system's folder for temporary files keeps them until
somebody cleans up. So each process has its folder below the data folder, which is open to its owner
alone and in no backup, and holds a lock beside it, which the system frees when the process dies.
Every start and every night takes away what no living process holds.
"""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from junheng.core.secrets.codes import new_code
from junheng.core.secrets.installation import data_folder

_LOCK: Final = ".lock"


class _OwnFolder:
    """The folder of this process; its lock is held until the process ends."""

    lock: FileLock | None = None


def temporary_folder() -> Path:
    """Where the folders of all processes lie."""
    return data_folder() / ".temporary"


def use_own_folder() -> Path:
    """Let everything in this process that asks for a temporary file get it in its own folder.

    Called once by a process that serves or works, before it does.
    """
    temporary_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = None
    while lock is None:
        lock = _taken(temporary_folder() / f"{new_code()}{_LOCK}")
    _OwnFolder.lock = lock
    folder = _folder_of(Path(lock.lock_file))
    folder.mkdir(mode=0o700)
    tempfile.tempdir = str(folder)
    return folder


def clear_abandoned() -> int:
    """Take away the folders of processes that are dead; return how many files were in them."""
    cleared = 0
    for file in temporary_folder().glob(f"*{_LOCK}"):
        lock = _taken(file)
        if lock is None:
            continue
        folder = _folder_of(file)
        cleared += sum(1 for left in folder.rglob("*") if left.is_file())
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            # While it is held, so that nobody waits for a file that goes. Windows lets nobody take
            # away what is open: there the release does it.
            with suppress(PermissionError):
                file.unlink(missing_ok=True)
        lock.release()
    return cleared


def _folder_of(lock: Path) -> Path:
    return lock.with_name(lock.name.removesuffix(_LOCK))


def _taken(file: Path) -> FileLock | None:
    """The lock, if nobody holds it and its file is still there once it is held."""
    lock = FileLock(file, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        return None
    if not file.exists():  # cleared away by another process just before it was locked
        lock.release()
        return None
    return lock
