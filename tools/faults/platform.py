"""One platform under the harness: its folder, its processes, its database, its disk."""

import contextlib
import errno
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.faults.database import Database

ROOT: Final = Path(__file__).resolve().parents[2]
SEAMS: Final = Path(__file__).resolve().parent / "seams"
START_SECONDS: Final = 300.0
ROOM_BYTES: Final = 640 << 20
_PORTS: Final = 16
WORKER, WEB, PARENT, HELPER = "worker", "web", "parent", "helper"
_HELPERS: Final = (b"pg_dump", b"pg_restore", b"psql", b"own_process.py")
"""Programs that one of the others starts and waits for end like this."""


class NotStarted(Exception):  # noqa: N818 - named by what happened
    """The platform refused to start; the text is the end of what it printed."""


@dataclass
class Platform:
    """A data folder with everything that belongs to it, below `home`.

    `sheets` are the rosters that its schools upload.
    """

    home: Path
    database: Database
    port: int
    has_own_disk: bool
    sheets: Path

    def __post_init__(self) -> None:
        self.var, self.control = self.home / "var", self.home / "control"
        self.temporary, self.log = self.home / "tmp", self.home / "log.txt"
        self.reading = threading.RLock()
        """Held while the data folder is nobody's: nobody may open the database then."""
        self._server: subprocess.Popen[bytes] | None = None
        for folder in (self.control, self.temporary):
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def environment(self) -> dict[str, str]:
        """What the platform's processes are given."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("JUNHENG_")}
        return {
            **own,
            "PYTHONPATH": os.pathsep.join(map(str, (SEAMS, ROOT / "src", ROOT))),
            "DJANGO_SETTINGS_MODULE": "junheng.web.settings",
            "JUNHENG_VAR": str(self.var),
            "JUNHENG_FAULTS": str(self.control),
            "TMPDIR": str(self.temporary),
            **({"JUNHENG_DATABASE_URL": self.database.url} if self.database.url else {}),
        }

    # -- processes ------------------------------------------------------------------------------

    def start(self, processes: int = 1) -> None:
        """Serve; raises NotStarted."""
        for left in self.control.glob("armed*"):
            left.unlink(missing_ok=True)
        command = [sys.executable, "-m", "junheng.cli", "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(
                [*command, "--processes", str(processes)],
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._server.poll() is not None:
                raise NotStarted(self.log.read_text("utf-8", "replace")[-1500:])
            if self._answers():
                return
            time.sleep(0.1)
        self.kill()
        raise NotStarted("no answer")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sign-in/", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    @property
    def is_running(self) -> bool:
        """Whether the first process lives."""
        return self._server is not None and self._server.poll() is None

    def kill(self) -> None:
        """Everything dies at once, as when the plug is pulled."""
        if self._server is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._server.pid, signal.SIGKILL)
        self._server.wait()
        until = time.monotonic() + 10
        while self.processes() and time.monotonic() < until:
            time.sleep(0.02)  # the last of them may still be going
        self._server = None

    def stop(self) -> None:
        """End in order, as with Ctrl+C; kill what does not."""
        if self._server is None:
            return
        self._server.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._server.wait(30)
        self.kill()

    def processes(self) -> list[tuple[str, int]]:
        """What runs of it: `parent`, `web`, `worker`, `helper`, each with its process id."""
        if self._server is None:
            return []
        found = []
        for place in Path("/proc").iterdir():
            if not place.name.isdigit():
                continue
            with contextlib.suppress(OSError, IndexError):
                state = (place / "stat").read_text().rpartition(")")[2].split()
                if int(state[2]) != self._server.pid or state[0] == "Z":
                    continue
                words = (place / "cmdline").read_bytes().split(b"\0")
                pid = int(place.name)
                if b"resource_tracker" not in b" ".join(words):
                    found.append((PARENT if pid == self._server.pid else kind_of(words), pid))
        return found

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """One of the platform's commands, in a process of its own."""
        return subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    # -- what goes wrong ------------------------------------------------------------------------

    def arm(self, point: str, skip: int) -> None:
        """Whoever comes to this point for the `skip`+1st time dies there."""
        beside = self.control / "arming"
        beside.write_text(json.dumps({"point": point, "skip": skip}))
        beside.rename(self.control / "armed")

    def has_fired(self) -> bool:
        """Whether somebody died at the armed point."""
        return not (self.control / "armed").exists()

    def disarm(self) -> None:
        """Nobody dies any more."""
        (self.control / "armed").unlink(missing_ok=True)

    def set_clock(self, seconds: float) -> None:
        """Let the computer's clock be wrong by so much."""
        (self.control / "clock").write_text(str(seconds))

    @contextlib.contextmanager
    def full_disk(self, room: int) -> Iterator[None]:
        """No more than `room` bytes can be written.

        On a disk of its own all else is filled up. Without the right to mount one, no file of the
        platform's processes may grow beyond `room` bytes, which they see as the same refusal.
        """
        if self.has_own_disk:
            ballast = self.home / "ballast"
            try:
                _fill(ballast, room)
                yield
            finally:
                ballast.unlink(missing_ok=True)
            return
        held = [pid for _, pid in self.processes()]
        try:
            for pid in held:
                with contextlib.suppress(OSError):
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
            yield
        finally:
            for pid in [*held, *(pid for _, pid in self.processes())]:
                with contextlib.suppress(OSError):
                    whole = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, whole)


def kind_of(words: Sequence[bytes]) -> str:
    """Which process of the platform, but its first one, has this command."""
    if any(word.endswith(_HELPERS) for word in words):
        return HELPER
    return WORKER if b"work" in words else WEB


def free_port() -> int:
    """A port that nobody listens to.

    Below those that the system lends to outgoing connections, and with room to the next harness:
    it must still be free, and nobody else's, when the platform comes back after a fault.
    """
    first = 20_000 + os.getpid() % 750 * _PORTS
    for port in range(first, first + _PORTS):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError(errno.EADDRINUSE, "no port is free")


@contextlib.contextmanager
def own_disk(place: Path) -> Iterator[bool]:
    """A small disk at `place`, where this computer lets us mount one; whether it did."""
    place.mkdir(parents=True, exist_ok=True)
    options = f"size={ROOM_BYTES}"
    mounting = ["mount", "-t", "tmpfs", "-o", options, "junheng-faults", str(place)]
    try:
        is_mounted = subprocess.run(mounting, capture_output=True, check=False).returncode == 0
    except OSError:
        is_mounted = False
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(place)], check=False)


def _fill(ballast: Path, room: int) -> None:
    """Let a file take all of its disk but `room` bytes, while others write there as well."""
    with ballast.open("wb") as stream:
        while (size := shutil.disk_usage(ballast.parent).free - room) > 0:
            try:
                os.posix_fallocate(stream.fileno(), 0, size)
            except OSError as problem:
                if problem.errno != errno.ENOSPC:
                    raise
                continue  # somebody wrote between the question and the taking
            return
