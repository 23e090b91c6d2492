"""Native code in a process of its own: one line of JSON in, one line out.

A fault of that code, or another library's copy of it, then harms nobody else. The process is
started at the first question, answers the following ones, and ends with the program. This file is
what it runs: with the file whose function `answer` makes a line of each line.
"""

import atexit
import os
import subprocess
import sys
from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Lock, Timer


class OwnProcess:
    """The process, for one question at a time.

    A forked copy of the program never touches the process of the one it was forked from.
    """

    def __init__(self, answering: Path) -> None:
        self.process: subprocess.Popen[str] | None = None
        self._answering = answering
        self._owner = os.getpid()
        self._lock = Lock()
        atexit.register(self.end)

    def ask(self, line: str, *, patience: float, most_bytes: int) -> str | None:
        """The line that answers; None where the process died of the question or took too long.

        `patience` is in seconds, `most_bytes` the address space of a process that is started for
        it, where the system can limit that. Raises OSError where none can be started.
        """
        with self._lock:
            if self.process is None or self.process.poll() is not None:
                # Whatever ended it while nobody asked has nothing to do with this question.
                self.end()
                self.process = _started(self._answering, most_bytes)
            clock = Timer(patience, self.process.kill)
            clock.daemon = True
            clock.start()
            try:
                answer = _answer_of(self.process, line)
            except (OSError, ValueError):
                answer = ""
            finally:
                clock.cancel()
            if not answer.endswith("\n"):  # nothing, or a line that was cut off
                self.end()
                return None
            return answer

    def end(self) -> None:
        """End the process; not that of the program from which this one was forked."""
        process, self.process = self.process, None
        if process is None or os.getpid() != self._owner:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None and not pipe.closed:
                with suppress(OSError):  # words that never reached a dead process
                    pipe.close()
        process.kill()
        process.wait()


def _started(answering: Path, most_bytes: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - our own files
        # The folder of this file is none to import from.
        [sys.executable, "-P", str(Path(__file__)), str(most_bytes), str(answering)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )


def _answer_of(process: "subprocess.Popen[str]", line: str) -> str:
    if process.stdin is None or process.stdout is None:  # pragma: no cover - both are pipes
        raise OSError
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return process.stdout.readline()


def main() -> None:
    """In the process of its own: answer lines until there are none."""
    _limit_memory(int(sys.argv[1]))
    # By its place: the package itself need not be to be imported from here.
    spec = spec_from_file_location("answering", sys.argv[2])
    if spec is None or spec.loader is None:  # pragma: no cover - the program's own file
        raise SystemExit(2)
    answering = module_from_spec(spec)
    spec.loader.exec_module(answering)
    for line in sys.stdin:
        sys.stdout.write(answering.answer(line) + "\n")
        sys.stdout.flush()


def _limit_memory(most: int) -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows; a lower limit of the system
        import resource  # noqa: PLC0415 - missing on Windows

        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main()
