"""What a power loss leaves: everything is dead, and what was not flushed may be gone.

The seams wrote down what every process flushed, moved and removed. The model is that of a
journalling file system (ext4, xfs): names are in order, so that of the changes after the last
flush a random number from the end on is undone; bytes that were not flushed since they were
written are cut off or zeroed at a random place. SQLite writes its log by itself: how far that was
flushed follows from its setting `synchronous` (see `torn_log`).
"""

import json
import os
import struct
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from junheng.web.databases import SQLITE_OPTIONS
from tools.faults.dice import Dice

RECENT_SECONDS: Final = 30.0
"""The system writes back by itself what is older."""
_HEADER, _FRAME_HEADER = 32, 24


def lose_power(var: Path, control: Path, dice: Dice) -> list[str]:
    """Tear what was not flushed in the data folder of a dead platform; return what was torn."""
    deeds = _deeds(control)
    torn = [f"undone {deed['did']}" for deed in _undo_names(deeds, dice)]
    flushed = {deed["inode"]: deed["written"] for deed in deeds if deed["did"] == "flush"}
    newest = max((file.stat().st_mtime for file in _files(var)), default=0.0)
    for file in sorted(_files(var)):
        found = file.stat()
        is_safe = flushed.get(found.st_ino) == found.st_mtime_ns
        is_old = found.st_mtime < newest - RECENT_SECONDS
        if is_safe or is_old or not found.st_size or dice.below(2):
            continue
        _tear(file, found.st_size, dice)
        torn.append(f"torn {file.relative_to(var)}")
    torn += torn_log(var / "junheng.sqlite3-wal", dice)
    begin(var, control)
    return torn


def begin(var: Path, control: Path) -> None:
    """Begin a new record of the disk: what stands now has survived."""
    for left in (*control.glob("disk-*"), *control.glob("kept-*")):
        left.unlink(missing_ok=True)
    lines = [
        json.dumps({"at": 0, "did": "flush", "inode": found.st_ino, "written": found.st_mtime_ns})
        for found in (file.stat() for file in _files(var))
    ]
    (control / "disk-0").write_text("\n".join(lines))


def torn_log(log: Path, dice: Dice) -> list[str]:
    """Cut SQLite's log where a power loss could have.

    With `synchronous=FULL` each commit is flushed before it is acknowledged, and only what follows
    the last commit can be lost; with NORMAL everything since the last checkpoint can.
    """
    if not log.exists() or log.stat().st_size <= _HEADER:
        return []
    raw = log.read_bytes()
    command = str(SQLITE_OPTIONS["init_command"]).replace(" ", "").upper()
    safe = _end_of_commits(raw) if "SYNCHRONOUS=FULL" in command else _HEADER
    if safe >= len(raw):
        return []
    cut = safe + dice.below(len(raw) - safe)
    os.truncate(log, cut)
    return [f"log cut from {len(raw)} to {cut} bytes"]


def _end_of_commits(raw: bytes) -> int:
    """Where the last commit of the log ends: a frame that names a size of the database."""
    page = struct.unpack(">I", raw[8:12])[0]
    salt, end, at = raw[16:24], _HEADER, _HEADER
    while at + _FRAME_HEADER + page <= len(raw):
        if raw[at + 8 : at + 16] != salt:
            break  # left from before the last checkpoint
        at += _FRAME_HEADER + page
        if struct.unpack(">I", raw[at - page - 20 : at - page - 16])[0]:
            end = at
    return end


def _deeds(control: Path) -> list[dict[str, Any]]:
    deeds = []
    for log in control.glob("disk-*"):
        for line in log.read_text(errors="replace").splitlines():
            with suppress(ValueError):
                deeds.append(json.loads(line))
    return sorted(deeds, key=lambda deed: int(deed["at"]))


def _undo_names(deeds: list[dict[str, Any]], dice: Dice) -> list[dict[str, Any]]:
    """Take back a random number of the last changes of names that no flush followed."""
    last = max((place for place, deed in enumerate(deeds) if deed["did"] == "flush"), default=-1)
    loose = deeds[last + 1 :]
    undone = list(reversed(loose))[: dice.below(len(loose) + 1)]
    for deed in undone:
        with suppress(OSError):
            if deed["did"] == "move":
                Path(deed["old"]).parent.mkdir(parents=True, exist_ok=True)
                Path(deed["new"]).rename(deed["old"])
                _bring_back(deed["kept"], deed["new"])
            else:
                _bring_back(deed["kept"], deed["path"])
    return undone


def _bring_back(kept: str, place: str) -> None:
    if kept and Path(kept).exists():
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        os.link(kept, place)


def _files(var: Path) -> list[Path]:
    """What may be torn: everything but the database, which has its own rule, and locks."""
    return [
        file
        for file in var.rglob("*")
        if file.is_file() and ".sqlite3" not in file.name and not file.name.endswith(".lock")
    ]


def _tear(file: Path, size: int, dice: Dice) -> None:
    cut = dice.below(size)
    if dice.below(2):
        os.truncate(file, cut)
        return
    with file.open("r+b") as stream:
        stream.seek(cut)
        stream.write(bytes(size - cut))
