"""The ceremony's folder on disk: every file in it is whole, or is not there.

`internal/` holds what the ceremony must remember between two steps (frozen documents, the private
roster, the ledger); everything else in the folder can be made again from it.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from junheng.engine.errors import JunhengError

INTERNAL = "internal"
FROZEN = f"{INTERNAL}/frozen.json"
PRIVATE = f"{INTERNAL}/private.json"
LEDGER = f"{INTERNAL}/ledger.jsonl"
LOCK = ".junheng.lock"
STAGING = ".junheng-new"


class CeremonyFolder:
    """One ceremony's folder; use `opened_folder` to get one that no other process writes to."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def has_freeze(self) -> bool:
        """Whether a roster was frozen here."""
        return (self.path / FROZEN).exists()

    def read_bytes(self, name: str) -> bytes:
        """One file's bytes; raises JunhengError when it cannot be read."""
        try:
            return (self.path / name).read_bytes()
        except OSError as problem:
            raise JunhengError("ceremony_file_unreadable", file=name) from problem

    def read_json(self, name: str) -> Any:
        """One JSON file; raises JunhengError when it is missing or damaged."""
        try:
            return json.loads(self.read_bytes(name))
        except ValueError as problem:
            raise JunhengError("ceremony_file_unreadable", file=name) from problem

    def place(self, files: Mapping[str, bytes]) -> None:
        """Put all files into the folder, or none of them.

        They are written beside their places first and renamed into them only when every byte has
        been taken; renaming needs no more room. What the ceremony must remember is flushed to the
        disk before; what can be made again from it is not, because hundreds of tickets would
        cost seconds.
        """
        staging = self.path / STAGING
        try:
            shutil.rmtree(staging, ignore_errors=True)
            for name, content in files.items():
                _write(staging / name, content, is_flushed=name.startswith(INTERNAL))
            for name in files:
                target = self.path / name
                target.parent.mkdir(parents=True, exist_ok=True)
                (staging / name).replace(target)
        except OSError as problem:
            raise disk_refusal(problem) from problem
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def remove(self, pattern: str) -> None:
        """Take away what an earlier run left, such as the tickets of a rehearsal."""
        for file in sorted(self.path.glob(pattern)):
            file.unlink()

    def events(self) -> tuple[dict[str, Any], ...]:
        """The ledger; a last line without its newline was never shown as done and is left out."""
        file = self.path / LEDGER
        if not file.exists():
            return ()
        whole, _, _ = self.read_bytes(LEDGER).rpartition(b"\n")
        try:
            return tuple(json.loads(line) for line in whole.splitlines())
        except ValueError as problem:
            raise JunhengError("ceremony_file_unreadable", file=LEDGER) from problem

    def append_event(self, line: bytes) -> None:
        """Add one canonical event and flush it to the disk before anything is shown (SG1 §7.1)."""
        file = self.path / LEDGER
        try:
            with file.open("r+b" if file.exists() else "w+b") as ledger:
                # Cut a torn last line before writing after it.
                kept = ledger.read()
                ledger.seek(kept.rfind(b"\n") + 1)
                ledger.truncate()
                ledger.write(line + b"\n")
                ledger.flush()
                os.fsync(ledger.fileno())
        except OSError as problem:
            raise disk_refusal(problem) from problem


@contextmanager
def opened_folder(path: Path) -> Iterator[CeremonyFolder]:
    """Open a ceremony's folder for this process alone, creating it where needed.

    A folder that was created here and stayed empty is taken away again, so that a refused roster
    leaves nothing behind. Raises JunhengError when another process works in it, or when it cannot
    be written.
    """
    is_new = not path.exists()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise disk_refusal(problem) from problem
    lock = FileLock(path / LOCK, timeout=0)
    try:
        try:
            lock.acquire()
        except Timeout as problem:
            raise JunhengError("ceremony_folder_in_use") from problem
        except OSError as problem:
            raise disk_refusal(problem) from problem
        try:
            yield CeremonyFolder(path)
        finally:
            lock.release()
            (path / LOCK).unlink(missing_ok=True)
    finally:
        if is_new and path.exists() and not any(path.iterdir()):
            path.rmdir()


def disk_refusal(problem: OSError) -> JunhengError:
    """The refusal for a disk that will not take what is written."""
    if problem.errno in {ENOSPC, EDQUOT}:
        return JunhengError("disk_full")
    return JunhengError("folder_not_writable")


def _write(file: Path, content: bytes, *, is_flushed: bool) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        stream.write(content)
        if is_flushed:
            stream.flush()
            os.fsync(stream.fileno())
