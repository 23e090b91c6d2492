"""A process beside the program: it answers line by line, and whatever ends it harms nobody."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from junheng.engine.own_process import OwnProcess

ANSWERING = """
import os, sys, time

def answer(line):
    match line.split():
        case ["die"]:
            os.abort()
        case ["die", "while", "answering"]:
            sys.stdout.write("half of a line")
            sys.stdout.flush()
            os.abort()
        case ["sleep"]:
            time.sleep(60)
        case ["take", megabytes]:
            return str(len(bytes(int(megabytes) << 20)))
        case ["who"]:
            return str(os.getpid())
    return line.strip().upper()
"""


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[OwnProcess]:
    answering = tmp_path / "answering.py"
    answering.write_text(ANSWERING, encoding="utf-8")
    process = OwnProcess(answering)
    yield process
    process.end()


def ask(beside: OwnProcess, line: str, patience: float = 60.0) -> str | None:
    answer = beside.ask(line, patience=patience, most_bytes=1 << 30)
    return None if answer is None else answer.strip()


def running(beside: OwnProcess) -> "subprocess.Popen[str]":
    assert beside.process is not None
    return beside.process


def test_one_process_answers_all_questions(beside: OwnProcess) -> None:
    first, second = ask(beside, "who"), ask(beside, "who")

    assert first == second != str(os.getpid())


def test_questions_of_several_threads_get_their_own_answers(beside: OwnProcess) -> None:
    lines = [f"question {number}" for number in range(40)]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda line: ask(beside, line), lines))

    assert answers == [line.upper() for line in lines]


@pytest.mark.parametrize("line", ["die", "die while answering"])
def test_a_question_that_ends_the_process_has_no_answer_and_the_next_one_has(
    beside: OwnProcess, line: str
) -> None:
    assert ask(beside, line) is None
    assert ask(beside, "x") == "X"


def test_a_process_that_died_while_nobody_asked_is_started_again(beside: OwnProcess) -> None:
    ask(beside, "x")
    dead = running(beside)
    dead.kill()
    dead.wait()

    assert ask(beside, "x") == "X"
    assert running(beside).pid != dead.pid


def test_a_question_that_takes_too_long_is_given_up(beside: OwnProcess) -> None:
    ask(beside, "x")

    assert ask(beside, "sleep", patience=0.2) is None
    assert ask(beside, "x") == "X"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no memory this way")
def test_a_question_that_takes_too_much_memory_is_given_up(beside: OwnProcess) -> None:
    assert ask(beside, "take 100") == str(100 << 20)
    assert ask(beside, "take 2000") is None
    assert ask(beside, "x") == "X"


def test_a_process_that_cannot_be_started_is_no_answer_of_it(
    beside: OwnProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(Path("nowhere") / "python"))

    with pytest.raises(OSError, match="nowhere"):
        ask(beside, "x")


def test_a_forked_program_does_not_end_the_process_of_another(
    beside: OwnProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(beside, "x")
    process = running(beside)
    with monkeypatch.context() as forked:
        forked.setattr(os, "getpid", lambda: beside._owner + 1)
        beside.end()

    assert process.poll() is None
    beside.process = process
    beside.end()
    assert process.poll() is not None
