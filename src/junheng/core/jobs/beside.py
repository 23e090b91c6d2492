"""A worker as the child of the server: started with it, restarted when it dies, ended with it."""

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from types import TracebackType

from junheng.core.secrets.codes import new_code

PATIENCE_SECONDS = 10
GIVES_WAY = 10
"""So much less urgent than the server, in Unix's steps of niceness; 19 is the least urgent."""


class WorkerBeside:
    """Use as a context around the server: `with WorkerBeside((sys.executable, "-m", …)): serve()`.

    The child's standard input is a pipe from here: when this process dies, however, the pipe
    closes and the child ends after the job in hand.
    """

    def __init__(self, command: Sequence[str], *, pause_seconds: float = 1.0) -> None:
        self._command = tuple(command)
        self._pause = pause_seconds
        self._is_ending = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "WorkerBeside":
        self._name, self._child = self._start(instead_of="")
        self._watcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_ending.set()
        child = self._child
        if child is not None:
            _close(child)
        self._watcher.join(PATIENCE_SECONDS)

    @property
    def process_id(self) -> int:
        """The child's process id."""
        return self._child.pid if self._child else 0

    def _watch(self) -> None:
        while self._child is not None:
            self._child.wait()
            if self._is_ending.is_set():
                return
            _close(self._child)
            time.sleep(self._pause)
            self._name, self._child = self._start(instead_of=self._name)

    def _start(self, *, instead_of: str) -> tuple[str, subprocess.Popen[bytes]]:
        name = f"beside-{new_code()}"
        command = [*self._command, "--worker", name, "--ends-with-stdin"]
        if instead_of:
            command += ["--instead-of", instead_of]
        return name, _begin(command)


def _begin(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start the child so that it gives way to the server: pages are waited for, papers are not.

    After a county's publication it prints thousands of slips while every family asks.
    """
    below_normal = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # on Windows
    child = subprocess.Popen(command, stdin=subprocess.PIPE, creationflags=below_normal)  # noqa: S603 - our own command
    if hasattr(os, "setpriority"):
        own = os.getpriority(os.PRIO_PROCESS, 0)
        os.setpriority(os.PRIO_PROCESS, child.pid, own + GIVES_WAY)
    return child


def _close(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        child.stdin.close()
    try:
        child.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
