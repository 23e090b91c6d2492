"""The ceremony's folder on disk: every file in it is whole, or is not there.

`internal/` holds what the ceremony must remember between two steps (frozen documents, the private
roster, the ledger); everything else in the folder can be made again from it.
"""

import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from errno import EISDIR
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeAlias

from filelock import FileLock, Timeout

from junheng.ceremony.flushing import NO_ROOM, flush_files, flush_names
from junheng.engine.errors import JunhengError

INTERNAL = "internal"
FROZEN = f"{INTERNAL}/frozen.json"
PRIVATE = f"{INTERNAL}/private.json"
LEDGER = f"{INTERNAL}/ledger.jsonl"
DESTROYED = f"{INTERNAL}/destroyed.json"
FREEZE_FILE = "freeze.json"
VERIFIER_FILE = "verifier.html"
LOCK = ".junheng.lock"
STAGING = ".junheng-new"
NEW, OLD = "new", "old"

Content: TypeAlias = bytes | Iterable[bytes]
"""What one file holds: whole, or in pieces that are made while they are written."""
Files: TypeAlias = Mapping[str, Content] | Iterable[tuple[str, Content]]
"""Files by name, in their order; each may be made when the one before it is written."""


class CeremonyFolder:
    """One ceremony's folder; use `opened_folder` to get one that no other process writes to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._added: list[str] = []

    def has_freeze(self) -> bool:
        """Whether a roster was frozen here.

        A ledger that went on after its freeze says so too: without `frozen.json` it cannot be
        continued, but it must not be overwritten either.
        """
        if (self.path / FROZEN).exists():
            return True
        kinds = [event.get("type") for event in self.events()]
        return bool(kinds) and kinds[-1] != "FREEZE"

    def freeze_count(self) -> int:
        """How many freezes are in the ledger, void ones too."""
        return sum(event.get("type") == "FREEZE" for event in self.events())

    def awaits_new_freeze(self) -> bool:
        """Whether the newest freeze was made void: its session goes on with a new one."""
        kinds = [event.get("type") for event in self.events()]
        return [kind for kind in kinds if kind in {"FREEZE", "VOID"}][-1:] == ["VOID"]

    def absence(self, code: str, **params: str) -> JunhengError:
        """Why a file is not there: `code`, or `record_destroyed` after the end of the retention."""
        try:
            held = json.loads((self.path / DESTROYED).read_bytes())
        except (OSError, ValueError):
            return JunhengError(code, **params)
        return JunhengError("record_destroyed", day=str(held["at"])[:10])

    def read_bytes(self, name: str, start: int = 0, end: int | None = None) -> bytes:
        """One file's bytes, or a part of them; raises JunhengError when it cannot be read."""
        try:
            with (self.path / name).open("rb") as file:
                file.seek(start)
                return file.read(-1 if end is None else end - start)
        except FileNotFoundError as problem:
            raise self.absence("ceremony_file_unreadable", file=name) from problem
        except OSError as problem:
            raise JunhengError("ceremony_file_unreadable", file=name) from problem

    def read_json(self, name: str) -> Any:
        """One JSON file; raises JunhengError when it is missing or damaged."""
        try:
            return json.loads(self.read_bytes(name))
        except ValueError as problem:
            raise JunhengError("ceremony_file_unreadable", file=name) from problem

    def place(self, files: Files, *, instead_of: Sequence[str] = ()) -> None:
        """Put all files into the folder in the order given, or none of them.

        They are written beside their places first and moved into them only when every byte has
        been taken; moving needs no more room, and what cannot be moved (a list that is open in
        another program) brings everything back to where it was. `instead_of` are patterns of older
        files that leave in the same move. All of them are flushed to the disk, and their names
        too: whoever is told that something was frozen, drawn or printed finds it after a power
        loss.
        """
        staging = self.path / STAGING
        try:
            shutil.rmtree(staging, ignore_errors=True)
            names: dict[str, None] = {}
            for name, content in files.items() if isinstance(files, Mapping) else files:
                _write(staging / NEW / name, content)
                names[name] = None
            flush_files(staging / NEW / name for name in names)
            self._exchange(staging, names, instead_of)
        except OSError as problem:
            raise disk_refusal(problem) from problem
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def clear_torn_freeze(self) -> None:
        """Take away what a freeze left that was cut off half-way; nobody has seen its code."""
        shutil.rmtree(self.path / STAGING, ignore_errors=True)
        internal = [self.path / name for name in (PRIVATE, LEDGER) if (self.path / name).exists()]
        beside = [self.path / FREEZE_FILE, self.path / VERIFIER_FILE]
        for file in [*internal, *beside] if internal else []:
            file.unlink(missing_ok=True)
        self._remove_empty({self.path / INTERNAL})

    def undo(self) -> None:
        """Take away what was added since the folder was opened."""
        for name in self._added:
            (self.path / name).unlink(missing_ok=True)
        self._remove_empty(_folders_of(self.path, self._added))

    def _exchange(self, staging: Path, names: Collection[str], instead_of: Sequence[str]) -> None:
        older = {
            file.relative_to(self.path).as_posix()
            for pattern in instead_of
            for file in self.path.glob(pattern)
        }
        replaced = {name for name in names if (self.path / name).exists()}
        for name in replaced:
            if (self.path / name).is_dir():
                raise IsADirectoryError(EISDIR, "a folder stands in the place of a file")
        leaving = sorted(older | replaced)

        def moves() -> Iterator[tuple[Path, Path]]:
            # A province has a million tickets: their names are kept, their paths made each time.
            yield from ((self.path / name, staging / OLD / name) for name in leaving)
            yield from ((staging / NEW / name, self.path / name) for name in names)

        new_folders = _folders_of(self.path, names)
        done = 0
        try:
            for folder in _folders_of(staging / OLD, leaving) | new_folders:
                folder.mkdir(parents=True, exist_ok=True)
            for source, target in moves():
                source.rename(target)
                done += 1
            _keep_private(self.path / INTERNAL)
            above = {parent for folder in new_folders for parent in (folder, *folder.parents)}
            flush_names({folder for folder in above if folder.is_relative_to(self.path)})
        except BaseException:
            for source, target in reversed([*islice(moves(), done)]):
                target.rename(source)
            self._remove_empty(new_folders)
            raise
        self._added += [name for name in names if name not in replaced]
        self._remove_empty(_folders_of(self.path, older))

    def _remove_empty(self, folders: set[Path]) -> None:
        for folder in folders:
            while folder != self.path and folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
                folder = folder.parent  # noqa: PLW2901 - a folder above may be empty now

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
            with file.open("r+b", buffering=0) as ledger:
                # A torn last line, which was never shown as done, is written over.
                end = ledger.read().rfind(b"\n") + 1
                try:
                    ledger.seek(end)
                    ledger.truncate()
                    unwritten = line + b"\n"
                    while unwritten:
                        unwritten = unwritten[ledger.write(unwritten) :]
                    os.fsync(ledger.fileno())
                except BaseException:
                    ledger.truncate(end)
                    raise
        except OSError as problem:
            raise disk_refusal(problem) from problem


@contextmanager
def opened_folder(path: Path, *, is_undone_on_failure: bool = False) -> Iterator[CeremonyFolder]:
    """Open a ceremony's folder for this process alone, creating it where needed.

    A folder that was created here and stayed empty is taken away again, so that a refused roster
    leaves nothing behind. With `is_undone_on_failure` a sitting that began here and could not be
    finished leaves nothing behind either; a folder that held a freeze before keeps everything.
    Raises JunhengError when another process works in it, or when it cannot be written.
    """
    created: list[Path] = []
    try:
        _create(path, created)
        with _locked(path):
            folder = CeremonyFolder(path)
            had_freeze = folder.has_freeze()
            if not had_freeze:
                folder.clear_torn_freeze()
            try:
                yield folder
            except BaseException:
                if is_undone_on_failure and not had_freeze:
                    folder.undo()
                raise
    finally:
        for made in reversed(created):
            if not any(made.iterdir()):
                made.rmdir()


def _create(path: Path, created: list[Path]) -> None:
    """Create the folder and those above it, noting each; an existing one is fine."""
    try:
        for folder in reversed((path, *path.parents)):
            if not folder.exists():
                folder.mkdir()
                created.append(folder)
        if not path.is_dir():
            raise JunhengError("folder_is_file")
    except NotADirectoryError as problem:
        raise JunhengError("folder_is_file") from problem
    except (OSError, ValueError) as problem:
        raise disk_refusal(problem) from problem


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = FileLock(path / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as problem:
        raise JunhengError("ceremony_folder_in_use") from problem
    except OSError as problem:
        raise disk_refusal(problem) from problem
    try:
        yield
    finally:
        # The file goes while it is still locked; where the system forbids that, filelock does it.
        with suppress(OSError):
            (path / LOCK).unlink()
        lock.release()


DISK_REFUSALS: Final = frozenset(("disk_full", "folder_not_writable"))
"""What a disk refuses now and may take later, with the same bytes."""


def disk_refusal(problem: OSError | ValueError) -> JunhengError:
    """The refusal for a disk that will not take what is written."""
    if isinstance(problem, OSError) and problem.errno in NO_ROOM:
        return JunhengError("disk_full")
    return JunhengError("folder_not_writable")


def _write(file: Path, content: Content) -> None:
    try:
        opened = file.open("wb")
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        opened = file.open("wb")
    with opened:
        opened.writelines([content] if isinstance(content, bytes) else content)


def _folders_of(top: Path, names: Iterable[str]) -> set[Path]:
    """The folders below `top` that these files stand in."""
    return {top / folder for folder in {name.rpartition("/")[0] for name in names}}


def _keep_private(folder: Path) -> None:
    """Let only the folder's owner look into it, where the system knows owners."""
    if folder.exists():
        with suppress(OSError):
            folder.chmod(0o700)
