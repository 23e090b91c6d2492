"""Work dealt out to processes: the same answers in order, and nobody waits for the dead."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from junheng.verifier import processes
from junheng.verifier.processes import UnfinishedError, dealt_out


def slow_at_first(piece: int) -> int:
    """Answer the first piece last."""
    time.sleep(0.5 if piece == 0 else 0)
    return 10 * piece


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_answers_come_in_the_order_of_the_pieces(count: int) -> None:
    assert list(dealt_out(slow_at_first, range(5), count)) == [0, 10, 20, 30, 40]


def test_one_process_starts_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_SPAWN", None)

    assert list(dealt_out(abs, [-1], 1)) == [1]


def test_a_process_is_handed_one_piece_at_a_time_and_ends_with_the_last() -> None:
    handed: list[int] = []

    def pieces() -> Iterator[int]:
        # Whoever has the second piece stays busy with it.
        for piece, seconds in enumerate([0, 600, *[0] * 98]):
            handed.append(piece)
            yield seconds

    answers = dealt_out(time.sleep, pieces(), 2)
    next(answers)
    at_first = list(handed)
    answers.close()

    assert at_first == [0, 1]
    assert multiprocessing.active_children() == []


def test_a_killed_process_is_not_waited_for() -> None:
    answers = dealt_out(time.sleep, [0, 600], 2)
    next(answers)

    for process in multiprocessing.active_children():
        process.kill()

    with pytest.raises(UnfinishedError):
        next(answers)


@pytest.mark.parametrize(("work", "piece"), [(os._exit, 0), (bytes, 1 << 62)])
def test_a_process_that_ends_or_lacks_memory_has_not_finished(
    work: object, piece: int, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnfinishedError):
        list(dealt_out(work, [piece, piece], 2))  # type: ignore[arg-type]

    assert capfd.readouterr().err == ""


def test_a_fault_of_the_work_is_raised_as_in_one_process() -> None:
    with pytest.raises(ValueError, match="'x'"):
        list(dealt_out(int, ["1", "x"], 2))


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C reaches a group of processes otherwise")
def test_an_interrupt_ends_every_process_without_a_trace() -> None:
    program = (
        "import multiprocessing, signal, time\n"
        "from junheng.verifier.processes import dealt_out\n"
        # Whoever starts the tests in the background lets them ignore it.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "answers = dealt_out(time.sleep, [0, 600, 600], 2)\n"
        "next(answers)\n"
        "print('begun', flush=True)\n"
        "try:\n"
        "    next(answers)\n"
        "except KeyboardInterrupt:\n"
        "    print(multiprocessing.active_children(), flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as begun:
        assert begun.stdout is not None
        begun.stdout.readline()
        os.killpg(begun.pid, signal.SIGINT)
        said, trace = begun.communicate(timeout=60)

    assert (said, trace, begun.returncode) == ("[]\n", "", 0)
