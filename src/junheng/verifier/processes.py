"""Deals pieces of work out to processes of this computer: schools, and parts of a container.

A process is started anew (`spawn`), knows nothing and is handed one piece at a time, so it never
holds more than that. The answers come in the order of the pieces, whoever finishes first.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from typing import Any

MOST_PROCESSES = 60  # Windows waits for no more at once
_SPAWN = multiprocessing.get_context("spawn")


class UnfinishedError(Exception):
    """A process ended before its work was done, so the check says nothing."""


def cores() -> int:
    """How many processes this computer carries out at the same time."""
    return min(os.cpu_count() or 1, MOST_PROCESSES)


def dealt_out(
    work: Callable[[Any], Any], pieces: Iterable[Any], processes: int
) -> Generator[Any, None, None]:
    """Yield what `work` makes of each piece; with one process it is done here.

    Close it (`contextlib.closing`) to end all processes early.

    Raises:
        UnfinishedError: a process was ended from outside, or found too little memory.
    """
    if processes <= 1:
        yield from map(work, pieces)
        return
    crew: dict[Any, Any] = {}
    try:
        with _interrupts_unheard():
            for _ in range(processes):
                here, there = _SPAWN.Pipe()
                crew[here] = _SPAWN.Process(target=_serve, args=(there, work), daemon=True)
                crew[here].start()
                there.close()
        yield from _answers(list(crew), enumerate(pieces))
    except (EOFError, OSError) as fault:
        raise UnfinishedError from fault
    finally:
        for connection, process in crew.items():
            connection.close()
            if process.pid is not None:
                process.kill()
                process.join()


def _answers(idle: list[Any], numbered: Iterator[tuple[int, Any]]) -> Iterator[Any]:
    """Hand a piece to whoever is idle, and give the answers back in order."""
    busy: list[Any] = []
    early: dict[int, Any] = {}
    due = 0
    while True:
        for connection, piece in zip(idle, numbered, strict=False):
            connection.send(piece)
            busy.append(connection)
        if not busy:
            return
        ready: Any = wait(busy)
        idle = ready
        for connection in idle:
            busy.remove(connection)
            place, early_answer = connection.recv()
            early[place] = early_answer
        while due in early:
            answer = early.pop(due)
            if isinstance(answer, Exception):
                raise answer
            yield answer
            due += 1


def _serve(connection: Any, work: Callable[[Any], Any]) -> None:
    """Work in a process of its own until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process ends it
    with suppress(EOFError, OSError, MemoryError):  # that one is gone, or sees that this one is
        while True:
            place, piece = connection.recv()
            try:
                answer = work(piece)
            except MemoryError:
                raise
            except Exception as fault:  # noqa: BLE001 - raised again where the answer is awaited
                answer = fault
            connection.send((place, answer))


@contextmanager
def _interrupts_unheard() -> Iterator[None]:
    """Start processes to which Ctrl+C means nothing, not even before they know what to do."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
