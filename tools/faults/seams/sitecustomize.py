"""Seams in every process of a platform under the fault harness: Python reads this at its start.

Standard library only, and nothing of the product is changed but what an operating system could do
to it: a process dies at a named point, the clock shows another time, and what was flushed to the
disk is written down, so that a power loss can be imitated afterwards.

The folder `JUNHENG_FAULTS` holds `armed` (a point and how many times it is passed over first),
`clock` (seconds to add), and takes `fired-…` and `disk-…` from the processes.
"""

import contextlib
import datetime as dt
import importlib.abc
import importlib.machinery
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import ModuleType

CONTROL = os.environ.get("JUNHENG_FAULTS", "")
DATA = os.environ.get("JUNHENG_VAR", "") + os.sep

_fsync, _replace, _rename, _unlink, _time = os.fsync, os.replace, os.rename, os.unlink, time.time  # noqa: TID251 - what is replaced
_guard = threading.Lock()
_kept = 0
_clock = (0, 0.0)


def point(name: str) -> None:
    """Die here when the harness armed this point; what others do goes on."""
    armed = f"{CONTROL}/armed"
    if not os.path.exists(armed):  # noqa: PTH110 - os is what is patched below: no detours
        return
    with contextlib.suppress(OSError, ValueError), _guard:
        wanted = json.loads(Path(armed).read_text())
        if wanted["point"] != name:
            return
        _rename(armed, f"{CONTROL}/fired-{os.getpid()}")
        if wanted["skip"] > 0:
            wanted["skip"] -= 1
            beside = f"{armed}-{os.getpid()}"
            Path(beside).write_text(json.dumps(wanted))
            _unlink(f"{CONTROL}/fired-{os.getpid()}")
            _rename(beside, armed)
            return
        os.kill(os.getpid(), signal.SIGKILL)


def shift() -> float:
    """How many seconds the clock of this computer is wrong."""
    global _clock  # noqa: PLW0603 - one clock
    try:
        changed = os.stat(f"{CONTROL}/clock").st_mtime_ns  # noqa: PTH116
        if changed != _clock[0]:
            _clock = (changed, float(Path(f"{CONTROL}/clock").read_text() or 0))
    except (OSError, ValueError):
        _clock = (0, 0.0)
    return _clock[1]


def note(**words: object) -> None:
    """Tell what happened on the disk, in order."""
    line = json.dumps({"at": time.monotonic_ns(), **words}) + "\n"
    with contextlib.suppress(OSError), open(f"{CONTROL}/disk-{os.getpid()}", "a") as log:  # noqa: PTH123
        log.write(line)


def aside(path: str) -> str:
    """Keep what is about to vanish, so that a power loss can bring it back."""
    global _kept  # noqa: PLW0603 - a counter
    with _guard:
        _kept += 1
        kept = f"{CONTROL}/kept-{os.getpid()}-{_kept}"
    try:
        os.link(path, kept)
    except OSError:
        return ""
    return kept


def is_ours(path: str) -> bool:
    """Whether a path lies in the data folder."""
    return path.startswith(DATA)


def fsync(descriptor: int) -> None:
    """`os.fsync` with a point on each side."""
    number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
    path = os.readlink(f"/proc/self/fd/{number}")  # noqa: PTH115
    if not is_ours(path):
        _fsync(descriptor)
        return
    point("before-flush")
    _fsync(descriptor)
    found = os.fstat(number)
    note(did="flush", path=path, inode=found.st_ino, written=found.st_mtime_ns, size=found.st_size)
    point("after-flush")


def _moving(move):
    def moved(source, target, **options):
        old, new = os.path.abspath(os.fspath(source)), os.path.abspath(os.fspath(target))  # noqa: PTH100
        if not is_ours(new):
            return move(source, target, **options)
        point("before-rename")
        kept = aside(new) if os.path.isfile(new) else ""  # noqa: PTH113
        done = move(source, target, **options)
        note(did="move", old=old, new=new, kept=kept)
        point("after-rename")
        return done

    return moved


def unlink(path, **options):
    """`os.unlink` with a point on each side."""
    whole = os.path.abspath(os.fspath(path)) if not options.get("dir_fd") else ""  # noqa: PTH100
    if not is_ours(whole) or whole.endswith(".lock"):
        return _unlink(path, **options)
    point("before-remove")
    kept = aside(whole)
    done = _unlink(path, **options)
    note(did="remove", path=whole, kept=kept)
    point("after-remove")
    return done


def _committing(module: ModuleType) -> None:
    commit = module.BaseDatabaseWrapper._commit  # noqa: SLF001

    def committed(self):
        point("before-commit")
        done = commit(self)
        point("after-commit")
        return done

    module.BaseDatabaseWrapper._commit = committed  # noqa: SLF001


def _django_clock(module: ModuleType) -> None:
    now = module.now
    module.now = lambda: now() + dt.timedelta(seconds=shift())


def _ceremony_clock(module: ModuleType) -> None:
    whole = module.datetime

    class Shifted(whole):  # type: ignore[misc, valid-type]
        """The moment as the wrong clock shows it."""

        @classmethod
        def now(cls, zone=None):
            return whole.now(zone) + dt.timedelta(seconds=shift())

    module.datetime = Shifted


SEAMS = {
    "django.db.backends.base.base": _committing,
    "django.utils.timezone": _django_clock,
    "junheng.ceremony.surroundings": _ceremony_clock,
}


class Finder(importlib.abc.MetaPathFinder):
    """Lets a module load as always and puts its seam in afterwards."""

    def find_spec(self, name, path=None, target=None):
        """The usual loader, wrapped."""
        if name not in SEAMS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return None
        execute, seam = spec.loader.exec_module, SEAMS[name]

        def exec_module(module: ModuleType) -> None:
            execute(module)
            seam(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


if CONTROL:
    os.fsync = fsync  # type: ignore[assignment]
    os.replace = _moving(_replace)
    os.rename = _moving(_rename)
    os.unlink = unlink
    os.remove = unlink
    time.time = lambda: _time() + shift()  # noqa: TID251 - the wrong clock
    sys.meta_path.insert(0, Finder())
